"""Reads a page of the documentation as a stranger would who follows it line by line in an empty folder.

What stands in fences is done, in order:

- a block that begins with `# some/file.yaml` (or `<!-- some/file.xml -->`) is written to that file;
- any other block of `yaml` is a part of a configuration, and must be accepted;
- in a block of `console` each line behind `$ ` is a command; what follows it, if anything, is what it prints. `...`
  stands for anything within a line, and alone on a line for any lines. `# exit code 1` says how a command ends;
- `text` and `jinja` are to be read; `sh` is for a machine of which a test has none, and says so in a comment above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"^(?:# |<!-- )((?:[\w-]+/)*[\w.-]+\.[a-z]+)(?: -->)?\n")
_WHY_NOT = re.compile(r"<!-- not run: [^\n]+ -->\n+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One fence of a page: its language, its text, and the line where it begins, from 1."""

    language: str
    text: str
    line: int
    excused: bool

    @property
    def file(self) -> str | None:
        """The file that the block is to be written to, if it names one."""
        found = _NAMED.match(self.text)
        return found[1] if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A command and what it prints; None where the page does not show it."""

    command: str
    printed: str | None
    exit_code: int
    line: int


def goes_on(path: Path) -> bool:
    """Whether a page builds on what the first one left in its folder."""
    return "<!-- goes on where first-watch.md ends -->" in path.read_text(encoding="utf-8")


def blocks(path: Path) -> Iterator[Block]:
    """The fences of a page, in order."""
    text = path.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        before = text[: found.start()]
        yield Block(
            language=found[1].strip(),
            text=found[2],
            line=before.count("\n") + 1,
            excused=bool(_WHY_NOT.search(before)),
        )


def steps(block: Block) -> Iterator[Step]:
    """The commands of a block of `console`."""
    lines = block.text.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    assert starts[:1] == [0], f"line {block.line}: a block of console begins with a command"
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        command, _, code = lines[start][2:].partition("  # exit code ")
        printed = "".join(f"{line}\n" for line in lines[start + 1 : end])
        yield Step(
            command=command.strip(),
            printed=printed or None,
            exit_code=int(code or 0),
            line=block.line + 1 + start,
        )


def agrees(shown: str, printed: str) -> bool:
    """Whether what a command printed is what the page shows; spaces at the ends of lines count for nothing."""
    pattern = ""
    for line in shown.strip("\n").splitlines():
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += r".*".join(re.escape(part) for part in line.rstrip().split("...")) + r"[ \t]*\n"
    return re.fullmatch(pattern, printed.strip("\n") + "\n") is not None
