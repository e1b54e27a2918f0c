"""Ten different mistakes in one folder are ten problems, each at its place, in one go."""

from __future__ import annotations

from pathlib import Path

from tests.config.folders import problems, told, write

FILES = {
    "monitor.yaml": """\
poll:
  contact: desk@example.org
  concurency: 4
channels:
  desk: {kind: console, timezone: Europe/Kiyv}
  mail:
    kind: email
    host: smtp.example.org
    from: monitor@example.org
    to: [world@example.org]
    username: monitor
    password_env: SMTP_PASSWORD
""",
    "feeds.yaml": """\
feeds:
  herald: {url: "https://herald.example/feed", language: NO}
  herald: {url: "https://herald.example/other"}
  courier: {url: "https://Herald.example:443/feed#top"}
""",
    "watches/desk.yaml": """\
watches:
  kursk:
    query: |
      @troops NEAR/8 @kursk
      AND soldier or volunteer
    channels: [dsek]
  sumy:
    query: '@troops AND @sumi'
    channels: [desk]
""",
    "terms/war.yaml": """\
terms:
  troops: {en: [soldier, '@units']}
  units: {en: [unit, '@troops']}
  kursk: {en: [Kursk]}
  sumy: {en: [Sumy]}
""",
}

EXPECTED = """\
feeds.yaml:2:58: feeds.herald.language: 'NO' is no language: write its two letters of ISO 639-1, such as en or uk \
(did you mean no, Norwegian?)
feeds.yaml:3:3: feeds.herald: written twice, first in line 2
feeds.yaml:4:18: feeds.courier.url: the feed herald has this URL as well
monitor.yaml:3:3: poll.concurency: unknown key (did you mean concurrency?)
monitor.yaml:5:35: channels.desk.timezone: there is no time zone 'Europe/Kiyv' (did you mean Europe/Kyiv?)
monitor.yaml:12:19: channels.mail.password_env: the environment has no variable SMTP_PASSWORD
terms/war.yaml:2:26: terms.troops.en[1]: the set includes itself: @troops → @units → @troops
watches/desk.yaml:5:19: watches.kursk.query:
watches/desk.yaml:6:16: watches.kursk.channels[0]: there is no channel 'dsek' in monitor.yaml (did you mean desk?)
watches/desk.yaml:8:25: watches.sumy.query: there is no term set @sumi (did you mean sumy?)
"""


def test_all_are_told_at_once_at_their_places(tmp_path: Path) -> None:
    lines = told(write(tmp_path, FILES))
    assert len(lines) == 10
    for line, expected in zip(lines, EXPECTED.splitlines(), strict=True):
        assert line.startswith(expected)


def test_the_query_is_shown_with_a_caret(tmp_path: Path) -> None:
    found = [problem for problem in problems(write(tmp_path, FILES)) if problem.caret]
    assert [problem.caret for problem in found] == [
        "  AND soldier or volunteer\n              ^",
        "  @troops AND @sumi\n              ^",
    ]


def test_one_unreadable_file_hides_nothing_in_the_others(tmp_path: Path) -> None:
    broken = {**FILES, "terms/war.yaml": "terms: [unclosed\n"}
    lines = told(write(tmp_path, broken))
    assert "terms/war.yaml:2:1: not YAML: a list or mapping in brackets is not closed, or a comma is missing" in lines
    assert any(line.startswith("watches/desk.yaml:5:19") for line in lines)
    assert any(line.startswith("monitor.yaml:3:3") for line in lines)
    assert not any("term set" in line for line in lines), "nobody can tell which sets exist"
