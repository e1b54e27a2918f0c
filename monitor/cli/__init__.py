"""The commands. Each file holds one family; what they print is made in `monitor.console`.

Exit codes: 0 done, 1 the job could not be done (what it was stands on stderr), 2 wrong usage or configuration,
74 the database is damaged (EX_IOERR of sysexits.h: the next start mends it), 75 another worker holds the database
(EX_TEMPFAIL: try again later).
"""

from __future__ import annotations

import sys
from importlib import import_module

import click

from monitor import __version__
from monitor.errors import ConfigurationError, DamagedError, LockedError, MonitorError

USAGE = 2
DAMAGED = 74
LOCKED = 75


_COMMANDS = {
    "run": "run",
    "backup": "backup",
    "restore": "backup",
    "check": "check",
    "test": "test",
    "backtest": "backtest",
    "diff": "backtest",
    "watch": "watch",
    "search": "search",
    "status": "status",
    "doctor": "doctor",
    "explain": "explain",
    "story": "story",
    "label": "label",
    "eval": "evaluate",
    "try": "trying",
    "terms": "terms",
    "demo": "demo",
    "init": "init",
    "feeds": "feeds",
    "channels": "channels",
    "alerts": "outbox",
    "outbox": "outbox",
    "message": "message",
    "routes": "routes",
    "feedback": "feedback",
    "suggest": "suggest",
    "receipt": "receipt",
    "handover": "handover",
    "mute": "mute",
    "ack": "ack",
    "completion": "completion",
}
"""The commands, and the file that each is in."""


class _Commands(click.Group):
    """Imports a command when it is asked for: all of them take longer than most of them work."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives it
        """Return the names."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click gives it
        """Return the command of this name, or None."""
        if cmd_name not in _COMMANDS:
            return None
        found = vars(import_module(f"monitor.cli.{_COMMANDS[cmd_name]}")).values()
        return next(one for one in found if isinstance(one, click.Command) and one.name == cmd_name)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="monitor")
def cli() -> None:
    """Watch news feeds in many languages and tell a desk of each story once, with the reason.

    Begin with `monitor demo`, then `monitor init DIR` and `monitor check`.
    """


def main() -> None:
    """Run the command line; end the process with the code of the module's docstring."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as ending:
        sys.exit(ending.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe went away; nothing is left to say it to
        sys.exit(0)
    except MonitorError as error:
        for line in (error, *getattr(error, "__notes__", ())):
            click.echo(line, err=True)
        sys.exit(_code(error))
    except Exception as error:
        if not (damage := _damage(error)):
            raise
        click.echo(damage, err=True)
        sys.exit(DAMAGED)


def _damage(error: Exception) -> str:
    """Say what damage of the database a command met; nothing where its error is of another kind."""
    from monitor.store.connection import ADVICE, damage_in  # noqa: PLC0415 - slow to import, and seldom needed

    found = damage_in(error)
    return f"the database is damaged: {found}; {ADVICE}" if found else ""


def _code(error: MonitorError) -> int:
    if isinstance(error, LockedError | DamagedError):
        return LOCKED if isinstance(error, LockedError) else DAMAGED
    return USAGE if isinstance(error, ConfigurationError) else 1
