"""Dates by tables: what they mean, and which mean nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parse.dates import read_date

# All name 7 February 2025, 10:00:00 UTC.
_SAME = """
Fri, 07 Feb 2025 10:00:00 GMT
Fri, 07 Feb 2025 10:00:00 +0000
Fri, 07 Feb 2025 10:00:00 -0000
Fri, 7 Feb 2025 12:00:00 EET
Fri, 7 Feb 2025 13:00:00 EEST
Fri, 7 Feb 2025 11:00:00 CET
Fri, 7 Feb 2025 12:00:00 CEST
Fri, 7 Feb 2025 13:00:00 MSK
Fri, 7 Feb 2025 19:00:00 KST
Fri, 7 Feb 2025 19:00:00 JST
Fri, 7 Feb 2025 11:00:00 BST
Fri, 7 Feb 2025 05:00:00 EST
Fri, 7 Feb 2025 04:00:00 CST
Fri, 7 Feb 2025 03:00:00 MST
Fri, 7 Feb 2025 02:00:00 PST
Fri, 07 Feb 2025 12:00:00 +0200 (EET)
Fri, 07 Feb 2025 12:00:00 +02:00
Fri, 07 Feb 2025 10:00 Z
7 Feb 2025 10:00 UT
07 Feb 25 10:00:00 GMT
Friday, 07-Feb-25 10:00:00 GMT
Fri,07 Feb 2025 19:0:0 GMT+9
Fri, 07 February 2025 10:00:00 UTC
Fri Feb  7 10:00:00 UTC 2025
Fri Feb 07 12:00:00 EET 2025
Fri Feb 07 12:00:00 +0200 2025
пт, 07 Feb 2025 13:00:00 +0300
Feb 7, 2025 10:00 GMT
2025-02-07T10:00:00Z
2025-02-07T10:00:00.123456Z
2025-02-07T10:00Z
2025-02-07t10:00:00z
2025-02-07T12:00:00+02:00
2025-02-07T12:00:00+0200
2025-02-07T15:30:00+05:30
2025-02-07T12:00:00+02
2025-02-07 10:00:00 UTC
2025-02-07 13:00:00 MSK
2025/2/7 10:00:00 GMT
20250207T100000Z
07.02.2025 12:00 +0200
07.02.2025, 13:00:00 MSK
1738922400
1738922400000
"""

_UNKNOWN = """
Fri, 07 Feb 2025 10:00:00
Fri, 07 Feb 2025 10:00:00 XYZ
Fri, 07 Feb 2025 10:00:00 IST
Fri, 07 Feb 2025 10:00:00 AST
Fri, 07 Feb 2025 10:00:00 A
Fri, 07 Feb 2025 10:00:00 +9900
Fri, 07 Feb 2025 10:00:00 CET+0500
Fri, 07 Feb 2025
2025-02-07T10:00:00
2025-02-07 10:00
2025-02-07
2020/1/10
2020/1/10 10:00
07.02.2025
07/02/2025 10:00:00 GMT
02/07/2025 10:00 AM GMT
Fri, 31 Feb 2025 10:00:00 GMT
Fri, 07 Foo 2025 10:00:00 GMT
2025-13-07T10:00:00Z
2025-02-07T25:00:00Z
0001-01-01T00:00:00Z
1970-01-01T00:00:00Z
Thu, 01 Jan 1970 00:00:00 GMT
9999-12-31T23:59:59Z
9999-12-31T23:59:59-14:00
0
1
-1
123456
99999999999
2025
yesterday
5 minutes ago
"""


@pytest.mark.parametrize("text", _SAME.strip().splitlines())
@pytest.mark.checklist(23, 26)
def test_one_moment_in_many_words(text: str) -> None:
    moment = read_date(f"  {text} \n")
    assert moment is not None
    assert moment.replace(microsecond=0) == datetime(2025, 2, 7, 10, 0, tzinfo=UTC)
    assert moment.utcoffset() == timedelta()


@pytest.mark.parametrize("text", [*_UNKNOWN.strip().splitlines(), "", " ", "9" * 5000])
@pytest.mark.checklist(26)
def test_what_names_no_moment_is_unknown(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-28T24:00:00Z", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("Fri, 01 Jan 99 00:00:00 GMT", datetime(1999, 1, 1, tzinfo=UTC)),
        ("2099-01-01T00:00:00Z", datetime(2099, 1, 1, tzinfo=UTC)),  # the future is not ours to judge
    ],
)
def test_edges(text: str, expected: datetime) -> None:
    assert read_date(text) == expected


_MOMENTS = st.integers(min_value=700_000_000, max_value=4_000_000_000)  # Unix seconds: 1992 to 2096
_ZONES = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


@given(_MOMENTS, _ZONES)
def test_what_python_writes_is_read_back(seconds: int, zone: timezone) -> None:
    moment = datetime.fromtimestamp(seconds, zone)
    assert read_date(format_datetime(moment)) == moment
    assert read_date(moment.isoformat()) == moment


@given(st.text(max_size=60))
def test_nothing_makes_it_fail(text: str) -> None:
    moment = read_date(text)
    assert moment is None or moment.tzinfo is UTC
