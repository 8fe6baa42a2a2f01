"""From findings to a number."""

from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain.critique import Finding, Verdict
from interviewer.domain.debrief import Recommendation, recommend
from interviewer.domain.scoring import CAP_ESSENTIAL_CONTRADICTED, CAP_ESSENTIAL_MISSED, score_findings

CREDIT = {Verdict.MET: 1.0, Verdict.PARTIAL: 0.5}


def finding(verdict: Verdict, *, essential: bool = False, expected: bool = True) -> Finding:
    return Finding(
        key_point_id="p",
        says="s",
        verdict=verdict,
        credit=CREDIT.get(verdict, 0.0),
        essential=essential,
        expected=expected,
    )


def test_everything_met_is_five_and_nothing_is_zero() -> None:
    assert score_findings([finding(Verdict.MET, essential=True), finding(Verdict.MET)]) == 5.0
    assert score_findings([finding(Verdict.MISSED, essential=True), finding(Verdict.MISSED)]) == 0.0


def test_what_could_not_be_judged_is_no_score_and_never_a_zero() -> None:
    assert score_findings([finding(Verdict.UNSCORED)] * 3) is None
    assert score_findings([]) is None


def test_a_missed_essential_point_caps_the_score() -> None:
    found = [finding(Verdict.MET)] * 9 + [finding(Verdict.MET, essential=True), finding(Verdict.MISSED, essential=True)]
    assert score_findings(found) == CAP_ESSENTIAL_MISSED


def test_the_opposite_of_an_essential_point_caps_it_lower() -> None:
    found = [finding(Verdict.MET)] * 9 + [finding(Verdict.CONTRADICTED, essential=True)]
    assert score_findings(found) == CAP_ESSENTIAL_CONTRADICTED


def test_a_bonus_point_only_helps() -> None:
    base = [finding(Verdict.MET, essential=True), finding(Verdict.MISSED)]
    assert score_findings([*base, finding(Verdict.MISSED, expected=False)]) == score_findings(base)
    with_bonus = score_findings([*base, finding(Verdict.MET, expected=False)])
    assert with_bonus is not None and with_bonus > (score_findings(base) or 0)


findings = st.lists(
    st.builds(finding, st.sampled_from(Verdict), essential=st.booleans(), expected=st.booleans()),
    min_size=1,
    max_size=8,
)


@given(findings, st.data())
def test_meeting_one_more_point_never_lowers_the_score(found: list[Finding], data: st.DataObject) -> None:
    before = score_findings(found)
    i = data.draw(st.integers(0, len(found) - 1))
    better = found[i].model_copy(update={"verdict": Verdict.MET, "credit": 1.0})
    if found[i].verdict is not Verdict.UNSCORED:
        after = score_findings([*found[:i], better, *found[i + 1 :]])
        assert before is None or (after is not None and after >= before)
        assert after is None or 0 <= after <= 5


def test_a_recommendation_needs_two_answers() -> None:
    assert recommend(4.9, 1) is Recommendation.NONE
    assert recommend(4.9, 2) is Recommendation.STRONG_YES
    assert recommend(0.0, 2) is Recommendation.STRONG_NO
    assert recommend(None, 0) is Recommendation.NONE
