"""Which questions a round asks."""

from collections import Counter

import pytest

from interviewer.domain.corpus import Corpus
from interviewer.domain.session import SessionRequest
from interviewer.domain.stage import Seniority, StageId
from interviewer.services.plan_round import _apportion, plan_round
from tests.fakes import START


def make(corpus: Corpus, stage_id: StageId, seed: int = 1, asked=None, **more):  # type: ignore[no-untyped-def]
    request = SessionRequest(stages=(stage_id,), **more)
    return plan_round(corpus.stage(stage_id), corpus.questions_of(stage_id), request, seed, asked or {})


@pytest.mark.parametrize("stage_id", StageId)
@pytest.mark.parametrize("seniority", Seniority)
def test_every_stage_has_a_plan_at_every_level(corpus: Corpus, stage_id: StageId, seniority: Seniority) -> None:
    plan = make(corpus, stage_id, seniority=seniority)
    ids = [item.question_id for item in plan.items]
    assert 2 <= len(ids) == len(set(ids)) <= 12
    assert all(corpus.question(i).stage is stage_id and seniority in corpus.question(i).seniority for i in ids)
    steps = [s.id for s in corpus.stage(stage_id).plan]
    order = [steps.index(item.step_id) for item in plan.items]
    assert order == sorted(order)


def test_the_same_seed_gives_the_same_plan_and_another_seed_another(corpus: Corpus) -> None:
    assert make(corpus, StageId.TECHNICAL, seed=3) == make(corpus, StageId.TECHNICAL, seed=3)
    plans = {tuple(i.question_id for i in make(corpus, StageId.TECHNICAL, seed=s).items) for s in range(20)}
    assert len(plans) == 20


def test_more_minutes_mean_more_questions(corpus: Corpus) -> None:
    assert len(make(corpus, StageId.TECHNICAL, minutes=15).items) < len(
        make(corpus, StageId.TECHNICAL, minutes=60).items
    )


def test_topics_follow_their_weights_over_many_rounds(corpus: Corpus) -> None:
    areas: Counter[str] = Counter()
    for seed in range(80):
        areas.update(
            corpus.question(i.question_id).topic.split(".")[0] for i in make(corpus, StageId.CODING, seed=seed).items
        )
    share = areas["sql"] / areas.total()
    assert 0.35 <= share <= 0.55


def test_nothing_is_repeated_while_other_questions_are_left(corpus: Corpus) -> None:
    asked: dict = {}  # type: ignore[type-arg]
    bank = [q.id for q in corpus.questions_of(StageId.CULTURE) if Seniority.MID in q.seniority]
    for seed in range(50):
        ids = [i.question_id for i in make(corpus, StageId.CULTURE, seed=seed, asked=asked).items]
        left = len(bank) - len(asked)
        assert sum(i in asked for i in ids) == max(0, len(ids) - left)
        if not left:
            break
        asked |= dict.fromkeys(ids, START)
    assert set(asked) == set(bank)


def test_apportioning_adds_up() -> None:
    assert (
        _apportion([30, 25, 12, 15, 9, 9], 7) == [2, 2, 1, 1, 1, 0] or sum(_apportion([30, 25, 12, 15, 9, 9], 7)) == 7
    )
    assert _apportion([1, 1], 1) == [1, 0]
