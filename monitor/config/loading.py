"""Reads a configuration folder: the composition of this room, on one screen.

    read       the files of the folder            files, yaml, scalar
    collect    each against its model             models, values, secrets, validation, parts
    judge      all of them together               checks
    build      what the worker sees               build

Every step goes on after a mistake, so that all of them are told at once. Only files and the environment are
touched, never the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from monitor.config import build, checks, files
from monitor.config.parts import Parts, collected, names
from monitor.config.values import Known
from monitor.errors import ConfigurationError, Problem
from monitor.settings import Configuration

DATABASE = "MONITOR_DATABASE"
"""The environment variable that overrides `store.path`, for services whose data lie elsewhere."""


def load(folder: Path, *, environ: Mapping[str, str]) -> Configuration:
    """Read the configuration in `folder`; secrets that it only names are looked up in `environ` and in files.

    Raises ConfigurationError with all problems of all files. What is allowed but probably not meant is in
    `warnings` of the result, each with its place.
    """
    found = files.read(folder)
    known = Known(
        folder=folder.resolve(),
        environ=environ,
        channels=names(found, "monitor", "channels"),
        sets=names(found, "terms", "terms"),
    )
    parts, problems = collected(found, known)
    problems = [*found.problems, *problems, *checks.mistakes(parts)]
    database = _database(parts, known)
    if isinstance(database, Problem):
        problems.append(database)
    if problems or isinstance(database, Problem):
        raise ConfigurationError(sorted(set(problems)))
    warnings = sorted({*found.warnings, *checks.doubts(parts)})
    return build.configuration(
        parts, folder=known.folder, database=database, warnings=tuple(str(warning) for warning in warnings)
    )


def _database(parts: Parts, known: Known) -> Path | Problem:
    """Decide where the database is: the environment, then `store.path`, then `var` beside the folder."""
    override = known.environ.get(DATABASE)
    if override:
        path = Path(override)
        message = f"{override!r} must be an absolute path"
        return path if path.is_absolute() else Problem(file=f"${DATABASE}", line=1, column=1, path="", message=message)
    return parts.worker.store.path or known.folder.parent / "var" / "monitor.db"
