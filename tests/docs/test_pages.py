"""The documentation is true: a stranger follows every page, and every key and command is named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest
from ruamel.yaml import YAML

from monitor import config
from monitor.cli import cli
from monitor.cli.reference import commands_page
from monitor.config.reference import keys_page
from monitor.proof import prove
from tests.docs.pages import Block, agrees, blocks, goes_on
from tests.docs.strangers import ROOT, Stranger

DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "deploy/README.md"])
FIRST = DOCS / "first-watch.md"
FOLLOWED = [page for page in PAGES if any(block.language == "console" for block in blocks(page))]
FRAGMENTS = [
    pytest.param(block, id=f"{page.stem}-{block.line}")
    for page in PAGES
    for block in blocks(page)
    if block.language == "yaml" and block.file is None
]


def test_the_keys_are_those_that_are_read() -> None:
    """`make reference` writes the page again."""
    assert (DOCS / "keys.md").read_text(encoding="utf-8") == keys_page()


def test_the_commands_are_those_that_are_there() -> None:
    """`make reference` writes the page again."""
    assert (DOCS / "commands.md").read_text(encoding="utf-8") == commands_page()


@pytest.fixture(scope="module")
def beginner(tmp_path_factory: pytest.TempPathFactory) -> Stranger:
    """Somebody who has followed the first page, on which others build."""
    stranger = Stranger(tmp_path_factory.mktemp("first"))
    stranger.read(FIRST)
    return stranger


@pytest.mark.parametrize("page", FOLLOWED, ids=lambda page: page.stem)
def test_a_stranger_follows(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if page == FIRST:
        request.getfixturevalue("beginner")
    elif goes_on(page):
        request.getfixturevalue("beginner").again(tmp_path / "again").read(page)
    else:
        Stranger(tmp_path).read(page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_is_of_a_kind_that_is_tried(page: Path) -> None:
    known = {"console", "yaml", "xml", "text", "jinja"}
    odd = [
        f"line {block.line}: {block.language or 'no language'}"
        for block in blocks(page)
        if block.language not in known and not (block.language in {"sh", "promql"} and block.excused)
    ]
    assert odd == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "commands.md"], ids=lambda page: page.stem)
def test_every_command_that_is_named_is_there(page: Path) -> None:
    """With its subcommand and its options, in running text and in overviews."""
    text = page.read_text(encoding="utf-8")
    overviews = [line for block in blocks(page) if block.language == "text" for line in block.text.splitlines()]
    named = [*re.findall(r"`(monitor [a-z][^`]*)`", text), *(line for line in overviews if line.startswith("monitor "))]
    assert {told: wrong for told in named if (wrong := _not_there(told))} == {}


def _not_there(told: str) -> str | None:
    """What a command line names that is not there, if anything."""
    command: click.Command = cli
    words = iter(re.sub(r"\s(#|  ).*", "", told.replace("\\|", "|")).split()[1:])
    context = click.Context(cli)
    for word in words:
        if re.match(r"\[?--?[a-z]", word):
            option = word.strip("[]")
            known = [
                command,
                *getattr(command, "commands", {}).values(),
            ]  # its default may take it
            found = [one for whose in known for one in whose.params if option in one.opts]
            if not found:
                return option
            if not getattr(found[0], "is_flag", False):
                next(words, None)
        elif isinstance(command, click.Group):
            names = [name for name in word.split("|") if command.get_command(context, name) is None]
            if names and not word.isupper():
                return word
            command = command.get_command(context, word.split("|")[0]) or command
    return None


@pytest.mark.parametrize("block", FRAGMENTS)
def test_a_part_of_a_configuration_is_accepted(block: Block, tmp_path: Path) -> None:
    """Each part is put into a small configuration that has what the part refers to; its examples must hold."""
    part = YAML(typ="safe").load(block.text)
    _make_files(part, tmp_path)
    for name, text in _configuration(part).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8") as file:
            YAML().dump(text, file)
    report = prove(config.load_with_places(tmp_path, environ=_Anything()), ())
    assert [(proof.group, proof.name, proof.failures) for proof in report.examples if proof.failures] == []


def _make_files(part: Any, folder: Path) -> None:
    """Put a secret into every file that a part of a configuration reads one from, below `folder`."""
    for key, value in part.items():
        if isinstance(value, dict):
            _make_files(value, folder)
        elif key.endswith("_file") and isinstance(value, str):
            part[key] = str(folder / Path(value).name)
            Path(part[key]).write_text("0123456789abcdef", encoding="utf-8")


class _Anything(dict[str, str]):
    """An environment in which every variable that a page names holds what such a variable holds."""

    def __missing__(self, key: str) -> str:
        if key.endswith("TOKEN"):
            return "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
        return "0123456789abcdef0123456789abcdef" if key.endswith("KEY") else "https://service.example/services/T0/B0/x"

    def get(self, key: str, default: Any = None) -> Any:
        return default if key.startswith("MONITOR_") else self[key]

    def __contains__(self, key: object) -> bool:
        return not str(key).startswith("MONITOR_")


def _configuration(part: dict[str, Any]) -> dict[str, Any]:
    worker = {key: value for key, value in part.items() if key not in {"feeds", "defaults", "watches", "terms"}}
    channels = worker.setdefault("channels", {})
    wanted = {"world-desk", "duty"}
    for watch in part.get("watches", {}).values():
        watch.setdefault("channels", ["world-desk"])
        watch.setdefault("query", "Kursk") if "score" not in watch else None
        wanted.update(watch["channels"])
    for name in wanted - set(channels):
        channels[name] = {"kind": "console"}
    watches = part.get("watches", {})
    for name in {other for watch in watches.values() for other in watch.get("silences", ())} - set(watches):
        watches[name] = {"query": "Kursk", "channels": ["world-desk"]}
    words = {"any": ["KPA"], "en": ["Kursk"], "uk": ["Курськ"], "ru": ["Курск"], "ko": ["쿠르스크"]}
    sets = dict.fromkeys(("troops", "kursk", "north-korea", "russia"), words)
    return {
        "monitor.yaml": worker,
        "feeds.yaml": {key: part[key] for key in ("feeds", "defaults") if key in part},
        "watches/these.yaml": {"watches": watches},
        "terms/these.yaml": {"terms": {**sets, **part.get("terms", {})}},
    }


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("ok: 1 feed\n", "ok: 1 feed  \n", True),
        ("ok: 1 feed\n", "ok: 2 feeds\n", False),
        ("first seen ..., en\n", "first seen 05:34, en\n", True),
        ("...\nlast\n", "first\nmiddle\nlast\n", True),
        ("first\n...\n", "first\n", True),
        ("first\n", "first\nsecond\n", False),
        ("a\n...\nz\n", "a\nz\n", True),
        ("a.c\n", "abc\n", False),
    ],
)
def test_what_a_page_shows_is_compared(shown: str, printed: str, same: bool) -> None:
    assert agrees(shown, printed) is same
