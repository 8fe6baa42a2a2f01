"""Which questions a round asks: weighted over the stage's steps and topics, unasked ones first, the same for a seed."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from interviewer.domain.question import Question
from interviewer.domain.round import PlanItem, RoundPlan
from interviewer.domain.session import SessionRequest
from interviewer.domain.stage import PlanStep, Seniority, Stage

GREETING_MINUTES = 1
CANDIDATE_QUESTIONS_MINUTES = 4
PROBING_MINUTES = 1
"""What two probes and their answers add to a question's own minutes, as typed by a practised writer."""

LEAST_QUESTIONS, MOST_QUESTIONS = 2, 12


class _Choice(NamedTuple):
    step: PlanStep
    question: Question


def plan_round(
    stage: Stage,
    bank: Sequence[Question],
    request: SessionRequest,
    seed: int,
    asked: Mapping[str, datetime],
) -> RoundPlan:
    """The plan of a round. `bank`: the stage's questions; `asked`: when this candidate was last asked which."""
    minutes = request.minutes or stage.minutes
    rng = random.Random(f"{seed}:{stage.id}")
    bank = _suited(bank, request.seniority)
    count = min(_how_many(stage, bank, minutes), len(bank))
    chosen: list[_Choice] = []
    for step, share in zip(stage.plan, _apportion([s.weight for s in stage.plan], count), strict=True):
        for _ in range(share):
            choice = _choose(stage, step, bank, chosen, asked, rng)
            if choice is not None:
                chosen.append(choice)
    order = {step.id: i for i, step in enumerate(stage.plan)}
    chosen.sort(key=lambda c: order[c.step.id])
    return RoundPlan(
        stage=stage.id,
        mode=request.mode,
        seniority=request.seniority,
        minutes=minutes,
        seed=seed,
        items=tuple(PlanItem(question_id=c.question.id, step_id=c.step.id) for c in chosen),
        invites_questions=stage.invites_questions,
    )


def _suited(bank: Sequence[Question], seniority: Seniority) -> list[Question]:
    suited = [q for q in bank if seniority in q.seniority]
    return suited if len(suited) >= LEAST_QUESTIONS else list(bank)


def _how_many(stage: Stage, bank: Sequence[Question], minutes: int) -> int:
    reserve = GREETING_MINUTES + (CANDIDATE_QUESTIONS_MINUTES if stage.invites_questions else 0)
    each = sum(q.minutes for q in bank) / max(1, len(bank)) + PROBING_MINUTES
    return max(LEAST_QUESTIONS, min(MOST_QUESTIONS, round((minutes - reserve) / each)))


def _apportion(weights: Sequence[float], count: int) -> list[int]:
    """Largest remainders: whole numbers that add up to `count`, as near to the weights as can be."""
    total = sum(weights)
    exact = [count * w / total for w in weights]
    shares = [int(x) for x in exact]
    by_remainder = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_remainder[: count - sum(shares)]:
        shares[i] += 1
    return shares


def _choose(
    stage: Stage,
    step: PlanStep,
    bank: Sequence[Question],
    chosen: Sequence[_Choice],
    asked: Mapping[str, datetime],
    rng: random.Random,
) -> _Choice | None:
    """An unasked question of the step; else an unasked one of another step; else the one asked longest ago."""
    taken = {c.question.id for c in chosen}
    free = [q for q in bank if q.id not in taken]
    used_topics = [c.question.topic for c in chosen]
    for candidate_step in (step, *(s for s in stage.plan if s.id != step.id)):
        fresh = [q for q in free if q.topic in candidate_step.topics and q.id not in asked]
        if fresh:
            return _Choice(candidate_step, _by_topic(fresh, candidate_step.topics, used_topics, rng))
    here = [q for q in free if q.topic in step.topics] or free
    if not here:
        return None
    return _Choice(step, min(here, key=lambda q: (asked[q.id].timestamp() if q.id in asked else 0.0, q.id)))


def _by_topic(
    fresh: Sequence[Question], weights: Mapping[str, float], used_topics: Sequence[str], rng: random.Random
) -> Question:
    """A topic by its weight, halved for each time that it was used already; then any of its questions."""
    topics = sorted({q.topic for q in fresh})
    chances = [weights[t] * 0.5 ** used_topics.count(t) for t in topics]
    topic = rng.choices(topics, chances)[0]
    return rng.choice(sorted((q for q in fresh if q.topic == topic), key=lambda q: q.id))
