"""Numbers in figures and words, language by language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.language import analyse, numbers

_TABLE: list[tuple[str, list[tuple[str, float]]]] = [
    ("12,000 soldiers", [("12,000", 12000)]),
    ("12 000 солдат", [("12 000", 12000)]),
    ("12\u00a0000, 12\u202f000, 12\u2009000", [("12 000", 12000), ("12 000", 12000), ("12 000", 12000)]),
    ("12.000 Soldaten", [("12.000", 12000)]),
    ("12'000", [("12'000", 12000)]),
    ("1.234.567,89 / 1,234.56", [("1.234.567,89", 1234567.89), ("1,234.56", 1234.56)]),
    ("0.125 1.5 1,5 12.50", [("0.125", 0.125), ("1.5", 1.5), ("1,5", 1.5), ("12.50", 12.5)]),
    ("12k, 5bn, 12тис, 3млн.", [("12k", 12e3), ("5bn", 5e9), ("12тис", 12e3), ("3млн", 3e6)]),
    ("١٢٬٠٠٠", [("١٢٬٠٠٠", 12000)]),
    ("twelve thousand", [("twelve thousand", 12000)]),
    ("two hundred and fifty thousand", [("two hundred and fifty thousand", 250000)]),
    ("one million two hundred thousand", [("one million two hundred thousand", 1200000)]),
    ("1.5 million; 12 thousand", [("1.5 million", 1.5e6), ("12 thousand", 12e3)]),
    ("twenty-five soldiers and three tanks", [("twenty five", 25), ("three", 3)]),
    ("a thousand soldiers", [("a thousand", 1000)]),
    ("five six", [("five", 5), ("six", 6)]),
    ("12 тис. військових", [("12 тис", 12000)]),
    ("дванадцять тисяч", [("дванадцять тисяч", 12000)]),
    ("дванадцяти тисяч", [("дванадцяти тисяч", 12000)]),
    ("12 тисяч 500 солдатів", [("12 тисяч 500", 12500)]),
    ("сто двадцять п’ять тисяч", [("сто двадцять п'ять тисяч", 125000)]),
    ("півтори тисячі", [("півтори тисячі", 1500)]),
    ("12 тысяч солдат", [("12 тысяч", 12000)]),
    ("двенадцати тысяч", [("двенадцати тысяч", 12000)]),
    ("2 млн, 1,5 млрд", [("2 млн", 2e6), ("1,5 млрд", 1.5e9)]),
    ("тысяча солдат", [("тысяча", 1000)]),
    ("10-12 тысяч", [("10", 10000), ("12 тысяч", 12000)]),
    ("10 000–12 000 осіб", [("10 000", 10000), ("12 000", 12000)]),
    ("dwanaście tysięcy żołnierzy", [("dwanaście tysięcy", 12000)]),
    ("1,2 mln", [("1,2 mln", 1.2e6)]),
    ("zwölftausend Soldaten", [("zwölftausend", 12000)]),
    ("zweihundertdreiundzwanzig", [("zweihundertdreiundzwanzig", 223)]),
    ("3,5 Mio. Euro", [("3,5 mio", 3.5e6)]),
    ("douze mille soldats", [("douze mille", 12000)]),
    ("quatre-vingt-dix mille", [("quatre vingt dix mille", 90000)]),
    ("soixante-dix", [("soixante dix", 70)]),
    ("mil quinientos", [("mil quinientos", 1500)]),
    ("5 mil millones", [("5 mil millones", 5e9)]),
    ("once mil", [("once mil", 11000)]),
    ("1.2万名士兵", [("1.2 万", 12000)]),
    ("一万二千名", [("一 万 二 千", 12000)]),
    ("十万大军, 3000万", [("十 万", 100000), ("3000 万", 3e7)]),
    ("5百万", [("5 百 万", 5e6)]),
    ("1만2천명", [("1 만 2 천명", 12000)]),
    ("1만 2천 명", [("1 만 2 천", 12000)]),
    ("만이천 명", [("만이천", 12000)]),
    ("12만여 명", [("12 만여", 120000)]),
    ("5 조직", [("5", 5)]),
    # no numbers
    ("in 2024 and 1999", []),
    ("in 2000 and 3024", [("2000", 2000), ("3024", 3024)]),
    ("24.11.2024, v1.2.3", []),
    ("Су-35, COVID-19, 5G, 2nd, F-16", []),
    ("one of them, a soldier", []),
    ("hundreds of thousands, тысячи солдат", []),
    ("once again, due to", []),
    ("万一 一个 이천에서 만이", []),
    ("Hundert", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), _TABLE, ids=[row[0] for row in _TABLE])
def test_numbers(text: str, expected: list[tuple[str, float]]) -> None:
    analysed = analyse(text)
    found = [(" ".join(analysed.words[span.start_token : span.end_token]), span.value) for span in numbers(analysed)]
    assert [words for words, _ in found] == [words for words, _ in expected]
    assert [value for _, value in found] == pytest.approx([value for _, value in expected])


_PARTS = (
    "1 2 12 000 500 12,000 1.5 2024 . , - – k тис тисяч сто hundred thousand and five twenty mil millones quatre "
    "vingt 万 千 一 二 만 천 이 명 여 hunderttausend und ½ ① ٣ ²"
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(_PARTS.split()), max_size=12), st.sampled_from(["", " "]))
def test_laws(parts: list[str], between: str) -> None:
    """Spans are in order, apart, not empty and inside of the text; values are finite and not negative."""
    analysed = analyse(between.join(parts))
    places = [place for span in numbers(analysed) for place in (span.start_token, span.end_token)]
    assert places == sorted(places)
    assert all(span.start_token < span.end_token for span in numbers(analysed))
    assert not places or places[-1] <= len(analysed)
    assert all(0 <= span.value < float("inf") for span in numbers(analysed))


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=9_999_999))
def test_every_way_to_set_thousands_apart(value: int) -> None:
    for mark in (",", ".", "'", " ", "\u00a0", "\u202f"):
        text = f"{value:,}".replace(",", mark)
        found = [span.value for span in numbers(analyse(text))]
        assert found == ([] if text == f"{value}" and _is_year(value) else [value]), text


def _is_year(value: int) -> bool:
    return 1900 <= value <= 2099 and value % 100 != 0
