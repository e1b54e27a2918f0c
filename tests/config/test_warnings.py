"""What is allowed but probably not meant is told, with its place."""

from __future__ import annotations

from pathlib import Path

from tests.config.folders import MONITOR, load, write


def warnings(folder: Path, files: dict[str, str]) -> list[str]:
    folder = write(folder, files)
    return [warning.removeprefix(f"{folder}/") for warning in load(folder, URL="http://hook.example/x").warnings]


def test_none_for_a_sound_configuration(tmp_path: Path) -> None:
    assert warnings(tmp_path, {}) == []


def test_no_contact(tmp_path: Path) -> None:
    (warning,) = warnings(tmp_path, {"monitor.yaml": MONITOR.replace("contact: desk@example.org", "per_host: 2")})
    assert warning.startswith("monitor.yaml:1:1: poll: without `contact`")


def test_nobody_is_told_of_troubles(tmp_path: Path) -> None:
    alone = MONITOR.replace("operator: {channels: [duty]}\n", "")
    assert warnings(tmp_path, {"monitor.yaml": alone}) == [
        "monitor.yaml:1:1: nobody is told when feeds or channels fail: write `operator: {channels: [NAME]}`"
    ]


def test_the_only_channel_for_troubles_is_one_that_desks_use(tmp_path: Path) -> None:
    (warning,) = warnings(tmp_path, {"monitor.yaml": MONITOR.replace("[duty]", "[desk]")})
    assert warning.startswith("monitor.yaml:3:23: operator.channels[0]: desks are told through desk as well")
    assert warnings(tmp_path, {"monitor.yaml": MONITOR.replace("[duty]", "[desk, duty]")}) == []


def test_a_webhook_in_the_clear(tmp_path: Path) -> None:
    hook = "  hook: {kind: webhook, url_env: URL, secret: MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=}\n"
    told = warnings(tmp_path, {"monitor.yaml": MONITOR + hook})
    assert told[0].startswith("monitor.yaml:7:3: channels.hook: alerts go out over http")
    assert told[1].startswith("monitor.yaml:7:39: channels.hook.secret: a secret that everybody can read")


def test_short_prefixes_where_they_stand(tmp_path: Path) -> None:
    watch = "watches:\n  w:\n    query: |\n      @kursk\n      AND sol*\n    channels: [desk]\n"
    terms = "terms: {troops: {en: [troops, sol*]}, kursk: {en: [Kursk]}}\n"
    told = warnings(tmp_path, {"watches/desk.yaml": watch, "terms/war.yaml": terms})
    assert [warning.split(" sol*")[0] for warning in told] == [
        "terms/war.yaml:1:31: terms.troops.en[1]:",
        "watches/desk.yaml:5:11: watches.w.query:",
    ]


def test_a_close_near_where_it_stands(tmp_path: Path) -> None:
    query = "@kursk AND (@troops NEAR/4 @kursk OR NUM(>3) NEAR/1 @troops)"
    watch = f"watches:\n  w:\n    query: '{query}'\n    channels: [desk]\n"
    (warning,) = warnings(tmp_path, {"watches/desk.yaml": watch})
    assert warning.startswith("watches/desk.yaml:3:25: watches.w.query: NEAR/4 lets only 4 words stand between")


def test_feeds_that_no_watch_can_read(tmp_path: Path) -> None:
    feeds = "feeds: {a: {url: 'https://a.example', language: ja}, b: {url: 'https://b.example', language: ja}}\n"
    assert warnings(tmp_path, {"feeds.yaml": feeds}) == [
        "feeds.yaml:1:49: feeds.a.language: no watch has terms in Japanese, the language of a and b"
    ]


def test_a_budget_below_what_the_longest_intervals_need(tmp_path: Path) -> None:
    feeds = (
        "defaults: {every: {least: 1m, most: 30m}}\n"
        "feeds: {a: {url: 'https://a.example'}, b: {url: 'https://b.example', every: 1m}}\n"
    )
    small = MONITOR.replace("poll:\n", "poll:\n  budget: 61/h\n")
    (warning,) = warnings(tmp_path, {"feeds.yaml": feeds, "monitor.yaml": small})
    assert warning.startswith("monitor.yaml:2:11: poll.budget: at their longest intervals the feeds need 62 requests")
    assert warnings(tmp_path, {"feeds.yaml": feeds, "monitor.yaml": small.replace("61/h", "62/h")}) == []


def test_words_in_a_query_have_no_language(tmp_path: Path) -> None:
    feeds = "defaults: {language: ja}\nfeeds: {a: {url: 'https://a.example'}}\n"
    watch = "watches: {w: {query: クルスク, channels: [desk]}}\n"
    assert warnings(tmp_path, {"feeds.yaml": feeds, "watches/desk.yaml": watch}) == []
    (warning,) = warnings(tmp_path, {"feeds.yaml": feeds})
    assert warning.startswith("feeds.yaml:1:22: defaults.language: no watch has terms in Japanese")


def test_nothing_to_do(tmp_path: Path) -> None:
    assert warnings(tmp_path, {"feeds.yaml": "feeds: {}\n", "watches/desk.yaml": "watches: {}\n"}) == [
        "feeds.yaml:1:1: there are no feeds: nobody will be told anything",
        "watches/desk.yaml:1:1: there are no watches: nobody will be told anything",
    ]
