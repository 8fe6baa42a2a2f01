"""Every figure about the built-in grader, from whatever marked answers there are."""

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from interviewer.domain.question import Question
from interviewer.evaluation import grading
from interviewer.evaluation.agreement import Interval
from interviewer.evaluation.answer_sets import (
    TRAINING,
    gold_answers,
    marked_answers,
    marked_points,
    probes,
    read_rows,
    shape_of,
    story_answers,
)
from interviewer.evaluation.scorers import Scorer
from interviewer.grading.grader import Grader

SPEED_ANSWERS = 120
ATTACKED = 150
"""Questions that the tricks are tried on; every one of them costs seventeen answers."""

TITLES: dict[type, str] = {
    grading.AnswerFigures: "Agreement with people's marks (rmse, qwk, macro_f1: two numbers or a cut fitted on other questions)",
    grading.PointFigures: "Single key points on which two people agree (met_precision: both classes equally frequent)",
    grading.Claim: "Own gold set and probe: answers of known kinds",
    grading.VerdictFigures: "Verdicts on key points against a second reader's",
    grading.StoryFigures: "Stories of four levels",
    grading.AttackFigures: "Cheap tricks: share that earns one point of five, and half of them",
    grading.AdditionFigures: "What is put to an honest answer, and by how much it moves the score",
    grading.Speed: "Milliseconds an answer, warm",
}


class Bench(NamedTuple):
    """Who is measured: the grader, and all scorers by name ('grader' among them)."""

    grader: Grader
    scorers: Mapping[str, Scorer]
    questions: Mapping[str, Question]


def measure(bench: Bench, files: Sequence[Path], sample: int = 0, seed: int = 0) -> Iterator[Any]:
    """Rows of several kinds, as they are computed. `sample` bounds the answers of each split. Raises ContentError."""
    rng = random.Random(seed)
    for file in files:
        rows = read_rows(file)
        shape = shape_of(rows[0]) if rows else ""
        if shape == "answers":
            yield from grading.on_answers(file.stem, marked_answers(_drawn(rows, sample, rng)), bench.scorers)
        elif shape == "points":
            yield from grading.on_points(file.stem, marked_points(rows), bench.grader, bench.scorers)
        elif shape == "probe":
            yield from grading.on_probe(file.stem, list(probes(rows)), bench.scorers["grader"])
        elif shape == "gold":
            yield from _on_gold(file.stem, rows, bench, rng)
        elif shape == "stories":
            stories = story_answers(rows)
            yield from grading.on_stories(file.stem, stories, bench.questions, bench.scorers)
            yield from grading.story_parts(file.stem, stories, bench.questions, bench.grader)


def _on_gold(name: str, rows: Sequence[dict[str, Any]], bench: Bench, rng: random.Random) -> Iterator[Any]:
    answers = gold_answers(rows)
    for scorer, score in bench.scorers.items():
        yield from grading.on_gold(f"{name}: {scorer}", answers, bench.questions, score)
    verdicts = grading.gold_verdicts(answers, bench.questions, bench.grader)
    yield from grading.verdict_figures(name, verdicts) if verdicts else ()
    asked = sorted({a.question_id for a in answers} & bench.questions.keys())
    questions = [bench.questions[i] for i in rng.sample(asked, min(ATTACKED, len(asked)))]
    yield from grading.under_attack(questions, bench.scorers)
    honest = [(bench.questions[a.question_id], a.text) for a in answers if a.question_id in bench.questions]
    yield from grading.with_additions(rng.sample(honest, min(ATTACKED, len(honest))), bench.scorers["grader"])
    yield grading.speed(rng.sample(honest, min(SPEED_ANSWERS, len(honest))), bench.grader)


def _drawn(rows: Sequence[dict[str, Any]], sample: int, rng: random.Random) -> list[dict[str, Any]]:
    by_split: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row.get("split") != TRAINING:
            by_split.setdefault(row.get("split", ""), []).append(row)
    return [r for part in by_split.values() for r in (rng.sample(part, sample) if 0 < sample < len(part) else part)]


def flat(row: Any) -> dict[str, Any]:
    """One level of keys: an interval becomes three."""
    found: dict[str, Any] = {"table": type(row).__name__}
    for name, value in row._asdict().items():
        if isinstance(value, Interval):
            found |= {name: value.value, f"{name}_low": value.low, f"{name}_high": value.high}
        else:
            found[name] = value
    return found
