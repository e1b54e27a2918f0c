"""`monitor check`: is the configuration as it should be? Offline."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console

from monitor.cli.options import config_option, json_option, load_with_places, refused
from monitor.config import Loaded
from monitor.console.coverage import show_coverage
from monitor.console.plain import to_json
from monitor.errors import ConfigurationError, Problem
from monitor.language.wordlist import WordLists
from monitor.review import Review, review
from monitor.settings import Configuration


@click.command()
@config_option
@json_option
@click.option("--words", is_flag=True, help="Ask the word lists about every name in the term sets, too; takes seconds.")
@click.option("--all", "everything", is_flag=True, help="Show the term sets that no watch names, too.")
@click.option("--strict", is_flag=True, help="Exit with 1 where there are warnings.")
def check(folder: Path, as_json: bool, words: bool, everything: bool, strict: bool) -> None:
    """Read the configuration as the worker will and name every problem with its place; uses no network.

    Of a configuration in order it says which languages are heard, and warns of what is probably not meant.
    """
    try:
        with refused(as_json):
            loaded = load_with_places(folder, secrets=True)
    except ConfigurationError as error:
        _show_refused(error.problems)
        sys.exit(2)
    found = review(loaded.configuration, WordLists(), thorough=words)
    warnings = _warnings(loaded, found)
    if as_json:
        data = {"ok": True, "problems": [], "warnings": warnings, "coverage": found.coverage}
        click.echo(to_json(data))
    else:
        show_coverage(found.coverage, Console(), everything=everything)
        _show(loaded.configuration, warnings)
    sys.exit(1 if strict and warnings else 0)


def _warnings(loaded: Loaded, found: Review) -> Sequence[Problem]:
    placed = (loaded.problem(one.path, one.message, one.offset) for one in found.advice)
    return sorted({*loaded.warnings, *placed})


def _show_refused(problems: Sequence[Problem]) -> None:
    for problem in problems:
        click.echo(problem, err=True)
    count = len(problems)
    click.echo(f"{count} problem{'s' if count != 1 else ''}; nothing was put in force", err=True)


def _show(configuration: Configuration, warnings: Sequence[Problem]) -> None:
    for warning in warnings:
        click.echo(f"warning: {warning}")
    click.echo(
        f"ok: {len(configuration.feeds)} feeds, {len(configuration.watches)} watches,"
        f" {len(configuration.terms)} term sets, {len(configuration.channels)} channels"
        + (f"; {len(warnings)} warning{'s' if len(warnings) > 1 else ''}" if warnings else "")
    )
