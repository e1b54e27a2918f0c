"""What the worker remembers, in SQLite.

The rooms above ask questions in the pipeline's own words and get frozen types back; no row, cursor or SQL leaves
this package. Times are stored as UTC text of fixed width, so that they sort and a person can read them.
"""

from monitor.store.store import StorageError, Store, open_scratch, open_store

__all__ = ["StorageError", "Store", "open_scratch", "open_store"]
