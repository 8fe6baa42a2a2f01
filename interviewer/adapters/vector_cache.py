"""Vectors kept on disk: the same text is embedded once by one model, whichever process asks."""

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from interviewer.ports import Embedder, TokenVectors, Vectors

WAIT_SECONDS = 30


class CachingEmbedder:
    """An embedder that remembers sentence vectors in a SQLite file, keyed by the model's name and the text's hash.

    Losing the file costs time and nothing else, so it lives in the cache folder and is never migrated.
    """

    def __init__(self, embedder: Embedder, file: Path) -> None:
        self._embedder = embedder
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file
        with self._connect() as db:
            db.execute("CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL)")

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=WAIT_SECONDS)

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def max_tokens(self) -> int:
        return self._embedder.max_tokens

    def count_tokens(self, text: str) -> int:
        return self._embedder.count_tokens(text)

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        return self._embedder.embed_tokens(texts)

    def embed(self, texts: Sequence[str]) -> Vectors:
        keys = [self._key(text) for text in texts]
        with self._connect() as db:
            held = {k: v for key in set(keys) for k, v in db.execute("SELECT * FROM vectors WHERE key = ?", (key,))}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in held}
        if missing:
            made = self._embedder.embed(list(missing.values()))
            rows = [(key, vector.tobytes()) for key, vector in zip(missing, made, strict=True)]
            with self._connect() as db:
                db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
            held.update(rows)
        if not keys:
            return self._embedder.embed([])
        return np.stack([np.frombuffer(held[key], np.float32) for key in keys])

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{self._embedder.name}\0{text}".encode()).hexdigest()
