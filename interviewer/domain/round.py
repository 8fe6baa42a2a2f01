"""One round: what comes next. Code decides the move; an engine only words it.

A round walks through its plan. Each candidate's turn is read as an `Intent`, and `next_moves` answers with the new state
and the moves of the interviewer's next turn. Every kind of service (repeat, clarify, hint, redirect) is bounded for each
question, so from any sequence of turns a round ends.
"""

from collections.abc import Sequence
from enum import StrEnum

from pydantic import Field

from interviewer.domain.base import Value
from interviewer.domain.critique import Finding, Verdict
from interviewer.domain.question import Question
from interviewer.domain.stage import Mode, Seniority, StageId

MAX_PROBES = 2
"""Two at most: a third reads as an interrogation, and structured interviews fix the number beforehand."""

MAX_REPEATS = 3
MAX_CLARIFICATIONS = 3
MAX_REDIRECTS = 2
MAX_CANDIDATE_QUESTIONS = 4
LAST_PROBE_SECONDS = 45
"""With less time than this left, a probe would be cut off: move on instead."""

STRONG_ANSWER = 4.5
"""From here on nothing is left to win by probing; the candidate gets a harder follow-up instead."""


class Intent(StrEnum):
    """What a candidate's turn does."""

    ANSWER = "answer"
    DONT_KNOW = "dont-know"
    SKIP = "skip"
    REPEAT = "repeat"
    CLARIFY = "clarify"
    HINT = "hint"
    OFF_TOPIC = "off-topic"
    REFERS_BACK = "refers-back"
    STEER = "steer"
    NO_QUESTIONS = "no-questions"
    END = "end"


class MoveKind(StrEnum):
    GREET = "greet"
    ASK = "ask"
    REPEAT = "repeat"
    PROBE = "probe"
    CLARIFY = "clarify"
    HINT = "hint"
    REDIRECT = "redirect"
    MOVE_ON = "move-on"
    INVITE_QUESTIONS = "invite-questions"
    ANSWER_CANDIDATE = "answer-candidate"
    CLOSE = "close"


class Move(Value):
    """What the interviewer does next. `reason` tells the engine which words fit."""

    kind: MoveKind
    question_id: str | None = None
    key_point_id: str | None = None
    number: int = Field(default=0, description="which hint or follow-up, from 0")
    reason: str = ""


class Phase(StrEnum):
    NEW = "new"
    ASKING = "asking"
    INVITING = "inviting"
    CLOSED = "closed"


class EndedBy(StrEnum):
    PLAN = "plan"
    TIME = "time"
    CANDIDATE = "candidate"


class PlanItem(Value):
    question_id: str
    step_id: str


class RoundPlan(Value):
    """What will be asked, in order. The same seed, stage and bank give the same plan."""

    stage: StageId
    mode: Mode
    seniority: Seniority
    minutes: int
    seed: int
    items: tuple[PlanItem, ...] = Field(min_length=1)
    invites_questions: bool = False


class Outcome(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    NOT_KNOWN = "not-known"
    CUT_OFF = "cut-off"


class QuestionState(Value):
    """How far one question has come."""

    question_id: str
    outcome: Outcome = Outcome.OPEN
    answers: int = 0
    probed: tuple[str, ...] = ()
    followed_up: bool = False
    hints: int = 0
    repeats: int = 0
    clarifications: int = 0
    redirects: int = 0
    not_known: int = 0


class RoundState(Value):
    """Where a round is. `asked` holds every question that has been put, the current one last."""

    phase: Phase = Phase.NEW
    asked: tuple[QuestionState, ...] = ()
    candidate_questions: int = 0
    ended_by: EndedBy | None = None

    @property
    def current(self) -> QuestionState | None:
        return self.asked[-1] if self.asked and self.phase is Phase.ASKING else None

    @property
    def is_over(self) -> bool:
        return self.phase is Phase.CLOSED


class Heard(Value):
    """A candidate's turn as the rules see it."""

    intent: Intent
    findings: tuple[Finding, ...] = Field(default=(), description="on all that was said to the current question")
    score: float | None = None


Step = tuple[RoundState, tuple[Move, ...]]


def open_round(plan: RoundPlan) -> Step:
    """Greet, and ask the first question."""
    state = RoundState(phase=Phase.ASKING)
    state, ask = _ask_next(plan, state)
    return state, (Move(kind=MoveKind.GREET), *ask)


def next_moves(plan: RoundPlan, state: RoundState, heard: Heard, question: Question, seconds_left: float) -> Step:
    """The state after a candidate's turn, and what the interviewer does now.

    `question` is the current one (the last asked, while the candidate's questions are invited).
    """
    if state.is_over:
        return state, ()
    if heard.intent is Intent.END:
        return _close(state, EndedBy.CANDIDATE)
    if state.phase is Phase.INVITING:
        return _hear_question(state, heard, seconds_left)
    if seconds_left <= 0:
        return _close(_finish(state, heard), EndedBy.TIME)
    handler = _HANDLERS.get(heard.intent, _hear_answer)
    return handler(plan, state, heard, question, seconds_left)


def time_is_up(state: RoundState) -> Step:
    """The clock ran out while nobody was speaking."""
    return (state, ()) if state.is_over else _close(state, EndedBy.TIME)


def choose_probe(question: Question, current: QuestionState, findings: Sequence[Finding]) -> str | None:
    """The most important open key point that was not probed yet: what was got wrong, then what is essential."""
    rank = {Verdict.CONTRADICTED: 0, Verdict.MISSED: 1, Verdict.PARTIAL: 2}
    order = {point.id: i for i, point in enumerate(question.key_points)}
    open_points = [f for f in findings if f.is_open and f.key_point_id not in current.probed]
    if not open_points:
        return None
    best = min(
        open_points,
        key=lambda f: (f.verdict is not Verdict.CONTRADICTED, not f.essential, rank[f.verdict], order[f.key_point_id]),
    )
    return best.key_point_id


# --- one handler for each intent ---------------------------------------------------------------------------------------


def _hear_answer(plan: RoundPlan, state: RoundState, heard: Heard, question: Question, seconds_left: float) -> Step:
    current = _current(state)
    state = _set_current(state, answers=current.answers + 1)
    current = _current(state)
    if seconds_left > LAST_PROBE_SECONDS:
        strong = heard.score is not None and heard.score >= STRONG_ANSWER
        if len(current.probed) < MAX_PROBES and not strong:
            point = choose_probe(question, current, heard.findings)
            if point is not None:
                state = _set_current(state, probed=(*current.probed, point))
                return state, (Move(kind=MoveKind.PROBE, question_id=question.id, key_point_id=point),)
        if strong and not current.probed and not current.followed_up and plan.seniority is not Seniority.JUNIOR:
            state = _set_current(state, followed_up=True)
            return state, (Move(kind=MoveKind.PROBE, question_id=question.id, reason="follow-up"),)
    return _move_on(plan, state, Outcome.ANSWERED, "follow-up" if current.followed_up else "answered")


def _hear_dont_know(plan: RoundPlan, state: RoundState, heard: Heard, question: Question, seconds_left: float) -> Step:
    current = _current(state)
    state = _set_current(state, not_known=current.not_known + 1)
    if current.not_known or current.probed or current.answers:
        outcome = Outcome.ANSWERED if current.answers else Outcome.NOT_KNOWN
        return _move_on(plan, state, outcome, "dont-know")
    if plan.mode is Mode.PRACTICE and current.hints < len(question.hints):
        state = _set_current(state, hints=current.hints + 1)
        return state, (Move(kind=MoveKind.HINT, question_id=question.id, number=current.hints, reason="dont-know"),)
    return state, (Move(kind=MoveKind.REDIRECT, question_id=question.id, reason="dont-know"),)


def _hear_hint(plan: RoundPlan, state: RoundState, heard: Heard, question: Question, seconds_left: float) -> Step:
    current = _current(state)
    if plan.mode is Mode.REAL:
        return _redirect(plan, state, question, "no-hints")
    if current.hints >= len(question.hints):
        return _redirect(plan, state, question, "hints-used")
    state = _set_current(state, hints=current.hints + 1)
    return state, (Move(kind=MoveKind.HINT, question_id=question.id, number=current.hints),)


def _hear_repeat(plan: RoundPlan, state: RoundState, heard: Heard, question: Question, seconds_left: float) -> Step:
    current = _current(state)
    if current.repeats >= MAX_REPEATS:
        return _move_on(plan, state, _outcome_so_far(current), "limit")
    state = _set_current(state, repeats=current.repeats + 1)
    return state, (Move(kind=MoveKind.REPEAT, question_id=question.id),)


def _hear_clarify(plan: RoundPlan, state: RoundState, heard: Heard, question: Question, seconds_left: float) -> Step:
    current = _current(state)
    if current.clarifications >= MAX_CLARIFICATIONS:
        return _redirect(plan, state, question, "clarified-enough")
    state = _set_current(state, clarifications=current.clarifications + 1)
    return state, (Move(kind=MoveKind.CLARIFY, question_id=question.id),)


def _hear_skip(plan: RoundPlan, state: RoundState, heard: Heard, question: Question, seconds_left: float) -> Step:
    outcome = Outcome.ANSWERED if _current(state).answers else Outcome.SKIPPED
    return _move_on(plan, state, outcome, "skipped")


def _hear_off_topic(plan: RoundPlan, state: RoundState, heard: Heard, question: Question, seconds_left: float) -> Step:
    return _redirect(plan, state, question, "off-topic")


def _hear_refers_back(
    plan: RoundPlan, state: RoundState, heard: Heard, question: Question, seconds_left: float
) -> Step:
    return _redirect(plan, state, question, "refers-back")


def _hear_steer(plan: RoundPlan, state: RoundState, heard: Heard, question: Question, seconds_left: float) -> Step:
    return _redirect(plan, state, question, "steer")


_HANDLERS = {
    Intent.ANSWER: _hear_answer,
    Intent.DONT_KNOW: _hear_dont_know,
    Intent.SKIP: _hear_skip,
    Intent.REPEAT: _hear_repeat,
    Intent.CLARIFY: _hear_clarify,
    Intent.HINT: _hear_hint,
    Intent.OFF_TOPIC: _hear_off_topic,
    Intent.REFERS_BACK: _hear_refers_back,
    Intent.STEER: _hear_steer,
    Intent.NO_QUESTIONS: _hear_answer,
}


def _hear_question(state: RoundState, heard: Heard, seconds_left: float) -> Step:
    """The candidate's turn to ask: answer, and invite another until there are none, or enough."""
    done = heard.intent in (Intent.NO_QUESTIONS, Intent.SKIP, Intent.DONT_KNOW)
    count = state.candidate_questions + (0 if done else 1)
    state = state.model_copy(update={"candidate_questions": count})
    if done:
        return _close(state, EndedBy.PLAN)
    answer = Move(kind=MoveKind.ANSWER_CANDIDATE, number=count - 1)
    if count >= MAX_CANDIDATE_QUESTIONS or seconds_left <= 0:
        state, close = _close(state, EndedBy.PLAN)
        return state, (answer, *close)
    return state, (answer, Move(kind=MoveKind.INVITE_QUESTIONS, number=count))


# --- small steps -------------------------------------------------------------------------------------------------------


def _redirect(plan: RoundPlan, state: RoundState, question: Question, reason: str) -> Step:
    current = _current(state)
    if current.redirects >= MAX_REDIRECTS:
        return _move_on(plan, state, _outcome_so_far(current), "limit")
    state = _set_current(state, redirects=current.redirects + 1)
    return state, (Move(kind=MoveKind.REDIRECT, question_id=question.id, reason=reason),)


def _move_on(plan: RoundPlan, state: RoundState, outcome: Outcome, reason: str) -> Step:
    state = _set_current(state, outcome=outcome)
    leaving = Move(kind=MoveKind.MOVE_ON, question_id=_current(state).question_id, reason=reason)
    if len(state.asked) < len(plan.items):
        state, ask = _ask_next(plan, state)
        return state, (leaving, *ask)
    if plan.invites_questions:
        state = state.model_copy(update={"phase": Phase.INVITING})
        return state, (leaving, Move(kind=MoveKind.INVITE_QUESTIONS))
    state, close = _close(state, EndedBy.PLAN)
    return state, (leaving, *close)


def _ask_next(plan: RoundPlan, state: RoundState) -> Step:
    item = plan.items[len(state.asked)]
    new_step = not state.asked or plan.items[len(state.asked) - 1].step_id != item.step_id
    state = state.model_copy(update={"asked": (*state.asked, QuestionState(question_id=item.question_id))})
    reason = "new-step" if new_step else "same-step"
    return state, (Move(kind=MoveKind.ASK, question_id=item.question_id, reason=reason),)


def _close(state: RoundState, ended_by: EndedBy) -> Step:
    if state.current is not None and state.current.outcome is Outcome.OPEN:
        state = _set_current(state, outcome=_outcome_so_far(state.current))
    state = state.model_copy(update={"phase": Phase.CLOSED, "ended_by": ended_by})
    return state, (Move(kind=MoveKind.CLOSE, reason=ended_by.value),)


def _finish(state: RoundState, heard: Heard) -> RoundState:
    if heard.intent is not Intent.ANSWER:
        return state
    return _set_current(state, answers=_current(state).answers + 1, outcome=Outcome.ANSWERED)


def _outcome_so_far(current: QuestionState) -> Outcome:
    return Outcome.ANSWERED if current.answers else Outcome.CUT_OFF


def _current(state: RoundState) -> QuestionState:
    return state.asked[-1]


def _set_current(state: RoundState, **changes: object) -> RoundState:
    current = state.asked[-1].model_copy(update=changes)
    return state.model_copy(update={"asked": (*state.asked[:-1], current)})
