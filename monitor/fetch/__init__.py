"""Feeds are fetched here: network, files, and the child process that parses.

`fetcher` is the door to the network and to files, `reader` to the child. Nothing here decides when to poll
(`monitor.schedule`) or what an entry is (`monitor.parse`), and nothing here writes.
"""
