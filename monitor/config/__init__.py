"""The configuration: reads and checks what operators write.

    load(Path("config"), environ=os.environ)    -> Configuration, or ConfigurationError with every problem
    schemas()                                   -> the JSON Schemas of the files, for editors

Nothing outside this room sees YAML, and nothing in it talks to the network.
"""

from monitor.config.loading import DATABASE, load
from monitor.config.schema import schemas

__all__ = ["DATABASE", "load", "schemas"]
