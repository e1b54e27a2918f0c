"""`monitor doctor` as it is called: what it prints and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli.doctor import doctor
from tests.doctor.ward import Hospital, Ward, hospital


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    with hospital(tmp_path_factory.mktemp("hospital")) as made:
        yield made


def called(ward: Ward, *arguments: str) -> Result:
    folder = ward.write()
    return CliRunner().invoke(doctor, ["--config", str(folder), *arguments], env=ward.environ)


def test_what_it_finds_decides_how_it_ends(servers: Hospital, tmp_path: Path) -> None:
    ward = servers.ward(tmp_path)
    well = called(ward, "--feeds", "2")
    assert well.exit_code == 0, well.output
    assert [line for line in well.output.splitlines() if line.startswith("ok   feed ")] == [
        "ok   feed paper-0: 1 entries",
        "ok   feed paper-1: 1 entries",
    ]
    ward.monitor["operator"] = "{channels: [duty]}"
    assert called(ward, "--offline").exit_code == 0
    strict = called(ward, "--offline", "--strict")
    assert strict.exit_code == 1
    assert "warn operator: only duty is told of trouble\n     -> name a second channel in" in strict.output
    ward.monitor["store"] = "{path: ../var/monitor.db, max_size: 300KB}"
    assert called(ward, "--offline").exit_code == 1
    found = json.loads(called(ward, "--offline", "--json").output)
    assert {one["check"]: one["verdict"] for one in found if one["verdict"] in {"warn", "fail"}} == {
        "operator": "warn",
        "size": "fail",
    }


def test_files_that_are_refused_are_a_finding_and_the_database_is_looked_at_all_the_same(
    servers: Hospital, tmp_path: Path
) -> None:
    ward = servers.ward(tmp_path)
    ward.monitor["pol"] = "{}"
    refused = called(ward)
    assert refused.exit_code == 1
    assert "FAIL configuration: 1 problems, the first: " in refused.output
    assert "`monitor check` names all of them" in refused.output
    assert "ok   integrity: " in refused.output
