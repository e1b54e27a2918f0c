"""Every fault of the network has a kind; a bug stays an exception."""

from __future__ import annotations

import ssl

import httpcore
import pytest

from monitor.fetch.refusal import FAULTS, failure_of
from monitor.types import FailureKind

_EXCEPTIONS = [thing for thing in vars(httpcore).values() if isinstance(thing, type) and issubclass(thing, Exception)]


def test_the_library_has_the_exceptions_that_we_think() -> None:
    assert len(_EXCEPTIONS) >= 14


@pytest.mark.parametrize("fault", _EXCEPTIONS)
def test_every_exception_of_the_library_is_mapped(fault: type[Exception]) -> None:
    assert fault in FAULTS
    failure = failure_of(fault("some\nreason"))
    assert failure.detail.endswith(": some reason")
    assert failure.kind in FailureKind


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (httpcore.ReadTimeout(), FailureKind.TIMEOUT),
        (httpcore.ConnectError(ssl.SSLCertVerificationError("expired")), FailureKind.TLS),
        (ssl.SSLEOFError("eof"), FailureKind.TLS),
        (httpcore.RemoteProtocolError("bad"), FailureKind.PROTOCOL),
        (httpcore.ReadError("reset"), FailureKind.CONNECT),
        (ConnectionResetError("reset"), FailureKind.CONNECT),
        (TimeoutError(), FailureKind.TIMEOUT),
    ],
)
@pytest.mark.checklist(14)
def test_kinds(fault: Exception, kind: FailureKind) -> None:
    assert isinstance(fault, FAULTS)
    assert failure_of(fault).kind is kind


def test_a_bug_is_not_a_failure_of_the_feed() -> None:
    assert not issubclass(TypeError, FAULTS)
    with pytest.raises(TypeError):
        failure_of(TypeError("ours"))
