"""Findings on an answer that is judged by claims: covered, half covered, missed, or the opposite said."""

import re
from typing import NamedTuple

from interviewer.domain.critique import Finding, Mistake, Verdict
from interviewer.domain.question import Question
from interviewer.domain.stage import Seniority
from interviewer.grading.calibration import probabilities
from interviewer.grading.direction import has_other_number, is_turned_around
from interviewer.grading.evidence import Evidence, PointEvidence, WrongEvidence
from interviewer.grading.own_question import is_marked_by_recall
from interviewer.grading.recall import Match
from interviewer.grading.reference import verdict_of
from interviewer.grading.text import count_negators

MET = 0.45
"""Probability from which on a point is met. Chosen for precision: a point that is given wrongly teaches nothing."""

OPEN = 0.7
"""Probability of 'missed' (or of the opposite) from which on nothing is given; between the two a point is half met."""

CONTRADICTED = 0.55
"""It caps the whole answer where the point is essential, and a wrong accusation is worse than a missed one."""

QUOTED = 0.66
"""Token recall of a claim that is said in nearly its own words. The entailment model is unsure of quotations (in its lessons
those who contradicted a claim repeated it); of 196 such points in the tuning half 175 were met and 16 contradicted."""

FULL_CREDIT = 0.45
NO_CREDIT = 0.05
"""Expected credit (met 1, partial 0.5) at which a point earns all, and nothing. Between them it grows in a line.

All five were chosen together on the tuning half of the gold set, for the bars of `tests/content/test_gold.py`.
"""

CREDIT_TURNED = 0.3

MISCONCEPTION = 0.60
MISCONCEPTION_LOCAL = 0.58
"""A misconception must also stand in one sentence: spread over an answer, its words are those of a good discussion."""

CERTAIN = 0.97
"""The misconception nearly word for word: no margin can be asked for."""

MISCONCEPTION_MARGIN = 0.05
"""By how much it must beat a key point that was met: a good answer names the wrong belief's words on its way."""

RECALL_MET = 0.60

TURNED_NOTE = "You may have this the wrong way round: check the direction."
NUMBER_NOTE = "The number that you give is another one: check it."
OPPOSITE_NOTE = "This seems to say the opposite of what is right here."


class Judged(NamedTuple):
    findings: tuple[Finding, ...]
    mistakes: tuple[Mistake, ...]


def judge_facts(question: Question, seniority: Seniority, evidence: Evidence) -> Judged:
    """A finding for each key point, and the misconceptions that were said."""
    expected = {p.id for p in question.expected(seniority)}
    findings, mistakes = [], []
    for point in evidence.points:
        finding = judge_point(
            point,
            worst_of(evidence, point.point.id),
            is_expected=point.point.id in expected,
            is_reference=is_marked_by_recall(question),
        )
        wrong = _said_wrongly(evidence, point)
        if wrong is not None and wrong.match.sentence is not None:
            quote, why = wrong.match.sentence.text, wrong.misconception.why
            mistakes.append(Mistake(says=wrong.misconception.says, quote=quote, why=why, key_point_id=point.point.id))
            finding = finding.model_copy(
                update={"verdict": Verdict.CONTRADICTED, "credit": 0.0, "quote": quote, "note": why, "unsure": False}
            )
        findings.append(finding)
    return Judged(tuple(findings), tuple(mistakes))


def worst_of(evidence: Evidence, point_id: str) -> WrongEvidence | None:
    """The best evidence for a misconception that contradicts the point."""
    against = [w for w in evidence.wrong if w.misconception.contradicts == point_id]
    return max(against, key=lambda w: w.match.recall, default=None)


def judge_point(point: PointEvidence, wrong: WrongEvidence | None, *, is_expected: bool, is_reference: bool) -> Finding:
    """The verdict that is most likely, with what is more than likely kept back: see the thresholds.

    `is_reference`: of a reference answer in any field. There a sentence that seems turned around is pointed out and costs
    nothing: as a cap it changed r by less than 0.03, up on some public splits and down on others, and flags right answers.
    """
    unsure = False
    if is_reference:
        verdict, credit = verdict_of(point)
        note = TURNED_NOTE if is_turned_around(point.match) else ""
    else:
        chances = probabilities(point, wrong)
        verdict, credit, note = _verdict(point, chances)
        unsure = verdict is Verdict.PARTIAL and not note and chances[Verdict.PARTIAL] < chances[Verdict.MET]
    return Finding(
        key_point_id=point.point.id,
        says=point.point.says,
        verdict=verdict,
        quote="" if verdict is Verdict.MISSED else _quote(point),
        credit=round(credit, 3),
        essential=point.point.essential,
        expected=is_expected,
        note=note,
        unsure=unsure,
    )


def _verdict(point: PointEvidence, chances: dict[Verdict, float]) -> tuple[Verdict, float, str]:
    """(verdict, credit, note)."""
    credit = _credit(chances[Verdict.MET] + 0.5 * chances[Verdict.PARTIAL])
    if is_turned_around(point.match):
        return Verdict.PARTIAL, min(credit, CREDIT_TURNED), TURNED_NOTE
    if has_other_number(point.match):
        return Verdict.PARTIAL, min(credit, CREDIT_TURNED), NUMBER_NOTE
    if point.match.recall >= QUOTED:
        return Verdict.MET, 1.0, ""
    if chances[Verdict.CONTRADICTED] >= CONTRADICTED:
        return Verdict.CONTRADICTED, 0.0, OPPOSITE_NOTE
    if chances[Verdict.MET] >= MET:
        return Verdict.MET, credit, ""
    if chances[Verdict.MISSED] + chances[Verdict.CONTRADICTED] >= OPEN:
        return Verdict.MISSED, 0.0, ""
    return Verdict.PARTIAL, credit, ""


def _credit(expectation: float) -> float:
    return min(1.0, max(0.0, (expectation - NO_CREDIT) / (FULL_CREDIT - NO_CREDIT)))


def _quote(point: PointEvidence) -> str:
    """The sentence that holds most of the claim."""
    return point.match.sentence.text if point.match.sentence else ""


def _said_wrongly(evidence: Evidence, point: PointEvidence) -> WrongEvidence | None:
    """The misconception that was said in place of the point, in its own words and in one sentence; None if none was.

    A speaker who names a wrong belief to reject it says the right one as well, in words nearer to the key point.
    """
    right = point.match
    least = right.recall + (MISCONCEPTION_MARGIN if right.recall >= RECALL_MET else 0.0)
    said = [
        w
        for w in evidence.wrong
        if w.misconception.contradicts == point.point.id
        and w.match.recall >= max(MISCONCEPTION, min(least, CERTAIN))
        and w.match.local >= MISCONCEPTION_LOCAL
        and not _is_rejected(w.match)
    ]
    return max(said, key=lambda w: w.match.recall, default=None)


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
