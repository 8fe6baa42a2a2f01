"""From evidence to probabilities: one small logistic model a kind of question, fitted by `python -m training.calibrate`.

Fitted on the tuning half of the gold set (86 questions, five answers each, every key point judged by a second reader), with
all phrasings of a claim and, for MEANING_BARE, with the claim alone. Nothing else was looked at.
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
        *(log_odds(chance) for chance in chances),
        wrong.match.recall if wrong else 0.0,
    ]


def log_odds(chance: float) -> float:
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
    if point.reading is None:
        return WORDS
    return MEANING if point.point.also else MEANING_BARE


WORDS = Table(
    (
        (-6.71, -3.56, -0.59),
        (0.18, -0.19, -1.22),
        (5.55, 2.61, 0.41),
        (0.99, 1.13, 1.40),
    ),
    (5.29, -0.50, -3.28, -1.51),
)
MEANING = Table(
    (
        (-3.82, -2.20, -0.29, -0.08, -0.05, -0.70),
        (0.46, 0.28, 0.06, 0.16, -0.29, -1.16),
        (3.55, 2.40, 0.40, 0.08, -0.28, 0.55),
        (-0.18, -0.48, -0.17, -0.16, 0.62, 1.31),
    ),
    (2.74, -0.82, -2.18, 0.27),
)
MEANING_BARE = Table(
    (
        (-2.28, -0.86, -0.33, -0.11, -0.10, 0.00),
        (0.06, -0.06, 0.07, 0.16, -0.26, 0.00),
        (2.01, 0.81, 0.45, 0.06, -0.24, 0.00),
        (0.21, 0.11, -0.19, -0.11, 0.59, 0.00),
    ),
    (0.92, -0.62, -0.42, 0.11),
)
