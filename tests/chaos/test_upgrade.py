"""A short run of the chaos script: every upgrade, a backup, a restoration and safe mode, killed at two moments each."""

from __future__ import annotations

import random
from pathlib import Path

from tests.chaos.upgrade import Figures, cases, chosen, try_at


def test_whoever_is_killed_leaves_a_whole_database(tmp_path: Path) -> None:
    figures, chance = Figures(), random.Random(7)
    with cases(tmp_path, rows=20) as found:
        for case in found:
            for moment in chosen(case, tmp_path, 2, chance):
                try_at(case, moment, tmp_path, figures)
        assert sum(figures.kills.values()) + figures.ended_first >= 2 * len(found)
    assert figures.unsound == []
    assert figures.kills["upgrade"] > 0
    assert figures.kills["restore"] > 0


def test_the_script_sees_what_is_unsound(tmp_path: Path) -> None:
    """A case that loses its database on the way is found out."""
    figures = Figures()
    with cases(tmp_path, rows=5) as found:
        case = found[0]
        work = case.work

        def careless(folder: Path) -> None:
            work(folder)
            path = folder / "monitor.db"
            path.write_bytes(path.read_bytes()[:-8192])

        case.work = careless
        count = chosen(case, tmp_path, None, random.Random(1))[-1]
        try_at(case, count + 1000, tmp_path, figures)
    assert figures.unsound
