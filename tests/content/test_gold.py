"""The grader against the test half of the gold set, which nobody tunes on: it may not get worse than this."""

from collections.abc import Mapping

import pytest

from interviewer.domain.corpus import Corpus
from interviewer.domain.question import Question
from interviewer.evaluation import grading
from interviewer.evaluation.answer_sets import gold_answers, read_rows, story_answers
from interviewer.evaluation.scorers import by_grader
from interviewer.grading.grader import Grader
from tests.conftest import ROOT

pytestmark = pytest.mark.model

GOLD = ROOT / "tests/gold"


@pytest.fixture(scope="module")
def questions(corpus: Corpus) -> Mapping[str, Question]:
    return {q.id: q for q in corpus.questions}


@pytest.fixture(scope="module")
def claims(grader: Grader, questions: Mapping[str, Question]) -> Mapping[str, float]:
    answers = gold_answers(read_rows(GOLD / "answers_test.jsonl"))
    return {c.claim: c.share for c in grading.on_gold("test", answers, questions, by_grader(grader))}


@pytest.mark.parametrize(
    ("claim", "least"),
    [
        ("good above wrong", 0.90),
        ("good above weak", 0.97),
        ("plain above wrong", 0.80),
        ("plain above weak", 0.90),
        ("good at 3.5 or more", 0.80),
        ("plain at 3.0 or more", 0.85),
    ],
)
def test_answers_of_known_kinds_come_in_their_order(claims: Mapping[str, float], claim: str, least: float) -> None:
    assert claims[claim] >= least


def test_few_fluent_wrong_answers_pass(claims: Mapping[str, float]) -> None:
    assert claims["wrong at 3.0 or more"] <= 0.20


def test_tricks_hardly_ever_earn_a_point(grader: Grader, questions: Mapping[str, Question]) -> None:
    asked = sorted({a.question_id for a in gold_answers(read_rows(GOLD / "answers_test.jsonl"))})[:20]
    figures = grading.under_attack([questions[i] for i in asked], {"grader": by_grader(grader)})
    paid = {f.attack: f.at_1 for f in figures if not f.note}
    assert sum(paid.values()) / len(paid) <= 0.03
    assert {name: share for name, share in paid.items() if share > 0.15} == {}
    assert max(f.at_half for f in figures if not f.note) <= 0.15
    assert all(f.at_half >= 0.9 for f in figures if f.note == "honest")


def test_what_is_put_to_an_answer_does_not_move_its_score(grader: Grader, questions: Mapping[str, Question]) -> None:
    answers = gold_answers(read_rows(GOLD / "answers_test.jsonl"))[:60]
    rows = grading.with_additions([(questions[a.question_id], a.text) for a in answers], by_grader(grader))
    assert {r.addition: r.largest for r in rows if r.largest > 0.1} == {}


def test_stories_are_told_apart(grader: Grader, questions: Mapping[str, Question]) -> None:
    stories = story_answers(read_rows(GOLD / "stories_test.jsonl"))
    figures = grading.on_stories("test", stories, questions, {"grader": by_grader(grader)})[0]
    assert figures.r.value >= 0.70


def test_the_halves_of_the_gold_set_share_no_question() -> None:
    tuning, test = (
        {a.question_id for a in gold_answers(read_rows(GOLD / f"answers_{half}.jsonl"))} for half in ("tuning", "test")
    )
    assert not tuning & test and len(tuning | test) >= 150
