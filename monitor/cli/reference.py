"""The page that names every command and option, made of the commands themselves.

`python -m monitor.cli.reference docs/commands.md` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click

from monitor.cli import cli

_HEAD = """\
# Every command

<!-- Written by `make reference` out of the commands. Change their help there. -->

`monitor COMMAND --help` says the same. Exit codes, unless a command names its own: 0 done, 1 the job could not be done,
2 wrong usage or a configuration that is refused, 75 another worker holds the database.
"""


def commands_page() -> str:
    """Write the page, as Markdown: a section for each command, with its options."""
    root = click.Context(cli, info_name="monitor")
    return "\n".join([_HEAD, *_below(root, cli)])


def _below(context: click.Context, group: click.Group) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None and not command.hidden:
            yield from _command(click.Context(command, info_name=name, parent=context), command)


def _command(context: click.Context, command: click.Command) -> Iterator[str]:
    yield f"{'##' if context.parent and context.parent.parent is None else '###'} {context.command_path}\n"
    yield "```text"
    yield f"{context.command_path} {' '.join(command.collect_usage_pieces(context))}"
    yield "```\n"
    yield f"{_paragraphs(command.help or '')}\n"
    options = [option for option in command.params if isinstance(option, click.Option) and not option.hidden]
    rows = [record for option in options if (record := option.get_help_record(context)) is not None]
    if rows:
        yield "| option | does |\n|---|---|"
        yield from (f"| `{names.replace('|', '&#124;')}` | {text.replace('|', '&#124;')} |" for names, text in rows)
        yield ""
    if isinstance(command, click.Group):
        yield from _below(context, command)


def _paragraphs(text: str) -> str:
    """Write what click keeps as it stands, behind a line of \\b, as a block; everything else as paragraphs."""
    parts = []
    for part in cleandoc(text).split("\n\n"):
        if part.startswith("\b"):
            parts.append("```text\n" + part.removeprefix("\b").strip("\n") + "\n```")
        else:
            parts.append(" ".join(part.split()))
    return "\n\n".join(parts)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(commands_page(), encoding="utf-8")
