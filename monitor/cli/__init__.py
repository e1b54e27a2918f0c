"""The commands. Each file holds one family; what they print is made in `monitor.console`.

Exit codes: 0 done, 1 the job could not be done (what it was stands on stderr), 2 wrong usage or configuration,
75 another worker holds the database (EX_TEMPFAIL of sysexits.h: try again later).
"""

from __future__ import annotations

import sys

import click

from monitor import __version__
from monitor.cli.ack import ack
from monitor.cli.backtest import backtest, diff
from monitor.cli.channels import channels
from monitor.cli.check import check
from monitor.cli.completion import completion
from monitor.cli.demo import demo
from monitor.cli.evaluate import evaluate
from monitor.cli.explain import explain
from monitor.cli.feeds import feeds
from monitor.cli.init import init
from monitor.cli.label import label
from monitor.cli.message import message
from monitor.cli.mute import mute
from monitor.cli.outbox import alerts, outbox
from monitor.cli.routes import routes
from monitor.cli.run import run
from monitor.cli.search import search
from monitor.cli.status import status
from monitor.cli.story import story
from monitor.cli.terms import terms
from monitor.cli.test import test
from monitor.cli.trying import try_
from monitor.cli.watch import watch
from monitor.errors import ConfigurationError, LockedError, MonitorError

USAGE = 2
LOCKED = 75


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="monitor")
def cli() -> None:
    """Watch news feeds in many languages and tell a desk of each story once, with the reason.

    Begin with `monitor demo`, then `monitor init DIR` and `monitor check`.
    """


_COMMANDS = (
    run,
    check,
    test,
    backtest,
    diff,
    watch,
    search,
    status,
    explain,
    story,
    label,
    evaluate,
    try_,
    terms,
    demo,
    init,
    feeds,
    channels,
    alerts,
    outbox,
    message,
    routes,
    mute,
    ack,
    completion,
)

for command in _COMMANDS:
    cli.add_command(command)


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
        click.echo(error, err=True)
        sys.exit(_code(error))


def _code(error: MonitorError) -> int:
    if isinstance(error, LockedError):
        return LOCKED
    return USAGE if isinstance(error, ConfigurationError) else 1
