"""The watch language: from the text of a query to its nodes, and back.

    parse('@troops NEAR/8 @kursk AND NOT "war game"')
    parse_term("North Korea")

Nothing here knows an entry or a configuration; a mistake is a `monitor.errors.QueryError` with its place.
"""

from monitor.errors import QueryError
from monitor.query.nodes import (
    FIELDS,
    TEXT_FIELDS,
    And,
    AtLeast,
    Count,
    Field,
    First,
    Form,
    Near,
    Node,
    Not,
    Number,
    Or,
    Prefix,
    Query,
    Regex,
    Score,
    Sentence,
    SetRef,
    Term,
    Weighted,
)
from monitor.query.parser import parse, parse_term
from monitor.query.printer import to_text
from monitor.query.walk import cycles, parts, references, set_names, walk, warnings

__all__ = [
    "FIELDS",
    "TEXT_FIELDS",
    "And",
    "AtLeast",
    "Count",
    "Field",
    "First",
    "Form",
    "Near",
    "Node",
    "Not",
    "Number",
    "Or",
    "Prefix",
    "Query",
    "QueryError",
    "Regex",
    "Score",
    "Sentence",
    "SetRef",
    "Term",
    "Weighted",
    "cycles",
    "parse",
    "parse_term",
    "parts",
    "references",
    "set_names",
    "to_text",
    "walk",
    "warnings",
]
