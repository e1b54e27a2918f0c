"""The child process that reads what strangers wrote: `python -m monitor.fetch.child DEADLINE MEMORY`.

It takes jobs on its standard input and gives answers on its standard output, each a length and a pickle, one at a time,
until the input ends: when the worker dies, however it dies, the input ends. A job that takes longer than
DEADLINE seconds is ended by the system's alarm clock, which no regular expression and no loop can hold up, and no
worker needs to be alive for it. MEMORY bounds the address space, in bytes.

It knows nothing of feeds' addresses, hosts or secrets: it gets bytes and has no environment.
"""

from __future__ import annotations

import logging
import os
import pickle
import resource
import signal
import struct
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import BinaryIO

from monitor.fetch.pipes import HEADER, WORK
from monitor.types import FailureKind, FeedFailure


def main(deadline: float, memory: int) -> None:
    """Answer jobs until there are none."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the worker ends the child by closing its input
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()  # libraries complain of pages there; what is wrong with one is told in the answer
    jobs = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not look like an answer
    while header := jobs.read(HEADER.size):
        name, arguments = pickle.loads(_exactly(jobs, header))  # noqa: S301 - from the worker itself
        work = _work(name)
        signal.setitimer(signal.ITIMER_REAL, deadline)
        try:
            result = work(**arguments)
        except MemoryError:
            result = FeedFailure(
                kind=FailureKind.PARSER_KILLED, detail=f"the document needs more than {memory >> 20} MiB to parse"
            )
        signal.setitimer(signal.ITIMER_REAL, 0)
        answer = pickle.dumps(result)
        answers.write(HEADER.pack(len(answer)) + answer)
        answers.flush()


@cache
def _work(name: str) -> Callable[..., object]:
    module, _, function = WORK[name].partition(":")
    work: Callable[..., object] = getattr(import_module(module), function)
    return work


def _exactly(stream: BinaryIO, header: bytes) -> bytes:
    return stream.read(HEADER.unpack(header)[0])


if __name__ == "__main__":
    try:
        main(float(sys.argv[1]), int(sys.argv[2]))
    except (BrokenPipeError, EOFError, struct.error, pickle.UnpicklingError):
        os._exit(1)  # the worker is gone; there is nobody to tell
