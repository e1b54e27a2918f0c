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
from monitor.render import digest, phrases, recap, render
from monitor.render.contents import Contents
from monitor.render.facts import Facts
from monitor.render.overrides import NAMES
from monitor.render.recap import Account
from monitor.render.samples import of_alerts
from monitor.types import DigestBriefing, DigestKind, Message, Mute, Reason, Recap, Target, Withheld
from tests.config.folders import write
from tests.render.briefings import ENGLISH, NOW, briefing, cases, channel, looked_after
from tests.render.test_hostile import digest_of

SHIPPED = Path(__file__).parents[2] / "monitor/render/templates"

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
    assert {facts.reason for facts in of_alerts().values()} == set(Reason)


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
        (
            "digest.html",
            "{{ digest.late.days }}",
            "digest.html:1:1: 'None' has no attribute 'days' (found",
        ),
        (
            "digest.txt",
            "{{ digest.id }}\n{{ facts }}",
            "digest.txt:2:1: 'facts' is undefined",
        ),
        ("recap.txt", "{{ recap.items[0].actions.mute }}", "recap.txt:1:1: 'None' has no attribute 'mute' (found with"),
        ("recap.html", "{% extends '_mal.html' %}", "recap.html:1:1: _mal.html"),
        (
            "alert.htm",
            "x",
            "alert.htm:1:1: no message is made with this: must be alert.html, alert.txt, chat.txt,",
        ),
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
    problems = loaded(tmp_path, **dict.fromkeys(NAMES, "{{ unheard_of }}"))
    assert [problem.partition(":")[0] for problem in problems] == list(NAMES)


@pytest.mark.parametrize("name", ["alert.html", "digest.html", "recap.html"])
def test_the_shipped_template_is_one_that_an_operator_may_begin_with(tmp_path: Path, name: str) -> None:
    shipped = (SHIPPED / name).read_text(encoding="utf-8")
    changed = shipped.replace("{% block body %}", "{% block body %}<p>House style</p>")
    assert loaded(tmp_path, **{name: changed}) == []


def test_an_own_frame_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    frame = "<body>OURS {% block body %}{% endblock %}{% block foot %}{% endblock %}</body>"
    files = {"alert.html": (SHIPPED / "alert.html").read_text(encoding="utf-8"), "_mail.html": frame}
    assert loaded(tmp_path, **files) == []
    _, rich = parts(render(cases("email")["new"].briefing, channel("email"), now=NOW, templates=files))
    assert rich.startswith("<body>OURS ")
    assert "Who has it" in rich


def several() -> tuple[DigestBriefing, Recap]:
    """A digest and a recap of a story with a hostile headline, with links."""
    told = looked_after(briefing(replace(ENGLISH, title="<b>{{ 7 * 7 }}</b>"), channel("email")))
    withheld = Withheld(
        mute="m" * 20, alert=told.alert, feed="f", publisher="Baltic Wire", title="<b>{{ 7 * 7 }}</b>", url=None, at=NOW
    )
    mute = Mute(id="m" * 20, target=Target(watch="w"), author="Anna", because="x", made=NOW, until=NOW, ended=NOW)
    made = Recap(
        id="r" * 20, mute=mute, channel="email", recipient="x@desk.example", withheld=(withheld,), created=NOW, due=NOW
    )
    return digest_of(DigestKind.DIGEST, ((told,),)), made


DIGEST = {
    "digest.html": "<body>{{ digest.title }}{% for one in digest.items %}<p>{{ one.facts.title }}{% endfor %}</body>",
    "digest.txt": "{{ digest.kicker }}\n{% for name, all in digest.watches %}{{ name }}: {{ all|length }}{% endfor %}",
}
RECAP = {
    "recap.html": "<body>{{ recap.title }}{% for one in recap.items %}<p>{{ one.headline }}{% endfor %}</body>",
    "recap.txt": "{{ recap.about|join('; ') }}\n",
}


def test_digests_and_recaps_are_made_with_them_and_everything_is_escaped() -> None:
    to = channel("email")
    together, withheld = several()
    plain, rich = parts(digest.render(together, to, now=NOW, templates=DIGEST))
    assert plain.splitlines()[1] == "North Korean troops in Kursk: 1"
    assert rich.strip() == "<body>Digest: 1 story<p>&lt;b&gt;{{ 7 * 7 }}&lt;/b&gt;</body>"
    plain, rich = parts(recap.render(withheld, to, {"w": "Kursk"}, now=NOW, templates=RECAP))
    assert plain.startswith("Muted: watch Kursk; Because: x (Anna); From ")
    assert rich.strip() == "<body>While muted: 1 story<p>&lt;b&gt;{{ 7 * 7 }}&lt;/b&gt;</body>"


@pytest.mark.parametrize("name", [*DIGEST, *RECAP])
def test_one_that_fails_stops_no_digest_and_no_recap(name: str) -> None:
    together, withheld = several()
    broken = {name: "\n{{ nobody }}"}
    if name in DIGEST:
        found = parts(digest.render(together, channel("email"), now=NOW, templates=broken))
    else:
        found = parts(recap.render(withheld, channel("email"), {}, now=NOW, templates=broken))
    assert f"The template {name} could not be used (line 2: " in " ".join(found)
    assert "Baltic Wire" in found[name.endswith(".html")]


def documented() -> str:
    return (Path(__file__).parents[2] / "docs/templates.md").read_text(encoding="utf-8")


def members(kind: type) -> set[str]:
    """What a template may ask of a value."""
    fields = getattr(kind, "__dataclass_fields__", ())
    return {*fields, *(name for name in vars(kind) if isinstance(getattr(kind, name), property))}


@pytest.mark.parametrize(("kind", "name"), [(Contents, "digest"), (Account, "recap")])
def test_what_is_known_of_several_is_documented(kind: type, name: str) -> None:
    _, _, table = documented().partition(f"| `{name}.` |")
    section = table.partition("\n\n")[0]
    assert {one for one in members(kind) - {"digest"} if f"`{one}`" not in section} == set()


def test_every_variable_is_documented() -> None:
    text = documented()
    known = members(Facts)
    said = {name for name, made in vars(phrases).items() if getattr(made, "__module__", "") == phrases.__name__}
    missing = {name for name in known if not name.startswith("_") and f"`{name}`" not in text}
    missing |= {name for name in said if not name.startswith("_") and f"`{name}(" not in text}
    assert missing == set()
