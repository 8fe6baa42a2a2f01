"""`python -m training.calibrate`: fits the tables of interviewer/grading/calibration.py and prints them.

On the tuning half of the gold set, with all phrasings, and with the claim alone. Figures printed are by leave-questions-out.
"""

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
from interviewer.evaluation.answer_sets import GoldAnswer, gold_answers, read_rows
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


def main() -> None:
    application = Application(read_settings())
    corpus = application.corpus
    answers = gold_answers(read_rows(GOLD))
    questions = {q.id: q for q in corpus.questions}
    bare_questions = {i: bare(q) for i, q in questions.items()}
    words, meaning = (application.make_grader(corpus, words_only=words_only) for words_only in (True, False))
    fit_table("WORDS", list(of_gold(words, answers, questions)))
    fit_table("MEANING", list(of_gold(meaning, answers, questions)))
    ours = list(of_gold(meaning, answers, bare_questions))
    fit_table("MEANING_BARE", ours)


if __name__ == "__main__":
    main()
