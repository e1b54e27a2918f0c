"""Reads one YAML file into plain values, and knows where each of them stood.

YAML 1.2: `NO`, `on` and `yes` are texts, dates are texts, keys are always texts. Duplicate keys, tags, merge
keys, values that contain themselves and aliases that multiply beyond measure are refused. This file knows
nothing of what the values mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from monitor.config import scalar
from monitor.config.scalar import Place

MAX_DEPTH = 50
MAX_ALIASED = 10_000
"""How many values may be reached through aliases: enough for honest reuse, too few for a bomb."""

Path = tuple[str | int, ...]

_CORE = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(
    _CORE + name for name in ("str", "int", "float", "bool", "null", "timestamp", "value", "merge", "seq", "map")
)
# The core schema of YAML 1.2, chapter 10.3.2. The library's own pattern also takes 1_000, which 1.2 does not.
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")

# What the library says is meant for authors of YAML parsers. Its words may also quote the file, and so a secret.
_ADVICE = (
    ("mapping values are not allowed", "a colon where no key can be: put the text in quotes, or check the indent"),
    ("undefined alias", "an alias without its anchor: put a text that begins with * in quotes"),
    ("expected alphabetic or numeric", "an alias or anchor without a name: put the text in quotes"),
    ("unknown escape", 'unknown escape in "…": use single quotes, where a backslash is only a backslash'),
    ("unexpected end of stream", "a quote is opened and never closed"),
    ("expected <block end>", "the indent does not fit what stands above, or a text needs quotes"),
    ("could not find expected ':'", "a key without its colon, or a text that needs quotes"),
    ("another document", "a second document (---): write one file for each"),
    ("maximum depth", f"nested deeper than {MAX_DEPTH} levels"),
    ("more indented follow up line", "the first line of a block text is indented less than the next one"),
    ("chomping or indentation", "put the text in quotes, or begin the block text on the next line"),
    ("expected ',' or", "a list or mapping in brackets is not closed, or a comma is missing"),
    ("sequence entries are not allowed", "a list item where none can be: check the indent"),
)


_REFUSED = object()
"""Stands for a value that was refused already: it is left out, so that nothing else is said of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something that the file says and YAML, or this reader of it, does not allow."""

    place: Place
    path: Path
    message: str


class Document:
    """The values of one file (`data`), what is wrong with its writing (`flaws`), and the places of both."""

    def __init__(self, text: str) -> None:
        self._lines = scalar.split(text)
        self._visited: set[int] = set()
        self._aliased = 0
        self.flaws: list[Flaw] = []
        self._root = self._compose("\n".join(self._lines))
        self.readable = not self.flaws
        data = None if self._root is None else self._value(self._root, (), frozenset())
        self.data: Any = None if data is _REFUSED else data

    def place(self, path: Sequence[str | int]) -> Place:
        """Say where the value of `path` begins; where there is none, where what should hold it begins."""
        return self._walk(path).place

    def key_place(self, path: Sequence[str | int]) -> Place:
        """Say where the key (or the list item) that ends `path` begins."""
        return self._walk(path).key

    def place_within(self, path: Sequence[str | int], offset: int) -> Place:
        """Say where the character `offset` of the text at `path` is written."""
        step = self._walk(path)
        if not isinstance(step.node, ScalarNode):
            return step.place
        text, style = str(step.node.value), step.node.style
        return scalar.place(self._lines, text, offset, style=style, start=step.place)

    def existing(self, path: Sequence[str | int]) -> Path:
        """Return `path` without the parts that the file does not have (such as the names of union members)."""
        return self._walk(path).path

    def _compose(self, text: str) -> Node | None:
        reader = YAML(typ="safe", pure=True)
        reader.max_depth = MAX_DEPTH
        reader.composer.warn_double_anchors = False  # to use a name again is allowed
        try:
            root: Node | None = reader.compose(text)
        except ReaderError as error:
            before = text[: error.position]
            place = Place(before.count("\n") + 1, error.position - (before.rfind("\n") + 1) + 1)
            self._flaw(place, (), "a control character, which YAML does not allow")
            return None
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
            self._flaw(place, (), f"not YAML: {self._advice(error.problem or error.context or '', place)}")
            return None
        except (YAMLError, ValueError, AssertionError):  # the library checks some syntax with asserts
            self._flaw(Place(1, 1), (), "not YAML: this file cannot be read")
            return None
        return root

    def _advice(self, complaint: str, place: Place) -> str:
        if "cannot start any token" in complaint:
            sign = self._lines[place.line - 1][place.column - 1 : place.column]
            return "a tab: use spaces" if sign == "\t" else f"put a text that begins with {sign} in quotes"
        return next((advice for sign, advice in _ADVICE if sign in complaint), "check quotes, colons and indent")

    def _flaw(self, place: Place, path: Path, message: str) -> None:
        self.flaws.append(Flaw(place=place, path=path, message=message))

    def _value(self, node: Node, path: Path, around: frozenset[int]) -> Any:
        if id(node) in around:
            self._flaw(_start(node), path, "an alias of what contains it")
            return _REFUSED
        if self._repeats(node):
            return _REFUSED
        if str(node.tag) not in _PLAIN_TAGS:
            self._flaw(_start(node), path, "tags are not used here: put a text that begins with ! in quotes")
            return _REFUSED
        if isinstance(node, ScalarNode):
            return _scalar(node)
        around |= {id(node)}
        if isinstance(node, SequenceNode):
            items = [self._value(item, (*path, index), around) for index, item in enumerate(node.value)]
            return _REFUSED if any(item is _REFUSED for item in items) else items
        return self._mapping(node, path, around) if isinstance(node, MappingNode) else None

    def _repeats(self, node: Node) -> bool:
        """Count a value that aliases lead to again; True when there were too many of them."""
        if id(node) not in self._visited:
            self._visited.add(id(node))
            return False
        self._aliased += 1
        if self._aliased == MAX_ALIASED + 1:
            self._flaw(_start(node), (), f"aliases multiply this to more than {MAX_ALIASED} values")
        return self._aliased > MAX_ALIASED

    def _mapping(self, node: MappingNode, path: Path, around: frozenset[int]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            place = _start(key_node)
            if not isinstance(key_node, ScalarNode):
                self._flaw(place, path, "a key must be a text")
                continue
            key = str(key_node.value)
            if str(key_node.tag) == _CORE + "merge":
                self._flaw(place, (*path, key), "YAML 1.2 has no merge keys: write the keys out")
            elif key in values:
                self._flaw(place, (*path, key), f"written twice, first in line {lines[key]}")
            else:
                lines[key] = place.line
                values[key] = self._value(value_node, (*path, key), around)
        return {key: value for key, value in values.items() if value is not _REFUSED}

    def _walk(self, path: Sequence[str | int]) -> _Step:
        """Go down `path` as far as it exists; parts that do not exist are passed over."""
        start = _start(self._root) if self._root is not None else Place(1, 1)
        step = _Step(key=start, place=start, node=self._root, path=())
        for part in path:
            found = _below(step.node, part)
            if found is not None:
                key, node = found
                place = _start(key) if _is_empty(node) else _start(node)
                step = _Step(key=_start(key), place=place, node=node, path=(*step.path, part))
        return step


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """How far a walk came: where the key and the value stand, and the part of the path that exists."""

    key: Place
    place: Place
    node: Node | None
    path: Path


def _below(node: Node | None, part: str | int) -> tuple[Node, Node] | None:
    """Find the key and the value of `part` in a mapping, or the item twice in a list."""
    if isinstance(node, MappingNode):
        return next((pair for pair in node.value if pair[0].value == part), None)
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None


def _is_empty(node: Node) -> bool:
    """Say whether nothing was written: the library then places the node where the next thing stands."""
    return isinstance(node, ScalarNode) and node.style is None and not node.value


def _start(node: Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


def _scalar(node: ScalarNode) -> str | int | float | bool | None:
    """Give a scalar its value in the core schema of YAML 1.2."""
    text, kind = str(node.value), str(node.tag).removeprefix(_CORE)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int" and _INT.fullmatch(text):
        return int(text, 0) if text.startswith(("0o", "0x")) else int(text)
    if kind in ("int", "float") and _FLOAT.fullmatch(text):
        return float(text)
    return text
