"""How well scores agree with people's marks: correlation, error, levels, classes; with bootstrap intervals over questions."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score, f1_score

Floats = NDArray[np.float64]
RESAMPLES = 500
LEVELS = 5
"""QWK compares marks on the product's own scale, 0 to 5 in whole steps."""

GROUPS = 10


class Interval(NamedTuple):
    """A figure and its 95% bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.2f}-{self.high:.2f})"


def pearson(scores: Floats, marks: Floats) -> float:
    """0 where either side does not vary."""
    if len(scores) < 2 or np.std(scores) == 0 or np.std(marks) == 0:
        return 0.0
    return float(np.corrcoef(scores, marks)[0, 1])


def rmse(scores: Floats, marks: Floats) -> float:
    return float(np.sqrt(np.mean((scores - marks) ** 2)))


def weighted_kappa(scores: Floats, marks: Floats) -> float:
    """Quadratic weighted kappa of shares 0 to 1 on whole levels 0 to 5."""
    levels = list(range(LEVELS + 1))
    ours, theirs = (np.clip(np.rint(LEVELS * x), 0, LEVELS).astype(int) for x in (scores, marks))
    if len(set(ours) | set(theirs)) < 2:
        return 0.0
    return float(cohen_kappa_score(theirs, ours, labels=levels, weights="quadratic"))


def macro_f1(predicted: Sequence[Hashable] | NDArray[np.bool_], true: Sequence[Hashable] | NDArray[np.bool_]) -> float:
    return float(f1_score(true, predicted, average="macro", zero_division=0))


def balanced_precision(predicted: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    """Precision if both classes were equally frequent: TPR / (TPR + FPR); 0 if nothing was predicted."""
    hit = float(predicted[true].mean()) if true.any() else 0.0
    false_alarm = float(predicted[~true].mean()) if (~true).any() else 0.0
    return hit / (hit + false_alarm) if hit + false_alarm else 0.0


def calibrate_elsewhere(scores: Floats, marks: Floats, questions: Sequence[str]) -> Floats:
    """Scores through a straight line that was fitted on other questions (ten groups of questions)."""
    fitted = np.empty_like(scores)
    for inside in _groups(questions):
        outside = ~inside
        if len(set(scores[outside])) < 2:
            fitted[inside] = marks[outside].mean() if outside.any() else scores[inside]
            continue
        slope, start = np.polyfit(scores[outside], marks[outside], 1)
        fitted[inside] = slope * scores[inside] + start
    return np.clip(fitted, 0.0, 1.0)


def classes_cut_elsewhere(scores: Floats, is_right: NDArray[np.bool_], questions: Sequence[str]) -> NDArray[np.bool_]:
    """Right or not, by the cut that gives the best macro-F1 on other questions."""
    predicted = np.zeros(len(scores), bool)
    for inside in _groups(questions):
        outside = ~inside
        cuts = np.quantile(scores[outside], np.linspace(0.05, 0.95, 37)) if outside.any() else np.array([0.5])
        best = max(cuts, key=lambda cut: macro_f1(scores[outside] >= cut, is_right[outside]))
        predicted[inside] = scores[inside] >= best
    return predicted


def _groups(questions: Sequence[str]) -> list[NDArray[np.bool_]]:
    names = sorted(set(questions))
    group_of = {name: i % GROUPS for i, name in enumerate(names)}
    groups = np.array([group_of[q] for q in questions])
    return [groups == g for g in sorted(set(groups))]


def bootstrap(figure: Callable[[NDArray[np.int64]], float], questions: Sequence[str], seed: int = 0) -> Interval:
    """`figure` of row indices, with an interval from resampling whole questions."""
    rows: dict[str, list[int]] = defaultdict(list)
    for i, question in enumerate(questions):
        rows[question].append(i)
    blocks = [np.array(block) for block in rows.values()]
    rng = np.random.default_rng(seed)
    drawn = sorted(
        figure(np.concatenate([blocks[i] for i in rng.integers(0, len(blocks), len(blocks))])) for _ in range(RESAMPLES)
    )
    everything = figure(np.arange(len(questions)))
    return Interval(everything, drawn[int(0.025 * RESAMPLES)], drawn[int(0.975 * RESAMPLES)])
