"""What the files mean: every key arrives in the settings, and every default is the one of the settings."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from monitor import query
from monitor.settings import (
    Channel,
    ConsoleSettings,
    EmailSettings,
    Example,
    Feed,
    FileSettings,
    FirstSight,
    Level,
    OperatorSettings,
    PollSettings,
    Secret,
    Security,
    StoreSettings,
    TermSet,
    Watch,
    WatchState,
    WebhookSettings,
)
from tests.config.folders import load, problems, write

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
ENVIRON = {"PW": "secret", "URL": "https://hook.example/x", "KEY": KEY}

FULL = {
    "monitor.yaml": """\
poll:
  budget: 50/m
  contact: https://newsroom.example/monitor
  concurrency: 7
  per_host: 1
  connect_timeout: 1s
  read_timeout: 2s
  deadline: 1m30s
  max_size: 512KB
  parse_deadline: 4s
  parsers: 3
  files: ../feeds
  allow_networks: [10.0.0.0/8, "fd00::/8"]
store: {path: ../data/m.db, max_size: 2GB, keep: 7d}
stories: {window: 1d12h}
operator: {channels: [archive, console]}
channels:
  console: {kind: console}
  archive: {kind: file, path: ../alerts.jsonl, title: Archive, timezone: Europe/Kyiv}
  mail:
    kind: email
    title: World desk
    timezone: Asia/Seoul
    host: smtp.example.org
    port: 2525
    from: News monitor <monitor@example.org>
    to: [a@example.org, b@example.org]
    security: tls
    username: monitor
    password_env: PW
    ca_file: ../ca.pem
    timeout: 5s
  local: {kind: email, host: "::1", security: plain, from: a@b.c, to: [d@e.f]}
  hook: {kind: webhook, url_env: URL, secret_env: KEY, timeout: 3s}
""",
    "feeds.yaml": """\
defaults: {every: 20m, language: uk, first_sight: alert}
feeds:
  herald:
    url: https://herald.example/feed
    title: The Herald
    publisher: Herald Group
    language: no
    tags: [agency, north]
    every: 5m
    first_sight: baseline
  courier: {url: "http://courier.example/feed"}
  ticker: {url: "http://ticker.example/feed", every: {least: 1m, most: 1h}}
""",
    "watches/desk.yaml": """\
watches:
  kursk:
    title: Troops in Kursk
    query: |
      @troops NEAR/8 @kursk   # close
      AND NOT title:drill
    languages: [en, ko]
    level: urgent
    channels: [mail, hook]
    state: shadow
    max_age: 12h
    must_match:
      - Troops in Kursk
      - {lang: ko, text: "쿠르스크", summary: s, article: a}
    must_not_match: [nothing]
  plain: {query: '@kursk', channels: [console]}
  scored:
    channels: [console]
    score:
      threshold: 3
      title_boost: 1.5
      terms: [{query: '@troops', weight: 1, cap: 4}, {query: drill, weight: -0.5}]
      require: '@kursk'
""",
    "terms/war.yaml": """\
terms:
  troops: {title: Soldiers, any: [KPA], en: [soldier, special forces, ="Storm Corps"], ko: ['@kursk', 북한군*]}
  kursk: {en: [Kursk], ko: [쿠르스크]}
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write(tmp_path / "config", FULL)
    (tmp_path / "feeds").mkdir()
    (tmp_path / "ca.pem").write_text("")
    return folder


def test_everything(folder: Path) -> None:
    configuration = load(folder, **ENVIRON)

    assert configuration.folder == folder
    assert configuration.poll == PollSettings(
        budget=3000,
        contact="https://newsroom.example/monitor",
        concurrency=7,
        per_host=1,
        connect_timeout=timedelta(seconds=1),
        read_timeout=timedelta(seconds=2),
        deadline=timedelta(seconds=90),
        max_size=512 * 1024,
        parse_deadline=timedelta(seconds=4),
        parsers=3,
        files=folder.parent / "feeds",
        allow_networks=(ip_network("10.0.0.0/8"), ip_network("fd00::/8")),
    )
    assert configuration.store == StoreSettings(
        path=folder.parent / "data" / "m.db", max_size=2 * 1024**3, keep=timedelta(days=7)
    )
    assert configuration.story_window == timedelta(hours=36)
    assert configuration.operator == OperatorSettings(channels=("archive", "console"))
    assert [warning.split(": ")[2] for warning in configuration.warnings] == [
        "no watch has terms in Ukrainian, the language of courier and ticker",
        "no watch has terms in Norwegian, the language of herald",
    ]


def test_channels(folder: Path) -> None:
    channels = load(folder, **ENVIRON).channels
    assert channels == {
        "console": Channel(name="console", title="console", recipients=("console",), settings=ConsoleSettings()),
        "archive": Channel(
            name="archive",
            title="Archive",
            recipients=("archive",),
            timezone="Europe/Kyiv",
            settings=FileSettings(path=folder.parent / "alerts.jsonl"),
        ),
        "mail": Channel(
            name="mail",
            title="World desk",
            recipients=("a@example.org", "b@example.org"),
            timezone="Asia/Seoul",
            settings=EmailSettings(
                host="smtp.example.org",
                port=2525,
                sender="News monitor <monitor@example.org>",
                security=Security.TLS,
                username="monitor",
                password=Secret("secret"),
                ca_file=folder.parent / "ca.pem",
                timeout=timedelta(seconds=5),
            ),
        ),
        "local": Channel(
            name="local",
            title="local",
            recipients=("d@e.f",),
            settings=EmailSettings(host="::1", port=25, sender="a@b.c", security=Security.PLAIN),
        ),
        "hook": Channel(
            name="hook",
            title="hook",
            recipients=("hook",),
            settings=WebhookSettings(
                url=Secret("https://hook.example/x"), secrets=(Secret(KEY),), timeout=timedelta(seconds=3)
            ),
        ),
    }


def test_feeds(folder: Path) -> None:
    assert load(folder, **ENVIRON).feeds == {
        "herald": Feed(
            name="herald",
            url="https://herald.example/feed",
            title="The Herald",
            publisher="Herald Group",
            language="no",
            tags=("agency", "north"),
            every=timedelta(minutes=5),
            first_sight=FirstSight.BASELINE,
        ),
        "courier": Feed(
            name="courier",
            url="http://courier.example/feed",
            title="courier",
            publisher="courier",
            language="uk",
            every=timedelta(minutes=20),
            first_sight=FirstSight.ALERT,
        ),
        "ticker": Feed(
            name="ticker",
            url="http://ticker.example/feed",
            title="ticker",
            publisher="ticker",
            language="uk",
            every=timedelta(hours=1),
            least=timedelta(minutes=1),
            first_sight=FirstSight.ALERT,
        ),
    }


def test_watches(folder: Path) -> None:
    watches = load(folder, **ENVIRON).watches
    assert watches["kursk"] == Watch(
        name="kursk",
        title="Troops in Kursk",
        query=query.parse("@troops NEAR/8 @kursk AND NOT title:drill"),
        channels=("mail", "hook"),
        languages=("en", "ko"),
        level=Level.URGENT,
        state=WatchState.SHADOW,
        max_age=timedelta(hours=12),
        must_match=(
            Example(text="Troops in Kursk"),
            Example(text="쿠르스크", summary="s", article="a", language="ko"),
        ),
        must_not_match=(Example(text="nothing"),),
    )
    assert watches["plain"] == Watch(
        name="plain", title="plain", query=query.SetRef(name="kursk"), channels=("console",)
    )
    assert watches["scored"].query == query.Score(
        items=(
            query.Weighted(item=query.SetRef(name="troops"), weight=1, cap=4),
            query.Weighted(item=query.Term(text="drill"), weight=-0.5),
        ),
        threshold=3,
        title_boost=1.5,
        require=query.SetRef(name="kursk"),
    )


def test_terms(folder: Path) -> None:
    assert load(folder, **ENVIRON).terms["troops"] == TermSet(
        name="troops",
        title="Soldiers",
        lists={
            "any": (query.parse_term("KPA"),),
            "en": tuple(map(query.parse_term, ("soldier", "special forces", '="Storm Corps"'))),
            "ko": (query.SetRef(name="kursk"), query.Prefix(text="북한군")),
        },
    )


def test_defaults_are_those_of_the_settings(tmp_path: Path) -> None:
    configuration = load(write(tmp_path, {"monitor.yaml": "channels: {desk: {kind: console}}\n"}))
    assert configuration.poll == PollSettings()
    assert configuration.store == StoreSettings(path=tmp_path.parent / "var" / "monitor.db")
    assert configuration.story_window == timedelta(hours=72)
    assert configuration.feeds["herald"] == Feed(
        name="herald", url="https://herald.example/feed", title="herald", publisher="herald", language="en"
    )


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465)])
def test_the_port_follows_the_security(tmp_path: Path, security: str, port: int) -> None:
    mail = f"{{kind: email, host: h.example, from: a@b.c, to: [a@b.c], security: {security}}}"
    configuration = load(write(tmp_path, {"monitor.yaml": f"channels: {{desk: {mail}}}\n"}))
    settings = configuration.channels["desk"].settings
    assert isinstance(settings, EmailSettings)
    assert settings.port == port


def test_the_environment_overrides_the_database(tmp_path: Path) -> None:
    folder = write(tmp_path, {})
    assert load(folder, MONITOR_DATABASE="/var/lib/m.db").store.path == Path("/var/lib/m.db")
    assert load(folder, MONITOR_DATABASE="").store.path == tmp_path.parent / "var" / "monitor.db"
    (problem,) = problems(folder, MONITOR_DATABASE="m.db")
    assert str(problem) == "$MONITOR_DATABASE:1:1: 'm.db' must be an absolute path"


def test_a_file_feed_must_lie_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    inside, outside = f"file://{tmp_path}/feeds/a%20b.xml", f"file://{tmp_path}/feeds/../x.xml"
    files = {
        "monitor.yaml": "poll: {files: ../feeds}\nchannels: {desk: {kind: console}}\n",
        "feeds.yaml": f"feeds: {{a: {{url: '{inside}'}}}}\n",
    }
    folder = write(tmp_path / "config", files)
    assert load(folder).feeds["a"].url == inside
    write(folder, {**files, "feeds.yaml": f"feeds: {{a: {{url: '{outside}'}}}}\n"})
    (problem,) = problems(folder)
    assert problem.message == f"outside the folder of poll.files, {tmp_path}/feeds"
