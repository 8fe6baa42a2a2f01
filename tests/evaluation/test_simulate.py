"""Simulated candidates: they know what they know, and what is counted is counted rightly."""

import random

import pytest

from interviewer.domain.corpus import Corpus
from interviewer.domain.stage import StageId
from interviewer.domain.transcript import Speaker, Turn
from interviewer.evaluation.candidates import Candidate, Kind
from interviewer.evaluation.simulate import Played, by_kind, leaks, simulate
from interviewer.grading.grader import Grader
from interviewer.services.cite import Citer
from interviewer.services.coach_voice import CoachVoice
from interviewer.services.grade import CoachJudge
from interviewer.services.interview import Interview
from tests.fakes import START, FakeClock, FakeEmbedder, MemoryStore

QUESTION = "inference-p-value-to-pm"


def spoken(text: str, *moves: str) -> Turn:
    return Turn(id="t", seq=0, speaker=Speaker.INTERVIEWER, text=text, at=START, moves=moves)


def test_a_candidate_says_a_point_that_it_knows_when_it_is_asked_for_and_only_once(corpus: Corpus) -> None:
    question = corpus.question(QUESTION)
    strong = Candidate(Kind.STRONG, random.Random(1), ())
    strong.answer(question, None)
    held_back = {p.id for p in question.key_points} - strong.said[QUESTION]
    assert held_back
    probed = sorted(held_back)[0]
    text = strong.answer(question, probed)
    point = question.key_point(probed)
    assert point is not None and text in point.also and probed in strong.said[QUESTION]
    assert strong.answer(question, probed) not in point.also


def test_a_weak_candidate_does_not_know_what_it_was_not_given(corpus: Corpus) -> None:
    question = corpus.question(QUESTION)
    weak = Candidate(Kind.WEAK, random.Random(1), ())
    weak.answer(question, None)
    for point in question.key_points:
        weak.answer(question, point.id)
    assert len(weak.said[QUESTION]) == 1


def test_a_point_in_the_interviewers_mouth_is_a_leak_until_it_was_made(corpus: Corpus) -> None:
    question = corpus.question(QUESTION)
    point = question.key_points[1]
    told = spoken(f"Right, and remember: {point.says}", "probe")
    assert leaks(told, question, made=set()) >= 1
    assert leaks(told, question, made={p.id for p in question.key_points}) == 0
    assert leaks(spoken(point.says, "hint"), question, made=set()) == 0
    assert leaks(spoken(point.probe, "probe"), question, made=set()) == 0


def test_the_summary_counts_by_kind() -> None:
    def one(kind: str, score: float | None, probes: int, aimed: int) -> Played:
        return Played("technical", kind, "coach", score, probes, aimed, 0, 1, 0, 30.0, "plan")

    strong, weak = by_kind([one("strong", 4.0, 2, 1), one("strong", 3.0, 2, 2), one("weak", None, 0, 0)])
    assert (strong.score, strong.on_target, strong.leaks, strong.ended_by_plan) == (3.5, 0.75, 2, 2)
    assert weak.score is None and weak.on_target is None


@pytest.mark.model
async def test_rounds_are_played_to_their_end_and_ranked(corpus: Corpus, citer: Citer, grader: Grader) -> None:
    interview = Interview(
        corpus=corpus,
        store=MemoryStore(),
        grader=grader,
        voice=CoachVoice(corpus, FakeEmbedder()),
        judge=CoachJudge(corpus, citer),
        clock=FakeClock(),
    )
    kinds = [Kind.STRONG, Kind.WEAK, Kind.WRONG, Kind.SILENT]
    stages = [StageId.TECHNICAL, StageId.BEHAVIORAL]
    rounds = [played async for played, _ in simulate(interview, corpus, stages, kinds, minutes=10, seed=3)]
    assert {r.ended for r in rounds} == {"plan"} and len(rounds) == len(kinds) * len(stages)
    assert sum(r.praise for r in rounds) == 0 and sum(r.repeats for r in rounds) == 0
    by = {r.candidate: r for r in rounds if r.stage == "technical"}
    assert (by["strong"].score or 0) > (by["weak"].score or 0) and (by["strong"].score or 0) > (by["wrong"].score or 0)
