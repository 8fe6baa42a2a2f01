"""A candidate says 'but I did say that', and shows the sentence: the point is looked at once more, and only once."""

from collections.abc import Callable

from interviewer.domain.critique import Critique, Finding, Verdict
from interviewer.domain.errors import InputError
from interviewer.domain.question import Question
from interviewer.domain.scoring import score_findings
from interviewer.services.quotes import find_quote

CLAIMABLE = frozenset({Verdict.PARTIAL, Verdict.MISSED})
LookAgain = Callable[[Question, Finding, str], Finding]


def may_claim(finding: Finding) -> bool:
    """Not what is met, not what was judged wrong by its own words, and nothing twice."""
    return finding.verdict in CLAIMABLE and finding.expected and not finding.claimed


def claim_point(
    question: Question, critique: Critique, key_point_id: str, sentence: str, said: str, look_again: LookAgain
) -> Critique:
    """The critique after a second look. Raises InputError where nothing can be claimed; then nothing was changed."""
    finding = next((f for f in critique.findings if f.key_point_id == key_point_id), None)
    if finding is None or not may_claim(finding):
        raise InputError("This point cannot be looked at again.", "Each open point can be claimed once.")
    quote = find_quote(sentence, [said])
    if quote is None:
        raise InputError("That sentence is not in your answer.", "Pick one of your own sentences.")
    looked = look_again(question, finding, quote).model_copy(update={"claimed": True, "unsure": False})
    findings = tuple(looked if f is finding else f for f in critique.findings)
    return critique.model_copy(update={"findings": findings, "score": score_findings(findings)})
