"""What was measured of joining, for a terminal and as JSON."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from monitor.evaluation import Calibration, Evaluation
from monitor.stories.measure import Measures, Score


def evaluation_data(found: Evaluation) -> dict[str, object]:
    """Everything that was measured, with the figures that are computed of others."""
    return {
        "overall": _figures(found.overall),
        "left_out": found.left_out,
        "languages": {language: _figures(measures) for language, measures in found.languages.items()},
        "pairs": {pair: _score(score) for pair, score in found.pairs.items()},
        "joins": found.joins,
        "splits": found.splits,
    }


def show_evaluation(found: Evaluation, console: Console) -> None:
    """The figures as a table, and the worst mistakes."""
    overall = found.overall
    console.print(f"{overall.entries} entries, {overall.stories} stories", end="")
    console.print(f"; {found.left_out} more matched no watch" if found.left_out else "")
    table = Table(box=None, pad_edge=False)
    for name in ("", "entries", "stories", "B³ P", "R", "F1", "ARI", "pairs", "alerts", "lost", "false"):
        table.add_column(name, no_wrap=True)
    _add(table, "all", overall)
    for language, measures in found.languages.items():
        _add(table, f"{language or '?'} only", measures)
    console.print(table)
    console.print("B³: B-cubed; pairs: their F1; alerts: for each story; false: hidden in another story\n", style="dim")
    pairs = Table("pairs", "precision", "recall", "F1", box=None, pad_edge=False)
    for pair, score in found.pairs.items():
        pairs.add_row(pair, *(f"{value:.3f}" for value in (score.precision, score.recall, score.f1)))
    console.print(pairs)
    console.print()
    for story in overall.lost:
        console.print(f"[red]lost[/] {escape(story)}: no entry of it was told", soft_wrap=True)
    _mistakes(found, console)


def show_calibration(found: Calibration, console: Console) -> None:
    """The distribution of the likeness of what has nothing in common, and the threshold."""
    console.print(f"model {found.model}: {found.entries} entries, {found.pairs} pairs of different stories and scripts")
    for percent, value in found.percentiles.items():
        console.print(f"  {percent:>4}% of them are at or below {value:.4f}")
    if found.threshold is None:
        console.print("[yellow]too few to propose a threshold: at least a thousand such pairs are needed[/]")
        return
    console.print(f"half a percent lie above {found.threshold:.3f}; in monitor.yaml: ", end="")
    console.print(f"stories: {{model_threshold: {found.threshold:.3f}}}", markup=False, highlight=False)


def _mistakes(found: Evaluation, console: Console) -> None:
    for join in found.joins:
        console.print(
            f"[red]joined[/] {escape(join.entry)} ({escape(join.meant)}) {escape(join.title)}\n"
            f"  into {escape(join.into)}: {escape(join.into_title)}\n"
            f"  {join.score:.2f}  {escape(join.because)}",
            soft_wrap=True,
        )
    for split in found.splits:
        threaded = f", threaded to it by {escape(split.because)}" if split.likely else ""
        console.print(
            f"[yellow]told again[/] {escape(split.entry)} ({escape(split.meant)}) {escape(split.title)}\n"
            f"  {split.score:.2f}{threaded}",
            soft_wrap=True,
        )


def _add(table: Table, name: str, measures: Measures) -> None:
    scores = measures.b_cubed
    figures = (scores.precision, scores.recall, scores.f1, measures.ari, measures.pairs.f1)
    table.add_row(
        name,
        str(measures.entries),
        str(measures.stories),
        *(f"{value:.3f}" for value in figures),
        f"{measures.alerts_per_story:.2f}",
        f"{measures.lost_share:.1%}",
        str(measures.false_joins),
    )


def _figures(measures: Measures) -> dict[str, object]:
    return {
        "entries": measures.entries,
        "stories": measures.stories,
        "b_cubed": _score(measures.b_cubed),
        "pairs": _score(measures.pairs),
        "ari": measures.ari,
        "alerts_per_story": measures.alerts_per_story,
        "lost": measures.lost,
        "lost_share": measures.lost_share,
        "false_joins": measures.false_joins,
    }


def _score(score: Score) -> dict[str, float]:
    return {"precision": score.precision, "recall": score.recall, "f1": score.f1}
