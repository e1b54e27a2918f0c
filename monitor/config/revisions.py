"""The configuration as it stands in a revision of its git repository, in a folder that is gone afterwards.

The work tree is not touched. What git does not keep, such as files with secrets, is taken from where it lies now.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.errors import MonitorError

_YAML = frozenset({".yaml", ".yml"})


class RevisionError(MonitorError):
    """There is no such revision of the configuration."""


@contextmanager
def folder_at(folder: Path, revision: str) -> Iterator[Path]:
    """Give the files of `folder` as they were in `revision`, such as `HEAD~1`.

    Raises RevisionError where git has no such revision, or none of these files in it.
    """
    packed = _git(folder, revision)
    with TemporaryDirectory(prefix="news-monitor-") as place:
        target = Path(place) / folder.resolve().name
        with tarfile.open(fileobj=io.BytesIO(packed)) as files:
            files.extractall(target, filter="data")
        if not target.exists():
            raise RevisionError(f"{revision}: {folder} has no files in it")
        _add_what_git_does_not_keep(folder.resolve(), target)
        yield target


def is_kept(folder: Path) -> bool:
    """Say whether git has files of `folder` in its last revision, which is called HEAD."""
    try:
        done = subprocess.run(  # noqa: S603 - no shell, no options
            ["git", "-C", str(folder), "rev-parse", "--verify", "--quiet", "HEAD:./"],  # noqa: S607 - as below
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


def _git(folder: Path, revision: str) -> bytes:
    if revision.startswith("-"):
        raise RevisionError(f"{revision!r} is neither a folder nor a revision")
    try:
        # Below the root of a repository git packs only the folder that it is called in.
        done = subprocess.run(  # noqa: S603 - no shell; the revision is no option
            ["git", "-C", str(folder), "archive", "--format=tar", revision],  # noqa: S607 - the git of the operator
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise RevisionError(f"{revision!r} is no folder, and git cannot be asked for a revision: {error}") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise RevisionError(f"{revision!r} is neither a folder nor a revision of {folder}: {said}")
    return done.stdout


def _add_what_git_does_not_keep(folder: Path, target: Path) -> None:
    for path in folder.rglob("*"):
        link = target / path.relative_to(folder)
        if path.is_file() and path.suffix not in _YAML and not link.exists() and ".git" not in path.parts:
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path)
