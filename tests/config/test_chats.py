"""The chat channels: what each needs, and what is refused with advice before anything is sent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor import settings
from monitor.settings import ChannelSettings, Secret
from tests.config.folders import MONITOR, load, problems, write

BOT = "123456:AAF-qwertyuiopasdfghjklzxcvbnm12345"
KEY = "0123456789abcdef0123456789ABCDEF"
HOOK = "https://hooks.slack.com/services/T0/B0/s3cret"
FLOW = "https://prod-1.westeurope.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?sig=s3cret"
ENVIRON = {"BOT": BOT, "KEY": KEY, "HOOK": HOOK, "FLOW": FLOW, "TOPIC": "night-desk_7", "TOKEN": "tk_s3cret"}

SOUND: dict[str, tuple[str, ChannelSettings]] = {
    "slack": ("kind: slack, url_env: HOOK", settings.SlackSettings(url=Secret(HOOK))),
    "teams": ("kind: teams, url_env: FLOW, timeout: 40s",
              settings.TeamsSettings(url=Secret(FLOW), timeout=timedelta(seconds=40))),
    "discord": ("kind: discord, url_env: HOOK", settings.DiscordSettings(url=Secret(HOOK))),
    "telegram": ("kind: telegram, token_env: BOT, chat: -1001234567890",
                 settings.TelegramSettings(token=Secret(BOT), chat="-1001234567890")),
    "telegram by name": ("kind: telegram, token_env: BOT, chat: '@night_desk', server: 'http://127.0.0.1:8081/'",
                         settings.TelegramSettings(token=Secret(BOT), chat="@night_desk",
                                                   server="http://127.0.0.1:8081")),
    "ntfy": ("kind: ntfy, topic_env: TOPIC", settings.NtfySettings(topic=Secret("night-desk_7"))),
    "ntfy of one's own": ("kind: ntfy, topic_env: TOPIC, token_env: TOKEN, server: 'https://ntfy.desk.example'",
                          settings.NtfySettings(topic=Secret("night-desk_7"), token=Secret("tk_s3cret"),
                                                server="https://ntfy.desk.example")),
    "pagerduty": ("kind: pagerduty, key_env: KEY", settings.PagerDutySettings(key=Secret(KEY))),
    "pagerduty in the EU": ("kind: pagerduty, key_env: KEY, server: 'https://events.eu.pagerduty.com'",
                            settings.PagerDutySettings(key=Secret(KEY), server="https://events.eu.pagerduty.com")),
    "matrix": ("kind: matrix, server: 'https://matrix.example.org', room: '!a:example.org', token_env: TOKEN",
               settings.MatrixSettings(server="https://matrix.example.org", room="!a:example.org",
                                       token=Secret("tk_s3cret"))),
    "apprise": ("kind: apprise, url_env: HOOK", settings.AppriseSettings(url=Secret(HOOK))),
}  # fmt: skip


def channel(folder: Path, keys: str) -> Path:
    return write(folder, {"monitor.yaml": f"{MONITOR}  x: {{{keys}}}\n"})


@pytest.mark.parametrize("name", list(SOUND))
def test_a_sound_channel(tmp_path: Path, name: str) -> None:
    keys, expected = SOUND[name]
    loaded = load(channel(tmp_path, keys), **ENVIRON).channels["x"]
    assert loaded.settings == expected
    assert loaded.recipients == ("x",)
    assert not any("http" in warning for warning in load(channel(tmp_path, keys), **ENVIRON).warnings)


REFUSED = {
    "no url": ("kind: slack", "", "url is missing: write url_env, url_file or url_credential"),
    "no topic": ("kind: ntfy", "", "topic is missing"),
    "http": ("kind: discord, url_env: URL", "url_env", "use https"),
    "a connector": ("kind: teams, url_env: OFFICE", "url_env", "make a workflow from the template"),
    "a trigger": ("kind: slack, url_env: TRIGGER", "url_env", "/services/"),
    "another format": ("kind: discord, url_env: AS_SLACK", "url_env", "leave out its last part"),
    "no bot": ("kind: telegram, token_env: TOKEN, chat: '@a1'", "token_env", "@BotFather"),
    "no chat": ("kind: telegram, token_env: BOT, chat: 'the desk'", "chat", ""),
    "true": ("kind: telegram, token_env: BOT, chat: true", "chat", ""),
    "a spaced topic": ("kind: ntfy, topic_env: SPACED", "topic_env", "1 to 64 letters"),
    "a split token": ("kind: ntfy, topic_env: TOPIC, token_env: SPLIT", "token_env", "without spaces"),
    "a server in the clear": ("kind: ntfy, topic_env: TOPIC, server: 'http://ntfy.example'", "server", "use https"),
    "a page": ("kind: ntfy, topic_env: TOPIC, server: 'https://ntfy.example/?a'", "server", "leave out"),
    "a user's key": ("kind: pagerduty, key_env: TOKEN", "key_env", "not a user"),
    "an alias": ("kind: matrix, server: 'https://m.example', room: '#a:m.example', token_env: TOKEN", "room", "alias"),
    "no service": ("kind: apprise, url_env: TOKEN", "url_env", "mailto"),
}
WRONG = {
    "URL": "http://hooks.example/s3cret",
    "OFFICE": "https://desk.webhook.office.com/webhookb2/s3cret/IncomingWebhook/1",
    "TRIGGER": "https://hooks.slack.com/triggers/T0/1/s3cret",
    "AS_SLACK": "https://discord.com/api/webhooks/1/s3cret/slack",
    "SPACED": "s3cret desk",
    "SPLIT": "tk_s3cret\r\nHost: x",
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_a_mistake_is_refused_with_advice_and_without_the_secret(tmp_path: Path, name: str) -> None:
    keys, key, message = REFUSED[name]
    (problem,) = problems(channel(tmp_path, keys), **ENVIRON, **WRONG)
    assert problem.path == (f"channels.x.{key}" if key else "channels.x")
    assert problem.line == MONITOR.count("\n") + 1
    assert message in problem.message
    assert "s3cret" not in str(problem)


def test_without_the_package_apprise_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.config.chats.find_spec", lambda _: None)
    (problem,) = problems(channel(tmp_path, "kind: apprise, url_env: HOOK"), **ENVIRON)
    assert problem.path == "channels.x.kind"
    assert "news-monitor[apprise]" in problem.message


def test_a_secret_in_the_file_is_told(tmp_path: Path) -> None:
    warnings = load(channel(tmp_path, f"kind: slack, url: '{HOOK}'")).warnings
    assert any("channels.x.url: a secret that everybody can read" in warning for warning in warnings)
    assert "s3cret" not in "".join(warnings)


def test_a_webhook_may_have_an_authority_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("x", encoding="utf-8")
    hook = "kind: webhook, url_env: HOOK, secret: MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=, ca_file: ca.pem"
    loaded = load(channel(tmp_path, hook), **ENVIRON).channels["x"].settings
    assert isinstance(loaded, settings.WebhookSettings)
    assert loaded.ca_file == tmp_path / "ca.pem"


@pytest.mark.parametrize("address", ["нічна@desk.example", "desk@новини.example"])
def test_an_address_beyond_ascii_is_refused_with_the_reason(tmp_path: Path, address: str) -> None:
    mail = f"kind: email, host: smtp.desk.example, from: a@desk.example, to: [{address}]"
    (problem,) = problems(channel(tmp_path, mail))
    assert problem.path == "channels.x.to[0]"
    assert "SMTPUTF8" in problem.message
