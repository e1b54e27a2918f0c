"""Watches news feeds in many languages and tells a newsroom desk of each story once, with the reason."""

__version__ = "0.1.0"
