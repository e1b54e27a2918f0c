"""Every format by example: a document of our own in `fixtures`, and beside it what it must become.

python -m tests.parse.test_golden     writes the expectations anew; read the difference before you keep it
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.parse.document import parse
from monitor.types import FeedFailure, ParsedFeed

FIXTURES = Path(__file__).parent / "fixtures"
DOCUMENTS = sorted(path for path in FIXTURES.iterdir() if not path.name.endswith(".expected.json"))
URL = "https://feeds.example/folder/feed"


def _plain(value: object) -> str:
    assert isinstance(value, datetime | timedelta)
    return value.isoformat() if isinstance(value, datetime) else f"{value.total_seconds():g} s"


def shown(result: ParsedFeed | FeedFailure) -> str:
    """Write a result as JSON, without what is empty."""
    facts = asdict(result)
    links = {name: value for name, value in facts.pop("links", {}).items() if value}
    facts |= {"links": links} if links else {}
    facts["entries"] = [{key: value for key, value in entry.items() if value} for entry in facts.get("entries", ())]
    return json.dumps(facts, indent=1, ensure_ascii=False, default=_plain) + "\n"


def _expected(path: Path) -> Path:
    return path.with_name(f"{path.name}.expected.json")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
@pytest.mark.checklist(24)
def test_document(path: Path) -> None:
    assert shown(parse(path.read_bytes(), url=URL)) == _expected(path).read_text(encoding="utf-8")


def test_there_are_documents() -> None:
    assert len(DOCUMENTS) >= 10


if __name__ == "__main__":
    for document in DOCUMENTS:
        _expected(document).write_text(shown(parse(document.read_bytes(), url=URL)), encoding="utf-8")
