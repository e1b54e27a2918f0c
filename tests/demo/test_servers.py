"""The demonstration's own servers, talked to by the clients that the worker uses."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.message import EmailMessage
from http import HTTPStatus

import aiosmtplib
import httpx
from standardwebhooks import Webhook

from monitor.demo.day import outlets
from monitor.demo.feeds import Feeds
from monitor.demo.receiver import Receiver
from monitor.demo.smtp import Mailbox, receiving
from monitor.demo.web import Response, serving

SECRET = "whsec_dGhlLWRlbW8tc2VjcmV0LW9mLTI0LWJ5dGVz"


def feeds() -> Feeds:
    """The day's feeds, begun now."""
    return Feeds(outlets(), datetime.now(UTC))


def test_a_feed_is_served_once_per_change() -> None:
    """A known ETag is answered 304 until the step that changes the document."""
    day = feeds()

    async def talk() -> list[int]:
        async with serving(day.answer) as port, httpx.AsyncClient(trust_env=False) as client:
            url = f"http://127.0.0.1:{port}/meridian"
            first = await client.get(url)
            headers = {"If-None-Match": first.headers["etag"]}
            again = await client.get(url, headers=headers)
            day.step = 1
            changed = await client.get(url, headers=headers)
            return [first.status_code, again.status_code, changed.status_code]

    assert asyncio.run(talk()) == [200, 304, 200]


def test_troubles_are_answered_as_written() -> None:
    """One outlet breaks, one sends a page for people, and an unknown path is not found."""
    day = feeds()

    async def talk() -> list[httpx.Response]:
        answers = []
        async with serving(day.answer) as port, httpx.AsyncClient(trust_env=False) as client:
            for day.step, name in ((2, "lowland-radio"), (3, "castle-gazette"), (3, "nobody")):
                answers.append(await client.get(f"http://127.0.0.1:{port}/{name}"))
        return answers

    broken, page, unknown = asyncio.run(talk())
    assert broken.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert page.headers["content-type"].startswith("text/html")
    assert unknown.status_code == HTTPStatus.NOT_FOUND


def test_a_request_that_is_none_does_not_stop_the_server() -> None:
    """Noise, a connection that ends early and a body over the limit are each shrugged off."""

    async def talk() -> list[bytes]:
        answers = []
        async with serving(lambda _: Response(body=b"still here")) as port:
            for noise in (b"\x00\r\n\r\n", b"GET", b"POST / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n", b""):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(noise or b"GET / HTTP/1.1\r\n\r\n")
                writer.write_eof()
                answers.append(await reader.read())
                writer.close()
        return answers

    noise, cut, large, good = asyncio.run(talk())
    assert noise.startswith(b"HTTP/1.1 400 ")
    assert cut == b""
    assert large.startswith(b"HTTP/1.1 400 ")
    assert good.endswith(b"still here")


def test_mail_arrives_byte_for_byte() -> None:
    """Several recipients, a leading dot, Cyrillic in eight bits, and two mails on one connection."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "watch@desk.example", "one@desk.example", "Проба"
    mail.set_content(".hidden\n..twice\nПриклад\n", cte="8bit")
    mailbox = Mailbox()

    async def talk() -> None:
        async with receiving(mailbox) as port:
            client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, use_tls=False, start_tls=False)
            async with client:
                await client.noop()
                for _ in range(2):
                    recipients = ["one@desk.example", "two@desk.example"]
                    await client.send_message(mail, recipients=recipients, mail_options=["BODY=8BITMIME"])
                await client.rset()

    asyncio.run(talk())
    assert len(mailbox.mails) == 2
    assert mailbox.mails[0].sender == "watch@desk.example"
    assert mailbox.mails[0].recipients == ("one@desk.example", "two@desk.example")
    body = mailbox.mails[0].data.decode("utf-8").partition("\r\n\r\n")[2]
    assert body == ".hidden\r\n..twice\r\nПриклад\r\n"


def test_commands_out_of_order_are_refused() -> None:
    """DATA without recipients, a recipient without a sender, an address that is none, and an unknown command."""

    async def talk() -> list[int]:
        async with receiving(Mailbox()) as port:
            client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, use_tls=False, start_tls=False)
            async with client:
                commands = ((b"DATA",), (b"RCPT", b"TO:<a@b.example>"), (b"MAIL", b"FROM:a@b"), (b"VRFY", b"a"))
                return [(await client.execute_command(*command)).code for command in commands]

    assert asyncio.run(talk()) == [503, 503, 501, 502]


def test_only_signed_calls_are_believed() -> None:
    """A good signature is kept once per id; a changed body and a missing signature are refused."""
    receiver = Receiver(SECRET)
    body = '{"type": "alert"}'
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("msg_1", now, body),
    }

    async def talk() -> list[int]:
        async with serving(receiver.answer) as port, httpx.AsyncClient(trust_env=False) as client:
            url = f"http://127.0.0.1:{port}/"
            calls: tuple[tuple[str, dict[str, str]], ...] = (
                (body, headers),
                (body, headers),
                (body + " ", headers),
                (body, {}),
            )
            return [(await client.post(url, content=text, headers=head)).status_code for text, head in calls]

    assert asyncio.run(talk()) == [204, 204, 401, 401]
    assert {id_: call.payload for id_, call in receiver.calls.items()} == {"msg_1": {"type": "alert"}}
    assert receiver.refused == 2
