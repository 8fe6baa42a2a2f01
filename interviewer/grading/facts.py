"""Findings on an answer that is judged by claims: covered, half covered, missed, or the opposite said."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from interviewer.domain.critique import Finding, Mistake, Verdict
from interviewer.domain.question import KeyPoint, Misconception, Question
from interviewer.domain.stage import Seniority
from interviewer.grading.evidence import Evidence, WrongEvidence
from interviewer.grading.recall import Match
from interviewer.grading.text import count_negators

MET = 0.60
"""Precision 0.93 on physics items judged by two humans, 0.83 on school science (class-balanced)."""

PARTIAL = 0.47
"""Below it a point counts as missed: student prose has its best single threshold between 0.44 and 0.50."""

FULL_CREDIT = 0.66
NO_CREDIT = 0.42

MISCONCEPTION = 0.60
MISCONCEPTION_LOCAL = 0.58
"""A misconception must also stand in one sentence: spread over an answer, its words are those of a good discussion."""

CERTAIN = 0.97
"""The misconception nearly word for word: no margin can be asked for."""

MISCONCEPTION_MARGIN = 0.05
"""By how much it must beat a key point that was met: a good answer names the wrong belief's words on its way."""

NEGATION_LOCAL = 0.80
"""Negation is only looked at in a near match: below this it flags more correct answers than wrong ones."""

CREDIT_PARTIAL_MAX = 0.6
CREDIT_CHECK_DIRECTION = 0.3


class Judged(NamedTuple):
    findings: tuple[Finding, ...]
    mistakes: tuple[Mistake, ...]


def judge_facts(question: Question, seniority: Seniority, evidence: Evidence) -> Judged:
    """A finding for each key point, and the misconceptions that were said."""
    matches = {p.point.id: p.match for p in evidence.points}
    said = _misconceptions_said(evidence.wrong, matches)
    expected = {p.id for p in question.expected(seniority)}
    findings = tuple(_finding(p.point, p.match, said.get(p.point.id), p.point.id in expected) for p in evidence.points)
    mistakes = tuple(
        Mistake(says=m.says, quote=match.sentence.text, why=m.why, key_point_id=m.contradicts)
        for m, match in said.values()
        if match.sentence is not None
    )
    return Judged(findings, mistakes)


def _misconceptions_said(
    misconceptions: Sequence[WrongEvidence], points: dict[str, Match]
) -> dict[str, tuple[Misconception, Match]]:
    """Key point id to the misconception that contradicts it: said in one sentence, better matched there than the point.

    A speaker who names a wrong belief to reject it says the right one as well, in words nearer to the key point.
    """
    said: dict[str, tuple[Misconception, Match]] = {}
    for item in misconceptions:
        wrong = item.match
        right = points[item.misconception.contradicts]
        convincing = wrong.recall >= MISCONCEPTION and wrong.local >= MISCONCEPTION_LOCAL
        least = right.recall + (MISCONCEPTION_MARGIN if right.recall >= MET else 0.0)
        if convincing and wrong.recall >= min(least, CERTAIN) and not _is_rejected(wrong):
            earlier = said.get(item.misconception.contradicts)
            if earlier is None or earlier[1].recall < wrong.recall:
                said[item.misconception.contradicts] = (item.misconception, wrong)
    return said


_REJECTED = re.compile(
    r"\b(is|was|that's|it's|be|are|as) (a |an |simply |just |plain |also )?(common |popular |classic )?"
    r"(wrong|myth|mistake|misconception|misreading|fallacy|error|trap|mistaken|incorrect|not (true|right|what))\b"
    r"|\b(people|many|most|some|everybody|everyone|candidates|someone|folks)\b.{0,25}\b(think|say|assume|believe|read|hear|claim)"
    r"|\b(tempting|not to say|instead of saying|rather than)\b",
    re.IGNORECASE,
)


def _is_rejected(match: Match) -> bool:
    """The sentence itself says that the belief is wrong, or negates it."""
    if match.sentence is None:
        return False
    if _REJECTED.search(match.sentence.text) and not _REJECTED.search(match.phrasing):
        return True
    return count_negators(match.sentence.text) % 2 != count_negators(match.phrasing) % 2


def _finding(
    point: KeyPoint, match: Match, contradiction: tuple[Misconception, Match] | None, is_expected: bool
) -> Finding:
    verdict, credit, note, quote = _verdict(match)
    if contradiction is not None:
        misconception, wrong = contradiction
        verdict, credit, note = Verdict.CONTRADICTED, 0.0, misconception.why
        quote = wrong.sentence.text if wrong.sentence else ""
    return Finding(
        key_point_id=point.id,
        says=point.says,
        verdict=verdict,
        quote=quote,
        credit=round(credit, 3),
        essential=point.essential,
        expected=is_expected,
        note=note,
    )


def _verdict(match: Match) -> tuple[Verdict, float, str, str]:
    quote = match.sentence.text if match.sentence else ""
    if match.recall < PARTIAL:
        return Verdict.MISSED, _credit(match.recall) * 0.5, "", ""
    if match.local >= NEGATION_LOCAL and count_negators(quote) % 2 != count_negators(match.phrasing) % 2:
        return (
            Verdict.PARTIAL,
            CREDIT_CHECK_DIRECTION,
            "You may have this the wrong way round: check the direction.",
            quote,
        )
    if match.recall < MET:
        return Verdict.PARTIAL, min(CREDIT_PARTIAL_MAX, _credit(match.recall)), "", quote
    return Verdict.MET, max(CREDIT_PARTIAL_MAX, _credit(match.recall)), "", quote


def _credit(recall: float) -> float:
    return min(1.0, max(0.0, (recall - NO_CREDIT) / (FULL_CREDIT - NO_CREDIT)))
