"""`monitor eval`: how well stories are joined, and from where on a language model means something."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from rich.console import Console

from monitor import embedding, evaluation
from monitor.cli.options import SPAN, config_option, json_option, load, refused
from monitor.console.evaluation import evaluation_data, show_calibration, show_evaluation
from monitor.console.plain import to_json
from monitor.evaluation import Evaluation, Labelled
from monitor.settings import Joining
from monitor.store import open_store
from monitor.store import stories as memory
from monitor.stories import PRESETS


@click.group("eval")
def evaluate() -> None:
    """Measure how well entries are joined to stories."""


@evaluate.command("stories")
@config_option
@json_option
@click.option("--preset", type=click.Choice([one.value for one in Joining]), help="Join so, whatever a watch says.")
@click.option(
    "--watches",
    is_flag=True,
    help="Read the configuration, and let only those entries take part that a watch matches, as in production.",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def stories_(folder: Path, as_json: bool, preset: str | None, watches: bool, file: Path) -> None:
    """Join the labelled entries in FILE as the worker would, and measure.

    FILE has one JSON object a line, in any order. Needed are id, story (any name: entries of one name are one story),
    title, and seen or published (2027-02-08T05:20:00+00:00). Of use are summary, article, publisher, language, guid and
    url; group, update, copy_of and series are notes for people. `monitor label` writes such a file from your own
    archive.

    It prints B-cubed precision, recall and F1, the adjusted Rand index, F1 of pairs, alerts per story, the stories that
    would never have been told, the false joins, the same for each language alone and for pairs of two languages, and
    the worst mistakes with what made them. Without --watches nothing is read but FILE; with it window, families and
    model are those of the configuration.

    \b
    Exit codes:
      0   measured
      1   there is nothing to measure
      2   FILE or the configuration is refused; every line in it is named
    """
    with refused(as_json):
        found = _evaluate(_read(file), folder, preset, watches=watches)
    if found is None:
        click.echo(f"{file}: no entry {'that a watch matches' if watches else 'in it'}", err=True)
        sys.exit(1)
    if as_json:
        click.echo(to_json(evaluation_data(found)))
    else:
        show_evaluation(found, Console())


def _read(file: Path) -> tuple[Labelled, ...]:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file} is no UTF-8 text: byte {error.start}") from None
    return evaluation.read(text, str(file))


def _evaluate(stream: tuple[Labelled, ...], folder: Path, preset: str | None, *, watches: bool) -> Evaluation | None:
    return evaluation.evaluate(
        stream,
        preset=PRESETS[Joining(preset)] if preset else None,
        configuration=load(folder) if watches else None,
        watches=watches,
    )


@evaluate.command()
@config_option
@json_option
@click.option(
    "--model",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the model. Default: stories.model of the configuration.",
)
@click.option("--since", type=SPAN, default="30d", show_default=True, help="How far back: 7d, 12h.")
def calibrate(folder: Path, as_json: bool, model: Path | None, since: timedelta) -> None:
    """Say what a language model finds alike that is not, on your own archive, and propose its threshold.

    It compares matched entries of different scripts that came at least two days apart and are in different stories, and
    prints the distribution of the model's likeness. Half a percent of such pairs lie above the proposed threshold;
    write it as `model_threshold` beside `model` under `stories` in monitor.yaml. Needs the extra `semantic`.
    """
    configuration = load(folder)
    if model is None and configuration.story_model is not None:
        model = configuration.story_model.folder
    if model is None:
        raise click.UsageError("no model: name its folder with --model, or as stories.model in monitor.yaml")
    try:
        embedder = embedding.load(model.resolve())
    except embedding.ModelError as error:
        raise click.UsageError(str(error)) from None
    with open_store(configuration.store, read_only=True) as store:
        archive = memory.archive(store.db, since=datetime.now(UTC) - since)
    found = evaluation.calibrate(archive, embedder)
    if as_json:
        click.echo(to_json(found))
    else:
        show_calibration(found, Console())
    if found.threshold is None:
        sys.exit(1)
