"""A real receiver of webhooks on loopback: checks signatures, keeps what it gets, answers as it is told.

with webhook_server(secret) as server:
    server.answers = [Answer(429, headers={"Retry-After": "7"})]
    ...
    server.received
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from tests.servers.certificates import Certificate


@dataclass(frozen=True, slots=True)
class Answer:
    """How one request is answered.

    `delay` is in seconds before the answer, `drip` between its single bytes; `close` hangs up instead of answering,
    after the body was read, or with `unread` before; `length` is claimed where it is not the true one.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0
    drip: float = 0.0
    close: bool = False
    unread: bool = False
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request. `verified` holds the secrets that its signature fits."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    verified: tuple[str, ...]
    method: str = "POST"

    @property
    def data(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(slots=True, kw_only=True)
class WebhookServer:
    """A running receiver. `answers` are given in turn, then what `service` finds right, then `otherwise`."""

    url: str = ""
    secrets: tuple[str, ...] = ()
    answers: list[Answer] = field(default_factory=list)
    otherwise: Answer = field(default_factory=Answer)
    service: Callable[[Received], Answer] | None = None
    received: list[Received] = field(default_factory=list)
    connections: int = 0

    def verified(self, body: bytes, headers: Mapping[str, str]) -> tuple[str, ...]:
        """Return the secrets that fit."""
        return tuple(secret for secret in self.secrets if _fits(secret, body, headers))


def _fits(secret: str, body: bytes, headers: Mapping[str, str]) -> bool:
    try:
        Webhook(secret).verify(body, dict(headers))
    except WebhookVerificationError:
        return False
    return True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.known.connections += 1

    def do_POST(self) -> None:
        known = self.server.known
        answer = known.answers.pop(0) if known.answers else None if known.service else known.otherwise
        self.close_connection = answer is not None and (answer.unread or answer.close or answer.length is not None)
        if answer is not None and answer.unread:
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        verified = known.verified(body, headers)
        got = Received(path=self.path, headers=headers, body=body, verified=verified, method=self.command)
        known.received.append(got)
        answer = answer or (known.service(got) if known.service else known.otherwise)
        time.sleep(answer.delay)
        if not answer.close:
            self.reply(answer)

    def do_PUT(self) -> None:
        self.do_POST()

    def reply(self, answer: Answer) -> None:
        head = f"HTTP/1.1 {answer.status} {self.responses.get(answer.status, ('Odd',))[0]}\r\n"
        length = len(answer.body) if answer.length is None else answer.length
        for name, value in {"Content-Length": str(length), **answer.headers}.items():
            head += f"{name}: {value}\r\n"
        whole = f"{head}\r\n".encode() + answer.body
        step = 1 if answer.drip else len(whole)
        try:
            for start in range(0, len(whole), step):
                self.wfile.write(whole[start : start + step])
                time.sleep(answer.drip)
        except OSError:
            self.close_connection = True  # the client did not wait

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, known: WebhookServer) -> None:
        self.known = known
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, *_: object) -> None:
        """Say nothing: clients that go away are what some tests are about."""


@contextmanager
def webhook_server(*secrets: str, certificate: Certificate | None = None) -> Iterator[WebhookServer]:
    """Run a receiver that knows `secrets`; over TLS with a `certificate`."""
    server = WebhookServer(secrets=secrets)
    listening = _Server(server)
    if certificate:
        listening.socket = certificate.context().wrap_socket(
            listening.socket, server_side=True, do_handshake_on_connect=False
        )
    scheme = "https" if certificate else "http"
    server.url = f"{scheme}://127.0.0.1:{listening.server_address[1]}"
    thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join(5)
