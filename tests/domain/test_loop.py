"""The committee's rules, and what one interviewer tells the next."""

import pytest

from interviewer.domain.debrief import Debrief, QuestionLine, Recommendation, recommend
from interviewer.domain.loop import LoopLine, decide, hand_over, make_scorecard
from interviewer.domain.stage import StageId


def line(score: float | None, name: str = "Technical") -> LoopLine:
    return LoopLine(stage=StageId.TECHNICAL, name=name, score=score, recommendation=recommend(score, 3))


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([4.5], Recommendation.NONE),
        ([4.5, None], Recommendation.NONE),
        ([4.5, 4.4, 4.6], Recommendation.STRONG_YES),
        ([3.6, 3.9], Recommendation.YES),
        ([3.0, 3.1, 2.9], Recommendation.BORDERLINE),
        ([2.0, 2.2], Recommendation.NO),
        ([1.0, 1.2], Recommendation.STRONG_NO),
        ([5.0, 5.0, 5.0, 1.0], Recommendation.BORDERLINE),
        ([5.0, 5.0, 5.0, 5.0, 2.5, 2.5], Recommendation.BORDERLINE),
        ([5.0, 5.0, 5.0, 5.0, 2.5], Recommendation.YES),
        ([4.0, 4.0, 2.5], Recommendation.YES),
    ],
)
def test_the_committee_follows_its_written_rules(scores: list[float | None], expected: Recommendation) -> None:
    assert decide([line(s) for s in scores])[0] is expected


def test_the_rule_that_decided_is_told() -> None:
    _, because = decide([line(5.0), line(5.0), line(5.0), line(1.0, "Culture")])
    assert "Culture stood against it" in because and "4.0" in because


def debrief(stage: StageId, score: float, *, strength: str, asked: str) -> Debrief:
    lines = (
        QuestionLine(question_id="a", ask=asked, outcome="answered", score=score - 1, met=1, expected=4),
        QuestionLine(question_id="b", ask="Another?", outcome="answered", score=score + 1, met=3, expected=4),
    )
    return Debrief(
        stage=stage,
        engine="coach",
        score=score,
        recommendation=recommend(score, 2),
        summary="s",
        questions=lines,
        strengths=(strength,),
        would_change_it="More points.",
    )


def test_a_scorecard_has_evidence_for_and_against_from_different_rounds() -> None:
    good = debrief(StageId.TECHNICAL, 4.4, strength="Named the interval.", asked="Why?")
    weak = debrief(StageId.CULTURE, 2.0, strength="Honest.", asked="What would you miss?")
    card = make_scorecard([("Technical", good), ("Culture", weak)], planned=2)
    assert card.is_complete and card.score == 3.2 and card.recommendation is Recommendation.BORDERLINE
    assert card.evidence_for[0] == "Technical: Named the interval."
    assert card.evidence_against == ("Culture: “What would you miss?” reached 1.0 of 5, with 1 of 4 points.",)
    assert card.would_change_it.startswith("For a “yes”: Culture first.")


def test_a_hand_over_note_holds_what_was_seen_and_what_stayed_thin_and_no_score() -> None:
    note = hand_over(
        "Tomas", "Technical", debrief(StageId.TECHNICAL, 2.6, strength="Named the interval.", asked="Why?")
    )
    assert note.saw == ("Named the interval.",) and note.still_open == ("Why?",)
    assert not any(c.isdigit() for c in note.model_dump_json())
