"""Documents become entries: bytes in, `ParsedFeed` out. Pure functions; nothing is fetched or opened.

`document` is the door (`parse`), `identity` says which entries are the same, `fingerprint` whether a body changed.
"""
