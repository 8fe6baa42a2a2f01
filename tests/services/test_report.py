"""A session as Markdown, compared with what it was when it was last read."""

from datetime import timedelta

from interviewer.domain.corpus import Corpus
from interviewer.domain.critique import Critique, Finding, Fix, Mistake, Verdict
from interviewer.domain.debrief import Debrief, Recommendation, StudyItem
from interviewer.domain.passage import Citation
from interviewer.domain.round import EndedBy, Outcome, Phase, QuestionState, RoundState
from interviewer.domain.session import RoundRecord, RoundView, Session, SessionRequest, SessionView, StoredCritique
from interviewer.domain.stage import StageId
from interviewer.domain.transcript import Speaker, Turn
from interviewer.services.report import to_markdown
from tests.fakes import START, round_plan
from tests.prompting.test_prompts import QUESTION, compare


def make_view() -> SessionView:
    plan = round_plan(QUESTION)
    state = RoundState(
        phase=Phase.CLOSED,
        asked=(QuestionState(question_id=QUESTION, outcome=Outcome.ANSWERED, answers=1),),
        ended_by=EndedBy.PLAN,
    )
    citation = Citation(
        passage_id="stats-p-values#significance-is-not-importance~1",
        heading="P-values › Significance is not importance",
    )
    critique = Critique(
        question_id=QUESTION,
        engine="coach",
        score=2.4,
        summary="One claim is wrong.",
        findings=(
            Finding(
                key_point_id="definition",
                says="It is a tail probability.",
                verdict=Verdict.MET,
                quote="how surprising it is",
            ),
            Finding(
                key_point_id="not-effect-size", says="It is no effect size.", verdict=Verdict.MISSED, citation=citation
            ),
        ),
        mistakes=(Mistake(says="p is P(null)", quote="a 97 percent chance", why="It assumes the null."),),
        fixes=(Fix(text="Say what is assumed.", citation=citation),),
    )
    debrief = Debrief(
        stage=StageId.TECHNICAL,
        engine="coach",
        score=2.4,
        recommendation=Recommendation.NONE,
        summary="You answered 1 of 1 questions.",
        criteria={"Correctness": 2.0, "Clarity": 4.0},
        strengths=("It is a tail probability.",),
        patterns=("One pattern.",),
        study=(StudyItem(citation=citation, teaches=("It is no effect size.",)),),
    )

    def said(seq: int, speaker: Speaker, text: str) -> Turn:
        return Turn(id=f"t{seq}", seq=seq, speaker=speaker, text=text, at=START, question_id=QUESTION)

    turns = (
        said(0, Speaker.INTERVIEWER, "What does it mean?\n\nLook at p = 0.03."),
        said(1, Speaker.CANDIDATE, "It is how surprising it is; a 97 percent chance."),
        Turn(id="t2", seq=2, speaker=Speaker.INTERVIEWER, text="{}", at=START, pending=True),
    )
    record = RoundRecord(session_id="s1", number=0, stage=StageId.TECHNICAL, plan=plan, state=state, started_at=START)
    stored = StoredCritique(round_number=0, question_id=QUESTION, turn_id="t1", critique=critique)
    session = Session(
        id="s1",
        owner="ana",
        kind="round",
        request=SessionRequest(stages=(StageId.TECHNICAL,)),
        seed=7,
        created_at=START,
        updated_at=START + timedelta(minutes=3),
    )
    found = RoundView(record=record, transcript=turns, critiques=(stored,), debrief=debrief)
    return SessionView(session=session, rounds=(found,))


def test_a_session_reads_as_it_was_read(corpus: Corpus) -> None:
    compare("report", to_markdown(make_view(), corpus))


def test_a_session_survives_json_unchanged() -> None:
    view = make_view()
    assert SessionView.model_validate_json(view.model_dump_json()) == view
