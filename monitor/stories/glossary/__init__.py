"""The glossary: what newsrooms write about, and how English, Ukrainian, Russian and some others say it.

A line is `concept: words`. A word is a prefix, `=word` a whole word, `one_two` two words running, each a prefix.
The longest wins. It is a bridge for joining and nothing more: words that many subjects share are left out on purpose,
and it must never decide whether a watch matches.
"""

from __future__ import annotations

from monitor.stories.glossary.concepts import (
    Concept,
    concepts_of,
    is_countable,
    is_country,
    is_general,
    is_region,
    is_state,
)

__all__ = ["Concept", "concepts_of", "is_countable", "is_country", "is_general", "is_region", "is_state"]
