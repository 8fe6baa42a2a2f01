"""A loop of rounds: what one interviewer tells the next, and what the committee makes of all of them.

The rules of the committee are written down here, so that a recommendation can be traced by hand.
"""

from collections.abc import Sequence

from pydantic import Field

from interviewer.domain.base import Value
from interviewer.domain.debrief import RULES, Debrief, QuestionLine, Recommendation
from interviewer.domain.scoring import mean
from interviewer.domain.stage import StageId

ENOUGH_ROUNDS = 2
"""Rounds with a recommendation of their own; below that a committee would not meet."""

LOW_ROUNDS = 2
"""So many rounds at 'no' or below outweigh any mean: two people said so independently."""

_LADDER = [r for _, r in RULES]


class HandOver(Value):
    """What the interviewer of a round tells the next one. It holds no score."""

    interviewer: str
    stage: str
    saw: tuple[str, ...] = Field(default=(), description="points that came across")
    still_open: tuple[str, ...] = Field(default=(), description="questions that stayed thin")


class LoopLine(Value):
    """A round in the scorecard."""

    stage: StageId
    name: str
    score: float | None
    recommendation: Recommendation


class Scorecard(Value):
    """The loop so far. `because` tells which rule decided."""

    lines: tuple[LoopLine, ...]
    planned: int
    score: float | None
    recommendation: Recommendation
    because: str
    evidence_for: tuple[str, ...] = ()
    evidence_against: tuple[str, ...] = ()
    would_change_it: str = ""

    @property
    def is_complete(self) -> bool:
        return len(self.lines) == self.planned


def decide(lines: Sequence[LoopLine]) -> tuple[Recommendation, str]:
    """(recommendation, the rule that decided).

    1. Fewer than two rounds with a recommendation: not enough to say.
    2. The mean of the rounds' scores, on the same steps as a round's.
    3. One round at 'strong no', or two at 'no' or below: at most 'borderline'.
    4. A 'strong yes' needs every round at 'borderline' or above.
    """
    judged = [line for line in lines if line.recommendation is not Recommendation.NONE]
    score = mean(line.score for line in judged)
    if len(judged) < ENOUGH_ROUNDS or score is None:
        return Recommendation.NONE, f"A committee needs at least {ENOUGH_ROUNDS} rounds with two answers each."
    found = next(r for least, r in RULES if score >= least)
    because = f"The mean of {len(judged)} rounds is {score:.1f} of 5."
    places = [_LADDER.index(line.recommendation) for line in judged]
    no, borderline = _LADDER.index(Recommendation.NO), _LADDER.index(Recommendation.BORDERLINE)
    low = [line.name for line, place in zip(judged, places, strict=True) if place >= no]
    is_low = len(low) >= LOW_ROUNDS or _LADDER.index(Recommendation.STRONG_NO) in places
    if is_low and _LADDER.index(found) < borderline:
        return Recommendation.BORDERLINE, f"{because} But {' and '.join(low)} stood against it."
    if found is Recommendation.STRONG_YES and low:
        return Recommendation.YES, f"{because} For a strong yes no round may stand against it: {low[0]} did."
    return found, because


def make_scorecard(rounds: Sequence[tuple[str, Debrief]], planned: int) -> Scorecard:
    """From the stage's name and the debrief of each round that is over, in order."""
    lines = tuple(
        LoopLine(stage=d.stage, name=name, score=d.score, recommendation=d.recommendation) for name, d in rounds
    )
    recommendation, because = decide(lines)
    known = [(name, d) for name, d in rounds if d.score is not None]
    best_first = sorted(known, key=lambda item: -(item[1].score or 0.0))
    score = mean(line.score for line in lines)
    return Scorecard(
        lines=lines,
        planned=planned,
        score=None if score is None else round(score, 2),
        recommendation=recommendation,
        because=because,
        evidence_for=tuple(f"{name}: {d.strengths[0]}" for name, d in best_first if d.strengths)[:MOST_EVIDENCE],
        evidence_against=tuple(_against(n, _thin(d)[0]) for n, d in reversed(best_first) if _thin(d))[:MOST_EVIDENCE],
        would_change_it=_would_change(recommendation, best_first),
    )


MOST_EVIDENCE = 3


def hand_over(interviewer: str, stage: str, debrief: Debrief) -> HandOver:
    return HandOver(
        interviewer=interviewer,
        stage=stage,
        saw=tuple(debrief.strengths[:2]),
        still_open=tuple(q.ask for q in _thin(debrief)[:2]),
    )


THIN_BELOW = 2.8
"""Below 'borderline': what a colleague would ask the next one to look at."""


def _thin(debrief: Debrief) -> list[QuestionLine]:
    """The worst first."""
    scored = [q for q in debrief.questions if q.score is not None and q.score < THIN_BELOW]
    return sorted(scored, key=lambda q: q.score or 0.0)


def _against(name: str, weakest: QuestionLine) -> str:
    return f"{name}: “{weakest.ask}” reached {weakest.score:.1f} of 5, with {weakest.met} of {weakest.expected} points."


def _would_change(recommendation: Recommendation, best_first: Sequence[tuple[str, Debrief]]) -> str:
    if recommendation in (Recommendation.NONE, Recommendation.STRONG_YES) or not best_first:
        return ""
    name, debrief = best_first[-1]
    target = _LADDER[_LADDER.index(recommendation) - 1].value
    return f"For a “{target}”: {name} first. {debrief.would_change_it}".strip()
