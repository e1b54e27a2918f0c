"""Where a watch matched, as sentences with the words marked.

The words themselves come as hits: spans of the entry's texts. Nothing is matched here.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from monitor.render.clean import clean_span
from monitor.types import Entry, Hit

FIELDS = {"title": "headline", "summary": "summary", "article": "article"}
"""The fields that hold running text, and what people call them. Hits in labels have no sentence to show."""

MOST_PASSAGES = 4  # more than that nobody reads at night
LONGEST = 320  # characters of one passage; a "sentence" can be a whole table without a full stop
LONGEST_HEADLINE = 600

_END = regex.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\p{Lu}\p{Lo}\p{N}\"'“‘«„(\[—–-])|[。！？]+[」』”]*|\n\s*")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A piece of text, `marked` where a reader's eye should fall."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Some words of the entry in their sentence. `field` is the people's name of the field."""

    field: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The words without marks."""
        return plain(self.runs)


def plain(runs: Iterable[Run]) -> str:
    """Return the text of `runs` without marks."""
    return "".join(run.text for run in runs)


def headline(title: str, hits: Iterable[Hit] = ()) -> tuple[Run, ...]:
    """Return a whole headline with its hits marked."""
    spans = [(hit.start, hit.end) for hit in hits if hit.field == "title"]
    return _runs(title, (0, len(title)), spans, longest=LONGEST_HEADLINE)


def passages(entry: Entry, hits: Sequence[Hit]) -> tuple[Passage, ...]:
    """Return the sentences that show why the watch matched: each shows a term that those before it do not."""
    found: list[Passage] = []
    shown: set[tuple[str | None, str]] = set()
    for name, called in FIELDS.items():
        text = _text(entry, name)
        here = sorted((h for h in hits if h.field == name and 0 <= h.start < h.end <= len(text)), key=lambda h: h.start)
        for sentence in _sentences(text, name):
            inside = [hit for hit in here if hit.start < sentence[1] and hit.end > sentence[0]]
            terms = {(hit.set, hit.term) for hit in inside}
            if terms <= shown or len(found) == MOST_PASSAGES:
                continue
            shown |= terms
            found.append(Passage(field=called, runs=_runs(text, sentence, [(h.start, h.end) for h in inside])))
    return tuple(found)


def difference(was: str, now: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Return both texts with the words marked that the other one does not have."""
    old, new = clean_span(was).split(), clean_span(now).split()
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left += [(word, kind != "equal") for word in old[a:b]]
        right += [(word, kind != "equal") for word in new[c:d]]
    return _words(left), _words(right)


def _text(entry: Entry, name: str) -> str:
    return {"title": entry.title, "summary": entry.summary, "article": entry.article or ""}[name]


def _sentences(text: str, name: str) -> list[Span]:
    if name == "title":
        return [(0, len(text))]
    ends = [end.end() for end in _END.finditer(text)]
    return [(a, b) for a, b in zip([0, *ends], [*ends, len(text)], strict=True) if a < b]


def _runs(text: str, span: Span, marks: Iterable[Span], *, longest: int = LONGEST) -> tuple[Run, ...]:
    start, end = span
    merged = _merge(marks, span)
    before = after = ""
    if end - start > longest:
        start, end = _window(text, span, merged, longest)
        merged = _merge(merged, (start, end))
        before, after = "… " * (start > span[0]), " …" * (end < span[1])
    runs, at = [Run(text=before)], start
    for a, b in merged:
        runs += [Run(text=clean_span(text[at:a])), Run(text=clean_span(text[a:b]), marked=True)]
        at = b
    runs += [Run(text=clean_span(text[at:end])), Run(text=after)]
    return _trim(runs)


def _merge(marks: Iterable[Span], span: Span) -> list[Span]:
    merged: list[Span] = []
    for a, b in sorted((max(a, span[0]), min(b, span[1])) for a, b in marks if a < span[1] and b > span[0]):
        if merged and a <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
        else:
            merged.append((a, b))
    return merged


def _window(text: str, span: Span, marks: Sequence[Span], longest: int) -> Span:
    """Cut `span` to `longest` characters about the first mark, at spaces where some are near."""
    first = marks[0][0] if marks else span[0]
    start = max(span[0], min(first - longest // 4, span[1] - longest))
    end = min(span[1], start + longest)
    if start > span[0] and (space := text.find(" ", start, first)) >= 0:
        start = space + 1
    if end < span[1] and (space := text.rfind(" ", start + longest // 2, end)) > 0:
        end = space
    return start, end


def _trim(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Drop empty pieces, double spaces between two pieces, and spaces at either end."""
    kept: list[Run] = []
    for run in runs:
        text = run.text.lstrip(" ") if not kept or kept[-1].text.endswith(" ") else run.text
        if text:
            kept.append(Run(text=text, marked=run.marked))
    if kept:
        kept[-1] = Run(text=kept[-1].text.rstrip(" "), marked=kept[-1].marked)
    return tuple(run for run in kept if run.text)


def _words(words: Sequence[tuple[str, bool]]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for index, (word, marked) in enumerate(words):
        if runs and runs[-1].marked == marked:
            runs[-1] = Run(text=f"{runs[-1].text} {word}", marked=marked)
        else:
            if index:
                runs.append(Run(text=" "))
            runs.append(Run(text=word, marked=marked))
    return tuple(runs)
