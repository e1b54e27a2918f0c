"""Where others reach the worker: what may be written, and what it becomes."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.settings import EndpointSettings
from tests.config.folders import MONITOR, load, problems, write


def endpoint(folder: Path, text: str) -> EndpointSettings | None:
    return load(write(folder, {"monitor.yaml": f"endpoint: {text}\n{MONITOR}"})).endpoint


def test_without_the_section_nothing_listens(tmp_path: Path) -> None:
    assert load(write(tmp_path, {})).endpoint is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{public_url: 'https://desk.example'}", ("127.0.0.1", 8080, "https://desk.example/")),
        ("{public_url: 'https://desk.example/monitor'}", ("127.0.0.1", 8080, "https://desk.example/monitor/")),
        (
            "{public_url: 'https://desk.example:8443/', listen: '0.0.0.0:80'}",
            ("0.0.0.0", 80, "https://desk.example:8443/"),
        ),
        ("{public_url: 'https://desk.example/', listen: '[::1]:65535'}", ("::1", 65535, "https://desk.example/")),
    ],
)
def test_what_is_written_is_what_listens(tmp_path: Path, text: str, expected: tuple[str, int, str]) -> None:
    host, port, public_url = expected
    assert endpoint(tmp_path, text) == EndpointSettings(host=host, port=port, public_url=public_url)


LISTEN = "{public_url: 'https://desk.example/', listen: %s}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{listen: '127.0.0.1:80'}", "public_url is missing"),
        ("{public_url: 'desk.example'}", "a URL begins with http:// or https://"),
        ("{public_url: 'https://desk.example/?a=b'}", "leave out what begins with ? or #"),
        ("{public_url: 'https://desk.example/#a'}", "leave out what begins with ? or #"),
        ("{public_url: 'https://a:b@desk.example/'}", "leave them out"),
        (LISTEN % "8080", "must be a text such as 127.0.0.1:8080"),
        (LISTEN % "'8080'", "such as 127.0.0.1:8080"),
        (LISTEN % "'127.0.0.1'", "such as 127.0.0.1:8080"),
        (LISTEN % "'127.0.0.1:0'", "such as 127.0.0.1:8080"),
        (LISTEN % "'127.0.0.1:65536'", "such as 127.0.0.1:8080"),
        (LISTEN % "'desk.example:80'", "write the address of this machine"),
        (LISTEN % "'::1:80'", "such as 127.0.0.1:8080"),
        (LISTEN % "'127.0.0.1:८०'", "such as 127.0.0.1:8080"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (problem,) = problems(write(tmp_path, {"monitor.yaml": f"endpoint: {text}\n{MONITOR}"}))
    assert message in problem.message
    assert problem.line == 1


def test_callbacks_in_the_clear_are_told(tmp_path: Path) -> None:
    text = "endpoint: {public_url: 'http://desk.example/'}\n"
    (warning,) = load(write(tmp_path / "a", {"monitor.yaml": text + MONITOR})).warnings
    assert "monitor.yaml:1:24: endpoint.public_url: hubs push over http" in warning
    here = "endpoint: {public_url: 'http://127.0.0.1:8080/'}\n"
    assert load(write(tmp_path / "b", {"monitor.yaml": here + MONITOR})).warnings == ()
