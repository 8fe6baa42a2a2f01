"""Whole rounds played by simulated candidates against either engine, and what the interviewer did in them."""

import asyncio
import random
import re
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import NamedTuple

from interviewer.domain.corpus import Corpus
from interviewer.domain.errors import InterviewerError
from interviewer.domain.question import Question
from interviewer.domain.round import Intent, MoveKind, Phase
from interviewer.domain.session import RoundView, SessionRequest, SessionView
from interviewer.domain.stage import Mode, Seniority, StageId
from interviewer.domain.transcript import Speaker, Turn
from interviewer.evaluation.candidates import Candidate, Kind
from interviewer.grading.text import content_stems, words
from interviewer.services.interview import Interview

OWNER = "simulation"
OWN_QUESTION = "What does an ordinary week look like for somebody in this role?"
LEAK_SHARE = 0.8
"""So much of a key point's own content words in the interviewer's mouth gives it away."""

LEAK_STEMS = 3
_PRAISE = re.compile(
    r"\b(great|excellent|perfect|fantastic|wonderful|amazing|brilliant|awesome|impressive)\b.{0,20}"
    r"\b(answer|point|job|question|explanation|response|work|example)\b|\bwell done\b|\bgood job\b|\bspot on\b",
    re.IGNORECASE,
)


class Played(NamedTuple):
    """One round. `probes_on_target`: of those that aim at a point which this candidate had not made yet."""

    stage: str
    candidate: str
    engine: str
    score: float | None
    probes: int
    probes_on_target: int
    repeats: int
    leaks: int
    praise: int
    words_per_turn: float
    ended: str


class _Log:
    """What is counted while a round is played."""

    def __init__(self) -> None:
        self.probes = self.on_target = self.leaks = 0


async def simulate(
    interview: Interview,
    corpus: Corpus,
    stages: Sequence[StageId],
    kinds: Sequence[Kind],
    *,
    minutes: int | None = None,
    seed: int = 0,
    at_once: int = 4,
) -> AsyncIterator[tuple[Played, SessionView]]:
    """Each kind of candidate in each stage, `at_once` rounds side by side; a round that fails ends as 'fault'."""
    turn = asyncio.Semaphore(at_once)

    async def one(stage: StageId, kind: Kind) -> tuple[Played, SessionView]:
        async with turn:
            return await _play(interview, corpus, stage, kind, minutes, seed)

    for played in asyncio.as_completed([one(stage, kind) for stage in stages for kind in kinds]):
        yield await played


async def _play(
    interview: Interview, corpus: Corpus, stage: StageId, kind: Kind, minutes: int | None, seed: int
) -> tuple[Played, SessionView]:
    rng = random.Random(f"{seed}:{stage}:{kind}")
    request = SessionRequest(stages=(stage,), mode=Mode.REAL, seniority=Seniority.MID, minutes=minutes, seed=seed)
    view = await interview.start(OWNER, request)
    session_id = view.session.id
    log, ended = _Log(), ""
    asked = {item.question_id for item in view.current.record.plan.items}
    topics = {corpus.question(i).topic for i in asked}
    elsewhere = [q for q in corpus.questions if q.topic not in topics and q.answer == "facts"]
    candidate = Candidate(kind, rng, elsewhere)
    try:
        while True:
            await interview.settle(session_id)
            view = await interview.view(session_id, OWNER)
            state = view.current.record.state
            if state.is_over:
                break
            if state.phase is Phase.INVITING:
                await _invited(interview, view)
            else:
                await _answered(interview, corpus, view, candidate, log)
    except InterviewerError as error:
        ended = f"fault: {error}"
    await interview.settle(session_id)
    view = await interview.view(session_id, OWNER)
    return _summed_up(view.current, corpus, kind, log, ended), view


async def _answered(interview: Interview, corpus: Corpus, view: SessionView, candidate: Candidate, log: _Log) -> None:
    current = view.current.record.state.current
    assert current is not None
    question = corpus.question(current.question_id)
    last = view.current.transcript[-1]
    probed = current.probed[-1] if current.probed and MoveKind.PROBE.value in last.moves else None
    made = candidate.said.get(question.id, set())
    if probed is not None:
        log.probes += 1
        log.on_target += probed not in made
    log.leaks += leaks(last, question, made)
    text = candidate.answer(question, probed)
    await interview.answer(view.session.id, OWNER, secrets.token_hex(8), text)


async def _invited(interview: Interview, view: SessionView) -> None:
    answer_id = secrets.token_hex(8)
    if view.current.record.state.candidate_questions:
        await interview.request(view.session.id, OWNER, answer_id, Intent.NO_QUESTIONS)
    else:
        await interview.answer(view.session.id, OWNER, answer_id, OWN_QUESTION)


def leaks(turn: Turn, question: Question, made: set[str]) -> int:
    """Key points that the interviewer said before the candidate did. Hints are asked for, and are allowed to be near."""
    if MoveKind.HINT.value in turn.moves:
        return 0
    asked = content_stems(f"{question.ask} {question.given}")
    spoken = content_stems(turn.text)
    found = 0
    for point in question.key_points:
        own = [content_stems(text) - asked for text in point.phrasings]
        told = any(len(o) >= LEAK_STEMS and len(o & spoken) / len(o) >= LEAK_SHARE for o in own)
        found += point.id not in made and told
    return found


def _summed_up(current: RoundView, corpus: Corpus, kind: Kind, log: _Log, ended: str) -> Played:
    turns = [t for t in current.transcript if t.speaker is Speaker.INTERVIEWER]
    texts = [" ".join(t.text.split()).lower() for t in turns]
    asks = [q.question_id for q in current.record.state.asked]
    state = current.record.state
    return Played(
        stage=current.record.stage.value,
        candidate=kind.value,
        engine=turns[-1].engine,
        score=current.debrief.score if current.debrief else None,
        probes=log.probes,
        probes_on_target=log.on_target,
        repeats=len(asks) - len(set(asks)) + len(texts) - len(set(texts)),
        leaks=log.leaks,
        praise=sum(bool(_PRAISE.search(t)) for t in texts),
        words_per_turn=round(sum(len(words(_spoken(t, corpus, asks))) for t in turns) / max(1, len(turns)), 1),
        ended=ended or (state.ended_by.value if state.ended_by else "fault: the round did not end"),
    )


def _spoken(turn: Turn, corpus: Corpus, asked: Sequence[str]) -> str:
    """The turn without the tables and code that are shown with a question."""
    text = turn.text
    for given in (corpus.question(i).given for i in asked):
        text = text.replace(given.strip(), "") if given.strip() else text
    return text


class Order(NamedTuple):
    """Mean scores by kind of candidate, and in how many stages they come in the right order."""

    candidate: str
    rounds: int
    score: float | None
    probes: int
    on_target: float | None
    repeats: int
    leaks: int
    praise: int
    words_per_turn: float
    ended_by_plan: int


def by_kind(rounds: Sequence[Played]) -> list[Order]:
    groups: Mapping[str, list[Played]] = {k.value: [r for r in rounds if r.candidate == k.value] for k in Kind}
    return [_group(name, group) for name, group in groups.items() if group]


def _group(name: str, group: Sequence[Played]) -> Order:
    scores = [r.score for r in group if r.score is not None]
    probes = sum(r.probes for r in group)
    return Order(
        candidate=name,
        rounds=len(group),
        score=round(sum(scores) / len(scores), 2) if scores else None,
        probes=probes,
        on_target=round(sum(r.probes_on_target for r in group) / probes, 3) if probes else None,
        repeats=sum(r.repeats for r in group),
        leaks=sum(r.leaks for r in group),
        praise=sum(r.praise for r in group),
        words_per_turn=round(sum(r.words_per_turn for r in group) / len(group), 1),
        ended_by_plan=sum(r.ended == "plan" for r in group),
    )
