"""Changes one value in a file of the configuration, in place: comments, order and quotes stay as they are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

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


def query_text(path: Path, watch: str) -> str:
    """Return the `query` of one of the watches in `path`, as it is written. Raises EditError where it has none."""
    return str(_query_node(path.read_text(encoding="utf-8"), path, watch).value)


def with_query(path: Path, watch: str, query: str) -> str:
    """Return the text of `path` with another `query` for one of its watches.

    It is written as a block where it has several lines or was one before, else in single quotes.
    Raises EditError where it has none, or more than it would change.
    """
    before = path.read_text(encoding="utf-8")
    node = _query_node(before, path, watch)
    start, end = node.start_mark.index, node.end_mark.index
    line = before.rfind("\n", 0, start) + 1
    if node.style in ("|", ">") or "\n" in query:
        header = before[start : before.find("\n", start)] if node.style == "|" else "|"
        key = len(before[line:]) - len(before[line:].lstrip(" "))
        first = next((one for one in before[start:end].split("\n")[1:] if one.strip()), "")
        indent = len(first) - len(first.lstrip(" ")) if node.style in ("|", ">") else key + 2
        body = "\n".join(f"{' ' * indent}{one}" if one.strip() else "" for one in query.rstrip().split("\n"))
        kept = before[start:end]
        tail = kept[len(kept.rstrip("\n ")) :] if node.style in ("|", ">") else ""
        after = f"{before[:start]}{header}\n{body}{tail}{before[end:]}"
    else:
        quoted = query.strip().replace("'", "''")
        after = f"{before[:start]}'{quoted}'{before[end:]}"
    _check(before, after, path, watch, query)
    return after


def _query_node(text: str, path: Path, watch: str) -> Any:
    """Find the node of a query, with its place in the text."""
    node = YAML(typ="safe", pure=True).compose(text)
    for name in ("watches", watch, "query"):
        pairs = getattr(node, "value", ())
        node = next((value for key, value in pairs if key.value == name), None) if isinstance(pairs, list) else None
    if node is None or not isinstance(node.value, str):
        raise EditError(f"{path}: watch {watch} has no `query` of its own there")
    return node


def _check(before: str, after: str, path: Path, watch: str, query: str) -> None:
    """Refuse an edit that changes more than a query, or not to what it should be."""
    yaml = YAML(typ="safe", pure=True)
    was = yaml.load(before)
    try:
        now = yaml.load(after)
    except YAMLError as error:  # others took the text by an alias
        raise EditError(f"{path}: more than the query of {watch} would change; change it by hand") from error
    written = now["watches"][watch].pop("query", None)
    was["watches"][watch].pop("query", None)
    if was != now or str(written).split() != query.split():
        raise EditError(f"{path}: more than the query of {watch} would change; change it by hand")


def replace_text(path: Path, text: str) -> None:
    """Write a file anew, whole or not at all, with the rights that it has."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.chmod(path.stat().st_mode)
    os.replace(beside, path)  # noqa: PTH105 - `Path.replace` is the same, and says less
