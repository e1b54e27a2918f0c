"""https with a real server and a real certificate, for the name in the URL and not for the dialled address."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
from collections.abc import Iterator
from datetime import timedelta

import pytest

from monitor.fetch.fetcher import Fetcher
from monitor.types import FailureKind, FeedFailure, Fetched, FetchResult
from tests.fetch.conftest import RSS, SETTINGS, Poll, feed
from tests.servers.certificates import Certificate, make
from tests.servers.feeds import FeedServer, document, redirect, silence


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for `localhost` and 127.0.0.1."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate, and is not installed")
    return make(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def secure(certificate: Certificate) -> Iterator[FeedServer]:
    """The feed server over TLS."""
    with FeedServer(tls=certificate.context()) as running:
        running["/f"] = document(RSS)
        yield running


def _trusting(certificate: Certificate) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate.file))


def test_the_name_is_verified_though_the_address_was_dialled(
    secure: FeedServer, poll: Poll, certificate: Certificate
) -> None:
    result = poll(secure.url("/f", host="localhost"), tls=_trusting(certificate))
    assert isinstance(result, Fetched)
    assert secure.requests[0].headers["host"] == f"localhost:{secure.port}"


def _tls_failure(result: object) -> bool:
    return isinstance(result, FeedFailure) and result.kind is FailureKind.TLS


def test_another_name_is_refused_though_it_leads_to_the_same_address(
    secure: FeedServer, certificate: Certificate
) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    async def main() -> FetchResult:
        async with Fetcher(SETTINGS, version="1", resolve=resolve, tls=_trusting(certificate)) as fetcher:
            return await fetcher.fetch(feed(secure.url("/f", host="paper.example")), None)

    assert _tls_failure(asyncio.run(main()))
    assert not secure.requests


@pytest.mark.checklist(14)
def test_an_unknown_authority_is_refused(secure: FeedServer, poll: Poll) -> None:
    assert _tls_failure(poll(secure.url("/f", host="localhost")))


def test_no_tls_where_tls_is_expected(server: FeedServer, poll: Poll) -> None:
    assert _tls_failure(poll(server.url("/f").replace("http:", "https:")))


@pytest.mark.checklist(11)
def test_https_does_not_lead_to_http(
    secure: FeedServer, server: FeedServer, poll: Poll, certificate: Certificate
) -> None:
    server["/f"] = document(RSS)
    secure["/g"] = redirect(server.url("/f"))
    result = poll(secure.url("/g", host="localhost"), tls=_trusting(certificate))
    assert isinstance(result, FeedFailure)
    assert result.kind is FailureKind.REDIRECT
    assert not server.requests


def test_http_leads_to_https(secure: FeedServer, server: FeedServer, poll: Poll, certificate: Certificate) -> None:
    server["/g"] = redirect(secure.url("/f", host="localhost"))
    result = poll(server.url("/g"), tls=_trusting(certificate))
    assert isinstance(result, Fetched)
    assert result.moved_to == secure.url("/f", host="localhost")


def test_a_handshake_that_never_ends(poll: Poll) -> None:
    """A server that accepts and says nothing, asked for TLS."""

    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/f"
        result = poll(url, connect_timeout=timedelta(seconds=0.3))
    assert isinstance(result, FeedFailure)
    assert (result.kind, result.detail) == (FailureKind.TIMEOUT, "no TLS handshake in time")


def test_silence_after_the_handshake(secure: FeedServer, poll: Poll, certificate: Certificate) -> None:

    secure["/s"] = silence()
    url = secure.url("/s", host="localhost")
    result = poll(url, tls=_trusting(certificate), deadline=timedelta(seconds=0.5))
    assert isinstance(result, FeedFailure)
    assert result.kind is FailureKind.TIMEOUT
