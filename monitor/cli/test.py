"""`monitor test`: do the watches do what their examples and the test files say?"""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from monitor import config
from monitor.cli.options import config_option, json_option, load_with_places, refused
from monitor.console.junit import junit
from monitor.console.plain import to_json
from monitor.console.proofs import show_report
from monitor.proof import Report, prove


@click.command()
@config_option
@json_option
@click.option(
    "--junit",
    "junit_file",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Write the result as JUnit XML to this file, too.",
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def test(folder: Path, as_json: bool, junit_file: Path | None, files: tuple[Path, ...]) -> None:
    """Prove the watches: their examples, and the cases of the test files, through the real pipeline.

    FILES are test files; without them, those in tests/ of the configuration folder. The examples (must_match,
    must_not_match) are always tried. Nothing is fetched, stored or sent.

    \b
    Exit codes:
      0   everything came as written
      1   something did not; it is shown with the reason
      2   the configuration or a test file is refused
    """
    with refused(as_json):
        loaded = load_with_places(folder)
        cases = config.load_cases(loaded.configuration, folder, files)
    report = prove(loaded, cases)
    if junit_file is not None:
        junit_file.write_bytes(junit(report))
    if as_json:
        click.echo(to_json(_data(report)))
    else:
        show_report(report, Console())
    sys.exit(1 if report.failed else 0)


def _data(report: Report) -> dict[str, object]:
    return {
        "ok": not report.failed,
        "examples": report.examples,
        "cases": report.cases,
        "unproved": report.unproved,
    }
