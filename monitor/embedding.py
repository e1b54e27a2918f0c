"""A language model on disk that turns texts into vectors: ONNX and a tokeniser, offline.

The folder is one that the library sentence-transformers writes, with the model exported to ONNX, as publishers of
models offer it: `model.onnx` (here or in `onnx/`) and `tokenizer.json`; `1_Pooling/config.json`,
`sentence_bert_config.json` and `config_sentence_transformers.json` are followed where they are. Nothing is ever
downloaded. It needs the extra `semantic` (onnxruntime, tokenizers), about 125 MB installed, where PyTorch takes
gigabytes; one core computes 20 to 50 short texts a second with a model of twelve small layers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from monitor.errors import MonitorError

EXTRA = "the model of the stories needs the packages of an extra: pip install 'news-monitor[semantic]'"

LONGEST = 256
"""Tokens of a text that count, where the model says nothing: a headline and a summary have a hundred."""

_AT_ONCE = 16


class ModelError(MonitorError):
    """A model cannot be used; the text says why and what to do."""


class OnnxEmbedder:
    """One model, loaded. `name` is a digest of its file: vectors of two models are never compared."""

    def __init__(self, folder: Path) -> None:
        """Load the model in `folder`. Raises ImportError, OSError or ValueError, or what the libraries raise."""
        runtime: Any = import_module("onnxruntime")
        tokenizers: Any = import_module("tokenizers")
        self._numpy: Any = import_module("numpy")
        model = _model_in(folder)
        settings = runtime.SessionOptions()
        settings.intra_op_num_threads = 1  # the worker shares its server
        self._session = runtime.InferenceSession(str(model), settings, providers=["CPUExecutionProvider"])
        self._inputs = {one.name for one in self._session.get_inputs()}
        self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_read(folder / "sentence_bert_config.json").get("max_seq_length") or LONGEST)
        self._tokenizer.enable_padding(pad_id=_padding(folder, self._tokenizer))
        self._first_token = bool(_read(folder / "1_Pooling" / "config.json").get("pooling_mode_cls_token"))
        self._prompt = _prompt(_read(folder / "config_sentence_transformers.json"))
        self.name = _digest(model)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Return a vector of length 1 for each text."""
        found: list[list[float]] = []
        for place in range(0, len(texts), _AT_ONCE):
            found += self._embed(texts[place : place + _AT_ONCE])
        return found

    def _embed(self, texts: Sequence[str]) -> list[list[float]]:
        numpy = self._numpy
        encoded = self._tokenizer.encode_batch([self._prompt + text for text in texts])
        mask = numpy.array([one.attention_mask for one in encoded], dtype=numpy.int64)
        given = {
            "input_ids": numpy.array([one.ids for one in encoded], dtype=numpy.int64),
            "attention_mask": mask,
            "token_type_ids": numpy.zeros_like(mask),
        }
        output = self._session.run(None, {name: value for name, value in given.items() if name in self._inputs})[0]
        if output.ndim == 3:  # a vector for every token
            kept = mask[:, :, None]
            output = output[:, 0] if self._first_token else (output * kept).sum(axis=1) / kept.sum(axis=1)
        lengths = numpy.linalg.norm(output, axis=1, keepdims=True)
        vectors: list[list[float]] = (output / numpy.maximum(lengths, 1e-12)).tolist()
        return vectors


@lru_cache(maxsize=2)
def load(folder: Path) -> OnnxEmbedder:
    """Return the model in `folder`, loaded once. Raises ModelError that says what is missing."""
    try:
        return OnnxEmbedder(folder)
    except ImportError:
        raise ModelError(EXTRA) from None
    except OSError as error:
        raise ModelError(f"the model cannot be read: {error}") from error
    except Exception as error:  # the libraries raise types of their own for a file that is none
        raise ModelError(f"{folder} holds no model that can be used: {error}") from error


def _model_in(folder: Path) -> Path:
    places = (folder / "model.onnx", folder / "onnx" / "model.onnx")
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise FileNotFoundError(f"there is neither {places[0]} nor {places[1]}")
    return found


def _read(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return found if isinstance(found, dict) else {}


def _padding(folder: Path, tokenizer: Any) -> int:
    token = _read(folder / "tokenizer_config.json").get("pad_token") or "[PAD]"
    number = tokenizer.token_to_id(token if isinstance(token, str) else token.get("content", "[PAD]"))
    return number if isinstance(number, int) else 0


def _prompt(settings: Mapping[str, Any]) -> str:
    """Return what the model wants before every text ("query: "), where its settings name a default."""
    name, prompts = settings.get("default_prompt_name"), settings.get("prompts")
    found = prompts.get(name) if isinstance(prompts, dict) and name else None
    return found if isinstance(found, str) else ""


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]
