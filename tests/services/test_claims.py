"""'I did say that': a point is looked at once more, and only once."""

import pytest

from interviewer.domain.critique import Critique, Finding, Verdict
from interviewer.domain.errors import InputError
from interviewer.domain.question import Question
from interviewer.services.claims import claim_point, may_claim

SAID = "I would look at recall. Precision matters as well, of course."


def critique(**changes: object) -> Critique:
    finding = Finding(key_point_id="recall", says="Report recall.", verdict=Verdict.MISSED).model_copy(update=changes)
    other = Finding(key_point_id="cost", says="Weigh the costs.", verdict=Verdict.MISSED)
    return Critique(question_id="q", engine="coach", score=0.0, findings=(finding, other))


def grants(question: Question, finding: Finding, sentence: str) -> Finding:
    return finding.model_copy(update={"verdict": Verdict.MET, "credit": 1.0, "quote": sentence})


def claim(found: Critique, sentence: str = "I would look at recall.") -> Critique:
    question = Question.model_construct(id="q")
    return claim_point(question, found, "recall", sentence, SAID, grants)


def test_a_granted_claim_changes_the_finding_and_the_score() -> None:
    changed = claim(critique())
    assert changed.findings[0].verdict is Verdict.MET and changed.findings[0].claimed
    assert changed.score == 2.5
    assert changed.findings[1] == critique().findings[1]


def test_a_point_is_claimed_once() -> None:
    with pytest.raises(InputError, match="once"):
        claim(claim(critique()))


@pytest.mark.parametrize("sentence", ["I said everything that was looked for.", "", "recall"])
def test_only_a_sentence_of_ones_own_answer_can_be_shown(sentence: str) -> None:
    with pytest.raises(InputError, match="not in your answer"):
        claim(critique(), sentence)


@pytest.mark.parametrize(
    "changes", [{"verdict": Verdict.MET}, {"verdict": Verdict.CONTRADICTED}, {"claimed": True}, {"expected": False}]
)
def test_what_is_settled_cannot_be_claimed(changes: dict[str, object]) -> None:
    assert not may_claim(critique(**changes).findings[0])
