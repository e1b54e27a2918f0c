"""The parsed query: a tree of frozen nodes.

`at` is the offset of the node in its source (characters, from 0); it is for messages only and takes no part
in equality, so that two queries that mean the same compare equal wherever they were written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

FIELDS = ("title", "summary", "article", "author", "feed", "publisher", "tag", "lang", "url")
"""The field limits of the language. The first three hold running text; the others are labels."""

TEXT_FIELDS = frozenset({"title", "summary", "article"})


class Form(StrEnum):
    """How strictly a word of the text must equal a word of the term."""

    INFLECTED = "inflected"  # every inflected form; a capital in the term asks for a capital in the text
    EXACT = "exact"  # =word: this form after folding, no other
    CASE = "case"  # ^Word: this form in this case


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word or an adjacent, ordered phrase. `text` is as written, without quotes and marks."""

    text: str
    form: Form = Form.INFLECTED
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """`word*`: every word that begins so. `text` is without the star. Not inflected."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regex:
    """`/pattern/` in RE2 syntax, searched in the original text of each field."""

    pattern: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRef:
    """`@name`: any term of a named set."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """`NUM(>=1000)`: a number in the text. `relation` is one of < <= = >= > or .. (then with `high`)."""

    relation: str
    value: float
    high: float | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """All of `items`; two or more, none of them an `And`."""

    items: tuple[Node, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """Any of `items`; two or more, none of them an `Or`."""

    items: tuple[Node, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """`item` must not hold."""

    item: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Both operands in one field with at most `distance` words between them; they do not overlap."""

    left: Node
    right: Node
    distance: int
    ordered: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """All of `items` in one sentence of one field."""

    items: tuple[Node, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """At least `count` of `items` hold."""

    count: int
    items: tuple[Node, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """At least `count` mentions of `item`, over all text fields together."""

    count: int
    item: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """`item` within the first `words` words of the title, or of the text that follows it."""

    words: int
    item: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`name:item`: `item` in this field only. `name` is one of `FIELDS`."""

    name: str
    item: Node
    at: int = field(default=0, compare=False)


Node = Term | Prefix | Regex | SetRef | Number | And | Or | Not | Near | Sentence | AtLeast | Count | First | Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighted:
    """One line of a `score:` watch: each mention of `item` counts `weight`, at most `cap` times."""

    item: Node
    weight: float
    cap: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The second form of a watch: the sum of weights must reach `threshold`.

    A mention in the title counts `title_boost` times. `require` (if any) must hold as well.
    """

    items: tuple[Weighted, ...]
    threshold: float
    title_boost: float = 1.0
    require: Node | None = None


Query = Node | Score
