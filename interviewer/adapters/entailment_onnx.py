"""The entailment model that ships with the product: int8 ONNX, run by onnxruntime on the processor. No torch."""

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Encoding, Tokenizer

from interviewer.adapters.sentence_embedder import DEFAULT_MODEL, model_folder
from interviewer.domain.errors import ConfigurationError
from interviewer.domain.relation import Relation
from interviewer.ports import Vectors

FOLDER = Path(__file__).parent / "entailment"
MODEL = FOLDER / "model.int8.onnx"
MAX_TOKENS = 160
"""As in training: longer windows are cut at their end."""

WORKERS = min(4, os.cpu_count() or 1)
"""Pairs are read one by one, each on one thread: 6.2 ms a pair on two cores, 9.2 ms in padded batches on two threads each.

And activations are quantised by their range in the batch: in company the same pair would read differently, by up to 0.07.
"""


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
        if not pairs:
            return np.zeros((0, len(Relation)), np.float32)
        session = self._session
        encoded = self._tokenizer.encode_batch([(claim, said) for claim, said in pairs])

        def read(one: Encoding) -> Vectors:
            inputs = {"input_ids": one.ids, "attention_mask": one.attention_mask, "token_type_ids": one.type_ids}
            logits = session.run(None, {name: np.array([row], np.int64) for name, row in inputs.items()})[0][0]
            exponents = np.exp(logits - logits.max())
            return np.asarray(exponents / exponents.sum(), np.float32)

        return np.stack(list(self._workers.map(read, encoded)))

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(WORKERS, thread_name_prefix="entailment")

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
        tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
        return tokenizer


def _open(file: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises a kind of its own for each cause
        raise ConfigurationError(
            f"The entailment model {file.name} cannot be loaded ({type(error).__name__}).",
            "Install the package again; the file is part of it.",
        ) from error
