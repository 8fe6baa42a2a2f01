"""A vector index that lives in memory: for checks of the content and for tests."""

from collections.abc import Sequence

import numpy as np

from interviewer.domain.passage import Entry
from interviewer.ports import Embedder, IndexChange, Progress, Ranked, Vectors

BATCH = 64


class MemoryVectors:
    """Exact cosine search over a matrix."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._held: dict[str, Vectors] = {}
        self._passage_of: dict[str, str] = {}

    def update(self, entries: Sequence[Entry], on_progress: Progress | None = None) -> IndexChange:
        new = sorted((e for e in entries if e.id not in self._held), key=lambda e: len(e.text))  # less padding
        self._passage_of = {e.id: e.passage_id for e in entries}
        removed = [i for i in self._held if i not in self._passage_of]
        for entry_id in removed:
            del self._held[entry_id]
        for begin in range(0, len(new), BATCH):
            batch = new[begin : begin + BATCH]
            for entry, vector in zip(batch, self._embedder.embed([e.text for e in batch]), strict=True):
                self._held[entry.id] = vector
            if on_progress:
                on_progress(min(begin + BATCH, len(new)), len(new))
        return IndexChange(len(new), len(entries) - len(new), len(removed))

    def nearest(self, query: str, limit: int) -> Ranked:
        if not self._held:
            return []
        ids = list(self._held)
        scores = np.stack([self._held[i] for i in ids]) @ self._embedder.embed([query])[0]
        best: dict[str, float] = {}
        for i in np.argsort(-scores):
            best.setdefault(self._passage_of[ids[i]], float(scores[i]))
            if len(best) == limit:
                break
        return list(best.items())
