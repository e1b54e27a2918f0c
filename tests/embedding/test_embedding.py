"""A model on disk. The packages are optional, and no model is shipped: what needs them is skipped where they are not.

MONITOR_TEST_MODEL=FOLDER pytest tests/embedding     with a model of your own
"""

from __future__ import annotations

import os
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from monitor import embedding
from monitor.errors import ConfigurationError
from monitor.joining import embedder_of
from monitor.settings import ModelSettings
from tests.config.folders import MONITOR, load, told, write

INSTALLED = find_spec("onnxruntime") is not None and find_spec("tokenizers") is not None
MODEL = os.environ.get("MONITOR_TEST_MODEL")

without = pytest.mark.skipif(INSTALLED, reason="the extra is installed")
with_packages = pytest.mark.skipif(not INSTALLED, reason="needs onnxruntime and tokenizers")


@without
def test_without_the_packages_the_extra_is_named(tmp_path: Path) -> None:
    with pytest.raises(embedding.ModelError, match=r"pip install 'news-monitor\[semantic\]'"):
        embedding.load(tmp_path)


@without
def test_the_configuration_names_it_too(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (problem,) = told(write(tmp_path / "config", {"monitor.yaml": f"stories:\n  model: ../model\n{MONITOR}"}))
    assert problem.startswith("monitor.yaml:2:")
    assert "news-monitor[semantic]" in problem


def test_a_folder_without_a_model_is_refused_when_the_stories_need_it(tmp_path: Path) -> None:
    configuration = load(write(tmp_path, {}))
    assert embedder_of(configuration) is None
    wanted = replace(configuration, story_model=ModelSettings(folder=tmp_path))
    with pytest.raises(ConfigurationError, match=r"monitor.yaml:1:1: stories.model: "):
        embedder_of(wanted)


@with_packages
@pytest.mark.parametrize("content", [None, b"", b"no model"])
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "model.onnx").write_bytes(content)
    with pytest.raises(embedding.ModelError):
        embedding.load(tmp_path)


@with_packages
@pytest.mark.skipif(not MODEL, reason="needs a model: MONITOR_TEST_MODEL=FOLDER")
def test_a_real_model_finds_alike_what_is_alike() -> None:
    model = embedding.load(Path(MODEL or ""))
    first, same, other = model.embed(["A ferry ran aground", "A ferry hit the rocks", "Rates stay at two percent"])
    assert sum(part * part for part in first) == pytest.approx(1, abs=1e-4)
    assert sum(map(float.__mul__, first, same)) > sum(map(float.__mul__, first, other))
    assert model.embed(["A ferry ran aground"])[0] == pytest.approx(first, abs=0.02)  # alone as in a batch
