"""From evidence to probabilities: one small logistic model a kind of question, fitted by `python -m training.calibrate`.

Fitted on the tuning half of the gold set (86 questions, five answers each, every key point judged by a second reader) and,
for claims with a single phrasing, on the 'unseen answers' splits of two public sets as well. Nothing else was looked at.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interviewer.domain.critique import Verdict
from interviewer.grading.evidence import PointEvidence, WrongEvidence

VERDICTS = (Verdict.MISSED, Verdict.PARTIAL, Verdict.MET, Verdict.CONTRADICTED)
"""The order of a table's rows."""


class Table(NamedTuple):
    """Weights, shape (verdicts, features), and biases; features in the order of `features`."""

    weights: tuple[tuple[float, ...], ...]
    biases: tuple[float, ...]


def features(point: PointEvidence, wrong: WrongEvidence | None) -> list[float]:
    """Recall, recall in one sentence, log-odds of stated, partly and contradicted, the best misconception's recall.

    Without an entailment model there are no log-odds, and another table is used.
    """
    reading = point.reading
    chances = (reading.stated, reading.partly, reading.contradicted) if reading else ()
    return [
        point.match.recall,
        point.match.local,
        *(_log_odds(chance) for chance in chances),
        wrong.match.recall if wrong else 0.0,
    ]


def _log_odds(chance: float) -> float:
    return math.log((chance + SOFTENED) / (1.0 + SOFTENED - chance))


SOFTENED = 0.01
"""Keeps the log-odds within 4.6: the model is never that sure with reason."""


def probabilities(point: PointEvidence, wrong: WrongEvidence | None) -> dict[Verdict, float]:
    """How likely each verdict is."""
    table = _table(point)
    logits: NDArray[np.float64] = np.array(table.weights) @ np.array(features(point, wrong)) + np.array(table.biases)
    exponents = np.exp(logits - logits.max())
    return dict(zip(VERDICTS, (exponents / exponents.sum()).tolist(), strict=True))


def _table(point: PointEvidence) -> Table:
    is_bare = not point.point.also
    if point.reading is None:
        return WORDS_BARE if is_bare else WORDS
    return MEANING_BARE if is_bare else MEANING


WORDS = Table(
    (
        (-6.71, -3.57, -0.59),
        (0.19, -0.19, -1.22),
        (5.55, 2.60, 0.40),
        (0.97, 1.16, 1.40),
    ),
    (5.30, -0.50, -3.28, -1.52),
)
WORDS_BARE = Table(
    (
        (-5.12, 0.74, 0.00),
        (1.27, -2.11, 0.00),
        (3.26, 1.43, 0.00),
        (0.58, -0.07, 0.00),
    ),
    (2.74, -0.89, -1.30, -0.54),
)
MEANING = Table(
    (
        (-3.51, -2.23, -0.34, -0.16, -0.14, -0.74),
        (0.24, 0.15, 0.03, 0.21, -0.28, -1.09),
        (3.33, 2.40, 0.48, 0.11, -0.28, 0.64),
        (-0.05, -0.32, -0.17, -0.15, 0.70, 1.19),
    ),
    (2.36, -0.57, -2.21, 0.42),
)
MEANING_BARE = Table(
    (
        (-2.71, 1.01, -0.26, -0.29, -0.24, 0.00),
        (0.98, -1.56, -0.03, 0.43, -0.20, 0.00),
        (2.00, 0.75, 0.37, 0.10, -0.15, 0.00),
        (-0.28, -0.21, -0.08, -0.24, 0.59, 0.00),
    ),
    (0.11, -0.34, -0.28, 0.51),
)
