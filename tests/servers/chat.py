"""Receivers on loopback that behave like the chat services: they check what they get as those do, and answer alike.

    with chat_server("slack") as server:
        server.settings                         # of a channel that goes there
        server.http.answers = [Answer(429)]     # to have it say something else once
        server.http.received

What they check stands in the public documentation of each service; a message that breaks a limit is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

from monitor import settings
from monitor.settings import ChatSettings, Secret
from tests.servers.webhooks import Answer, Received, WebhookServer, webhook_server

TOKEN = "s3same-0pen-token"
KEY = "0123456789abcdef0123456789abcdef"
BOT = "123456:AAF-s3same-0pen-s3same-0pen-1234567"
ROOM = "!desk:matrix.example"
PATH = "/services/T0/B0/T0PS3CRET"


def units(text: str) -> int:
    """Count as JavaScript does."""
    return len(text.encode("utf-16-le")) // 2


def said(status: int, data: object, **headers: str) -> Answer:
    """An answer in JSON."""
    body = json.dumps(data).encode()
    return Answer(status, headers={"Content-Type": "application/json", **headers}, body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A service: how a channel is set up for a server at a URL, and how requests are answered."""

    settings: Callable[[str], ChatSettings]
    service: Callable[[Received], Answer]


# --- Slack -------------------------------------------------------------------------------------------------

_SECTIONS = {"header": 150, "section": 3000}
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
_SPECIAL = re.compile(r"<([^>]*)>")


def _slack(got: Received) -> Answer:
    if got.path != PATH:
        return Answer(404, body=b"no_service")
    data = _object(got)
    if data is None or not data.get("text") or not 0 < len(data.get("blocks", [])) <= 50:
        return Answer(400, body=b"invalid_payload")
    texts = [data["text"]]
    for block in data["blocks"]:
        found = block["elements"] if block["type"] == "context" else [block["text"]]
        longest = _SECTIONS.get(block["type"], 3000)
        if any(not 0 < units(text["text"]) <= longest for text in found):
            return Answer(400, body=b"invalid_blocks")
        texts += [text["text"] for text in found]
    if any(_ENTITY.search(text) or not _only_links(text) for text in texts):
        return Answer(400, body=b"invalid_blocks")
    return Answer(200, body=b"ok")


def _only_links(text: str) -> bool:
    links = _SPECIAL.findall(text)
    return all(link.startswith(("https://", "http://")) for link in links) and not set("<>") & set(
        _SPECIAL.sub("", text)
    )


# --- Teams -------------------------------------------------------------------------------------------------


def _teams(got: Received) -> Answer:
    if got.path != PATH:
        return said(404, {"error": {"code": "WorkflowNotFound", "message": "The workflow could not be found."}})
    data = _object(got)
    if data is None or not isinstance(data.get("attachments"), list):
        return said(400, {"error": {"code": "TriggerInputSchemaMismatch", "message": "Required: attachments."}})
    if max(len(got.body), 2 * units(got.body.decode())) > 28 * 1024:
        return said(413, {"error": {"code": "RequestEntityTooLarge", "message": "The message is too large."}})
    [attachment] = data["attachments"]
    card = attachment["content"]
    if attachment["contentType"] != "application/vnd.microsoft.card.adaptive" or card["type"] != "AdaptiveCard":
        return said(400, {"error": {"code": "BadRequest", "message": "No adaptive card."}})
    return Answer(202)


# --- Discord -----------------------------------------------------------------------------------------------


def _discord(got: Received) -> Answer:
    if got.path.partition("?")[0] != PATH:
        return said(404, {"message": "Unknown Webhook", "code": 10015})
    data = _object(got)
    embeds = data.get("embeds", []) if data else []
    sizes = [[units(embed.get(key, "")) for key in ("title", "description")] for embed in embeds]
    names = [units(embed["author"]["name"]) for embed in embeds]
    fits = all(0 < a <= 256 and 0 < b <= 4096 for a, b in sizes) and all(0 < name <= 256 for name in names)
    if not 0 < len(embeds) <= 10 or not fits or sum(map(sum, sizes)) + sum(names) > 6000:
        return said(400, {"message": "Invalid Form Body", "code": 50035, "errors": {"embeds": {}}})
    return said(200, {"id": "1"}) if got.path.endswith("?wait=true") else Answer(204)


# --- Telegram ----------------------------------------------------------------------------------------------


class _Entities(HTMLParser):
    """Reads the HTML of Telegram: few tags, all closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.open, self.wrong = "", list[str](), False
        self.feed(text)
        self.close()
        self.wrong = self.wrong or bool(self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.wrong = self.wrong or (tag, [name for name, _ in attrs]) not in [("b", []), ("a", ["href"])]

    def handle_endtag(self, tag: str) -> None:
        self.wrong = self.wrong or not self.open or self.open.pop() != tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _telegram(got: Received) -> Answer:
    if got.path != f"/bot{BOT}/sendMessage":
        return said(404, {"ok": False, "error_code": 404, "description": "Not Found"})
    data = _object(got) or {}
    if data.get("chat_id") != "-1001":
        return said(400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"})
    read = _Entities(data["text"])
    if read.wrong or data["parse_mode"] != "HTML":
        return said(400, {"ok": False, "error_code": 400, "description": "Bad Request: can't parse entities"})
    if not 0 < units(read.text) <= 4096:
        return said(400, {"ok": False, "error_code": 400, "description": "Bad Request: message is too long"})
    return said(200, {"ok": True, "result": {"message_id": 1, "text": read.text}})


# --- ntfy, PagerDuty, Matrix, anything ----------------------------------------------------------------------


def _ntfy(got: Received) -> Answer:
    if got.headers.get("authorization") != f"Bearer {TOKEN}":
        return said(403, {"code": 40301, "http": 403, "error": "forbidden"})
    data = _object(got)
    if got.path != "/" or data is None or len(got.body) > 2 * 4096:
        return said(400, {"code": 40024, "http": 400, "error": "invalid request: body must be message JSON"})
    if not re.fullmatch(r"[-_A-Za-z0-9]{1,64}", data.get("topic", "")):
        return said(400, {"code": 40009, "http": 400, "error": "invalid request: topic invalid"})
    if len(data["message"].encode()) > 4096 or data["priority"] not in range(1, 6):
        return said(413, {"code": 41301, "http": 413, "error": "attachment too large"})
    return said(200, {"id": "x", "event": "message"})


def _pagerduty(got: Received) -> Answer:
    data = _object(got)
    if got.path != "/v2/enqueue" or data is None:
        return said(400, {"status": "invalid event", "message": "Event object is invalid", "errors": ["invalid JSON"]})
    errors = []
    if data.get("routing_key") != KEY:
        errors.append("Length of 'routing_key' is incorrect (should be 32 characters)")
    payload = data["payload"]
    if not 0 < len(payload["summary"]) <= 1024 or not payload["source"] or len(data["dedup_key"]) > 255:
        errors.append("'payload.summary' is missing or blank")
    if payload["severity"] not in {"critical", "error", "warning", "info"} or data["event_action"] != "trigger":
        errors.append("'payload.severity' is invalid")
    if errors or len(got.body) > 512 * 1024:
        return said(400, {"status": "invalid event", "message": "Event object is invalid", "errors": errors})
    return said(202, {"status": "success", "message": "Event processed", "dedup_key": data["dedup_key"]})


def _matrix(got: Received) -> Answer:
    if got.headers.get("authorization") != f"Bearer {TOKEN}":
        return said(401, {"errcode": "M_UNKNOWN_TOKEN", "error": "Invalid access token passed."})
    way = [unquote(part) for part in got.path.split("/")]
    if got.method != "PUT" or way[:-1] != ["", "_matrix", "client", "v3", "rooms", ROOM, "send", "m.room.message"]:
        return said(403, {"errcode": "M_FORBIDDEN", "error": "User not in room"})
    data = _object(got)
    if data is None or data.get("msgtype") != "m.text" or data.get("m.mentions") != {}:
        return said(400, {"errcode": "M_BAD_JSON", "error": "Content not JSON."})
    if len(got.body) > 65_536:
        return said(413, {"errcode": "M_TOO_LARGE", "error": "event too large"})
    return said(200, {"event_id": "$1"})


def _anything(got: Received) -> Answer:
    return Answer(200 if got.path == PATH else 404)


def _object(got: Received) -> dict[str, Any] | None:
    try:
        data = json.loads(got.body)
    except ValueError:
        return None
    return data if isinstance(data, dict) and got.headers["content-type"] == "application/json" else None


CHATS = {
    "slack": Chat(service=_slack, settings=lambda url: settings.SlackSettings(url=Secret(url + PATH))),
    "teams": Chat(service=_teams, settings=lambda url: settings.TeamsSettings(url=Secret(url + PATH))),
    "discord": Chat(service=_discord, settings=lambda url: settings.DiscordSettings(url=Secret(url + PATH))),
    "telegram": Chat(
        service=_telegram,
        settings=lambda url: settings.TelegramSettings(token=Secret(BOT), chat="-1001", server=url),
    ),
    "ntfy": Chat(
        service=_ntfy,
        settings=lambda url: settings.NtfySettings(topic=Secret("night-desk"), token=Secret(TOKEN), server=url),
    ),
    "pagerduty": Chat(service=_pagerduty, settings=lambda url: settings.PagerDutySettings(key=Secret(KEY), server=url)),
    "matrix": Chat(
        service=_matrix, settings=lambda url: settings.MatrixSettings(token=Secret(TOKEN), room=ROOM, server=url)
    ),
    "apprise": Chat(
        service=_anything,
        settings=lambda url: settings.AppriseSettings(url=Secret(url.replace("http://", "json://") + PATH)),
    ),
}


@dataclass(slots=True, kw_only=True)
class ChatServer:
    """A running service and the settings of a channel that goes there."""

    settings: ChatSettings
    http: WebhookServer


@contextmanager
def chat_server(kind: str) -> Iterator[ChatServer]:
    """Run the service `kind`."""
    with webhook_server() as server:
        server.service = CHATS[kind].service
        yield ChatServer(settings=CHATS[kind].settings(server.url), http=server)
