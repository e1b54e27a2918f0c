"""The operator's own templates: what they make, what is refused of them, and that none stops an alert."""

from __future__ import annotations

import email
import email.policy
import json
from dataclasses import replace
from pathlib import Path

import pytest

from monitor import config
from monitor.errors import ConfigurationError
from monitor.render import phrases, render
from monitor.render.facts import Facts
from monitor.render.samples import samples
from monitor.types import Message, Reason
from tests.config.folders import write
from tests.render.briefings import ENGLISH, NOW, briefing, cases, channel

HTML = '{% include "_head.html" %}<p>{{ facts.title }} · {{ facts.publisher }}</p>{{ say.times(facts) }}</body>'
MORE = {
    "_head.html": "<body>{% if facts.level %}<b>{{ facts.level }}</b>{% endif %}",
    "alert.txt": "{{ facts.title }}\n{{ facts.link or '' }}\n",
    "chat.txt": "{{ say.times(facts) }}\n@everyone <!channel> {{ facts.publisher }}\n\n{{ facts.link or '' }}",
}


def parts(message: Message) -> tuple[str, str]:
    mail = email.message_from_bytes(message.body, policy=email.policy.default)
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert rich is not None
    return plain.get_content(), rich.get_content()


def test_a_mail_is_made_with_them_and_everything_is_escaped() -> None:
    to = channel("email")
    said = cases("email")["new"].briefing
    hostile = briefing(replace(ENGLISH, title="<script>{{ 7 * 7 }}</script>"), to)
    plain, rich = parts(render(said, to, now=NOW, templates={"alert.html": HTML, **MORE}))
    assert plain.replace("\r", "").startswith(f"{ENGLISH.title}\nhttps://")
    assert rich.startswith(f"<body><p>{ENGLISH.title} · Baltic Wire</p>Published ")
    _, rich = parts(render(hostile, to, now=NOW, templates={"alert.html": HTML, **MORE}))
    assert "&lt;script&gt;{{ 7 * 7 }}&lt;/script&gt;" in rich


def test_a_chat_is_made_with_its_text_and_calls_nobody() -> None:
    to = channel("slack")
    body = json.loads(render(cases("slack")["new"].briefing, to, now=NOW, templates=MORE).body)
    texts = [block["text"]["text"] for block in body["blocks"] if block["type"] == "section"]
    assert len(texts) == 2
    assert texts[0].startswith("Published ")
    assert "@everyone" not in texts[0]
    assert "<!channel>" not in texts[0]
    assert "Baltic Wire" in texts[0]


@pytest.mark.parametrize("name", ["alert.html", "alert.txt", "chat.txt"])
def test_a_template_that_fails_at_a_message_does_not_stop_it(name: str) -> None:
    broken = {name: "one\n{{ facts.carried[99].publisher }}"}
    kind = "slack" if name == "chat.txt" else "email"
    to = channel(kind)
    body = render(cases(kind)["new"].briefing, to, now=NOW, templates=broken).body
    found = body.decode() if kind == "slack" else " ".join(parts(Message(id="", recipient="", body=body)))
    assert f"The template {name} could not be used (line 2: " in found
    assert "Why it matched" in found


def test_there_is_a_sample_of_every_reason() -> None:
    assert {facts.reason for facts in samples().values()} == set(Reason)


GOOD = {
    "monitor.yaml": "channels: {desk: {kind: console}}\n",
    "feeds.yaml": "feeds: {}\n",
    "watches/desk.yaml": "watches: {}\n",
}


def loaded(place: Path, **templates: str) -> list[str]:
    """Load a configuration with templates; return its problems, without the folder."""
    files = {f"templates/{name}": text for name, text in templates.items()}
    folder = write(place / "config", GOOD | files)
    try:
        found = config.load(folder, environ={})
    except ConfigurationError as error:
        return [str(problem).removeprefix(f"{folder}/templates/") for problem in error.problems]
    assert dict(found.templates) == templates
    return []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("alert.html", "<p>\n{% if %}</p>", "alert.html:2:1: Expected an expression"),
        (
            "alert.txt",
            "a\nb\n{{ facts.headlin }}",
            "alert.txt:3:1: 'monitor.render.facts.Facts object' has",
        ),
        ("alert.txt", "{{ fact }}", "alert.txt:1:1: 'fact' is undefined (found with a sample: new)"),
        (
            "chat.txt",
            "\n{{ facts.update.kind }}",
            "chat.txt:2:1: 'None' has no attribute 'kind' (found with",
        ),
        ("alert.html", "{{ facts.published.hour }}", "alert.html:1:1: 'None' has no attribute 'hour'"),
        ("alert.html", "{{ ''.__class__.__mro__ }}", "alert.html:1:1: access to attribute '__class__'"),
        ("alert.html", "{% include '../monitor.yaml' %}", "alert.html:1:1: ../monitor.yaml"),
        ("alert.htm", "x", "alert.htm:1:1: no message is made with this: must be alert.html, alert.txt or chat.txt"),
    ],
)
def test_a_flaw_is_refused_with_its_place(tmp_path: Path, name: str, text: str, said: str) -> None:
    (problem,) = loaded(tmp_path, **{name: text})
    assert problem.startswith(said)


def test_a_flaw_in_what_is_included_is_found_there(tmp_path: Path) -> None:
    (problem,) = loaded(tmp_path, **{"alert.html": "\n\n{% include '_foot.html' %}", "_foot.html": "\n{{ nobody }}"})
    assert problem.startswith("_foot.html:2:1: 'nobody' is undefined")


def test_templates_in_order_are_part_of_the_configuration(tmp_path: Path) -> None:
    assert loaded(tmp_path, **{"alert.html": HTML, **MORE}) == []


def test_all_templates_are_tried(tmp_path: Path) -> None:
    problems = loaded(tmp_path, **{"alert.html": "{{ a }}", "alert.txt": "{{ b }}", "chat.txt": "{{ c }}"})
    assert [problem.partition(":")[0] for problem in problems] == ["alert.html", "alert.txt", "chat.txt"]


def test_the_shipped_template_is_one_that_an_operator_may_begin_with(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "monitor/render/templates/alert.html"
    assert loaded(tmp_path, **{"alert.html": shipped.read_text(encoding="utf-8")}) == []


def test_every_variable_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs/templates.md").read_text(encoding="utf-8")
    known = {*Facts.__dataclass_fields__, *(name for name in vars(Facts) if isinstance(getattr(Facts, name), property))}
    said = {name for name, made in vars(phrases).items() if getattr(made, "__module__", "") == phrases.__name__}
    missing = {name for name in known if not name.startswith("_") and f"`{name}`" not in text}
    missing |= {name for name in said if not name.startswith("_") and f"`{name}(" not in text}
    assert missing == set()
