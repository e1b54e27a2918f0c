"""What is promised of the locks, the wheel, the image and the units, read from the files that make them."""

from __future__ import annotations

import configparser
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click import Context

from monitor.cli import cli

ROOT = Path(__file__).resolve().parents[1]


def locked(name: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Read a lock: package -> (version and marker, hashes)."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    packages = {}
    for line in text.splitlines():
        requirement, *hashes = line.split("--hash=")
        package, _, version = requirement.strip().partition("==")
        packages[package] = (version, frozenset(hash_.strip() for hash_ in hashes))
    return packages


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-runtime.lock"])
def test_locks_hold_hashes_and_no_addresses(name: str) -> None:
    """Each package is pinned by hash, and no lock says where it was found."""
    assert all(version and hashes for version, hashes in locked(name).values())
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", (ROOT / name).read_text())


def test_what_is_tested_is_what_is_shipped() -> None:
    """The image's lock is a part of the developers' lock, version for version and hash for hash."""
    developers = locked("requirements.lock")
    shipped = locked("requirements-runtime.lock")
    assert shipped.items() <= developers.items()
    assert {"pytest", "mypy", "ruff", "hatchling"}.isdisjoint(shipped)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as `pip wheel` would build it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, str(folder)], cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_the_example_configuration(wheel: Path) -> None:
    """`monitor init` works from an installed wheel: every file of `config/` is in it."""
    names = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        f"monitor/example_config/{path.relative_to(ROOT / 'config').as_posix()}"
        for path in (ROOT / "config").rglob("*.yaml")
    }
    assert ours
    assert ours <= names


def test_the_wheel_carries_the_package_and_nothing_else(wheel: Path) -> None:
    """Every file of the package with what it needs beside it; no tests, no benchmarks."""
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "monitor").rglob("*.py")} <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"monitor", "news_monitor"}


# --- the image -------------------------------------------------------------------------------------------


def instructions(stage: int) -> list[tuple[str, str]]:
    """Read one stage of the Dockerfile as (instruction, arguments), without comments and line breaks."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n\s*", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    read = [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines if line.strip()]
    starts = [index for index, (name, _) in enumerate(read) if name == "FROM"] + [len(read)]
    return read[starts[stage] : starts[stage + 1]]


def of(stage: int, name: str) -> list[str]:
    """The arguments of every instruction called `name`."""
    return [arguments for instruction, arguments in instructions(stage) if instruction == name]


def test_the_image_runs_as_nobody_on_pinned_ground() -> None:
    """A slim base pinned to the patch in both stages, and a fixed user from the last command on."""
    bases = {of(stage, "FROM")[0].split()[0] for stage in (0, 1)}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+", bases.pop())
    names = [name for name, _ in instructions(1)]
    assert of(1, "USER") == ["10001:10001"]
    assert "RUN" not in names[names.index("USER") :]


def test_the_image_holds_the_worker_and_no_tools() -> None:
    """The last stage copies the finished environment and installs nothing."""
    assert of(1, "COPY") == ["--from=build /opt/news-monitor /opt/news-monitor"]
    assert not any("pip" in run for run in of(1, "RUN"))
    assert any("--require-hashes -r requirements-runtime.lock" in run for run in of(0, "RUN"))


def test_the_image_writes_to_its_volume_only() -> None:
    """One volume, no bytecode, configuration outside of the volume: the root may be read-only."""
    assert json.loads(of(1, "VOLUME")[0]) == ["/var/lib/news-monitor"]
    assert of(1, "WORKDIR") == ["/var/lib/news-monitor"]
    environment = " ".join(of(1, "ENV"))
    assert "PYTHONDONTWRITEBYTECODE=1" in environment
    assert "MONITOR_CONFIG=/etc/news-monitor" in environment
    assert "MONITOR_DATABASE=/var/lib/news-monitor/" in environment


def test_every_file_the_image_copies_exists_and_is_sent() -> None:
    """Each COPY from the checkout names a file that exists and that .dockerignore lets through."""
    sent = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
    }
    copied = {word for arguments in of(0, "COPY") for word in arguments.split()[:-1]}
    assert copied <= sent
    assert all((ROOT / name).exists() for name in copied)


# --- the units -------------------------------------------------------------------------------------------


class Unit(configparser.RawConfigParser):
    """A systemd unit: keys keep their case, and a key given twice keeps its last value."""

    def __init__(self, name: str) -> None:
        super().__init__(strict=False, interpolation=None, allow_no_value=True)
        self.read(ROOT / "deploy" / name, encoding="utf-8")

    def optionxform(self, optionstr: str) -> str:
        """Keep the case of keys."""
        return optionstr


SERVICES = ("news-monitor.service", "news-monitor-once.service")


@pytest.mark.parametrize("name", SERVICES)
def test_units_are_locked_up_alike(name: str) -> None:
    """Both services read the system, write their state directory, and gain no rights."""
    service = Unit(name)["Service"]
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert service["StateDirectory"] == "news-monitor"
    assert service["User"] == "news-monitor"
    assert service["OOMPolicy"] == "continue"
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    assert "Environment=MONITOR_DATABASE=/var/lib/news-monitor/" in text
    shared = {key: value for key, value in service.items() if key.startswith(("Protect", "Restrict", "System"))}
    other = Unit(SERVICES[0])["Service"]
    assert shared.items() <= dict(other).items()


def test_the_service_never_gives_up() -> None:
    """It is started again for ever, reloads on HUP, and the start limit cannot stop it."""
    unit = Unit("news-monitor.service")
    assert unit["Service"]["Restart"] == "on-failure"
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"
    assert unit["Service"]["ExecReload"] == "/bin/kill -HUP $MAINPID"


def test_a_round_that_finds_the_lock_taken_is_no_failure() -> None:
    """Exit code 75 counts as success for the timer."""
    assert Unit("news-monitor-once.service")["Service"]["SuccessExitStatus"] == "75"


# --- the commands ---------------------------------------------------------------------------------------


def command_lines() -> dict[str, str]:
    """Every call of `monitor` in the image, the units, the crontab, the Makefile and the guide, by where it stands."""
    found = {"Dockerfile ENTRYPOINT": " ".join(json.loads(of(1, "ENTRYPOINT")[0]) + json.loads(of(1, "CMD")[0]))}
    health = of(1, "HEALTHCHECK")[0].partition("CMD ")[2]
    found["Dockerfile HEALTHCHECK"] = " ".join(json.loads(health))
    for path in (*sorted((ROOT / "deploy").iterdir()), ROOT / "Makefile"):
        calls = re.findall(
            r"(?:bin/|\(BIN\)/|`)(monitor [a-z][^`|\n]*?)(?:  |2>|`|\n)", path.read_text(encoding="utf-8")
        )
        found |= {f"{path.name} {number}": call for number, call in enumerate(calls)}
    return found


@pytest.mark.parametrize("line", command_lines().values(), ids=command_lines().keys())
def test_every_command_that_is_called_exists(line: str) -> None:
    """Image, units, crontab, Makefile and guide call commands and options that the command line has."""
    _, name, *words = line.split()
    command = cli.get_command(Context(cli), name)
    assert command is not None
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= options


# --- the targets -----------------------------------------------------------------------------------------


def test_every_target_is_listed_by_help() -> None:
    """`make help` lists what .PHONY names."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    listed = set(re.findall(r"^([a-z-]+):.*  ## ", makefile, re.MULTILINE))
    assert listed == set(phony.group(1).split())
