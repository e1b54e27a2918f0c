"""The JSON Schemas of the configuration files, for editors and for the names that a message suggests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from monitor.config.case_models import TestsFile
from monitor.config.feeds_file import FeedsFile, Interval
from monitor.config.watches_file import TermsFile, WatchesFile
from monitor.config.worker_file import MonitorFile

FILES: Mapping[str, type[BaseModel]] = {
    "monitor": MonitorFile,
    "feeds": FeedsFile,
    "watches": WatchesFile,
    "terms": TermsFile,
    "tests": TestsFile,
}
"""The kinds of files and their models."""


class _Schema(GenerateJsonSchema):
    """Writes defaults as an operator would write them in YAML."""

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, timedelta):
            return shown(dft)
        if isinstance(dft, Interval) and dft.least is None:
            return shown(dft.most)
        return super().encode_default(dft)


def shown(length: timedelta) -> str:
    """Write a duration as it stands in YAML: `1h30m`."""
    seconds = int(length.total_seconds())
    parts = []
    for unit, count in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        whole, seconds = divmod(seconds, count)
        if whole:
            parts.append(f"{whole}{unit}")
    return "".join(parts)


@cache
def schema_of(model: type[BaseModel]) -> Mapping[str, Any]:
    """Return the JSON Schema (2020-12) of a model."""
    return model.model_json_schema(schema_generator=_Schema)


def schemas() -> Mapping[str, dict[str, Any]]:
    """Return the JSON Schema of each kind of file: `monitor`, `feeds`, `watches`, `terms` and `tests`."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {name: {**head, **schema_of(model)} for name, model in FILES.items()}


def write(folder: Path) -> None:
    """Write each schema to a file of `folder`."""
    for name, schema in schemas().items():
        text = json.dumps(schema, indent=2, ensure_ascii=False)
        (folder / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
