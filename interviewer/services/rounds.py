"""The parts of a round: its opening, an interviewer's turn that waits for its words, and what the words are made from."""

import secrets
from datetime import datetime

from interviewer.domain.corpus import Corpus
from interviewer.domain.errors import ContentError
from interviewer.domain.loop import HandOver, Scorecard, hand_over, make_scorecard
from interviewer.domain.round import Move, MoveKind, Phase, open_round
from interviewer.domain.session import RoundRecord, Session, SessionView
from interviewer.domain.transcript import Speaker, Turn
from interviewer.ports import SessionStore
from interviewer.services.cue import Cue
from interviewer.services.plan_round import plan_round


async def new_round(
    corpus: Corpus, store: SessionStore, session: Session, number: int, now: datetime
) -> tuple[RoundRecord, Turn]:
    """The plan of the session's round `number`, and its greeting, still without words."""
    stage_id = session.request.stages[number]
    stage, bank = corpus.stage(stage_id), corpus.questions_of(stage_id)
    if not bank:
        raise ContentError("corpus/questions", f"there are no questions for the stage {stage_id.value!r}")
    asked = await store.asked_questions(session.owner, stage_id)
    plan = plan_round(stage, bank, session.request, session.seed + number, asked)
    state, moves = open_round(plan)
    record = RoundRecord(session_id=session.id, number=number, stage=stage_id, plan=plan, state=state, started_at=now)
    return record, pending_turn(record, 0, moves, now)


def pending_turn(record: RoundRecord, seq: int, moves: tuple[Move, ...], now: datetime) -> Turn:
    """An interviewer's turn before it is worded. It holds its moves, so that a killed process can be taken up where it was."""
    return Turn(
        id=secrets.token_hex(8),
        seq=seq,
        speaker=Speaker.INTERVIEWER,
        text="\n".join(m.model_dump_json() for m in moves),
        at=now,
        question_id=_question_of(moves, record),
        moves=tuple(m.kind.value for m in moves),
        pending=True,
    )


def cue_for(corpus: Corpus, view: SessionView, number: int, pending: Turn, seconds_left: float) -> Cue:
    """All that the interviewer may know when a pending turn is worded."""
    current = view.rounds[number]
    record = current.record
    before = tuple(t for t in current.transcript if t.seq < pending.seq)
    moves = tuple(Move.model_validate_json(line) for line in pending.text.splitlines())
    upcoming = next((m.question_id for m in moves if m.kind is MoveKind.ASK), None)
    previous = next((t.question_id for t in reversed(before) if t.question_id), None)
    critique = current.critique_of(previous) if previous else None
    return Cue(
        moves=moves,
        stage=corpus.stage(record.stage),
        plan=record.plan,
        question=corpus.question(previous) if previous else None,
        upcoming=corpus.question(upcoming) if upcoming else None,
        transcript=before,
        findings=critique.findings if critique else (),
        candidate_name=view.session.request.candidate_name,
        hand_over=hand_over_to(corpus, view, number),
        seconds_left=seconds_left,
    )


def hand_over_to(corpus: Corpus, view: SessionView, number: int) -> HandOver | None:
    """What the interviewer of the round before tells the one of round `number`; None if there is none."""
    before = view.rounds[number - 1] if number else None
    if before is None or before.debrief is None:
        return None
    stage = corpus.stage(before.record.stage)
    return hand_over(stage.persona.name.split()[0], stage.name, before.debrief)


def scorecard_of(corpus: Corpus, view: SessionView) -> Scorecard | None:
    """Of a loop, once a round of it is over; None before, and for a single round."""
    done = [(corpus.stage(r.record.stage).name, r.debrief) for r in view.rounds if r.debrief is not None]
    if not view.session.request.is_loop or not done:
        return None
    return make_scorecard([(name, d) for name, d in done], len(view.session.request.stages))


def _question_of(moves: tuple[Move, ...], record: RoundRecord) -> str | None:
    """The question that an interviewer's turn belongs to: the one it asks, else the current one."""
    asked = next((m.question_id for m in moves if m.kind is MoveKind.ASK), None)
    if asked is None and record.state.phase is Phase.ASKING:
        return record.state.asked[-1].question_id
    return asked
