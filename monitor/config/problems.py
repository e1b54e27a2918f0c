"""Turns what a validation refused into Problems: which file, line and column, which key, and what to do.

Messages are our own: those of pydantic speak to programmers, and may quote a value that is a secret.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from monitor.config.faults import Fault, listed, meant
from monitor.config.scalar import Place
from monitor.config.yaml import Document, Path
from monitor.errors import Problem

_NUMBERS = {
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "string_too_long": "must have at most {max_length} characters",
}
_QUOTE = "must be a text: put it in quotes"
_TYPES = {
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "list_type": "must be a list, such as [a, b]",
    "dict_type": "must be a mapping of names to values",
    "model_type": "must be a mapping of keys to values",
    "model_attributes_type": "must be a mapping of keys to values",
    "too_short": "must have one element at least",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "has characters that cannot be used here",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A configuration file: its name for people, and what was read from it."""

    name: str
    document: Document

    def problem(self, place: Place, path: Sequence[str | int], message: str, caret: str = "") -> Problem:
        """Build a Problem of this file."""
        return Problem(
            file=self.name,
            line=place.line,
            column=place.column,
            path=dotted(path),
            message=message,
            caret=caret,
        )

    def at_value(self, path: Path, message: str) -> Problem:
        """Build a Problem with the value at `path`."""
        return self.problem(self.document.place(path), path, message)

    def at_key(self, path: Path, message: str) -> Problem:
        """Build a Problem with the key (or list item) at the end of `path`."""
        return self.problem(self.document.key_place(path), path, message)

    def within(self, path: Path, offset: int, message: str, caret: str = "") -> Problem:
        """Build a Problem with the character `offset` of the text at `path`."""
        return self.problem(self.document.place_within(path, offset), path, message, caret)


def dotted(path: Sequence[str | int]) -> str:
    """Write a path as `watches.kursk.must_match[0].lang`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def from_flaws(source: Source) -> Iterator[Problem]:
    """Give the Problems of how a file is written."""
    for flaw in source.document.flaws:
        yield source.problem(flaw.place, flaw.path, flaw.message)


def from_validation(error: ValidationError, source: Source, schema: Mapping[str, Any]) -> Iterator[Problem]:
    """Give the Problems of a refused file; `schema` is the JSON Schema of its model."""
    details = error.errors(include_url=False)
    wrong_keys = {detail["loc"] for detail in details if _is_of_key(detail)}
    for detail in details:
        if not _is_of_key(detail) and any(detail["loc"][: len(key)] == key for key in wrong_keys):
            continue  # what stands behind a wrong key is judged by what the key should have been
        path = source.document.existing(detail["loc"])
        kind = detail["type"]
        if kind == "fault":
            yield from (_from_fault(fault, source, path) for fault in detail["ctx"]["faults"])
        elif kind == "extra_forbidden":
            known = _keys(schema, source.document.data, path[:-1])
            yield source.at_key(path, f"unknown key{meant(str(path[-1]), known)}")
        elif kind == "missing":
            key = detail["loc"][-1]
            yield source.at_key(path, f"{key} is missing")
        elif kind == "union_tag_not_found":
            yield source.at_key(path, f"kind is missing: {listed(_kinds(schema, source.document.data, path))}")
        elif kind == "union_tag_invalid":
            kinds = _kinds(schema, source.document.data, path)
            yield source.at_value((*path, "kind"), _none_of(detail["ctx"]["tag"], kinds))
        else:
            yield source.at_value(path, _message(detail))


def _is_of_key(detail: ErrorDetails) -> bool:
    return detail["type"] == "fault" and any(fault.of_key for fault in detail["ctx"]["faults"])


def _from_fault(fault: Fault, source: Source, path: Path) -> Problem:
    if fault.at != "":
        path = (*path, fault.at)
    if fault.offset is not None:
        return source.within(path, fault.offset, fault.message, fault.caret)
    return source.at_key(path, fault.message) if fault.of_key else source.at_value(path, fault.message)


def _message(detail: ErrorDetails) -> str:
    kind, value = detail["type"], detail["input"]
    if value is None:
        return "nothing is written here"
    if kind == "string_type":
        return "must be a text, not a list or a mapping" if isinstance(value, list | dict) else _QUOTE
    if kind == "enum":
        return _none_of(str(value), [part.strip(" '") for part in _choices(detail)])
    if kind in _NUMBERS:
        return _NUMBERS[kind].format(**detail["ctx"])
    return _TYPES.get(kind, "this value cannot be used here")


def _choices(detail: ErrorDetails) -> list[str]:
    return str(detail["ctx"]["expected"]).replace(" or ", ", ").split(",")


def _none_of(written: str, choices: Sequence[str]) -> str:
    return f"must be {listed(choices)}{meant(written, choices)}"


def _keys(schema: Mapping[str, Any], data: Any, path: Path) -> list[str]:
    """List the keys that the schema knows in the mapping at `path`."""
    return list(_part(schema, data, path).get("properties", ()))


def _kinds(schema: Mapping[str, Any], data: Any, path: Path) -> list[str]:
    """List what the key `kind` of the mapping at `path` may be."""
    return list(_part(schema, data, path)["discriminator"]["mapping"])


def _part(schema: Mapping[str, Any], data: Any, path: Path) -> Mapping[str, Any]:
    """Go down to the part of the schema that describes the value at `path`."""
    part = _resolved(schema, schema, data)
    for step in path:
        data = data[step]
        below = part.get("items", {}) if isinstance(step, int) else _property(part, step)
        part = _resolved(schema, below, data)
    return part


def _property(part: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    named: Mapping[str, Any] = part.get("properties", {}).get(key) or part.get("additionalProperties") or {}
    return named


def _resolved(schema: Mapping[str, Any], part: Mapping[str, Any], data: Any) -> Mapping[str, Any]:
    """Follow references, and choose the member of a union that `data` says it is, if it says so."""
    while True:
        if "$ref" in part:
            part = schema["$defs"][part["$ref"].rsplit("/", 1)[-1]]
        elif "discriminator" in part:
            kind = data.get("kind") if isinstance(data, dict) else None
            member = part["discriminator"]["mapping"].get(kind) if isinstance(kind, str) else None
            if member is None:
                return part
            part = {"$ref": member}
        elif "anyOf" in part:
            part = next((member for member in part["anyOf"] if "$ref" in member), {})
        else:
            return part
