"""Secrets: four forms, one at a time, and never shown."""

from __future__ import annotations

import logging
import subprocess
from pathlib import Path

import pytest

from monitor.errors import ConfigurationError
from monitor.settings import Configuration, EmailSettings, Secret, UnreadSecretError, WebhookSettings
from tests.config.folders import SOUND, load, load_without_secrets, problems, write

PASSWORD = "hunter2-й"
KEY = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
URL = "https://hooks.example/T000/secret-token"

DESK = "channels:\n  desk: {kind: console}\n"
MAIL = "  x: {kind: email, host: smtp.example.org, from: a@example.org, to: [b@example.org], username: u, %s}\n"
HOOK = "  x: {kind: webhook, %s}\n"


def with_mail(folder: Path, form: str) -> Path:
    return write(folder, {"monitor.yaml": DESK + MAIL % form})


def with_hook(folder: Path, form: str) -> Path:
    return write(folder, {"monitor.yaml": DESK + HOOK % form})


def password(configuration: Configuration) -> str:
    settings = configuration.channels["x"].settings
    assert isinstance(settings, EmailSettings)
    assert settings.password is not None
    return settings.password.reveal()


def test_from_the_environment(tmp_path: Path) -> None:
    assert password(load(with_mail(tmp_path, "password_env: PW"), PW=PASSWORD)) == PASSWORD


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_from_a_file_beside_the_configuration(tmp_path: Path, end: str) -> None:
    folder = with_mail(tmp_path / "config", "password_file: ../pw")
    (tmp_path / "pw").write_bytes((PASSWORD + end).encode())
    assert password(load(folder)) == PASSWORD


def test_from_a_file_anywhere(tmp_path: Path) -> None:
    secret = tmp_path / "pw"
    secret.write_text(f" {PASSWORD} \n", encoding="utf-8")
    assert password(load(with_mail(tmp_path / "config", f"password_file: {secret}"))) == f" {PASSWORD} "


def test_from_a_systemd_credential(tmp_path: Path) -> None:
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials/smtp").write_text(PASSWORD, encoding="utf-8")
    folder = with_mail(tmp_path / "config", "password_credential: smtp")
    assert password(load(folder, CREDENTIALS_DIRECTORY=str(tmp_path / "credentials"))) == PASSWORD


def test_written_in_the_file_with_a_warning(tmp_path: Path) -> None:
    configuration = load(with_mail(tmp_path, f"password: {PASSWORD}"))
    assert password(configuration) == PASSWORD
    (warning,) = [line for line in configuration.warnings if "secret" in line]
    column = (MAIL % "password").index("password") + 1
    assert warning.startswith(f"{tmp_path}/monitor.yaml:3:{column}: channels.x.password: ")
    assert "password_env, password_file or password_credential" in warning
    assert PASSWORD not in warning


def test_both_keys_of_a_webhook_sign(tmp_path: Path) -> None:
    folder = with_hook(tmp_path, "url_env: U, secret_env: K, previous_secret_env: OLD")
    settings = load(folder, U=URL, K=KEY, OLD=KEY.removeprefix("whsec_")).channels["x"].settings
    assert isinstance(settings, WebhookSettings)
    assert settings.url == Secret(URL)
    assert settings.secrets == (Secret(KEY), Secret(KEY.removeprefix("whsec_")))


REFUSED = {
    "no variable": ("password_env: GONE", "password_env", "the environment has no variable GONE"),
    "an empty variable": ("password_env: EMPTY", "password_env", "the secret is empty"),
    "no name": ("password_env: ''", "password_env", "must be the name of an environment variable"),
    "a number": ("password: 12345678", "password", "must be a text: put it in quotes"),
    "no file": ("password_file: gone", "password_file", "cannot be read: No such file or directory"),
    "a folder": ("password_file: .", "password_file", "cannot be read: Is a directory"),
    "a long file": ("password_file: long", "password_file", "too long for a secret"),
    "not a text": ("password_file: bytes", "password_file", "is not UTF-8"),
    "no systemd": ("password_credential: x", "password_credential", "has no CREDENTIALS_DIRECTORY"),
    "out of systemd": ("password_credential: ../x", "password_credential", "a credential is a name, not a path"),
    "two forms": ("password_env: PW, password_file: pw", "password_file", "password_env is given as well"),
    "two others": ("password: x, password_credential: pw", "password_credential", "password is given as well"),
}


@pytest.mark.parametrize(("form", "key", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(tmp_path: Path, form: str, key: str, message: str) -> None:
    folder = with_mail(tmp_path, form)
    (folder / "long").write_bytes(b"x" * 70_000)
    (folder / "bytes").write_bytes(b"\xff\xfe")
    (problem,) = problems(folder, PW=PASSWORD, EMPTY=" \n")
    assert problem.path == f"channels.x.{key}"
    assert problem.line == 3
    assert message in problem.message


WEBHOOKS = {
    "a URL that is none": ("url_env: BAD, secret_env: K", "a URL begins with http:// or https://"),
    "a short secret": ("url_env: U, secret_env: BAD", "base64 of 24 to 64 bytes"),
    "no URL": ("secret_env: K", "url is missing: write url_env, url_file or url_credential"),
    "no secret": ("url_env: U", "secret is missing"),
}


@pytest.mark.parametrize(("form", "message"), WEBHOOKS.values(), ids=WEBHOOKS)
def test_webhooks_refused(tmp_path: Path, form: str, message: str) -> None:
    (problem,) = problems(with_hook(tmp_path, form), U=URL, K=KEY, BAD="hunter2")
    assert message in problem.message
    assert "hunter2" not in str(problem)


def test_the_command_that_is_advised_makes_a_signing_secret(tmp_path: Path) -> None:
    (problem,) = problems(with_hook(tmp_path, "url_env: U, secret_env: BAD"), U=URL, BAD="short")
    command = problem.message.split("`")[1]
    assert command.startswith('echo "whsec_')
    made = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True).stdout.strip()
    load(with_hook(tmp_path, "url_env: U, secret_env: K"), U=URL, K=made)


ABSENT = {
    "no variable": ("password_env: GONE", "password_env was not read: the environment has no variable GONE"),
    "no file": ("password_file: gone", "password_file was not read: "),
    "no systemd": ("password_credential: x", "password_credential was not read: the environment has no CREDENTIALS"),
}


@pytest.mark.parametrize(("form", "message"), ABSENT.values(), ids=ABSENT)
def test_what_sends_nothing_does_without(tmp_path: Path, form: str, message: str) -> None:
    """The files are read, what was not there says so when it is asked for, and no fingerprint is made without it."""
    configuration = load_without_secrets(with_mail(tmp_path, form))
    with pytest.raises(UnreadSecretError, match=message):
        password(configuration)
    with pytest.raises(UnreadSecretError, match=message):
        _ = configuration.channels["x"].fingerprint
    again = load_without_secrets(tmp_path).channels["x"].settings
    assert again != configuration.channels["x"].settings, "nobody knows whether they are alike"


def test_what_is_at_hand_is_read_and_judged_all_the_same(tmp_path: Path) -> None:
    assert password(load_without_secrets(with_mail(tmp_path / "a", "password_env: PW"), PW=PASSWORD)) == PASSWORD
    hook = with_hook(tmp_path / "b", "url_env: U, secret_env: K")
    assert not any("http" in one for one in load_without_secrets(hook).warnings)
    with pytest.raises(ConfigurationError, match="base64 of 24 to 64 bytes"):
        load_without_secrets(hook, K="hunter2")
    for form in ("password_env: ''", "password_credential: ../x", "password_env: PW, password_file: pw"):
        with pytest.raises(ConfigurationError):
            load_without_secrets(with_mail(tmp_path / "c", form))


def test_what_is_refused_is_never_shown(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the secret nor what surrounds it gets into a message, however wrong the file is."""
    forms = (
        "password: [hunter2]",
        "password: {hunter2: 1}",
        "password: hunter2, pasword: hunter2",
        "password: hunter2, password_env: PW",
        "password: 'hunter2', port: hunter",
        "password: !hunter2 x",
        "password: *hunter2",
    )
    with caplog.at_level(logging.DEBUG):
        for number, form in enumerate(forms):
            told = "".join(map(str, problems(with_mail(tmp_path / str(number), form), PW="hunter2")))
            assert "hunter2" not in told
    assert "hunter2" not in caplog.text


def test_no_secret_in_the_configuration_as_text(tmp_path: Path) -> None:
    monitor = DESK + MAIL % "password_env: PW" + (HOOK % "url_env: U, secret_env: K").replace("x:", "y:")
    configuration = load(write(tmp_path, {**SOUND, "monitor.yaml": monitor}), PW=PASSWORD, U=URL, K=KEY)
    for secret in (PASSWORD, URL, KEY):
        assert secret not in repr(configuration)
        assert secret not in str(configuration.warnings)
