"""From findings to a number. Code computes every score; no model is asked for one."""

from collections.abc import Iterable, Sequence

from interviewer.domain.critique import Finding, Verdict
from interviewer.domain.rubric import Rating

TOP = 5.0
ESSENTIAL_WEIGHT = 2.0
"""An essential point counts as two others: without it the answer fails, so it carries more than its share."""

BONUS_WEIGHT = 0.5
"""A point above the candidate's level counts half, and only upwards."""

CAP_ESSENTIAL_MISSED = 3.4
"""An answer without an essential point cannot pass the bar of a 'yes' (see `debrief.RULES`, 3.5)."""

CAP_ALL_ESSENTIALS_MISSED = 2.4
CAP_ESSENTIAL_CONTRADICTED = 2.4
"""The opposite of an essential point is worse than silence on one of several."""

CAP_ANY_CONTRADICTED = 3.9


def score_findings(findings: Sequence[Finding]) -> float | None:
    """Weighted share of the expected points, 0 to 5, capped by what is essential; None if nothing could be judged."""
    judged = [f for f in findings if f.verdict is not Verdict.UNSCORED]
    expected = [f for f in judged if f.expected]
    if not expected:
        return None
    total = sum(_weight(f) for f in expected)
    gained = sum(_weight(f) * f.credit for f in expected)
    bonus = sum(BONUS_WEIGHT * f.credit for f in judged if not f.expected)
    raw = TOP * min(1.0, (gained + bonus) / total)
    return round(min(raw, _cap(expected)), 2)


def _weight(finding: Finding) -> float:
    return ESSENTIAL_WEIGHT if finding.essential else 1.0


def _cap(findings: Iterable[Finding]) -> float:
    findings = list(findings)
    essential = [f for f in findings if f.essential]
    cap = TOP
    if any(f.verdict is Verdict.CONTRADICTED for f in findings):
        cap = CAP_ANY_CONTRADICTED
    missed = [f for f in essential if f.verdict is Verdict.MISSED]
    if missed:
        cap = min(cap, CAP_ESSENTIAL_MISSED)
    if essential and len(missed) == len(essential):
        cap = min(cap, CAP_ALL_ESSENTIALS_MISSED)
    if any(f.verdict is Verdict.CONTRADICTED for f in essential):
        cap = min(cap, CAP_ESSENTIAL_CONTRADICTED)
    return cap


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of what is there; None if nothing is. Unscored answers are left out, never counted as zero."""
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if known else None


def mean_levels(ratings: Iterable[Rating]) -> dict[str, float]:
    """Criterion name to mean level over the answers in which it could be told, in order of appearance."""
    levels: dict[str, list[int]] = {}
    for rating in ratings:
        if rating.level is not None:
            levels.setdefault(rating.name, []).append(rating.level)
    return {name: sum(values) / len(values) for name, values in levels.items()}
