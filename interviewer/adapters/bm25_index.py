"""Lexical search by bm25s, with an English stemmer."""

from collections.abc import Sequence

import bm25s
import Stemmer

from interviewer.domain.passage import Entry
from interviewer.ports import Ranked


class Bm25Index:
    """An in-memory BM25 index: the whole guide takes well under a second to build, so it is never stored."""

    def __init__(self) -> None:
        self._stemmer = Stemmer.Stemmer("english")
        self._ids: list[str] = []
        self._retriever: bm25s.BM25 | None = None

    def build(self, entries: Sequence[Entry]) -> None:
        documents: dict[str, list[str]] = {}
        for entry in entries:
            documents.setdefault(entry.passage_id, []).append(entry.text)
        self._ids = list(documents)
        self._retriever = None
        if documents:
            self._retriever = bm25s.BM25()
            self._retriever.index(self._tokens(["\n".join(texts) for texts in documents.values()]), show_progress=False)

    def best(self, query: str, limit: int) -> Ranked:
        if self._retriever is None:
            return []
        tokens = self._tokens([query])
        found, scores = self._retriever.retrieve(tokens, k=min(limit, len(self._ids)), show_progress=False)
        return [(self._ids[int(i)], float(s)) for i, s in zip(found[0], scores[0], strict=True) if s > 0]

    def _tokens(self, texts: list[str]):  # type: ignore[no-untyped-def]
        return bm25s.tokenize(texts, stopwords="en", stemmer=self._stemmer, show_progress=False)
