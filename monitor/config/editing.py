"""Changes one value in a file of the configuration, in place: comments, order and quotes stay as they are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from monitor.errors import MonitorError
from monitor.settings import WatchState


class EditError(MonitorError):
    """The file cannot be changed so that nothing else in it changes; a person has to do it."""


def with_state(path: Path, watch: str, state: WatchState) -> str:
    """Return the text of `path` with another `state` for one of its watches.

    Raises EditError where the state does not stand there, or more than its line would change.
    """
    before = path.read_text(encoding="utf-8")
    yaml = YAML(typ="rt")
    document: Any = yaml.load(before)
    settings: Any = (document.get("watches") or {}).get(watch) or {}
    if "state" not in settings:
        raise EditError(f"{path}: watch {watch} has no `state` of its own there; write `state: {state}` by hand")
    line, column = settings.lc.value("state")
    old = str(settings["state"])
    lines = before.splitlines(keepends=True)
    here = lines[line]
    written = next((text for text in (old, f"'{old}'", f'"{old}"') if here.startswith(text, column)), None)
    if written is None:
        raise EditError(f"{path}:{line + 1}: cannot tell where the state of {watch} ends; change it by hand")
    lines[line] = here[:column] + state.value + here[column + len(written) :]
    after = "".join(lines)
    settings["state"] = state.value
    if yaml.load(after) != document:
        raise EditError(f"{path}:{line + 1}: more than the state of {watch} would change; change it by hand")
    return after


def replace_text(path: Path, text: str) -> None:
    """Write a file anew, whole or not at all, with the rights that it has."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.chmod(path.stat().st_mode)
    os.replace(beside, path)  # noqa: PTH105 - `Path.replace` is the same, and says less
