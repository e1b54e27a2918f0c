"""What each operator is read as, by tables."""

from __future__ import annotations

import pytest

from monitor.query import (
    And,
    AtLeast,
    Count,
    Field,
    First,
    Form,
    Near,
    Node,
    Not,
    Number,
    Or,
    Prefix,
    Regex,
    Sentence,
    SetRef,
    Term,
    parse,
    parse_term,
    to_text,
)


def word(text: str, form: Form = Form.INFLECTED) -> Term:
    return Term(text=text, form=form)


A, B, C, D = word("aa"), word("bb"), word("cc"), word("dd")
TROOPS, KURSK = SetRef(name="troops"), SetRef(name="kursk")

QUERIES: list[tuple[str, Node]] = [
    # words and phrases
    ("troops", word("troops")),
    ("Північна", word("Північна")),
    ('"North Korea"', word("North Korea")),
    ('"North\n   Korea"', word("North Korea")),
    ('"troops"', word("troops")),
    ('"AND"', word("AND")),
    ('"title:x (y)"', word("title:x (y)")),
    ("=Kursk", word("Kursk", Form.EXACT)),
    ('="Kursk region"', word("Kursk region", Form.EXACT)),
    ("^WHO", word("WHO", Form.CASE)),
    ('^"World Health"', word("World Health", Form.CASE)),
    ("об'єкт", word("об'єкт")),
    ("F-16", word("F-16")),
    ("U.S.", word("U.S.")),
    ("AT&T", word("AT&T")),
    ("24/7", word("24/7")),
    ("C++", word("C++")),
    ("10%", word("10%")),
    ("MH/17", word("MH/17")),
    ("N95", word("N95")),
    ("X", word("X")),
    ('צה"ל', word('צה"ל')),
    ('"צה"ל תקף"', word('צה"ל תקף')),
    ("می‌شود", word("می‌شود")),
    ("FIRST", word("FIRST")),
    ("COUNT OR SENTENCE", Or(items=(word("COUNT"), word("SENTENCE")))),
    # quotes of a word processor
    ("“North Korea”", word("North Korea")),
    ("„Північна Корея“", word("Північна Корея")),
    ("„Korea Północna”", word("Korea Północna")),
    ("«Северная Корея»", word("Северная Корея")),
    ("»Nordkorea«", word("Nordkorea")),
    ("”Nordkorea”", word("Nordkorea")),
    ("=“North Korea”", word("North Korea", Form.EXACT)),
    # prefixes
    ("troo*", Prefix(text="troo")),
    ("tro*", Prefix(text="tro")),
    ("об'єк*", Prefix(text="об'єк")),
    ("북한*", Prefix(text="북한")),
    ("クルス*", Prefix(text="クルス")),
    # sets and regular expressions
    ("@north-korea", SetRef(name="north-korea")),
    ("@країни_7", SetRef(name="країни_7")),
    ("/F-?16/", Regex(pattern="F-?16")),
    (r"/a\/b/", Regex(pattern="a/b")),
    (r"/\\\/[x\/]/", Regex(pattern=r"\\/[x/]")),
    (r"/\bКурськ\w*/", Regex(pattern=r"\bКурськ\w*")),
    ("/a b \"c' (d)/", Regex(pattern="a b \"c' (d)")),
    # AND, OR, NOT
    ("aa AND bb", And(items=(A, B))),
    ("aa OR bb OR cc", Or(items=(A, B, C))),
    ("aa AND (bb AND cc)", And(items=(A, B, C))),
    ("(aa OR bb) OR cc", Or(items=(A, B, C))),
    ("((aa))", A),
    ("aa AND NOT bb", And(items=(A, Not(item=B)))),
    ("NOT aa AND bb", And(items=(Not(item=A), B))),
    ("aa AND (NOT bb)", And(items=(A, Not(item=B)))),
    ("aa AND NOT (bb OR cc)", And(items=(A, Not(item=Or(items=(B, C)))))),
    ("aa AND NOT (bb AND NOT cc)", And(items=(A, Not(item=And(items=(B, Not(item=C))))))),
    ("(aa AND bb) OR cc", Or(items=(And(items=(A, B)), C))),
    ("aa AND (bb OR cc)", And(items=(A, Or(items=(B, C))))),
    ("aa\nAND\tbb", And(items=(A, B))),
    ("(aa)AND(bb)", And(items=(A, B))),
    ("aa # the first\nAND bb # the second", And(items=(A, B))),
    ("# only these\naa", A),
    ("aa #\nOR bb", Or(items=(A, B))),
    # NEAR
    ("aa NEAR/8 bb", Near(left=A, right=B, distance=8)),
    ("aa ONEAR/0 bb", Near(left=A, right=B, distance=0, ordered=True)),
    ("aa NEAR/0 bb", Near(left=A, right=B, distance=0)),
    ("aa AND bb NEAR/8 cc", And(items=(A, Near(left=B, right=C, distance=8)))),
    ("aa NEAR/8 bb OR cc", Or(items=(Near(left=A, right=B, distance=8), C))),
    ("aa AND NOT bb NEAR/8 cc", And(items=(A, Not(item=Near(left=B, right=C, distance=8))))),
    ("(aa OR @troops) NEAR/8 @kursk", Near(left=Or(items=(A, TROOPS)), right=KURSK, distance=8)),
    ("(aa NEAR/1 bb) NEAR/8 cc", Near(left=Near(left=A, right=B, distance=1), right=C, distance=8)),
    ("title:aa NEAR/8 title:bb", Field(name="title", item=Near(left=A, right=B, distance=8))),
    (
        'NUM(>=1000) NEAR/3 "soldiers lost"',
        Near(left=Number(relation=">=", value=1000), right=word("soldiers lost"), distance=3),
    ),
    # functions
    ("SENTENCE(aa, bb)", Sentence(items=(A, B))),
    ("SENTENCE ( aa , (bb OR cc) , @kursk )", Sentence(items=(A, Or(items=(B, C)), KURSK))),
    ("SENTENCE(aa NEAR/2 bb, cc)", Sentence(items=(Near(left=A, right=B, distance=2), C))),
    ("ATLEAST/2(aa, bb, cc)", AtLeast(count=2, items=(A, B, C))),
    ("ATLEAST/1(aa AND bb, cc)", AtLeast(count=1, items=(And(items=(A, B)), C))),
    ("COUNT/3(aa)", Count(count=3, item=A)),
    ("COUNT/3(aa OR bb)", Count(count=3, item=Or(items=(A, B)))),
    ("FIRST/50(@kursk)", First(words=50, item=KURSK)),
    ("FIRST/50(aa AND (bb OR cc))", First(words=50, item=And(items=(A, Or(items=(B, C)))))),
    # numbers
    ("NUM(>1000)", Number(relation=">", value=1000)),
    ("NUM( >= 1,000 )", Number(relation=">=", value=1000)),
    ("NUM(<=1,000,000.5)", Number(relation="<=", value=1000000.5)),
    ("NUM(<1.5)", Number(relation="<", value=1.5)),
    ("NUM(=12)", Number(relation="=", value=12)),
    ("NUM(≥12)", Number(relation=">=", value=12)),
    ("NUM(1000..5000)", Number(relation="..", value=1000, high=5000)),
    ("NUM(0.125 .. 1,000)", Number(relation="..", value=0.125, high=1000)),
    ("NUM(1.2340..2)", Number(relation="..", value=1.234, high=2)),
    # fields
    ("title:aa", Field(name="title", item=A)),
    ("title: aa", Field(name="title", item=A)),
    ("title:@russia", Field(name="title", item=SetRef(name="russia"))),
    ("article:(aa OR bb)", Field(name="article", item=Or(items=(A, B)))),
    ("summary:(aa AND NOT bb)", Field(name="summary", item=And(items=(A, Not(item=B))))),
    ("title:COUNT/2(aa)", Field(name="title", item=Count(count=2, item=A))),
    ("lang:uk AND aa", And(items=(Field(name="lang", item=word("uk")), A))),
    ('author:"O’Neill"', Field(name="author", item=word("O’Neill"))),
    ("tag:polit*", Field(name="tag", item=Prefix(text="polit"))),
    ('url:"https://news.example/world/"', Field(name="url", item=word("https://news.example/world/"))),
    ("publisher:=bbc OR feed:/war/", Or(items=(
        Field(name="publisher", item=word("bbc", Form.EXACT)), Field(name="feed", item=Regex(pattern="war")),
    ))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "node"), QUERIES, ids=[text for text, _ in QUERIES])
def test_query(text: str, node: Node) -> None:
    """Each operator means one thing, and is printed so that it means it again."""
    assert parse(text) == node
    assert parse(to_text(node)) == node


LINES: list[tuple[str, Node]] = [
    ("North Korea", word("North Korea")),
    ("  North \t Korea ", word("North Korea")),
    ("Kursk", word("Kursk")),
    ("rock and roll", word("rock and roll")),
    ("=Kursk", word("Kursk", Form.EXACT)),
    ("=Kursk region", word("Kursk region", Form.EXACT)),
    ('="Kursk region"', word("Kursk region", Form.EXACT)),
    ("^WHO", word("WHO", Form.CASE)),
    ('"North Korea"', word("North Korea")),
    ("«Північна Корея»", word("Північна Корея")),
    ('"DUTY AND HONOUR"', word("DUTY AND HONOUR")),
    ("troo*", Prefix(text="troo")),
    ("@kyiv", SetRef(name="kyiv")),
    (r"/\bF-?16\b/", Regex(pattern=r"\bF-?16\b")),
    ("Kursk # the region", word("Kursk")),
    ("Saint-Denis 93", word("Saint-Denis 93")),
    ("金 正恩", word("金 正恩")),
]


@pytest.mark.parametrize(("text", "node"), LINES, ids=[text for text, _ in LINES])
def test_line_of_a_term_list(text: str, node: Node) -> None:
    """In a term list words without quotes are a phrase; the marks are those of a query."""
    assert parse_term(text) == node
    assert parse_term(to_text(node)) == node


PRINTED = [
    ("( aa   AND“bb”)", "aa AND bb"),
    ("aa AND (bb OR (cc AND dd))", "aa AND (bb OR (cc AND dd))"),
    ("NOT (aa NEAR/8 bb) AND cc", "NOT (aa NEAR/8 bb) AND cc"),
    ("title:aa NEAR/8 title:bb", "title:(aa NEAR/8 bb)"),
    ('"-x" OR "and" OR "a/b"', '"-x" OR "and" OR a/b'),
    (r"/a\/b/", r"/a\/b/"),
    ("NUM(≥1,000.50) OR NUM(1.2340..2)", "NUM(>=1000.5) OR NUM(1.2340..2)"),
    ("SENTENCE( aa,bb OR cc )", "SENTENCE(aa, bb OR cc)"),
]


@pytest.mark.parametrize(("text", "printed"), PRINTED)
def test_canonical_text(text: str, printed: str) -> None:
    """The printed form is short: quotes and brackets only where they are needed."""
    assert to_text(parse(text)) == printed


def test_offsets() -> None:
    """A node begins where its text begins; a group begins where its first part does."""
    node = parse("aa AND\n  =bb NEAR/8 (cc OR dd) AND NOT @ee")
    assert isinstance(node, And)
    assert [item.at for item in node.items] == [0, 9, 35]
    near = node.items[1]
    assert isinstance(near, Near)
    assert (near.left.at, near.right.at) == (9, 21)
