"""Holds the files against their models, and saves what is sound of a file that is not.

A file with one bad watch is refused, but its other watches are still needed: to find what else is wrong, such
as a feed that is listed twice, in the same run. So what is wrong is cut out, key by key, then item by item.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from monitor.config.problems import Source, from_validation
from monitor.config.schema import schema_of
from monitor.config.shape import Section
from monitor.config.values import Known
from monitor.config.yaml import Path
from monitor.errors import Problem

_File = TypeVar("_File", bound=Section)
_KEY, _ITEM, _PART = 3, 2, 1  # how deep a key of an item, an item, and a part of a file stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Validated(Generic[_File]):
    """What is sound in a file (`model`), what is wrong with the rest, and which items of it lost something."""

    model: _File
    problems: tuple[Problem, ...] = ()
    faulty: frozenset[Path] = frozenset()


def validated(model: type[_File], source: Source, known: Known) -> Validated[_File]:
    """Hold one file against its model."""
    data = source.document.data
    if data is None:  # an empty file, or only comments
        return Validated(model=model.model_validate({}, context=known))
    try:
        return Validated(model=model.model_validate(data, context=known))
    except ValidationError as error:
        return Validated(
            model=_sound(model, source, known, error),
            problems=tuple(from_validation(error, source, schema_of(model))),
            faulty=frozenset(path[:_ITEM] for path in _paths(error, source)),
        )


def _sound(model: type[_File], source: Source, known: Known, error: ValidationError) -> _File:
    """Validate once more without what was wrong: first the keys, then what they made incomplete."""
    data = copy.deepcopy(source.document.data)
    for depth in (_KEY, _ITEM, _PART):
        for path in _paths(error, source):
            _cut(data, path[:depth])
        try:
            return model.model_validate(data, context=known)
        except ValidationError as further:
            error = further
    return model.model_validate({}, context=known)


def _paths(error: ValidationError, source: Source) -> list[Path]:
    return [source.document.existing(detail["loc"]) for detail in error.errors(include_url=False)]


def _cut(data: Any, path: Sequence[str | int]) -> None:
    """Remove the value at `path` from nested mappings, if it is still there."""
    for step in path[:-1]:
        data = data.get(step) if isinstance(data, dict) else None
    if path and isinstance(data, dict):
        data.pop(path[-1], None)
