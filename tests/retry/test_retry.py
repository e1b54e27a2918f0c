"""When an alert is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.retry import GAPS, JITTER, LONGEST_WISH, next_attempt, wished

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TABLE = ["0 s", "5 s", "15 s", "45 s", "2 m", "5 m", "15 m", "30 m", "1 h", "2 h", "4 h", "8 h", "16 h", "24 h", "24 h"]
SECONDS = {"s": 1, "m": 60, "h": 3600}


@pytest.mark.parametrize(("attempts", "gap"), list(enumerate(TABLE)))
def test_the_table(attempts: int, gap: str) -> None:
    number, unit = gap.split()
    wanted = int(number) * SECONDS[unit]
    for alert in map(str, range(100)):
        waited = (next_attempt(attempts, alert_id=alert, now=NOW) - NOW).total_seconds()
        assert wanted * 0.8 <= waited <= wanted * 1.2


def test_alerts_that_failed_together_do_not_come_back_together() -> None:
    times = {next_attempt(5, alert_id=str(number), now=NOW) for number in range(200)}
    assert len(times) == 200
    spread = (max(times) - min(times)) / GAPS[5]
    assert spread > JITTER * 1.8


@given(st.integers(0, 1000), st.text())
def test_the_same_question_has_the_same_answer(attempts: int, alert: str) -> None:
    assert next_attempt(attempts, alert_id=alert, now=NOW) == next_attempt(attempts, alert_id=alert, now=NOW)


@given(st.integers(0, 100), st.text(), st.integers(0, 10**9))
def test_the_wish_of_the_receiver_is_kept_up_to_an_hour(attempts: int, alert: str, seconds: int) -> None:
    wish = timedelta(seconds=seconds)
    without = next_attempt(attempts, alert_id=alert, now=NOW)
    asked = next_attempt(attempts, alert_id=alert, now=NOW, retry_after=wish)
    assert asked == max(without, NOW + min(wish, LONGEST_WISH))


@pytest.mark.parametrize(
    ("header", "wish"),
    [
        ("120", timedelta(minutes=2)),
        (" 5 ", timedelta(seconds=5)),
        ("0", timedelta(0)),
        (format_datetime(NOW + timedelta(seconds=30), usegmt=True), timedelta(seconds=30)),
        (format_datetime(NOW - timedelta(days=30), usegmt=True), timedelta(0)),
        ("Sat, 21 Nov 2026 12:01:00", timedelta(minutes=1)),
        ("-5", None),
        ("1.5", None),
        ("9" * 50, None),
        ("٣", None),
        ("tomorrow", None),
        ("Sat, 21 Nov 99999999999 12:00:00 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, wish: timedelta | None) -> None:
    assert wished(header, now=NOW) == wish


@given(st.text())
def test_no_header_is_too_odd(header: str) -> None:
    wish = wished(header, now=NOW)
    assert wish is None or wish >= timedelta(0)
