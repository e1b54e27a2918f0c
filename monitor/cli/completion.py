"""`monitor completion`: the script that teaches a shell our commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script of SHELL.

    For bash: `monitor completion bash > ~/.local/share/bash-completion/completions/monitor`.
    """
    made_by = get_completion_class(shell)
    if made_by is None:
        raise click.UsageError(f"there is no completion for {shell}")
    script = made_by(context.find_root().command, {}, "monitor", "_MONITOR_COMPLETE")
    click.echo(script.source())
