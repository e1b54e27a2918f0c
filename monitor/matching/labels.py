"""What a label field equals. Labels are names, not running text: no inflection, no smart case.

| field | `field:value` holds where |
|---|---|
| `author:` | the value's words stand in the name of one author, side by side and in order |
| `publisher:` | the same, in the publisher's name: `publisher:BBC` fits BBC News |
| `tag:` | the same, in one tag |
| `feed:` | the whole name of the feed is equal: `feed:bbc` does not fit `bbc-sport`, `feed:bbc*` does |
| `lang:` | the language is equal, or the value names it without a region: `lang:pt` fits `pt-BR` |
| `url:` | the value stands anywhere in the address |

All are compared after folding, except `^Value`, which asks for its case. A term with a star begins a word
(of `feed:`, `lang:` and `url:` the whole value). A regular expression is searched in the value as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.language import analyse, fold
from monitor.matching.leaves import Kind, Leaf, Lexicon, Word
from monitor.query import regexes
from monitor.query.nodes import And, AtLeast, Node, Not, Or, Prefix, Regex, SetRef, Term
from monitor.types import Entry

WORDED = frozenset({"author", "publisher", "tag"})
"""The labels that are compared word by word; the others are compared as a whole."""


def values(name: str, entry: Entry) -> tuple[str, ...]:
    """Return the values of the label field `name`; none where the entry has none."""
    match name:
        case "author":
            return entry.authors
        case "tag":
            return entry.tags
        case "feed":
            return (entry.feed,)
        case "publisher":
            return (entry.publisher,)
        case "lang":
            return (entry.language,) if entry.language else ()
    return (entry.url,) if entry.url else ()


def label_holds(name: str, node: Node, labels: Sequence[str], lexicon: Lexicon) -> bool:
    """Tell whether `node` holds of the label field `name` with the values `labels`."""
    match node:
        case And(items=items):
            return all(label_holds(name, item, labels, lexicon) for item in items)
        case Or(items=items):
            return any(label_holds(name, item, labels, lexicon) for item in items)
        case Not(item=item):
            return not label_holds(name, item, labels, lexicon)
        case AtLeast(count=count, items=items):
            return sum(label_holds(name, item, labels, lexicon) for item in items) >= count
        case Term() | Prefix() | SetRef() | Regex():
            leaves = lexicon.leaves(node, ())
            return any(_equals(name, leaf, label) for leaf in leaves.items for label in labels)
    return False


def _equals(name: str, leaf: Leaf, label: str) -> bool:
    if leaf.pattern:
        return any(True for _ in regexes.compile(leaf.pattern).spans(label))
    if name in WORDED:
        return _stands_in(leaf.words, label)
    last = leaf.words[-1]
    exact_case = last.kind is Kind.CASE
    term, label = (leaf.term, label) if exact_case else (fold(leaf.term), fold(label))
    if name == "url":
        return term in label
    if last.kind is Kind.PREFIX:
        return label.startswith(term)
    return label == term or (name == "lang" and label.startswith(f"{term}-"))


def _stands_in(words: Sequence[Word], label: str) -> bool:
    analysed = analyse(label)
    forms = [(folded, analysed.exact(index)) for index, folded in enumerate(analysed.words)]
    return any(
        all(_same(word, *form) for word, form in zip(words, forms[start:], strict=False))
        for start in range(len(forms) - len(words) + 1)
    )


def _same(word: Word, folded: str, exact: str) -> bool:
    if word.kind is Kind.PREFIX:
        return folded.startswith(word.text)
    return word.text == (exact if word.kind is Kind.CASE else folded)
