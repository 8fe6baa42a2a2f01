"""Encodings of the bank's phrasings in files, one a question: computed once on a machine, whichever process asks."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from interviewer.ports import Vectors


class PhrasingFiles:
    """Half precision: token recall changes by less than 0.001. A file that cannot be read or written costs time only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, key: str) -> list[Vectors] | None:
        try:
            with np.load(self._file(key), allow_pickle=False) as held:
                lengths, stacked = held["lengths"], held["stacked"].astype(np.float32)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None
        return np.split(stacked, np.cumsum(lengths)[:-1]) if lengths.sum() == len(stacked) else None

    def store(self, key: str, encodings: Sequence[Vectors]) -> None:
        lengths = np.array([len(e) for e in encodings], np.int64)
        stacked = np.concatenate(list(encodings)).astype(np.float16)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
            with os.fdopen(handle, "wb") as part:
                np.savez(part, lengths=lengths, stacked=stacked)
            Path(name).replace(self._file(key))  # whole or not at all: another process may be reading
        except OSError:
            return

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}.npz"
