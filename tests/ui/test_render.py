"""What is shown: escaped, complete, and not giving a probe away."""

import pytest

from interviewer.domain.critique import Critique, Finding, Fix, Mistake, StrongerPart, Verdict
from interviewer.domain.debrief import Debrief
from interviewer.domain.passage import Citation
from interviewer.domain.rubric import Rating
from interviewer.domain.stage import StageId
from interviewer.ui import render, render_critique, render_debrief

HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
CITATION = Citation(passage_id='page#s~1"><b>', heading="Page › Section")


def critique(**more: object) -> Critique:
    findings = (
        Finding(key_point_id="a", says="Says A.", verdict=Verdict.MET, quote="my words on a"),
        Finding(key_point_id="b", says="Secret B.", verdict=Verdict.MISSED, essential=True, citation=CITATION),
        Finding(
            key_point_id="c", says="Claim C.", verdict=Verdict.CONTRADICTED, quote="wrong words", note="Because not."
        ),
    )
    return Critique(question_id="q", engine="coach", score=2.4, summary="A summary.", findings=findings, **more)  # type: ignore[arg-type]


def test_everything_from_outside_is_escaped() -> None:
    hostile = Critique(
        question_id="q",
        engine=HOSTILE,
        score=1.0,
        summary=HOSTILE,
        findings=(
            Finding(
                key_point_id="a", says=HOSTILE, verdict=Verdict.MET, quote=HOSTILE, note=HOSTILE, citation=CITATION
            ),
        ),
        mistakes=(Mistake(says=HOSTILE, quote=HOSTILE, why=HOSTILE),),
        ratings=(Rating(criterion_id="c", name=HOSTILE, level=3, evidence=HOSTILE),),
        fixes=(Fix(text=HOSTILE, citation=CITATION),),
        stronger=(StrongerPart(text=HOSTILE, source="added"), StrongerPart(text=HOSTILE, source="yours")),
        notice=HOSTILE,
    )
    page = render_critique.critique_card(hostile, is_latest=True) + render_critique.critique_card(
        hostile, is_latest=True, is_open=True
    )
    debrief = Debrief(
        stage=StageId.TECHNICAL,
        engine=HOSTILE,
        summary=HOSTILE,
        criteria={HOSTILE: 3.0, "b": 2.0, "c": 1.0},
        strengths=(HOSTILE,),
        patterns=(HOSTILE,),
    )
    page += render_debrief.radar(debrief.criteria)
    assert "<img" not in page and "<script" not in page and 'onerror="' not in page


def test_an_open_question_hides_what_is_missing_until_it_is_asked_for() -> None:
    shown, folded = render_critique.critique_card(critique(), is_latest=True, is_open=True).split("<details>", 1)
    assert "my words on a" in shown and "2 points are still open" in shown
    assert "Secret B." not in shown and "Because not." not in shown
    assert "Secret B." in folded
    closed = render_critique.critique_card(critique(), is_latest=True)
    assert "Secret B." in closed.split("<details>", 1)[0]


def test_a_score_that_does_not_exist_is_not_a_zero() -> None:
    card = render_critique.critique_card(Critique(question_id="q", engine="coach", score=None, summary="English only."))
    assert "not scored" in card and "0.0" not in card


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<b>bold</b> and a < b", "&lt;b>bold&lt;/b> and a < b"),
        ("![x](http://evil/beacon.png)", "!\\[x](http://evil/beacon.png)"),
        ("`<kept>` and ```\n<also kept>\n```", "`<kept>` and ```\n<also kept>\n```"),
    ],
)
def test_markdown_keeps_code_and_loses_tags_and_images(text: str, kept: str) -> None:
    assert render.safe_markdown(text) == kept


def test_an_open_point_can_be_claimed_with_a_sentence_and_a_settled_one_cannot() -> None:
    open_point = Finding(key_point_id="b", says="B.", verdict=Verdict.PARTIAL, unsure=True)
    met = Finding(key_point_id="a", says="A.", verdict=Verdict.MET, quote="said a")
    found = Critique(question_id="q1", engine="coach", score=2.0, findings=(met, open_point))
    card = render_critique.critique_card(found, is_latest=True, said=("One <b>thing</b>.", "Another."))
    assert card.count("data-claim='q1' data-point='b'") == 2 and "data-point='a'" not in card
    assert "One &lt;b&gt;thing&lt;/b&gt;." in card and "not sure you said this" in card
    assert "data-claim" not in render_critique.critique_card(found, is_latest=True)
    claimed = found.model_copy(update={"findings": (met, open_point.model_copy(update={"claimed": True}))})
    assert "data-claim" not in render_critique.critique_card(claimed, is_latest=True, said=("One.",))
