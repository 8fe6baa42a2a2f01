"""`python -m training.calibrate`: fits the tables of interviewer/grading/calibration.py and prints them.

On the tuning half of the gold set, with all phrasings, and with the claim alone. Figures printed are by leave-questions-out.
With `--public DIR` also the weights of interviewer/grading/reference.py, on SciEntsBank's 'unseen answers' and every other
question of its 'unseen domains'; 'unseen questions', the other half and the other sets are left to report on.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report
from sklearn.model_selection import GroupKFold, cross_val_predict

from interviewer.bootstrap import Application
from interviewer.domain.critique import Verdict
from interviewer.domain.question import Question
from interviewer.evaluation.answer_sets import GoldAnswer, gold_answers, marked_answers, read_rows
from interviewer.grading.calibration import VERDICTS, features
from interviewer.grading.evidence import Evidence
from interviewer.grading.facts import worst_of
from interviewer.grading.grader import Grader, Task
from interviewer.settings import read_settings

GOLD = Path("tests/gold/answers_tuning.jsonl")
STRENGTH = 1.0
"""Inverse of the ridge penalty; between 0.1 and 10 nothing changes in the second digit."""


class Example(NamedTuple):
    features: list[float]
    verdict: Verdict
    question_id: str


def bare(question: Question) -> Question:
    """The question with nothing but its claims: as a user's own questions are."""
    points = tuple(p.model_copy(update={"also": ()}) for p in question.key_points)
    return question.model_copy(update={"id": f"bare-{question.id}", "key_points": points, "misconceptions": ()})


def of_gold(grader: Grader, answers: Sequence[GoldAnswer], questions: Mapping[str, Question]) -> Iterator[Example]:
    tasks = [Task(questions[a.question_id], a.text) for a in answers]
    for answer, evidence in zip(answers, grader.evidence_of(tasks), strict=True):
        for row, point_id in _rows(evidence):
            yield Example(row, answer.verdicts[point_id], answer.question_id)


def _rows(evidence: Evidence | None) -> Iterator[tuple[list[float], str]]:
    for point in evidence.points if evidence else ():
        yield features(point, worst_of(evidence, point.point.id)), point.point.id  # type: ignore[arg-type]


def fit_table(name: str, examples: Sequence[Example]) -> None:
    x = np.array([e.features for e in examples])
    y = np.array([VERDICTS.index(e.verdict) for e in examples])
    groups = np.array([e.question_id for e in examples])
    model = LogisticRegression(C=STRENGTH, max_iter=5_000)
    held_out = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(10))
    print(f"# {name}: {len(examples)} verdicts, by leave-questions-out")
    print(classification_report(y, held_out, target_names=[v.value for v in VERDICTS], digits=3))
    model.fit(x, y)
    print(f"{name} = Table(")
    print("    (")
    for weights in model.coef_:
        print(f"        ({', '.join(f'{w:.2f}' for w in weights)}),")
    print(f"    ),\n    ({', '.join(f'{b:.2f}' for b in model.intercept_)}),\n)")


def fit_reference(grader: Grader, folder: Path) -> None:
    """WEIGHTS and BIAS: is an answer right, by token recall and the log-odds of 'stated'?"""
    rows = read_rows(folder / "scientsbank.jsonl")
    domains = sorted({r["question_id"] for r in rows if r["split"] == "test-unseen-domains"})
    tuned = set(domains[::2])
    rows = [r for r in rows if r["split"] == "test-unseen-answers" or r["question_id"] in tuned]
    marked = marked_answers(rows)
    x, y, groups = [], [], []
    for m, evidence in zip(marked, grader.evidence_of([Task(m.question, m.answer) for m in marked]), strict=True):
        for point in evidence.points if evidence and len(evidence.points) == 1 else ():
            if point.reading is not None:
                x.append(features(point, None)[:1] + features(point, None)[2:3])
                y.append(bool(m.is_right))
                groups.append(m.question.id)
    model = LogisticRegression(C=STRENGTH, max_iter=5_000)
    held_out = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(10))
    print(f"# reference: {len(y)} answers, by leave-questions-out")
    print(classification_report(y, held_out, digits=3))
    model.fit(x, y)
    print(f"WEIGHTS = ({', '.join(f'{w:.2f}' for w in model.coef_[0])})\nBIAS = {model.intercept_[0]:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.calibrate", description=__doc__)
    parser.add_argument("--public", type=Path, help="folder with scientsbank.jsonl")
    chosen = parser.parse_args()
    application = Application(read_settings())
    corpus = application.corpus
    answers = gold_answers(read_rows(GOLD))
    questions = {q.id: q for q in corpus.questions}
    bare_questions = {i: bare(q) for i, q in questions.items()}
    words, meaning = (application.make_grader(corpus, words_only=words_only) for words_only in (True, False))
    fit_table("WORDS", list(of_gold(words, answers, questions)))
    fit_table("MEANING", list(of_gold(meaning, answers, questions)))
    fit_table("MEANING_BARE", list(of_gold(meaning, answers, bare_questions)))
    if chosen.public:
        fit_reference(meaning, chosen.public)


if __name__ == "__main__":
    main()
