"""Retrieval against questions in candidates' words, for each half of the search and for both."""

import json
import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from interviewer.domain.errors import ContentError
from interviewer.ports import Ranked
from interviewer.services.search import CANDIDATES, GuideSearch

RESAMPLES = 1000


class Golden(NamedTuple):
    """What a candidate asks, and the sections (`page#section`) that answer it."""

    query: str
    addresses: tuple[str, ...]


class Metrics(NamedTuple):
    """Shares of the golden questions, with a 95% bootstrap interval for recall@3."""

    method: str
    recall_1: float
    recall_3: float
    mrr: float
    low: float
    high: float


def read_golden(file: Path) -> list[Golden]:
    """Raises ContentError that names the line."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            found.append(Golden(row["query"], tuple(row["addresses"])))
        except (ValueError, KeyError, TypeError) as error:
            raise ContentError(file.name, 'expected {"query": ..., "addresses": [...]}', line=number) from error
    return found


def evaluate_retrieval(search: GuideSearch, golden: Sequence[Golden]) -> list[Metrics]:
    """Dense, BM25 and fused, on the same questions. Raises ContentError for an address that is not in the guide."""
    unknown = sorted({a for g in golden for a in g.addresses if search.at(a) is None})
    if unknown:
        raise ContentError("golden set", f"these sections do not exist: {', '.join(unknown[:5])}")

    def addresses(ranked: Ranked) -> list[str]:
        passages = (search.get(passage_id) for passage_id, _ in ranked)
        return [p.address for p in passages if p is not None]

    methods: dict[str, Callable[[str], list[str]]] = {
        "dense": lambda query: addresses(search.by_meaning(query)),
        "bm25": lambda query: addresses(search.by_words(query)),
        "fused": lambda query: [hit.passage.address for hit in search.search(query, CANDIDATES)],
    }
    return [_measure(name, [_rank(find(g.query), g.addresses) for g in golden]) for name, find in methods.items()]


def _rank(found: Iterable[str], wanted: Sequence[str]) -> int | None:
    """The place, from 1, of the first section that answers; None if it did not come up."""
    return next((i for i, address in enumerate(dict.fromkeys(found), start=1) if address in wanted), None)


def _measure(method: str, ranks: Sequence[int | None]) -> Metrics:
    def recall(sample: Sequence[int | None], k: int) -> float:
        return sum(r is not None and r <= k for r in sample) / len(sample)

    rng = random.Random(0)
    resampled = sorted(recall(rng.choices(ranks, k=len(ranks)), 3) for _ in range(RESAMPLES))
    return Metrics(
        method,
        recall(ranks, 1),
        recall(ranks, 3),
        sum(1 / r for r in ranks if r) / len(ranks),
        resampled[int(0.025 * RESAMPLES)],
        resampled[int(0.975 * RESAMPLES)],
    )
