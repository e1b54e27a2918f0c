"""Whatever an editor leaves in the files: it is loaded, or refused with places that exist."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ConfigurationError, Problem
from tests.config.folders import load, write
from tests.config.test_build import ENVIRON, FULL

SIGNS = "{}[]:,&*!|>'\"#@-?%\n\t \x85й"
WORDS = ("\n  ", "\n- ", "<<: ", "&a ", "*a", "kind: email", "null", "[x]", "{x: 1}")


@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_a_mangled_file(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FULL)))
    text = FULL[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    mangled = text[:start] + data.draw(st.sampled_from([*SIGNS, *WORDS])) + text[end:]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "feeds").mkdir()
        (Path(folder) / "ca.pem").write_text("")
        where = write(Path(folder) / "config", {**FULL, name: mangled})
        for problem in problems(where):
            lines = [*Path(problem.file).read_text(encoding="utf-8").split("\n"), ""]
            assert 1 <= problem.line <= len(lines)
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
            assert problem.message


def problems(folder: Path) -> tuple[Problem, ...]:
    try:
        load(folder, **ENVIRON)
    except ConfigurationError as error:
        return error.problems
    return ()
