"""Writes the JSON Schemas of the configuration into a folder: `python -m monitor.config config/schema`."""

import sys
from pathlib import Path

from monitor.config.schema import write

write(Path(sys.argv[1]))
