"""What an operator reads of the database, its backups and the canary."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.render.notice import headline, notice_text
from monitor.types import Notice, NoticeKind
from tests.making import NOON

TEXTS = {
    NoticeKind.DATABASE_RESTORED: "the database is restored: why",
    NoticeKind.DATABASE_DAMAGED: "the database is damaged, and was replaced: why",
    NoticeKind.BACKUP_FAILING: "the backup is failing since 11:00: why",
    NoticeKind.BACKUP_RECOVERED: "the backup is working again: why",
    NoticeKind.CANARY_LATE: "the canary is late since 11:00: why",
    NoticeKind.CANARY_BACK: "the canary is back: why",
}


@pytest.mark.parametrize("kind", TEXTS)
def test_what_is_said(kind: NoticeKind) -> None:
    one = Notice(kind=kind, subject="", detail="why", since=NOON - timedelta(hours=1), at=NOON)
    assert notice_text(one).replace(" UTC", "").partition(": ")[2] == TEXTS[kind]


def test_what_is_said_of_a_feed_that_is_read_anew() -> None:
    one = Notice(kind=NoticeKind.READ_ANEW, subject="herald", detail="why", since=NOON, at=NOON)
    assert notice_text(one).endswith("feed herald is read anew: why")
    other = Notice(kind=NoticeKind.CANARY_LATE, subject="", detail="why", since=NOON, at=NOON)
    assert headline([one, one, other]) == "2 feeds read anew, the canary late"
