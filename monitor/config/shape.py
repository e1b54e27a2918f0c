"""What all models of configuration files have in common: nothing unknown, nothing converted, nothing shown."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from monitor.config.faults import Fault, refusal

_Item = TypeVar("_Item", bound=Hashable)


class Section(BaseModel):
    """A mapping in a configuration file. Unknown keys are refused; a text is no number, a number no text."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


def default_of(settings: type[Any], name: str) -> Any:
    """Return the default that the settings have, so that it is written once."""
    return next(field.default for field in fields(settings) if field.name == name)


def unique(items: list[_Item]) -> list[_Item]:
    """Refuse a list that says something twice."""
    seen: set[_Item] = set()
    faults = []
    for index, item in enumerate(items):
        if item in seen:
            faults.append(Fault(message=f"{item} is listed twice", at=index))
        seen.add(item)
    if faults:
        raise refusal(*faults)
    return items


def _title(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise refusal("a title is one line of visible text")
    return text


Title = Annotated[str, Field(max_length=200), AfterValidator(_title)]
Unique = Annotated[list[_Item], AfterValidator(unique)]
