"""What an answer holds for and against each key point, before anybody decides."""

from collections.abc import Sequence
from typing import NamedTuple

from interviewer.domain.question import KeyPoint, Misconception
from interviewer.grading.reading import Reading, Request, request
from interviewer.grading.recall import AnswerVectors, Match, Phrasing, best_match


class PointPhrasings(NamedTuple):
    point: KeyPoint
    phrasings: Sequence[Phrasing]


class MisconceptionPhrasings(NamedTuple):
    misconception: Misconception
    phrasings: Sequence[Phrasing]


class PointEvidence(NamedTuple):
    """`match`: token recall; `reading`: the entailment model's, None without one."""

    point: KeyPoint
    match: Match
    reading: Reading | None = None


class WrongEvidence(NamedTuple):
    """The same for a misconception."""

    misconception: Misconception
    match: Match
    reading: Reading | None = None


class Evidence(NamedTuple):
    points: tuple[PointEvidence, ...]
    wrong: tuple[WrongEvidence, ...]


def gather(
    points: Sequence[PointPhrasings], misconceptions: Sequence[MisconceptionPhrasings], answer: AnswerVectors
) -> Evidence:
    """Token recall of everything; nothing is read yet."""
    return Evidence(
        tuple(PointEvidence(p.point, best_match(p.phrasings, answer)) for p in points),
        tuple(WrongEvidence(m.misconception, best_match(m.phrasings, answer)) for m in misconceptions),
    )


def requests(evidence: Evidence, answer: AnswerVectors) -> list[Request]:
    """What to ask the entailment model, in the order in which `with_readings` takes the replies."""
    claims = [(p.point.says, p.match) for p in evidence.points]
    claims += [(w.misconception.says, w.match) for w in evidence.wrong]
    return [request(claim, match, answer.sentences) for claim, match in claims]


def with_readings(evidence: Evidence, readings: Sequence[Reading]) -> Evidence:
    split = len(evidence.points)
    return Evidence(
        tuple(p._replace(reading=r) for p, r in zip(evidence.points, readings[:split], strict=True)),
        tuple(w._replace(reading=r) for w, r in zip(evidence.wrong, readings[split:], strict=True)),
    )
