"""A real WebSub hub on loopback: takes subscriptions, asks back, pushes with a signature, and misbehaves on request.

    with hub_server() as hub:
        ... a feed names hub.url ...
        hub.lease = 4
        hub.push(topic, body)

Asking back happens after the answer, as with real hubs, in a thread of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a callback answered."""

    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class Hub:
    """A running hub. `status` is how it answers requests; `silent` never asks back; `denies` says no, and why.

    `asked` are the forms of all requests, `subscribers` the secrets of those who confirmed, by (callback, topic).
    `answers` are what callbacks said when they were asked back.
    """

    url: str = ""
    status: int = 202
    lease: int = 3600
    silent: bool = False
    denies: str | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    subscribers: dict[tuple[str, str], str] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)

    def modes(self) -> list[str]:
        """What was asked for, in order."""
        return [form["hub.mode"] for form in self.asked]

    def ask_back(self, form: Mapping[str, str], *, topic: str | None = None) -> Answer:
        """Verify the intent of a request; a subscriber that echoes the challenge is one from now on."""
        challenge = secrets.token_hex(16)
        mode = form["hub.mode"] if self.denies is None else "denied"
        asked = {"hub.mode": mode, "hub.topic": topic or form["hub.topic"]}
        asked |= {"hub.reason": self.denies} if self.denies is not None else {"hub.challenge": challenge}
        if mode == "subscribe":
            asked["hub.lease_seconds"] = str(self.lease)
        answer = call(f"{form['hub.callback']}?{urlencode(asked)}")
        self.answers.append(answer)
        if self.denies is None and answer.status == 200 and answer.body.decode() == challenge:
            place = (form["hub.callback"], form["hub.topic"])
            if mode == "subscribe":
                self.subscribers[place] = form["hub.secret"]
            else:
                self.subscribers.pop(place, None)
        return answer

    def push(self, topic: str, body: bytes, *, algorithm: str = "sha256", signature: str | None = None) -> list[Answer]:
        """Send `body` to all who subscribed to `topic`; with another `signature`, or none where that is empty."""
        answers = []
        for (callback, subscribed), secret in list(self.subscribers.items()):
            if subscribed == topic:
                signed = signature if signature is not None else sign(body, secret, algorithm)
                headers = {"Content-Type": "application/rss+xml", "Link": f'<{self.url}>; rel="hub"'}
                answers.append(call(callback, body, headers | ({"X-Hub-Signature": signed} if signed else {})))
        return answers

    def received(self, form: Mapping[str, str]) -> None:
        """Keep a request, and ask back where the hub is in the mood."""
        self.asked.append(dict(form))
        if self.status < 300 and not self.silent:
            threading.Thread(target=self.ask_back, args=(form,), daemon=True).start()


def sign(body: bytes, secret: str, algorithm: str = "sha256") -> str:
    """The X-Hub-Signature of a body."""
    return f"{algorithm}={hmac.new(secret.encode(), body, getattr(hashlib, algorithm)).hexdigest()}"


def call(url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """GET `url`, or POST `body` to it, and return the answer whatever it is."""
    request = urllib.request.Request(url, data=body, headers=dict(headers or {}))
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return Answer(status=answer.status, body=answer.read(), headers=lower(answer.headers))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(status=error.code, body=error.read(), headers=lower(error.headers))
    except OSError as error:
        return Answer(status=0, body=str(error).encode(), headers={})


def lower(headers: Message[str, str]) -> dict[str, str]:
    """Headers by their names in lower case."""
    return {name.lower(): value for name, value in headers.items()}


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode("ascii")
        form = {name: values[0] for name, values in parse_qs(text, strict_parsing=True).items()}
        hub = self.server.hub
        self.send_response(hub.status)
        if hub.status in {307, 308}:
            self.send_header("Location", "/elsewhere")
            hub.status = 202
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_header("Content-Length", "0")
        self.end_headers()
        hub.received(form)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        super().__init__(("127.0.0.1", 0), _Handler)


@contextmanager
def hub_server() -> Iterator[Hub]:
    """Run a hub."""
    hub = Hub()
    listening = _Server(hub)
    hub.url = f"http://127.0.0.1:{listening.server_address[1]}/hub"
    thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join(5)
