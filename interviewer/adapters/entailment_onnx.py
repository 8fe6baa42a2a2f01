"""The entailment model that ships with the product: int8 ONNX, run by onnxruntime on the processor. No torch."""

import os
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from interviewer.adapters.sentence_embedder import DEFAULT_MODEL, model_folder
from interviewer.domain.errors import ConfigurationError
from interviewer.domain.relation import Relation
from interviewer.ports import Vectors

FOLDER = Path(__file__).parent / "entailment"
MODEL = FOLDER / "model.int8.onnx"
MAX_TOKENS = 160
"""As in training: longer windows are cut at their end."""

BATCH_TOKENS = 1_600
"""Padded tokens of a batch: pairs of like length go together, and a batch stays within the processor's cache."""

THREADS = min(4, os.cpu_count() or 1)


class OnnxEntailment:
    """Loaded at the first use, shared by all threads."""

    def __init__(self, file: Path = MODEL) -> None:
        self._file = file
        self._loading = threading.Lock()
        self._loaded: Any = None

    @property
    def name(self) -> str:
        return self._file.stem

    def relate(self, pairs: Sequence[tuple[str, str]]) -> Vectors:
        found = np.zeros((len(pairs), len(Relation)), np.float32)
        if not pairs:
            return found
        encoded = self._tokenizer.encode_batch([(claim, said) for claim, said in pairs])
        for batch in _batches([len(e.ids) for e in encoded]):
            width = max(len(encoded[i].ids) for i in batch)
            inputs = {
                "input_ids": _padded([encoded[i].ids for i in batch], width),
                "attention_mask": _padded([encoded[i].attention_mask for i in batch], width),
                "token_type_ids": _padded([encoded[i].type_ids for i in batch], width),
            }
            logits = self._session.run(None, inputs)[0]
            exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
            found[batch] = exponents / exponents.sum(axis=1, keepdims=True)
        return found

    @property
    def _session(self) -> Any:
        with self._loading:
            if self._loaded is None:
                self._loaded = _open(self._file)
            return self._loaded

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        """The vocabulary is that of the model it was fine-tuned from, which is installed anyway."""
        tokenizer = Tokenizer.from_file(str(Path(model_folder(DEFAULT_MODEL)) / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
        return tokenizer


def _open(file: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.log_severity_level = 3
    # Spinning threads starve everything else that runs on a laptop of two cores.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises a kind of its own for each cause
        raise ConfigurationError(
            f"The entailment model {file.name} cannot be loaded ({type(error).__name__}).",
            "Install the package again; the file is part of it.",
        ) from error


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if groups and lengths[i] * (len(groups[-1]) + 1) <= BATCH_TOKENS:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _padded(rows: Sequence[Sequence[int]], width: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array([[*row, *[0] * (width - len(row))] for row in rows], np.int64)
