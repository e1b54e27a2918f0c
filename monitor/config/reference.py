"""The page that names every key of the configuration files, made of the same models that read them.

`python -m monitor.config.reference docs/keys.md` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from monitor.config import languages
from monitor.config.schema import schemas

_Schema = Mapping[str, Any]

_FILES: Mapping[str, str] = {
    "monitor": "monitor.yaml",
    "feeds": "feeds.yaml",
    "watches": "watches/*.yaml",
    "terms": "terms/*.yaml",
    "tests": "tests/*.yaml",
}

_HEAD = """\
# Every key of the configuration

<!-- Written by `make reference` out of the models that read the files. Change the descriptions there. -->

What is not named here is refused, with the key that was probably meant. Durations are `45s`, `10m`, `1h30m` or `7d`,
sizes `512KB`, `16MB` or `2GB`; relative paths count from the configuration folder. A secret is given in one of these
forms: `KEY_env` names an environment variable, `KEY_file` a file, `KEY_credential` a credential of systemd. Written as
`KEY` itself it is taken with a warning.
"""


def keys_page() -> str:
    """Write the page, as Markdown: a section for each file, a table for each mapping in it."""
    return "\n".join([_HEAD, *(line for name, schema in schemas().items() for line in _file(name, schema))])


def _file(name: str, schema: _Schema) -> Iterator[str]:
    parts: _Schema = schema["$defs"]
    kinds = [part for part in parts.values() if "kind" in part.get("properties", ())]
    common = set.intersection(*(set(kind["properties"]) for kind in kinds)) - {"kind"} if kinds else set()
    yield f"## {_FILES[name]}\n"
    yield from _table(schema, parts)
    if kinds:
        yield "### Every channel\n"
        shared = {key: value for key, value in kinds[0]["properties"].items() if key in common}
        yield from _table({"description": "What every kind of channel knows.", "properties": shared}, parts)
    for part, definition in parts.items():
        if "properties" in definition:
            own = definition if definition not in kinds else {**definition, "properties": _own(definition, common)}
            yield f"### {part}\n"
            yield from _table(own, parts)


def _own(kind: _Schema, common: AbstractSet[str]) -> _Schema:
    return {key: value for key, value in kind["properties"].items() if key not in common}


def _table(schema: _Schema, parts: _Schema) -> Iterator[str]:
    keys: _Schema = schema["properties"]
    secrets = {key for key in keys if f"{key}_env" in keys}
    forms = {f"{key}{form}" for key in secrets for form in ("_env", "_file", "_credential")}
    yield f"{schema['description']}\n"
    yield "| key | takes | default | meaning |\n|---|---|---|---|"
    for key, value in keys.items():
        if key in forms:
            continue
        default = "required" if key in schema.get("required", ()) else _default(value)
        meaning = value.get("description") or parts[value["$ref"].rpartition("/")[2]]["description"]
        cells = (f"`{key}`", "secret" if key in secrets else _takes(value, parts), default, meaning)
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
    if schema.get("additionalProperties"):
        yield f"| any language, `any` | {_takes(schema['additionalProperties'], parts)} | | Its words. |"
    yield ""


def _default(value: _Schema) -> str:
    default = value.get("default")
    if default is None or default == "" or isinstance(default, dict | list):
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _takes(value: _Schema, parts: _Schema) -> str:
    """Say in words what a schema allows."""
    forms = value.get("anyOf") or value.get("oneOf")
    if forms:
        return " or ".join(dict.fromkeys(_takes(form, parts) for form in forms if form.get("type") != "null"))
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})" if "properties" in parts[name] else _takes(parts[name], parts)
    if "enum" in value:
        known = set(value["enum"]) == set(languages.NAMES)
        return "language code" if known else " or ".join(f"`{one}`" for one in value["enum"])
    if "const" in value:
        return f"`{value['const']}`"
    if value["type"] == "array":
        return f"list of: {_takes(value['items'], parts)}"
    if value["type"] == "object":
        return f"by name: {_takes(value['additionalProperties'], parts)}"
    return _simple(value)


def _simple(value: _Schema) -> str:
    kind = {"string": "text", "integer": "whole number", "number": "number", "boolean": "`true` or `false`"}
    word = {"uri": "URL", "email": "mail address"}.get(value.get("format", ""), kind[value["type"]])
    if "examples" in value:
        kinds = {"1h30m": "duration", "10m": "duration", "16MB": "size"}
        return kinds.get(value["examples"][0], f"such as `{value['examples'][0]}`")
    low, high = value.get("minimum"), value.get("maximum")
    return word if low is None or high is None else f"{word}, {low:g} to {high:g}"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(keys_page(), encoding="utf-8")
