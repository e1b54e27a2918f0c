"""The fast analysis and its slow twin on captured feeds, where they lie beside the repository."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from monitor.language import analyse, numbers
from tests.language.slow import slow_words

_FEEDS = Path(__file__).resolve().parents[2] / "../shared/corpora/feeds"
_TEXT = re.compile(r"<(?:title|description)[^>]*>(.*?)</", re.DOTALL)


@pytest.mark.skipif(not _FEEDS.is_dir(), reason="the captured feeds are not here")
def test_equals_the_slow_twin_on_real_texts() -> None:
    texts = [
        html.unescape(text)[:300]
        for path in sorted(_FEEDS.iterdir())
        for text in _TEXT.findall(path.read_bytes().decode("utf-8", "replace"))[:40]
    ]
    assert len(texts) > 500
    for text in texts:
        analysed = analyse(text)
        assert list(zip(analysed.starts, analysed.ends, analysed.words, strict=True)) == slow_words(text)
        assert len(analysed.sentences) == len(analysed)
        assert all(span.end_token <= len(analysed) for span in numbers(analysed))
