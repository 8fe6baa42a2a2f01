"""The rules of a round: what comes next after whatever a candidate does."""

from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain.critique import Finding, Verdict
from interviewer.domain.question import Question
from interviewer.domain.round import (
    MAX_PROBES,
    EndedBy,
    Heard,
    Intent,
    MoveKind,
    Outcome,
    Phase,
    RoundPlan,
    RoundState,
    next_moves,
    open_round,
    time_is_up,
)
from interviewer.domain.stage import Mode, Seniority
from tests.fakes import round_plan


def make_question(question_id: str) -> Question:
    points = [
        {
            "id": f"p{i}",
            "says": f"claim {i}",
            "also": ["a", "b"],
            "probe": "and?",
            "teaches": "page#section",
            "essential": i == 1,
        }
        for i in range(4)
    ]
    return Question.model_validate(
        {
            "id": question_id,
            "topic": "stats.inference",
            "stage": "technical",
            "kind": "concept",
            "seniority": ["mid"],
            "minutes": 4,
            "ask": "What?",
            "key_points": points,
            "misconceptions": [{"says": "wrong", "also": ["w"], "contradicts": "p1", "why": "because"}],
            "hints": ["one", "two"],
            "model_answer": "So.",
            "follow_ups": ["harder?"],
        }
    )


BANK = {f"q{i}": make_question(f"q{i}") for i in range(3)}


def make_plan(mode: Mode = Mode.PRACTICE, invites: bool = True, seniority: Seniority = Seniority.MID) -> RoundPlan:
    return round_plan(*BANK, mode=mode, seniority=seniority, minutes=30, invites_questions=invites)


def findings(*verdicts: Verdict) -> tuple[Finding, ...]:
    return tuple(
        Finding(key_point_id=f"p{i}", says=f"claim {i}", verdict=v, essential=i == 1) for i, v in enumerate(verdicts)
    )


ALL_MISSED = findings(*[Verdict.MISSED] * 4)
ALL_MET = findings(*[Verdict.MET] * 4)


def hear(plan: RoundPlan, state: RoundState, heard: Heard, seconds: float = 900):  # type: ignore[no-untyped-def]
    return next_moves(plan, state, heard, BANK[state.asked[-1].question_id], seconds)


def kinds(moves) -> list[MoveKind]:  # type: ignore[no-untyped-def]
    return [m.kind for m in moves]


def test_a_round_opens_with_a_greeting_and_the_first_question() -> None:
    state, moves = open_round(make_plan())
    assert kinds(moves) == [MoveKind.GREET, MoveKind.ASK]
    assert moves[1].question_id == "q0" and state.phase is Phase.ASKING


def test_the_essential_missed_point_is_probed_first() -> None:
    plan = make_plan()
    state, _ = open_round(plan)
    state, moves = hear(plan, state, Heard(intent=Intent.ANSWER, findings=ALL_MISSED, score=0.5))
    assert kinds(moves) == [MoveKind.PROBE] and moves[0].key_point_id == "p1"


def test_a_contradicted_point_is_probed_before_a_missed_essential_one() -> None:
    plan = make_plan()
    state, _ = open_round(plan)
    said = findings(Verdict.MISSED, Verdict.MISSED, Verdict.CONTRADICTED, Verdict.MET)
    _, moves = hear(plan, state, Heard(intent=Intent.ANSWER, findings=said, score=1.0))
    assert moves[0].key_point_id == "p2"


def test_a_point_that_is_met_is_not_probed() -> None:
    plan = make_plan()
    state, _ = open_round(plan)
    said = findings(Verdict.MISSED, Verdict.MET, Verdict.MET, Verdict.MET)
    _, moves = hear(plan, state, Heard(intent=Intent.ANSWER, findings=said, score=3.9))
    assert moves[0].key_point_id == "p0"


def test_after_two_probes_the_interviewer_moves_on() -> None:
    plan = make_plan()
    state, _ = open_round(plan)
    for _ in range(MAX_PROBES):
        state, moves = hear(plan, state, Heard(intent=Intent.ANSWER, findings=ALL_MISSED, score=0.5))
        assert kinds(moves) == [MoveKind.PROBE]
    state, moves = hear(plan, state, Heard(intent=Intent.ANSWER, findings=ALL_MISSED, score=0.5))
    assert kinds(moves) == [MoveKind.MOVE_ON, MoveKind.ASK] and moves[1].question_id == "q1"


def test_a_strong_answer_earns_a_harder_question_and_then_the_next_one() -> None:
    plan = make_plan()
    state, _ = open_round(plan)
    state, moves = hear(plan, state, Heard(intent=Intent.ANSWER, findings=ALL_MET, score=5.0))
    assert kinds(moves) == [MoveKind.PROBE] and moves[0].key_point_id is None and moves[0].reason == "follow-up"
    state, moves = hear(plan, state, Heard(intent=Intent.ANSWER, findings=ALL_MET, score=5.0))
    assert kinds(moves) == [MoveKind.MOVE_ON, MoveKind.ASK]


def test_a_junior_gets_no_harder_question() -> None:
    plan = make_plan(seniority=Seniority.JUNIOR)
    state, _ = open_round(plan)
    _, moves = hear(plan, state, Heard(intent=Intent.ANSWER, findings=ALL_MET, score=5.0))
    assert kinds(moves) == [MoveKind.MOVE_ON, MoveKind.ASK]


def test_not_knowing_gets_a_hint_in_practice_and_a_nudge_in_a_real_round() -> None:
    for mode, expected in ((Mode.PRACTICE, MoveKind.HINT), (Mode.REAL, MoveKind.REDIRECT)):
        plan = make_plan(mode)
        state, _ = open_round(plan)
        state, moves = hear(plan, state, Heard(intent=Intent.DONT_KNOW))
        assert kinds(moves) == [expected]
        state, moves = hear(plan, state, Heard(intent=Intent.DONT_KNOW))
        assert kinds(moves) == [MoveKind.MOVE_ON, MoveKind.ASK]
        assert state.asked[0].outcome is Outcome.NOT_KNOWN


def test_hints_rise_and_then_run_out() -> None:
    plan = make_plan()
    state, _ = open_round(plan)
    numbers = []
    for _ in range(2):
        state, moves = hear(plan, state, Heard(intent=Intent.HINT))
        numbers.append(moves[0].number)
    assert numbers == [0, 1]
    _, moves = hear(plan, state, Heard(intent=Intent.HINT))
    assert moves[0].kind is MoveKind.REDIRECT and moves[0].reason == "hints-used"


def test_a_real_round_gives_no_hints() -> None:
    plan = make_plan(Mode.REAL)
    state, _ = open_round(plan)
    _, moves = hear(plan, state, Heard(intent=Intent.HINT))
    assert moves[0].reason == "no-hints"


def test_steering_never_changes_the_question() -> None:
    plan = make_plan()
    state, _ = open_round(plan)
    after, moves = hear(plan, state, Heard(intent=Intent.STEER))
    assert kinds(moves) == [MoveKind.REDIRECT] and after.asked[-1].question_id == "q0"


def test_with_no_time_left_the_answer_still_counts_and_the_round_closes() -> None:
    plan = make_plan()
    state, _ = open_round(plan)
    state, moves = hear(plan, state, Heard(intent=Intent.ANSWER, findings=ALL_MISSED, score=1.0), seconds=0)
    assert kinds(moves) == [MoveKind.CLOSE] and state.ended_by is EndedBy.TIME
    assert state.asked[0].outcome is Outcome.ANSWERED


def test_a_clock_that_runs_out_in_silence_closes_the_round_once() -> None:
    plan = make_plan()
    state, _ = open_round(plan)
    state, moves = time_is_up(state)
    assert kinds(moves) == [MoveKind.CLOSE] and state.asked[0].outcome is Outcome.CUT_OFF
    assert time_is_up(state) == (state, ())


def test_the_candidates_questions_are_invited_answered_and_ended_by_a_no() -> None:
    plan = make_plan()
    state, _ = open_round(plan)
    for _ in BANK:
        state, moves = hear(plan, state, Heard(intent=Intent.SKIP))
    assert kinds(moves) == [MoveKind.MOVE_ON, MoveKind.INVITE_QUESTIONS]
    state, moves = hear(plan, state, Heard(intent=Intent.ANSWER))
    assert kinds(moves) == [MoveKind.ANSWER_CANDIDATE, MoveKind.INVITE_QUESTIONS]
    state, moves = hear(plan, state, Heard(intent=Intent.NO_QUESTIONS))
    assert kinds(moves) == [MoveKind.CLOSE] and state.ended_by is EndedBy.PLAN


heard_turns = st.builds(
    Heard,
    intent=st.sampled_from(Intent),
    findings=st.lists(st.sampled_from(Verdict), min_size=4, max_size=4).map(lambda v: findings(*v)),
    score=st.one_of(st.none(), st.floats(0, 5)),
)
LONGEST_ROUND = 60


@given(
    st.lists(heard_turns, min_size=LONGEST_ROUND, max_size=LONGEST_ROUND),
    st.sampled_from(Mode),
    st.sampled_from(Seniority),
    st.booleans(),
)
def test_from_any_sequence_of_turns_a_round_ends_and_no_point_is_probed_twice(
    turns: list[Heard], mode: Mode, seniority: Seniority, invites: bool
) -> None:
    plan = make_plan(mode, invites, seniority)
    state, moves = open_round(plan)
    asked = [m.question_id for m in moves if m.kind is MoveKind.ASK]
    probed: list[tuple[str | None, str]] = []
    for heard in turns:
        state, moves = hear(plan, state, heard)
        asked += [m.question_id for m in moves if m.kind is MoveKind.ASK]
        probed += [(m.question_id, m.key_point_id) for m in moves if m.kind is MoveKind.PROBE and m.key_point_id]
        if state.is_over:
            break
        assert moves, "a turn is always answered while the round is open"
    assert state.is_over and moves[-1].kind is MoveKind.CLOSE
    assert len(asked) == len(set(asked))
    assert len(probed) == len(set(probed))
    assert all(sum(q == question for q, _ in probed) <= MAX_PROBES for question in BANK)
    assert hear(plan, state, Heard(intent=Intent.ANSWER)) == (state, ())
