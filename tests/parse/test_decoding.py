"""Which characters the bytes stand for, whatever the declarations say."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parse.decoding import decode
from monitor.parse.document import parse
from monitor.types import ParsedFeed

UKRAINIAN = "Пожежу на складі загасили, постраждалих немає, повідомили рятувальники вранці у неділю"
RUSSIAN = "Пожар на складе потушили, пострадавших нет, сообщили спасатели утром в воскресенье"
CHINESE = "仓库火灾已被扑灭,没有人员伤亡,消防部门周日上午通报说"
KOREAN = "창고 화재가 진압됐으며 인명 피해는 없다고 소방 당국이 일요일 오전 밝혔다"
JAPANESE = "倉庫の火災は鎮火し、けが人はいないと消防が日曜朝に発表した"
TAIWANESE = "倉庫火災已被撲滅，沒有人員傷亡，消防部門週日上午通報說"
FRENCH = "L’incendie de l’entrepôt a été maîtrisé, aucun blessé, annoncé dès dimanche à Évry"
CZECH = "Požár skladu hasiči uhasili, nikdo nebyl zraněn, oznámili v neděli ráno"
GREEK = "Η φωτιά στην αποθήκη έσβησε, χωρίς τραυματίες, ανακοίνωσε η πυροσβεστική"


def _document(text: str, encoding: str, declared: str | None) -> bytes:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    item = f"<item><title>{text}</title></item>"
    return f'{declaration}<rss version="2.0"><channel><title>x</title>{item}</channel></rss>'.encode(encoding)


def _title(body: bytes, content_type: str | None = None) -> str:
    result = parse(body, url="https://feeds.example/f", content_type=content_type)
    assert isinstance(result, ParsedFeed), result
    return result.entries[0].title


_DECLARED = [
    (UKRAINIAN, "cp1251", "windows-1251"),
    (UKRAINIAN, "koi8-u", "KOI8-U"),
    (RUSSIAN, "koi8-r", "koi8-r"),
    (RUSSIAN, "iso8859-5", "iso-8859-5"),
    (RUSSIAN, "cp866", "ibm866"),
    (CHINESE, "gb2312", "gb2312"),
    (CHINESE + "镕", "gb18030", "gb2312"),  # declared too small, as is usual
    (CHINESE.replace(",", " "), "gbk", "GBK"),
    (KOREAN, "cp949", "euc-kr"),
    (JAPANESE, "cp932", "Shift_JIS"),
    (JAPANESE, "euc-jp", "EUC-JP"),
    (JAPANESE, "iso2022_jp", "ISO-2022-JP"),
    (JAPANESE, "cp932", "x-sjis"),
    (JAPANESE, "cp932", "Windows-31J"),
    (TAIWANESE, "big5", "Big5"),
    (KOREAN, "cp949", "windows-949"),
    (CHINESE, "hz", "HZ-GB-2312"),
    (UKRAINIAN, "cp1251", "windows1251"),
    (UKRAINIAN, "cp1251", "x-cp1251"),
    (UKRAINIAN, "cp1251", "win-1251"),
    (RUSSIAN, "cp855", "IBM855"),
    (RUSSIAN, "mac-cyrillic", "x-mac-cyrillic"),
    (FRENCH, "cp1252", "iso-8859-1"),  # the typographic apostrophe is not in Latin-1
    (FRENCH.replace("’", "'"), "latin-1", "iso-8859-1"),
    (CZECH, "cp1250", "windows-1250"),
    (CZECH, "iso8859-2", "ISO-8859-2"),
    (GREEK, "cp1253", "windows-1253"),
    (UKRAINIAN, "utf-8", "utf-8"),
    (UKRAINIAN, "utf-8", "windows-1251"),  # the declaration lies
    (UKRAINIAN, "utf-8", "us-ascii"),
    (UKRAINIAN, "utf-8", "no-such-encoding"),
    (UKRAINIAN, "utf-16", "utf-16"),
    (UKRAINIAN, "utf-16-le", "utf-16"),
    (UKRAINIAN, "utf-16-be", "utf-16"),
    (UKRAINIAN, "utf-32", "utf-32"),
]


@pytest.mark.parametrize(("text", "encoding", "declared"), _DECLARED)
@pytest.mark.checklist(24)
def test_declared_in_the_document(text: str, encoding: str, declared: str) -> None:
    assert _title(_document(text, encoding, declared)) == text


@pytest.mark.parametrize(("text", "encoding", "declared"), _DECLARED)
def test_declared_by_the_server(text: str, encoding: str, declared: str) -> None:
    if not encoding.startswith("utf-16-"):  # these have neither a mark nor a declaration then
        assert _title(_document(text, encoding, None), f'text/xml; charset="{declared}"') == text


@pytest.mark.parametrize(("text", "encoding", "declared"), _DECLARED)
def test_the_document_counts_before_the_server(text: str, encoding: str, declared: str) -> None:
    assert _title(_document(text, encoding, declared), "application/rss+xml; charset=iso-8859-1") == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (UKRAINIAN, "utf-8"),
        (UKRAINIAN, "utf-8-sig"),
        (UKRAINIAN, "cp1251"),
        (UKRAINIAN, "koi8-u"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (CHINESE, "gb18030"),
        (KOREAN, "cp949"),
        (FRENCH, "cp1252"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "cp932"),
        (TAIWANESE, "big5"),
    ],
)
@pytest.mark.parametrize("content_type", [None, "text/xml", "text/html"])
@pytest.mark.checklist(24)
def test_undeclared(text: str, encoding: str, content_type: str | None) -> None:
    assert _title(_document(text, encoding, None), content_type) == text


@pytest.mark.parametrize(
    ("encoding", "declared"), [("cp037", "cp037"), ("cp500", "ebcdic-cp-be"), ("cp037", "no-such")]
)
def test_as_mainframes_write(encoding: str, declared: str) -> None:
    """The bytes are told by how they begin; what can be read as ASCII is not one of them, whatever it says."""
    assert _title(_document("Ferry aground!", encoding, declared)) == "Ferry aground!"
    assert _title(_document("Ferry aground!", "ascii", declared)) == "Ferry aground!"


@pytest.mark.parametrize(
    "before", [b"\n", b"\r\n \t\n", codecs.BOM_UTF8, codecs.BOM_UTF8 + b"\n", b"\xe2\x80\x8b", b"<!-- hi -->\n"]
)
@pytest.mark.checklist(24)
def test_what_stands_before_the_declaration(before: bytes) -> None:
    assert _title(before + _document(UKRAINIAN, "utf-8", "utf-8")) == UKRAINIAN


def test_broken_bytes_cost_a_character_and_leave_a_note() -> None:
    body = _document(UKRAINIAN, "utf-8", "utf-8").replace("складі".encode(), "склад".encode() + b"\xd1", 1)
    result = parse(body, url="https://feeds.example/f")
    assert isinstance(result, ParsedFeed)
    assert result.entries[0].title == UKRAINIAN.replace("складі", "склад\ufffd")
    assert result.notes == ("some bytes are not utf-8",)


@pytest.mark.parametrize("name", ["utf-7", "unicode_escape", "punycode", "idna", "rot13", "zlib", "hex", "undefined"])
def test_codecs_that_no_document_is_written_in(name: str) -> None:
    assert decode(b'<?xml version="1.0" encoding="%s"?><a>\xff</a>' % name.encode(), None).encoding != name


@given(st.binary(max_size=300), st.none() | st.text(max_size=40))
def test_nothing_makes_it_fail(body: bytes, content_type: str | None) -> None:
    assert isinstance(decode(body, content_type).text, str)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), min_size=1))
def test_utf_8_is_never_mistaken(text: str) -> None:
    body = ("<a>" + text).encode()
    assert decode(body, "text/xml; charset=windows-1251").text == "<a>" + text or body.isascii()
