"""Timing in pairs: ours and the bare operation in turn, so that a machine that drifts drifts for both."""

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple


class Pair(NamedTuple):
    """Medians in milliseconds, and the median of the ratios pair by pair."""

    name: str
    ours: float
    bare: float
    ratio: float
    limit: str


def compare(name: str, ours: Callable[[], object], bare: Callable[[], object], *, runs: int, limit: str) -> Pair:
    ours()
    bare()
    pairs = [(milliseconds(ours), milliseconds(bare)) for _ in range(runs)]
    return Pair(
        name,
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
        limit,
    )


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)
