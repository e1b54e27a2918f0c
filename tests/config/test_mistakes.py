"""Each kind of mistake, at its place (marked ‸ in the text) and with its advice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.folders import load, marked, problems, write

HOOK = "url_env: URL, secret_env: KEY"
ENVIRON = {"URL": "https://hook.example/", "KEY": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}
MAIL = "kind: email, host: smtp.example.org, from: a@example.org, to: [b@example.org]"

WRITING = {
    "a tab": ("poll:\n‸\tcontact: x\n", "a tab: use spaces"),
    "an open quote": ('poll:\n  contact: "x\n‸', "a quote is opened and never closed"),
    "an unquoted @": ("poll: ‸@x\n", "put a text that begins with @ in quotes"),
    "a colon in a text": ("poll:\n  contact: a‸: b\n", "a colon where no key can be"),
    "a wrong indent": ("poll:\n  contact: a\n ‸stories: {}\n", "the indent does not fit"),
    "a second document": ("poll: {}\n‸---\npoll: {}\n", "a second document"),
    "an alias to nothing": ("poll: ‸*gone\n", "an alias without its anchor"),
    "a tag": ("poll: ‸!!python/object:os.system {}\n", "tags are not used here"),
    "a merge key": ("poll: &a {contact: x}\nstories:\n  ‸<<: *a\n", "YAML 1.2 has no merge keys"),
    "a control character": ("poll:\n  contact: x‸\x07\n", "a control character"),
    "a key written twice": ("poll: {}\n‸poll: {}\n", "written twice, first in line 1"),
    "an alias of what contains it": ("poll: ‸&a {contact: *a}\n", "an alias of what contains it"),
    "a key that is no text": ("poll: {‸[a]: b}\n", "a key must be a text"),
    "no mapping at all": ("‸just words\n", "must be a mapping"),
}

MONITOR = {
    "unknown section": ("‸pol: {}\n", "unknown key (did you mean poll?)"),
    "unknown key": ("poll: {‸max_sise: 1MB}\n", "unknown key (did you mean max_size?)"),
    "a key like no other": ("poll: {‸xyzzy: 1MB}\n", "unknown key"),
    "nothing written": ("‸poll:\n", "nothing is written here"),
    "bare seconds": ("poll: {deadline: ‸45}\n", "a duration needs a unit: 45s, 45m, 45h or 45d"),
    "no duration": ("poll: {deadline: ‸soon}\n", "'soon' is no duration: write 45s, 10m, 1h30m or 7d"),
    "units in the wrong order": ("poll: {deadline: ‸30m1h}\n", "is no duration"),
    "a duration of nothing": ("poll: {deadline: ‸0s}\n", "longer than nothing"),
    "an endless duration": ("poll: {deadline: ‸99999999999999d}\n", "no longer than ten years"),
    "a switch for a duration": ("poll: {deadline: ‸true}\n", "must be a text such as 10m"),
    "bare bytes": ("poll: {max_size: ‸16}\n", "a size needs a unit: 16KB, 16MB or 16GB"),
    "no size": ("poll: {max_size: ‸16 megs}\n", "'16 megs' is no size"),
    "a text for a number": ("poll: {per_host: ‸two}\n", "must be a whole number"),
    "a fraction for a count": ("poll: {per_host: ‸2.5}\n", "must be a whole number"),
    "too few": ("poll: {per_host: ‸0}\n", "must be at least 1"),
    "too many": ("poll: {parsers: ‸1000}\n", "must be at most 64"),
    "a number for a text": ("poll: {contact: ‸5}\n", "must be a text: put it in quotes"),
    "a list for a text": ("poll: {contact: ‸[a]}\n", "must be a text, not a list"),
    "a line break in the User-Agent": ('poll: {contact: ‸"a\\nX: b"}\n', "characters that cannot be used"),
    "no network": ("poll: {allow_networks: [10.0.0.0/8, ‸10.1.0.0/8]}\n", "has host bits set"),
    "one network twice": ("poll: {allow_networks: [10.0.0.0/8, ‸10.0.0.0/8]}\n", "10.0.0.0/8 is listed twice"),
    "a text for a list": ("poll: {allow_networks: ‸10.0.0.0/8}\n", "must be a list, such as [a, b]"),
    "no folder": ("poll: {files: ‸nowhere}\n", "there is no folder"),
    "a name with spaces": ("channels: {‸World Desk: {kind: console}}\n", "such as world-desk"),
    "no kind": ("channels: {desk: {kind: console}, ‸x: {title: X}}\n", "kind is missing: apprise, console,"),
    "unknown kind": ("channels: {x: {kind: ‸emial}}\n", "(did you mean email?)"),
    "a channel that is a text": ("channels: {x: ‸console}\n", "must be a mapping"),
    "no such zone": ("channels: {x: {kind: console, timezone: ‸Kyiv}}\n", "there is no time zone 'Kyiv'"),
    "a zone that is a path": ("channels: {x: {kind: console, timezone: ‸../UTC}}\n", "there is no time zone"),
    "two lines of title": ('channels: {x: {kind: console, title: ‸"a\\nb"}}\n', "one line of visible text"),
    "an address without a host": (f"channels: {{x: {{{MAIL[:-17]}: [‸b@]}}}}\n", "'b@' is no e-mail address"),
    "an address with a header": (
        'channels: {x: {kind: email, host: h, to: [a@b.c], from: ‸"a@b.c\\nBcc: d@e.f"}}\n',
        "is no e-mail address",
    ),
    "nobody to write to": ("channels: {x: {kind: email, host: h, from: a@b.c, to: ‸[]}}\n", "must have one element"),
    "one address twice": ("channels: {x: {kind: email, host: h, from: a@b.c, to: [d@e.f, ‸d@e.f]}}\n", "twice"),
    "a host with its port": ("channels: {x: {kind: email, host: ‸'h:25', from: a@b.c, to: [a@b.c]}}\n", "own key"),
    "plain to far away": (f"channels: {{x: {{{MAIL}, security: ‸plain}}}}\n", "on this machine only"),
    "a user without password": (f"channels: {{x: {{{MAIL}, username: ‸u}}}}\n", "without a password"),
    "a missing certificate": (f"channels: {{x: {{{MAIL}, ca_file: ‸ca.pem}}}}\n", "cannot be read: No such file"),
    "a missing path": ("channels: {‸x: {kind: file}}\n", "path is missing"),
    "an unsigned webhook": ("channels: {x: ‸{kind: webhook, url_env: URL}}\n", "secret is missing: write secret_env"),
    "a key of another kind": (f"channels: {{x: {{kind: webhook, {HOOK}, ‸to: []}}}}\n", "unknown key"),
}

FEEDS = {
    "no URL": ("feeds: {‸a: {title: A}}\n", "url is missing"),
    "no scheme": ("feeds: {a: {url: ‸www.example.org}}\n", "begins with https:// or http://"),
    "another scheme": ("feeds: {a: {url: ‸'ftp://example.org'}}\n", "begins with https://"),
    "no host": ("feeds: {a: {url: ‸'https:///feed'}}\n", "the URL has no host"),
    "a bad port": ("feeds: {a: {url: ‸'https://example.org:x/'}}\n", "check the host and the port"),
    "a space": ("feeds: {a: {url: ‸'https://example.org/a b'}}\n", "no spaces"),
    "a password": ("feeds: {a: {url: ‸'https://u:hunter2@example.org/'}}\n", "leave them out"),
    "a file": ("feeds: {a: {url: ‸'file:///etc/passwd'}}\n", "refused unless poll.files"),
    "a file on another host": ("feeds: {a: {url: ‸'file://h/etc/passwd'}}\n", "file:///folder/name"),
    "one URL twice": (
        "feeds: {a: {url: 'https://a.example/x'}, b: {url: ‸'HTTPS://A.example:443/x#y'}}\n",
        "the feed a has this URL as well",
    ),
    "a country": ("feeds: {a: {url: 'https://a.example', language: ‸ua}}\n", "(did you mean uk, Ukrainian?)"),
    "a region": ("feeds: {a: {url: 'https://a.example', language: ‸en-GB}}\n", "(did you mean en, English?)"),
    "capitals": ("feeds: {a: {url: 'https://a.example', language: ‸NO}}\n", "(did you mean no, Norwegian?)"),
    "no choice": ("defaults: {first_sight: ‸allert}\n", "must be baseline or alert (did you mean alert?)"),
    "unknown default": ("defaults: {‸evry: 5m}\n", "unknown key (did you mean every?)"),
    "no duration": ("feeds: {a: {url: 'https://a.example', every: ‸10}}\n", "a duration needs a unit"),
    "no bound": ("defaults: {every: {least: 2m, most: ‸60}}\n", "a duration needs a unit: 60s"),
    "one bound": ("defaults: {‸every: {most: 60m}}\n", "least is missing"),
    "bounds the wrong way round": ("defaults: {every: {least: ‸1h, most: 2m}}\n", "must be shorter than `most`"),
    "an unknown bound": ("defaults: {every: {least: 1m, most: 2m, ‸moost: 2m}}\n", "unknown key (did you mean most?)"),
    "an empty bound": ("defaults: {every: {least: ‸null, most: 2m}}\n", "nothing is written here"),
    "a tag twice": ("feeds: {a: {url: 'https://a.example', tags: [x, ‸x]}}\n", "x is listed twice"),
}

WATCHES = {
    "unknown channel": ("channels: [desk, ‸dsek], query: '@kursk'", "did you mean desk?"),
    "no channel": ("channels: ‸[], query: '@kursk'", "must have one element at least"),
    "one channel twice": ("channels: [desk, ‸desk], query: '@kursk'", "desk is listed twice"),
    "unknown set": ("channels: [desk], query: '@kursk AND ‸@troop'", "(did you mean troops?)"),
    "unknown field": ("channels: [desk], query: '‸titel:@kursk'", ""),
    "one bracket": ('channels: [desk], query: "‸(@kursk"', ""),
    "an empty query": ("channels: [desk], query: ‸''", ""),
    "a number": ("channels: [desk], query: ‸112", "put a number in quotes"),
    "unknown key": ("channels: [desk], query: '@kursk', ‸langs: [en]", "unknown key"),
    "no level": ("channels: [desk], query: '@kursk', level: ‸urgnt", "normal or urgent (did you mean urgent?)"),
    "no state": ("channels: [desk], query: '@kursk', state: ‸on", "live, shadow or off"),
    "no list": ("channels: [desk], query: '@kursk', languages: ‸[en, uk]", "@kursk has no list for uk"),
    "query and score": (
        "channels: [desk], query: '@kursk', ‸score: {threshold: 1, terms: [{query: '@kursk', weight: 1}]}",
        "not both",
    ),
    "a score out of reach": (
        "channels: [desk], score: {threshold: ‸9, terms: [{query: '@kursk', weight: 2, cap: 3}]}",
        "can never be reached: with every term at its cap the sum is 6",
    ),
    "no weight": ("channels: [desk], score: {threshold: 1, terms: [‸{query: '@kursk'}]}", "weight is missing"),
    "an endless weight": (
        "channels: [desk], score: {threshold: 1, terms: [{query: '@kursk', weight: ‸.inf}]}",
        "must be",
    ),
    "unknown set in a score": (
        "channels: [desk], score: {threshold: 1, terms: [{query: '‸@krusk', weight: 1}]}",
        "(did you mean kursk?)",
    ),
    "unknown key in an example": ("channels: [desk], query: '@kursk', must_match: [{text: x, ‸lng: en}]", "lang?"),
    "an example of nothing": ("channels: [desk], query: '@kursk', must_match: [{text: ‸''}]", "must not be empty"),
    "an example that is a list": ("channels: [desk], query: '@kursk', must_match: [‸[x]]", "{lang: uk, text: …}"),
}

TERMS = {
    "no language": ("x: {‸eng: [a]}", "(did you mean en, English?)"),
    "a title misspelt": ("x: {‸titel: A}", "(did you mean title?)"),
    "a term for a list": ("x: {en: ‸word}", "must be a list"),
    "a number": ("x: {en: [word, ‸112]}", "put a number in quotes"),
    "unknown set": ("x: {en: [word, '‸@krsk']}", "(did you mean kursk?)"),
    "an empty term": ("x: {en: [word, ‸'']}", ""),
    "an operator": ("x: {en: [word, 'a ‸AND b']}", ""),
    "a set in itself": ("x: {en: [word, ‸'@x']}", "the set includes itself: @x → @x"),
    "nothing in a language": ("x: {‸en: }", "nothing is written here"),
}


def check(folder: Path, name: str, text: str, message: str) -> None:
    text, line, column = marked(text)
    path = str(folder / name)
    (problem,) = [one for one in problems(write(folder, {name: text}), **ENVIRON) if one.file == path]
    assert (problem.line, problem.column) == (line, column), str(problem)
    assert message in problem.message


@pytest.mark.parametrize(("text", "message"), WRITING.values(), ids=WRITING)
def test_writing(tmp_path: Path, text: str, message: str) -> None:
    """The writing itself, where what other files refer to may be missing as well."""
    check(tmp_path, "monitor.yaml", text, message)


@pytest.mark.parametrize(("text", "message"), MONITOR.values(), ids=MONITOR)
def test_monitor(tmp_path: Path, text: str, message: str) -> None:
    if "desk:" not in text:
        text = (
            text.replace("channels: {", "channels: {desk: {kind: console}, ")
            if "channels" in text
            else (text + "channels: {desk: {kind: console}}\n")
        )
    check(tmp_path, "monitor.yaml", text, message)


@pytest.mark.parametrize(("text", "message"), FEEDS.values(), ids=FEEDS)
def test_feeds(tmp_path: Path, text: str, message: str) -> None:
    check(tmp_path, "feeds.yaml", text, message)


@pytest.mark.parametrize(("text", "message"), WATCHES.values(), ids=WATCHES)
def test_watches(tmp_path: Path, text: str, message: str) -> None:
    check(tmp_path, "watches/desk.yaml", f"watches:\n  w: {{{text}}}\n", message)


@pytest.mark.parametrize(("text", "message"), TERMS.values(), ids=TERMS)
def test_terms(tmp_path: Path, text: str, message: str) -> None:
    check(tmp_path, "terms/more.yaml", f"terms: {{{text}}}\n", message)


def test_a_name_in_two_files_names_both_places(tmp_path: Path) -> None:
    write(tmp_path, {"watches/other.yaml": "watches:\n  kursk: {query: '@kursk', channels: [desk]}\n"})
    (problem,) = problems(tmp_path)
    assert str(problem) == (
        f"{tmp_path}/watches/other.yaml:2:3: watches.kursk: already defined in {tmp_path}/watches/desk.yaml:2:3"
    )


def test_a_name_in_two_files_is_seen_where_both_are_faulty(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "watches/desk.yaml": "watches: {kursk: {channels: [x]}}\n",
            "watches/other.yaml": "watches: {kursk: {channels: [y]}}\n",
        },
    )
    assert [problem.path for problem in problems(tmp_path)] == [
        "watches.kursk.channels[0]",
        "watches.kursk",
        "watches.kursk.channels[0]",
    ]


def test_a_set_that_names_a_set_covers_its_languages(tmp_path: Path) -> None:
    terms = """\
terms:
  troops: {any: ['@soldiers'], en: [troops]}
  soldiers: {uk: [солдат]}
  kursk: {en: [Kursk], uk: [Курськ]}
"""
    watch = "watches: {w: {query: '@troops AND @kursk', languages: [en, uk], channels: [desk]}}\n"
    write(tmp_path, {"terms/war.yaml": terms, "watches/desk.yaml": watch})
    assert load(tmp_path).watches["w"].languages == ("en", "uk")


def test_any_is_no_list_of_a_language(tmp_path: Path) -> None:
    terms = "terms:\n  troops: {any: [KPA]}\n  kursk: {en: [Kursk]}\n"
    write(tmp_path, {"terms/war.yaml": terms})
    (problem,) = problems(tmp_path)
    assert "@troops has no list for en: write one in" in problem.message
    assert problem.message.endswith("/terms/war.yaml:2, or take the language out here")
