"""The configuration: reads and checks what operators write.

    load(Path("config"), environ=os.environ)    -> Configuration, or ConfigurationError with every problem
    load_with_places(…)                         -> the same, with the place of each part for messages about it
    load_cases(configuration, Path("config"))   -> the test files of its watches, as strictly read
    schemas()                                   -> the JSON Schemas of the files, for editors

Nothing outside this room sees YAML, and nothing in it talks to the network.
"""

from monitor.config.cases import Case, Expected, Given, load_cases
from monitor.config.loading import DATABASE, Loaded, database_of, load, load_with_places
from monitor.config.schema import schemas

__all__ = [
    "DATABASE",
    "Case",
    "Expected",
    "Given",
    "Loaded",
    "database_of",
    "load",
    "load_cases",
    "load_with_places",
    "schemas",
]
