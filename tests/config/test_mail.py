"""The keys of an e-mail channel: how it logs in, and how much its server takes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.settings import EmailSettings, Rate, Secret, TokenFile, TokenServer
from tests.config.folders import MONITOR, load, problems, write

MAIL = "kind: email, host: smtp.example.org, from: a@example.org, to: [b@example.org]"
SERVER = "token_url: 'https://tokens.example/token', client_id: desk"


def channel(folder: Path, keys: str) -> Path:
    return write(folder, {"monitor.yaml": f"{MONITOR}  x: {{{MAIL}{keys}}}\n"})


def settings(folder: Path, keys: str) -> EmailSettings:
    found = load(channel(folder, keys), SECRET="s3cret", REFRESH="r3fresh").channels["x"].settings
    assert isinstance(found, EmailSettings)
    return found


def test_a_token_may_come_from_a_file_or_a_server(tmp_path: Path) -> None:
    by_file = settings(tmp_path / "1", ", username: a, oauth: {token_file: ../run/token}")
    assert by_file.oauth == TokenFile(path=tmp_path / "run/token")
    keys = f", username: a, oauth: {{{SERVER}, client_secret_env: SECRET, refresh_token_env: REFRESH, timeout: 9s}}"
    assert settings(tmp_path / "2", keys).oauth == TokenServer(
        url="https://tokens.example/token",
        client_id="desk",
        client_secret=Secret("s3cret"),
        refresh_token=Secret("r3fresh"),
        timeout=timedelta(seconds=9),
    )
    keys = f", username: a, oauth: {{{SERVER}, client_secret_env: SECRET, scope: mail}}"
    by_client = settings(tmp_path / "3", keys).oauth
    assert isinstance(by_client, TokenServer)
    assert (by_client.refresh_token, by_client.scope) == (None, "mail")
    assert "s3cret" not in repr(by_client)


def test_a_rate_is_so_many_within_a_time(tmp_path: Path) -> None:
    for text, rate in {"30/m": (30, 1), "500/h": (500, 60), "2000 / d": (2000, 24 * 60)}.items():
        found = load(channel(tmp_path, f", rate: {text}")).channels["x"].timing.rate
        assert found == Rate(messages=rate[0], within=timedelta(minutes=rate[1]))


@pytest.mark.parametrize(
    ("keys", "place", "advice"),
    [
        ("rate: 30", "rate", "must be a text such as 30/m"),
        ("rate: 0/m", "rate", "such as 30/m"),
        ("rate: 30/week", "rate", "such as 30/m"),
        ("username: a", "username", "add password_env, or oauth"),
        ("oauth: {token_file: t}", "oauth", "add `username`"),
        ("username: a, password_env: SECRET, oauth: {token_file: t}", "oauth", "one of them logs in"),
        ("username: a, oauth: {}", "oauth", "either token_file or token_url"),
        (f"username: a, oauth: {{token_file: t, {SERVER}}}", "oauth", "either token_file or token_url"),
        ("username: a, oauth: {token_file: t, scope: x}", "oauth.scope", "token_file needs nothing else"),
        (f"username: a, oauth: {{{SERVER}}}", "oauth", "client_secret is missing"),
        ("username: a, oauth: {token_url: 'https://t.example', client_secret_env: SECRET}", "oauth", "client_id is"),
        ("username: a, oauth: {token_url: 'http://t.example/token', client_id: d}", "oauth.token_url", "use https"),
    ],
)
def test_what_cannot_work_is_refused_with_advice(tmp_path: Path, keys: str, place: str, advice: str) -> None:
    [problem] = problems(channel(tmp_path, f", {keys}"), SECRET="s3cret")
    assert problem.path == f"channels.x.{place}"
    assert advice in problem.message
