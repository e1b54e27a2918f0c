"""The JSON Schemas that editors read: current, complete, and in agreement with the loader."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from monitor.config import schemas

SHIPPED = Path(__file__).resolve().parents[2] / "config"


@pytest.mark.parametrize("name", ["monitor", "feeds", "watches", "terms", "tests"])
def test_the_shipped_schemas_are_current(name: str) -> None:
    """`python -m monitor.config config/schema` writes them again."""
    written = (SHIPPED / "schema" / f"{name}.json").read_text(encoding="utf-8")
    assert json.loads(written) == json.loads(json.dumps(schemas()[name]))


def test_they_are_written_by_a_command(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-W", "error", "-m", "monitor.config", tmp_path], check=True, timeout=60)
    for name in schemas():
        assert (tmp_path / f"{name}.json").read_bytes() == (SHIPPED / "schema" / f"{name}.json").read_bytes()


def properties(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, part in {"": schema, **schema["$defs"]}.items():
        for key, value in part.get("properties", {}).items():
            yield f"{name}.{key}", value


def test_every_key_is_described() -> None:
    keys = [pair for schema in schemas().values() for pair in properties(schema)]
    assert len(keys) > 60
    texts = {key: value.get("description", "") for key, value in keys if "$ref" not in value}
    assert [key for key, text in texts.items() if not text.endswith(".")] == []
    assert all(part.get("description") for schema in schemas().values() for part in schema["$defs"].values())


def test_every_mapping_refuses_unknown_keys() -> None:
    for schema in schemas().values():
        for name, part in {"": schema, **schema["$defs"]}.items():
            if part.get("type") == "object":
                assert part["additionalProperties"] is False or name == "TermSet"
    assert {"title", "any", "uk"} < set(schemas()["terms"]["$defs"]["TermSet"]["propertyNames"]["enum"])


def test_defaults_are_written_as_in_yaml() -> None:
    poll = schemas()["monitor"]["$defs"]["Poll"]["properties"]
    assert poll["deadline"]["default"] == "45s"
    assert poll["max_size"]["default"] == "16MB"
    assert schemas()["monitor"]["$defs"]["Store"]["properties"]["keep"]["default"] == "30d"


@pytest.mark.parametrize("path", sorted(SHIPPED.rglob("*.yaml")), ids=lambda path: path.name)
def test_every_shipped_file_names_its_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    named = path.parent / first.removeprefix("# yaml-language-server: $schema=")
    expected = path.stem if path.parent == SHIPPED else path.parent.name
    assert named.resolve() == SHIPPED / "schema" / f"{expected}.json"
