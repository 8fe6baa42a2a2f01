"""Search of the guide: by meaning and by words, fused."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from interviewer.domain.passage import Entry, Page, Passage, ScoredPassage
from interviewer.domain.question import Question
from interviewer.domain.splitting import MAX_TOKENS, split_page
from interviewer.grading.text import content_stems
from interviewer.ports import Embedder, IndexChange, LexicalIndex, Progress, Ranked, VectorIndex

LEXICAL_WEIGHT = 0.1
"""What the best match by words adds to a cosine. Chosen on half of the golden queries; see docs/adr/0003."""

RRF_K = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009), unchanged."""

LONG_QUERY = 10
"""Content words from which on a query reads like a claim of the guide and not like a question: ranks then fuse better."""

CANDIDATES = 20
"""How many each index puts forward: a passage below rank 20 in both cannot come into the first five."""


class WayIn(NamedTuple):
    """A text by which a section (`page#section`) should be found."""

    address: str
    text: str


class GuideSearch:
    """The guide's passages, findable."""

    def __init__(self, vectors: VectorIndex, lexical: LexicalIndex, embedder: Embedder) -> None:
        self._vectors, self._lexical, self._embedder = vectors, lexical, embedder
        self._passages: dict[str, Passage] = {}
        self._by_address: dict[str, list[Passage]] = {}

    def index(
        self, pages: Iterable[Page], ways_in: Iterable[WayIn] = (), on_progress: Progress | None = None
    ) -> IndexChange:
        """Make the pages searchable, by their own text and by the ways in. Raises IndexMismatch."""
        passages = [p for page in pages for p in split_page(page, self._embedder.count_tokens, self._limit())]
        entries = [Entry(id=p.id, passage_id=p.id, text=p.searchable) for p in passages]
        entries += _entries(ways_in, passages)
        change = self._vectors.update(entries, on_progress)
        self._lexical.build(entries)
        self._passages = {p.id: p for p in passages}
        self._by_address = {}
        for passage in passages:
            self._by_address.setdefault(passage.address, []).append(passage)
        return change

    def _limit(self) -> int:
        """Whatever the model would cut off is never found, so its window is the limit where it is the smaller."""
        return min(MAX_TOKENS, self._embedder.max_tokens - 2)

    @property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(self._passages.values())

    def get(self, passage_id: str) -> Passage | None:
        return self._passages.get(passage_id)

    def at(self, address: str) -> Passage | None:
        """The first passage of `page#section`."""
        return next(iter(self._by_address.get(address, ())), None)

    def search(self, query: str, limit: int = 5) -> list[ScoredPassage]:
        """The best passages for the query, best first; none for an empty query."""
        if not query.strip() or not self._passages:
            return []
        fuse = by_ranks if len(content_stems(query)) >= LONG_QUERY else by_scores
        ranked = fuse(self.by_meaning(query), self.by_words(query))
        return [
            ScoredPassage(passage=self._passages[i], score=round(s, 5))
            for i, s in ranked[:limit]
            if i in self._passages
        ]

    def by_meaning(self, query: str, limit: int = CANDIDATES) -> Ranked:
        return self._vectors.nearest(query, limit)

    def by_words(self, query: str, limit: int = CANDIDATES) -> Ranked:
        return self._lexical.best(query, limit)


def ways_into(questions: Iterable[Question]) -> list[WayIn]:
    """Each key point, in all its phrasings, leads to the section that teaches it.

    The guide speaks like a guide; the phrasings are how candidates put the same. On the half of `retrieval_vague.jsonl` that
    nobody tuned on, recall@3 rose from 0.44 to 0.52.
    """
    return [WayIn(p.teaches, " ".join(p.phrasings)) for question in questions for p in question.key_points]


def _entries(ways_in: Iterable[WayIn], passages: Sequence[Passage]) -> list[Entry]:
    first: dict[str, str] = {}
    for passage in passages:
        first.setdefault(passage.address, passage.id)
    found = {}
    for way in ways_in:
        if way.address in first:
            digest = hashlib.sha256(way.text.encode()).hexdigest()[:10]
            entry = Entry(id=f"{first[way.address]}+{digest}", passage_id=first[way.address], text=way.text)
            found[entry.id] = entry
    return list(found.values())


def by_scores(by_meaning: Ranked, by_words: Ranked) -> Ranked:
    """Cosine, plus a share of LEXICAL_WEIGHT for what was found by words, its best hit getting all of it.

    A passage that only words put forward is taken to be as near in meaning as the last that meaning put forward.
    """
    cosines = dict(by_meaning)
    floor = min(cosines.values(), default=0.0)
    top = max((score for _, score in by_words), default=1.0)
    lexical = {passage_id: score / top for passage_id, score in by_words}
    scores = {
        passage_id: cosines.get(passage_id, floor) + LEXICAL_WEIGHT * lexical.get(passage_id, 0.0)
        for passage_id in cosines.keys() | lexical.keys()
    }
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def by_ranks(*rankings: Ranked) -> Ranked:
    """Reciprocal rank fusion: each ranking gives 1 / (RRF_K + rank) to what it holds."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, (passage_id, _) in enumerate(ranking, start=1):
            scores[passage_id] = scores.get(passage_id, 0.0) + 1 / (RRF_K + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
