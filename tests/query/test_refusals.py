"""What is refused: the place, the advice, and the whole message with its caret as a golden file.

After a change of wording, `python -m tests.query.test_refusals` writes the golden file anew; read the
difference before it is committed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import QueryError
from monitor.query import parse, parse_term

GOLDEN = Path(__file__).with_name("refusals.golden")

QUERIES: list[tuple[str, int, int, str]] = [
    # query, line, column, a part of the advice
    # two terms without an operator: all readings are offered
    ("North Korea", 1, 7, '"North Korea" for the phrase, North AND Korea, or North OR Korea'),
    ("aa bb cc dd ee ff gg", 1, 4, '"aa bb cc dd ee ff …" for the phrase'),
    ('"North Korea" troops', 1, 15, 'AND or OR between "North Korea" and troops'),
    ("(aa) (bb)", 1, 6, "AND or OR between them"),
    ("aa @troops", 1, 4, "NEAR/8"),
    ("aa NOT bb", 1, 4, "write AND NOT"),
    ("aa -bb", 1, 4, "write AND NOT bb"),
    ("SENTENCE(aa bb)", 1, 13, '"aa bb"'),
    # operators in small letters
    ("rock and roll", 1, 6, 'write AND for the operator, or "rock and roll" for the phrase'),
    ("war or peace", 1, 5, "write OR"),
    ("war not peace", 1, 5, "write AND NOT"),
    ("war And peace", 1, 5, "write AND"),
    ("not war", 1, 1, 'write NOT for the operator, or put the word in quotes: "not"'),
    ("(aa) and (bb)", 1, 6, "write AND"),
    ("aa near bb", 1, 4, "write NEAR/8"),
    ("aa near/5 bb", 1, 4, "write NEAR/5"),
    ("aa NEAR/8 and", 1, 11, "write AND"),
    ("atleast/2(aa, bb)", 1, 1, "write ATLEAST/2(…)"),
    ("sentence(aa, bb)", 1, 1, "did you mean SENTENCE(…)?"),
    # operators of other products
    ("aa w/5 bb", 1, 4, "NEAR/5 (any order) or ONEAR/5 (in this order)"),
    ("aa W/s bb", 1, 4, "NEAR/8"),
    ("aa pre/3 bb", 1, 4, "ONEAR/3"),
    ("aa adj4 bb", 1, 4, "NEAR/4"),
    ("aa NEAR5 bb", 1, 4, "NEAR/5"),
    ("aa && bb", 1, 4, "write AND"),
    ("aa || bb", 1, 4, "write OR"),
    ("aa + bb", 1, 4, "write AND"),
    ("aa AND !bb", 1, 8, "write NOT"),
    ("+aa", 1, 1, "write AND aa"),
    ("-aa", 1, 1, "write AND NOT aa"),
    ('"aa bb"~5', 1, 8, "NEAR/8"),
    ("troops~", 1, 7, "inflected"),
    ("wom?n", 1, 4, "no one-letter wildcard"),
    ("[aa OR bb]", 1, 1, "round brackets"),
    ("aa ОR bb", 1, 4, "looks like OR"),
    ("aa NERA/8 bb", 1, 4, "did you mean NEAR/8?"),
    ("ATLAEST/2(aa, bb)", 1, 1, "did you mean ATLEAST/2?"),
    ("foo(bar)", 1, 1, "AND, OR"),
    # mixing AND and OR
    ("aa AND bb OR cc", 1, 11, "write (aa AND bb) OR cc or else aa AND (bb OR cc)"),
    ("aa OR bb AND cc AND dd", 1, 10, "aa OR (bb AND cc AND dd) or else (aa OR bb) AND cc AND dd"),
    ("aa AND (bb OR cc AND dd)", 1, 18, "bb OR (cc AND dd) or else (bb OR cc) AND dd"),
    # quotes
    ('"North Korea', 1, 1, 'close the phrase with "'),
    ("“North Korea", 1, 1, "close the phrase with ”"),
    ('“North Korea"', 1, 13, "straight quotes"),
    ('"North Korea”', 1, 13, "straight quotes"),
    ('"the “republic”"', 1, 6, "none inside"),
    ("“aa“", 1, 4, "straight quotes"),
    ("‘North Korea’", 1, 1, "straight quotes"),
    ("'North Korea'", 1, 1, "straight quotes"),
    ("’Ndrangheta", 1, 1, "straight quotes"),
    ('foo"bar"', 1, 4, "space before the phrase"),
    ('"foo"bar', 1, 6, "a space or an operator"),
    ("「北朝鮮」", 1, 1, "straight quotes"),
    ('""', 1, 1, "the words between the quotes"),
    ('"  "', 1, 1, "the words between the quotes"),
    # brackets and commas
    ("(aa OR bb", 1, 1, "write )"),
    ("aa OR bb)", 1, 9, "take it away"),
    ("aa AND\n  (bb OR\n  (cc)", 2, 3, "write )"),
    ("SENTENCE(aa, bb", 1, 9, "write )"),
    ("NUM(>=5", 1, 1, "NUM(>=1000)"),
    ("()", 1, 1, "a term between them"),
    ("COUNT/2()", 1, 1, "terms between the brackets"),
    ("aa, bb", 1, 3, "AND or OR"),
    ("(aa, bb)", 1, 4, "AND or OR"),
    ("1,000", 1, 2, "NUM(=1,000)"),
    ("（aa OR bb）", 1, 1, "wide bracket"),
    ("(" * 41 + "aa" + ")" * 41, 1, 41, "@name"),
    # nothing where something should be
    ("", 1, 1, "at least one term"),
    (" \n # only a comment", 1, 1, "at least one term"),
    ("aa AND", 1, 7, "a term after it"),
    ("aa AND\n", 1, 7, "a term after it"),
    ("AND aa", 1, 1, "a term before it"),
    ("aa AND OR bb", 1, 8, "between them"),
    ("(aa OR)", 1, 7, "between them"),
    ("NEAR/8 aa", 1, 1, "a term before it"),
    ("SENTENCE(aa,, bb)", 1, 13, "between them"),
    ("NOT NOT aa", 1, 5, "NOT once"),
    # negative parts
    ("NOT aa", 1, 1, "… AND NOT aa"),
    ("(NOT aa)", 1, 2, "… AND NOT aa"),
    ("NOT aa AND NOT bb", 1, 1, "… AND NOT aa AND NOT bb"),
    ("aa OR NOT bb", 1, 7, "(… AND NOT bb)"),
    ("aa AND (bb OR (NOT cc))", 1, 16, "(… AND NOT cc)"),
    ("ATLEAST/1(aa, NOT bb)", 1, 15, "(… AND NOT bb)"),
    ("aa AND NOT (NOT bb)", 1, 13, "write bb"),
    ("aa AND title:(NOT bb)", 1, 15, "write NOT title:bb"),
    # NEAR
    ("aa NEAR bb", 1, 4, "NEAR/8"),
    ("aa ONEAR bb", 1, 4, "ONEAR/8"),
    ("aa NEAR/ bb", 1, 4, "NEAR/8"),
    ("aa NEAR/1001 bb", 1, 4, "at most 1000"),
    ("(aa AND bb) NEAR/8 cc", 1, 2, "(aa NEAR/8 cc) AND (bb NEAR/8 cc)"),
    ("aa NEAR/8 (bb AND cc)", 1, 12, "(aa NEAR/8 bb) AND (aa NEAR/8 cc)"),
    ("aa NEAR/8 NOT bb", 1, 11, "AND NOT (a NEAR/8 b)"),
    ("aa NEAR/8 (NOT bb)", 1, 12, "AND NOT (a NEAR/8 b)"),
    ("aa NEAR/8 SENTENCE(bb, cc)", 1, 11, "terms, phrases, term sets"),
    ("aa NEAR/8 bb NEAR/3 cc", 1, 14, "aa NEAR/8 bb AND bb NEAR/3 …"),
    ("title:aa NEAR/8 summary:bb", 1, 1, "title:(a NEAR/8 b)"),
    ("aa NEAR/8 title:bb", 1, 11, "title:(a NEAR/8 b)"),
    ("author:aa NEAR/8 author:bb", 1, 1, "single terms"),
    # functions
    ("SENTENCE(aa)", 1, 1, "SENTENCE(a, b)"),
    ("SENTENCE/2(aa, bb)", 1, 1, "SENTENCE(…)"),
    ("SENTENCE(aa AND bb, cc)", 1, 10, "commas"),
    ("SENTENCE(aa, NOT bb)", 1, 14, "NOT and fields stand outside"),
    ("SENTENCE(aa, title:bb)", 1, 14, "NOT and fields stand outside"),
    ("ATLEAST/5(aa, bb, cc)", 1, 1, "from 1 to 3"),
    ("ATLEAST/0(aa, bb)", 1, 1, "from 1 to 2"),
    ("ATLEAST/2(@troops)", 1, 1, "COUNT/2(…)"),
    ("ATLEAST(aa, bb)", 1, 1, "ATLEAST/2(…)"),
    ("ATLEAST/2 aa", 1, 1, "ATLEAST/2(…)"),
    ("COUNT/0(aa)", 1, 1, "from 1 to 1000"),
    ("COUNT/2(aa, bb)", 1, 13, "COUNT/2(aa OR bb)"),
    ("COUNT/2(aa AND bb)", 1, 9, "OR-group"),
    ("COUNT(aa)", 1, 1, "COUNT/2(…)"),
    ("FIRST/0(aa)", 1, 1, "from 1 to 10000"),
    ("FIRST/50(aa AND NOT bb)", 1, 17, "NOT and fields stand outside"),
    ("FIRST(aa)", 1, 1, "FIRST/50(…)"),
    # NUM
    ("NUM()", 1, 5, "NUM(>=1000)"),
    ("NUM(1000)", 1, 5, "NUM(=1000) or NUM(>=1000)"),
    ("NUM(=>5)", 1, 5, "< <= = >= >"),
    ("NUM(>= many)", 1, 8, "digits"),
    ("NUM(>=12k)", 1, 9, "NUM(>=1000)"),
    ("NUM(>=1,00)", 1, 7, "digits"),
    ("NUM(>=1.000)", 1, 7, "write 1,000 for the one, 1.0000 for the other"),
    ("NUM(>=1234567890123456)", 1, 7, "fewer digits"),
    ("NUM(1000-5000)", 1, 9, "two dots"),
    ("NUM(5000..1000)", 1, 11, "NUM(1000..5000)"),
    ("NUM(>1..2)", 1, 7, "NUM(1000..5000)"),
    # fields
    ("titel:aa", 1, 1, "did you mean title:?"),
    ("Title:aa", 1, 1, "did you mean title:?"),
    ("body:aa", 1, 1, "the fields are title, summary, article"),
    ("10:30", 1, 1, "in quotes"),
    ("https://news.example", 1, 1, 'url:"https://…"'),
    (":aa", 1, 1, "title:a"),
    ("title:", 1, 7, "a term after it"),
    ("title:NOT aa", 1, 7, "NOT title:a"),
    ("title:summary:aa", 1, 7, "title:a AND summary:a"),
    ("title:(aa OR summary:bb)", 1, 14, "title:… AND summary:…"),
    ("tag:(aa NEAR/8 bb)", 1, 6, "tag:(a OR b)"),
    ("lang:NUM(>1)", 1, 6, "lang:(a OR b)"),
    # marks, sets
    ("= aa", 1, 1, "=word"),
    ("=(aa OR bb)", 1, 1, "=word"),
    ("^@troops", 1, 1, "^word"),
    ("=^aa", 1, 2, "write one"),
    ("=aa*", 1, 2, "leave it out"),
    ("aa=bb", 1, 3, "=word"),
    ("@", 1, 1, "@troops"),
    ("@troops*", 1, 1, "a name has letters"),
    ('@"troops"', 1, 1, "@troops"),
    ("a@b", 1, 2, "in quotes"),
    # stars
    ("wor*d", 1, 4, "at the end of a word"),
    ("*word", 1, 1, "at the end of a word"),
    ("word**", 1, 5, "at the end of a word"),
    ("*", 1, 1, "word*"),
    ("tr*", 1, 1, "at least 3 letters before the star, better 4"),
    ("북*", 1, 1, "at least 2 syllables"),
    ("F-16*", 1, 1, "letters and digits only"),
    ("北朝*", 1, 1, "leave it out"),
    ('"North Kor*"', 1, 11, "leave it out"),
    ('"word"*', 1, 7, "single word"),
    # terms that say nothing
    ("北", 1, 1, "at least two characters"),
    ("aa OR 北", 1, 7, "at least two characters"),
    ('"ア"', 1, 1, "at least two characters"),
    ("=군", 1, 2, "at least two characters"),
    ("ก", 1, 1, "at least two characters"),
    ("…", 1, 1, "in quotes"),
    ('"…"', 1, 1, "only words and numbers"),
    ("--", 1, 1, "only words and numbers"),
    ("%", 1, 1, "only words and numbers"),
    ("#Kursk", 1, 1, "a comment needs a space"),
    ("Kur\u00adsk", 1, 4, "delete it"),
    ("\u200bKursk", 1, 1, "delete it"),
    ('"Kursk\ufeff"', 1, 7, "delete it"),
    ("Kursk\x00", 1, 6, "delete it"),
    ("Kur\ud800", 1, 4, "delete it"),
    # regular expressions
    ("/aa", 1, 1, r"a slash inside is written \/"),
    ("/aa\n/", 1, 1, "on the same line"),
    ("//", 1, 1, "between the slashes"),
    ("/aa/i", 1, 5, "(?i)"),
    ("aa AND /bb(?=cc)/", 1, 11, "no look-around"),
    (r"/(a)\1/", 1, 5, "no back-references"),
    (r"/a\/b(?<!c)/", 1, 6, "no look-around"),
    ("/(aa/", 1, 2, "close every bracket"),
    ("/[z-a]/", 1, 3, "from low to high"),
    ("/a{2000}/", 1, 3, "at most 1000"),
    ("/a++/", 1, 3, "no possessive forms"),
    (r"/\u0430/", 1, 2, r"\x{…}"),
    ("/a*/", 1, 2, "what must be there"),
    (r"/\b/", 1, 2, "what must be there"),
    ("/" + r"a\b|" * 21 + "b/", 1, 2, "several shorter expressions"),
    (r"/a\Bb/", 1, 3, "leave it out"),
    (r"/[\W]/", 1, 3, "outside of the brackets"),
]  # fmt: skip

LINES: list[tuple[str, int, int, str]] = [
    ("", 1, 1, "a word or a phrase"),
    ("Kursk AND Belgorod", 1, 7, "in the query of a watch"),
    ("NOT Kursk", 1, 1, "in quotes"),
    ("aa NEAR/8 bb", 1, 4, "one term"),
    ("Kursk, Belgorod", 1, 6, "on a line of its own"),
    ("Kursk (region)", 1, 7, "in quotes"),
    ("(Kursk)", 1, 1, "in quotes"),
    ("title:Kursk", 1, 1, "one term"),
    ("NUM(>5)", 1, 1, "one term"),
    ('"North Korea" troops', 1, 15, "one term"),
    ("the “republic”", 1, 5, "in quotes"),
    ("North Kor*", 1, 10, "leave it out"),
    ("@troops @kursk", 1, 9, "one term"),
    ("-Kursk", 1, 1, "in quotes"),
    ("-Kursk region", 1, 1, "in quotes"),
    ("Kursk!", 1, 6, "in quotes"),
    ("北", 1, 1, "at least two characters"),
    ("- -", 1, 1, "AND NOT"),
    ("=", 1, 1, "=word"),
    ("= Kursk", 1, 1, "=word"),
]

CASES = [(parse, *case) for case in QUERIES] + [(parse_term, *case) for case in LINES]


@pytest.mark.parametrize(
    ("read", "text", "line", "column", "advice"), CASES, ids=[ascii(case[1])[:40] for case in CASES]
)
def test_place_and_advice(read: object, text: str, line: int, column: int, advice: str) -> None:
    """Each mistake is refused where it is made, with what to write instead."""
    assert callable(read)
    with pytest.raises(QueryError) as caught:
        read(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert advice in caught.value.advice


def golden() -> str:
    """Every refusal as a person reads it."""
    blocks = []
    for read, text, *_ in CASES:
        try:
            read(text)
        except QueryError as error:
            shown = error.caret.encode("unicode_escape").decode() if _is_hidden(text) else error.caret
            blocks.append(f"{shown}\n{error}\n")
    return "\n".join(blocks)


def _is_hidden(text: str) -> bool:
    return any(sign in text for sign in "\u00ad\u200b\ufeff\x00\ud800")


def test_messages() -> None:
    """The messages and carets are those of the golden file."""
    assert golden() == GOLDEN.read_text(encoding="utf-8")


def test_length_is_bounded() -> None:
    """A query of a book's length is refused before it is read."""
    with pytest.raises(QueryError) as caught:
        parse("word OR " * 10_000 + "word")
    assert caught.value.offset == 65_536
    assert "term set" in caught.value.advice


if __name__ == "__main__":
    GOLDEN.write_text(golden(), encoding="utf-8")
