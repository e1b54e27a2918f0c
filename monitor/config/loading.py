"""Reads a configuration folder: the composition of this room, on one screen.

    read       the files of the folder            files, yaml, scalar
    collect    each against its model             models, values, secrets, validation, parts
    judge      all of them together               checks, templates
    build      what the worker sees               build

Every step goes on after a mistake, so that all of them are told at once. Only files and the environment are
touched, never the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any

from monitor.config import build, checks, files, templates
from monitor.config.parts import Item, Parts, collected, names
from monitor.config.values import Known
from monitor.config.yaml import Path
from monitor.errors import ConfigurationError, Problem
from monitor.settings import Configuration

DATABASE = "MONITOR_DATABASE"
"""The environment variable that overrides `store.path`, for services whose data lie elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A configuration that is in order, what is odd about it, and where in the files each part of it stands."""

    configuration: Configuration
    warnings: tuple[Problem, ...]
    _parts: Parts

    def problem(self, path: Path, message: str, offset: int | None = None) -> Problem:
        """Build a Problem with the key or list item at the end of `path`, such as ("terms", "troops", "en", 3).

        With `offset` it is a character of the text there.
        """
        items: Mapping[str, Item[Any]] = getattr(self._parts, str(path[0]))
        source = items[str(path[1])].source
        if offset is not None:
            return source.within(path, offset, message)
        return source.at_key(path, message) if isinstance(path[-1], str) else source.at_value(path, message)


def load(folder: FilePath, *, environ: Mapping[str, str], secrets: bool = True) -> Configuration:
    """Read the configuration in `folder`; secrets that it only names are looked up in `environ` and in files.

    Without `secrets`, for what sends nothing, one that is not at hand is no mistake but an `UnreadSecret`.

    Raises ConfigurationError with all problems of all files. What is allowed but probably not meant is in
    `warnings` of the result, each with its place.
    """
    return load_with_places(folder, environ=environ, secrets=secrets).configuration


def database_of(folder: FilePath, *, environ: Mapping[str, str]) -> FilePath:
    """Return where the database is, also where the files are refused, as far as they can be read at all.

    Raises ConfigurationError where even that cannot be told.
    """
    found = files.read(folder)
    known = Known(folder=folder.resolve(), environ=environ, channels=None, sets=None)
    parts, _ = collected(found, known)
    database = _database(parts, known)
    if isinstance(database, Problem):
        raise ConfigurationError([database])
    return database


def load_with_places(folder: FilePath, *, environ: Mapping[str, str], secrets: bool = True) -> Loaded:
    """Read the configuration like `load`, and keep where everything stands, for messages about it."""
    found = files.read(folder)
    known = Known(
        folder=folder.resolve(),
        environ=environ,
        secrets=secrets,
        channels=names(found, "monitor", "channels"),
        sets=names(found, "terms", "terms"),
    )
    parts, problems = collected(found, known)
    own, flaws = templates.read(folder)
    problems = [*found.problems, *problems, *checks.mistakes(parts), *flaws]
    database = _database(parts, known)
    if isinstance(database, Problem):
        problems.append(database)
    if problems or isinstance(database, Problem):
        raise ConfigurationError(sorted(set(problems)))
    warnings = tuple(sorted({*found.warnings, *checks.doubts(parts)}))
    configuration = build.configuration(
        parts, folder=known.folder, database=database, warnings=tuple(str(warning) for warning in warnings)
    )
    configuration = replace(configuration, templates=own)
    return Loaded(configuration=configuration, warnings=warnings, _parts=parts)


def _database(parts: Parts, known: Known) -> FilePath | Problem:
    """Decide where the database is: the environment, then `store.path`, then `var` beside the folder."""
    override = known.environ.get(DATABASE)
    if override:
        path = FilePath(override)
        message = f"{override!r} must be an absolute path"
        return path if path.is_absolute() else Problem(file=f"${DATABASE}", line=1, column=1, path="", message=message)
    return parts.worker.store.path or known.folder.parent / "var" / "monitor.db"
