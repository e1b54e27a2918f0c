"""The changes that might help: gathered from what people said, and asked of the real matcher on every text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from monitor.query import Field, Node, Not, QueryError, Term, parse, to_text
from monitor.tuning.belief import Beliefs
from monitor.tuning.choosing import ORDER, SUPPORT, Change, Judged
from monitor.tuning.ground import Bits, Ground, bits_of, numbers
from monitor.tuning.proposal import Kind
from monitor.tuning.shapes import Shape, narrower, wider
from monitor.tuning.words import Word, Words

MOST_WORDS = 250
"""Words of which a NOT is tried, those of most stories first."""

MOST_WIDER = 24
"""Changes that let something in are tried on every entry of the archive."""


def keeping_out(
    clauses: Sequence[Node], taken: Iterable[int], ground: Ground, judged: Judged, words: Words, standing: Bits
) -> list[Change]:
    """Return what might keep out entries called not relevant; clauses in `taken` keep their form."""
    false = standing & judged.false
    gathered = words.gather((number, ground.entries[number]) for number in numbers(false))
    true = words.gather((number, ground.entries[number]) for number in numbers(standing & judged.true))
    spoken = {word.text: word for word in true}
    plain, titles = _parted(gathered, spoken, judged)
    found = [_kept_out(word, words, title=False) for word in plain] + [
        _kept_out(word, words, title=True) for word in titles
    ]
    fixed = set(taken)
    shapes = [(*shape, _said(shape, clauses)) for shape in narrower(clauses) if fixed.isdisjoint(shape[1])]
    changes = [change for change in (*found, *map(_shaped, shapes)) if change is not None]
    return _distinct(_asked(changes, ground), standing)


def letting_in(
    clauses: Sequence[Node], holding: Sequence[Bits], ground: Ground, judged: Judged, words: Words, standing: Bits
) -> list[Change]:
    """Return what might find entries called relevant that are missed for one clause alone.

    `ground` holds what was judged, `holding` where each clause holds in it.
    """
    missed = judged.true & ~standing
    found: list[Change] = []
    for number, clause in enumerate(clauses):
        others = ground.all
        for other, bits in enumerate(holding):
            others &= bits if other != number else ground.all
        mine = missed & others
        if judged.events(mine) < SUPPORT:
            continue
        shapes = [(*shape, _said(shape, clauses)) for shape in wider(clauses) if shape[1] == (number,)]
        asked = [change for change in map(_shaped, shapes) if change is not None]
        if not isinstance(clause, Not):
            gathered = words.gather((place, ground.entries[place]) for place in numbers(mine))
            useful = sorted(gathered, key=lambda word: (-_stories(word.anywhere, judged), word.phrase, word.text))
            asked += [
                change
                for word in useful[:MOST_WORDS]
                if _stories(word.anywhere, judged) >= SUPPORT and (change := _term(word, words, number)) is not None
            ]
        tried = _asked(asked, ground, clauses)
        good = [one for one in tried if not others & one.holds & (judged.false | judged.out) & ~standing]
        good = [one for one in good if judged.events(mine & one.holds) >= SUPPORT]
        found += _distinct(good, others & ~standing)
    ranked = sorted(found, key=lambda one: -(one.holds & missed).bit_count())
    return ranked[:MOST_WIDER]


def on(ground: Ground, changes: Sequence[Change], clauses: Sequence[Node]) -> list[Change]:
    """Return the changes with where they hold on another ground."""
    return _asked(changes, ground, clauses)


def believed(changes: Iterable[Change], beliefs: Beliefs, judged: Judged) -> list[Change]:
    """Return the changes with what the entries are, probably, that they concern."""
    return [
        replace(change, belief=beliefs.without(change.said, judged.unjudged & _concerned(change)))
        if change.said
        else replace(change, belief=beliefs.whole)
        for change in changes
    ]


def _concerned(change: Change) -> Bits:
    return change.holds if change.widens else ~change.holds


def _parted(gathered: Iterable[Word], spoken: Mapping[str, Word], judged: Judged) -> tuple[list[Word], list[Word]]:
    """Choose words that no relevant entry has, and words that none has in its headline.

    Behind them stand those that relevant entries of one story alone have: nothing relevant is lost, so that they are
    never chosen while that story is known, and only with them it shows what would be chosen without it (`held_out`).
    """
    plain: list[tuple[int, Word]] = []
    titles: list[tuple[int, Word]] = []
    tried: list[tuple[int, Word]] = []
    tried_titles: list[tuple[int, Word]] = []
    for word in gathered:
        relevant = spoken.get(word.text)
        anywhere = _stories(relevant.anywhere, judged) if relevant else 0
        in_title = _stories(relevant.in_title, judged) if relevant else 0
        if anywhere <= 1 and (stories := _stories(word.anywhere, judged)) >= SUPPORT:
            (tried if anywhere else plain).append((stories, word))
        if anywhere and in_title <= 1 and (stories := _stories(word.in_title, judged)) >= SUPPORT:
            (tried_titles if in_title else titles).append((stories, word))
    return [*_first(plain), *_first(tried)], [*_first(titles), *_first(tried_titles)]


def _first(words: list[tuple[int, Word]]) -> list[Word]:
    words.sort(key=lambda pair: (-pair[0], pair[1].phrase, not pair[1].lemma, len(pair[1].text), pair[1].text))
    return [word for _, word in words[:MOST_WORDS]]


def _stories(places: Iterable[int], judged: Judged) -> int:
    return judged.events(bits_of(places))


def _kept_out(word: Word, words: Words, *, title: bool) -> Change | None:
    node = _readable(words.written(word.text), title=title)
    if node is None:
        return None
    kind = Kind.NOT_TITLE if title else Kind.NOT_PHRASE if word.phrase else Kind.NOT
    return Change(kind=kind, replaces=(), node=node, text=to_text(node), holds=0, said=_parts(word))


def _term(word: Word, words: Words, number: int) -> Change | None:
    node = _readable(words.written(word.text), title=False)
    if node is None:
        return None
    return Change(kind=Kind.TERM, replaces=(number,), node=node, text=to_text(node), holds=0, said=_parts(word))


def _parts(word: Word) -> tuple[str, ...]:
    return tuple(word.text.split(" ")) if " " in word.text or not word.phrase else tuple(word.text)


def _readable(text: str, *, title: bool) -> Node | None:
    """Return the term, if the watch language takes it; it refuses words that say too little."""
    term: Node = Term(text=text)
    node: Node = Field(name="title", item=term) if title else term
    try:
        return node if parse(to_text(node)) == node else None
    except QueryError:
        return None


def _shaped(shape: tuple[Kind, tuple[int, ...], Node | None, str]) -> Change | None:
    kind, replaces, node, text = shape
    if node is not None and kind is not Kind.LET_IN:
        try:
            if parse(to_text(node)) != node:
                return None
        except QueryError:
            return None
    return Change(kind=kind, replaces=replaces, node=node, text=text, holds=0)


def _said(shape: Shape, clauses: Sequence[Node]) -> str:
    _, numbers_of, node = shape
    return to_text(node) if node is not None else f"nothing in place of {to_text(clauses[numbers_of[0]])}"


def _asked(changes: Sequence[Change], ground: Ground, clauses: Sequence[Node] = ()) -> list[Change]:
    """Ask the matcher where each change holds: a word that keeps out, where it is not; one that lets in, beside its
    clause."""
    asked = [change.node for change in changes if change.node is not None]
    sets = iter(ground.holds(asked))
    whole = dict(enumerate(ground.holds(clauses))) if clauses else {}
    found: list[Change] = []
    for change in changes:
        bits = ground.all if change.node is None else next(sets)
        if not change.replaces:
            bits = ground.all & ~bits
        elif change.kind is Kind.TERM:
            bits |= whole[change.replaces[0]]
        found.append(replace(change, holds=bits))
    return found


def _distinct(changes: Iterable[Change], standing: Bits) -> list[Change]:
    """Of changes that do the same, keep the first: the plainer kind, the dictionary's form, the larger distance."""
    kept: dict[tuple[Bits, bool], Change] = {}
    for change in sorted(changes, key=lambda one: ORDER.index(one.kind)):
        kept.setdefault((change.holds & standing, change.kind is Kind.TERM), change)
    return list(kept.values())
