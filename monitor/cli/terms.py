"""`monitor terms`: help with writing term sets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from monitor.cli.options import config_option, json_option, load
from monitor.config.languages import NAMES, advise
from monitor.console.plain import to_json
from monitor.console.suggestion import yaml_of
from monitor.suggest import suggest as suggestion_for


@click.group()
def terms() -> None:
    """Help with writing term sets."""


@terms.command()
@config_option
@json_option
@click.option("--languages", "-l", help="Languages, such as en,uk,ru. Default: those of the configured feeds.")
@click.argument("name")
def suggest(folder: Path, as_json: bool, languages: str | None, name: str) -> None:
    """Propose lists for NAME: a country, by its name or ISO code, or a city. Needs the extra `terms`.

    Prints YAML for a person to cut and to paste into terms/. The names come from CLDR, ISO 3166 and GeoNames as they
    are installed; nothing is looked up anywhere, neither now nor by the worker.
    """
    asked = _asked(languages) if languages is not None else _spoken(folder)
    found = suggestion_for(name, asked)
    click.echo(to_json(found) if as_json else yaml_of(found), nl=as_json)


def _asked(written: str) -> Sequence[str]:
    codes = [code.strip() for code in written.split(",")]
    for code in codes:
        if code not in NAMES:
            meant = advise(code)
            hint = f" (did you mean {meant}, {NAMES[meant]}?)" if meant else ""
            raise click.UsageError(f"{code!r} is no language: write codes such as en,uk,ru{hint}")
    return list(dict.fromkeys(codes))


def _spoken(folder: Path) -> Sequence[str]:
    feeds = load(folder).feeds.values()
    return list(dict.fromkeys(feed.language for feed in feeds if feed.language)) or ["en"]
