"""Figures from answers whose scores are known beforehand."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from interviewer.domain.critique import Verdict
from interviewer.domain.errors import ContentError
from interviewer.domain.question import Question
from interviewer.evaluation import grading
from interviewer.evaluation.agreement import Floats
from interviewer.evaluation.answer_sets import GoldAnswer, marked_answers, probes, read_rows, shape_of
from interviewer.evaluation.attacks import ADDITIONS, ATTACKS, INJECTION
from interviewer.evaluation.scorers import by_overlap
from interviewer.grading.own_question import make_question

QUESTION = make_question("Why hold out a test set?", references=["It estimates the error on data not used to fit."])
BY_LEVEL = {"good": 0.9, "plain": 0.8, "partial": 0.5, "weak": 0.1, "wrong": 0.2}


def by_words(pairs: Sequence[tuple[Question, str]]) -> Floats:
    """The score is written in the answer."""
    return np.array([float(text.split()[0]) for _, text in pairs])


def row(question: str, mark: float, **more: object) -> dict[str, object]:
    return {"question": question, "references": ["A reference."], "answer": f"{mark} said", "human_score": mark, **more}


def test_a_scorer_that_says_what_people_say_agrees_fully() -> None:
    rows = [row(f"q{i % 12}", (i % 7 % 6) / 5, split="test") for i in range(60)]
    figures = grading.on_answers("set", marked_answers(rows), {"grader": by_words})[0]
    assert figures.data == "set, test" and figures.answers == 60 and figures.questions == 12
    assert figures.r.value == pytest.approx(1.0) and figures.rmse == pytest.approx(0.0, abs=1e-9)
    assert figures.qwk == pytest.approx(1.0) and figures.macro_f1 is None


def test_the_training_split_is_in_no_figure() -> None:
    rows = [row("q", 1.0, split="training"), row("q", 0.0, split="test"), row("p", 1.0, split="test")]
    assert [f.answers for f in grading.on_answers("set", marked_answers(rows), {"grader": by_words})] == [2]


def test_classes_are_cut_at_half_and_where_other_questions_say() -> None:
    rows = [row(f"q{i % 12}", i % 2, label="correct" if i % 2 else "incorrect") for i in range(48)]

    def low(pairs: Sequence[tuple[Question, str]]) -> Floats:
        return 0.4 * by_words(pairs)

    figures = grading.on_answers("set", marked_answers(rows), {"grader": low})[0]
    assert figures.macro_f1 == 1.0
    assert figures.macro_f1_fixed is not None and figures.macro_f1_fixed < 0.5


def test_gold_claims_are_shares_of_questions() -> None:
    answers = [GoldAnswer(f"q{i}", level, f"{share} words", {}) for i in range(6) for level, share in BY_LEVEL.items()]
    answers[4] = answers[4]._replace(text="0.95 words")  # one wrong answer above the good one
    claims = {
        c.claim: c.share for c in grading.on_gold("gold", answers, {f"q{i}": QUESTION for i in range(6)}, by_words)
    }
    assert claims["good above wrong"] == pytest.approx(5 / 6)
    assert claims["wrong at 3.0 or more"] == pytest.approx(1 / 6)
    assert claims["plain within 0.7 of good"] == 1.0 and claims["good above weak"] == 1.0
    assert claims["mean score, plain"] == pytest.approx(4.0)


def test_precision_and_recall_of_verdicts() -> None:
    met, missed = Verdict.MET, Verdict.MISSED
    rows = grading.verdict_figures("gold", [(met, met), (met, missed), (missed, missed), (missed, met), (met, met)])
    by_verdict = {r.verdict: r for r in rows}
    assert by_verdict["met"].precision == pytest.approx(2 / 3) and by_verdict["met"].recall == pytest.approx(2 / 3)
    assert by_verdict["missed"].given == 2 and by_verdict["contradicted"].recall == 0.0


def test_every_trick_makes_a_text_and_additions_keep_the_answer() -> None:
    other = make_question("What is a join?", references=["It brings rows of two tables together."])
    for attack in ATTACKS:
        assert isinstance(attack.make(QUESTION, random.Random(0), other), str), attack.name
    assert all(a.apply("An answer. And more of it.").startswith("An answer.") for a in ADDITIONS)
    assert INJECTION in ADDITIONS[0].apply("An answer.")


def test_the_overlap_baseline_counts_stems() -> None:
    scores = by_overlap([(QUESTION, "It estimated errors on fitted data"), (QUESTION, "Nothing of the sort")])
    assert scores[0] > 0.5 > scores[1]


def test_files_are_told_apart_by_their_fields(tmp_path: Path) -> None:
    assert shape_of(row("q", 1.0)) == "answers"
    assert shape_of({"question_id": "q", "level": "good", "text": "t"}) == "gold"
    assert shape_of({"question_id": "q", "level": 4, "text": "t", "parts": []}) == "stories"
    assert shape_of({"query": "q"}) == ""
    (tmp_path / "broken.jsonl").write_text('{"a": 1}\n[1]\n')
    with pytest.raises(ContentError, match="line 2"):
        read_rows(tmp_path / "broken.jsonl")


def test_a_probe_brings_its_misconceptions() -> None:
    given = {
        "id": "probe-1",
        "question": "What is a p-value?",
        "key_points": [{"says": "A", "also": ["B"], "misconception": "C"}],
        "answers": [{"label": "full", "text": "t", "met": [1]}],
    }
    probe = next(iter(probes([json.loads(json.dumps(given))])))
    assert probe.question.key_points[0].phrasings == ("A", "B")
    assert probe.question.misconceptions[0].contradicts == probe.question.key_points[0].id
