"""How a check of one value tells what is wrong, so that pydantic carries it and a Problem can be made of it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic_core import PydanticCustomError


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with a value. `message` never quotes a secret.

    `offset` is the place in the value where it is a text; `caret` shows it. `at` is the key inside the value
    where it is a mapping. `of_key` says that the key is wrong and not what stands behind it.
    """

    message: str
    offset: int | None = None
    caret: str = ""
    at: str | int = ""
    of_key: bool = False


def refusal(*faults: Fault | str) -> PydanticCustomError:
    """Build the exception for a validator that refuses a value for all of `faults`."""
    listed = [Fault(message=fault) if isinstance(fault, str) else fault for fault in faults]
    return PydanticCustomError("fault", "refused", {"faults": listed})


def meant(written: str, known: Iterable[str]) -> str:
    """Return " (did you mean …)" where `written` is close to one of `known`, else nothing."""
    near = difflib.get_close_matches(written.casefold(), sorted(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def listed(names: Sequence[str], last: str = "or") -> str:
    """Join names for a sentence: "a, b or c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
