"""A vector index that lives in memory: for checks of the content and for tests."""

from collections.abc import Sequence

import numpy as np

from interviewer.domain.passage import Passage
from interviewer.ports import Embedder, IndexChange, Progress, Ranked, Vectors

BATCH = 64


class MemoryVectors:
    """Exact cosine search over a matrix."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._held: dict[str, Vectors] = {}

    def update(self, passages: Sequence[Passage], on_progress: Progress | None = None) -> IndexChange:
        new = [p for p in passages if p.id not in self._held]
        wanted = {p.id for p in passages}
        removed = [i for i in self._held if i not in wanted]
        for passage_id in removed:
            del self._held[passage_id]
        for begin in range(0, len(new), BATCH):
            batch = new[begin : begin + BATCH]
            for passage, vector in zip(batch, self._embedder.embed([p.searchable for p in batch]), strict=True):
                self._held[passage.id] = vector
            if on_progress:
                on_progress(min(begin + BATCH, len(new)), len(new))
        return IndexChange(len(new), len(passages) - len(new), len(removed))

    def nearest(self, query: str, limit: int) -> Ranked:
        if not self._held:
            return []
        ids = list(self._held)
        scores = np.stack([self._held[i] for i in ids]) @ self._embedder.embed([query])[0]
        return [(ids[i], float(scores[i])) for i in np.argsort(-scores)[:limit]]
