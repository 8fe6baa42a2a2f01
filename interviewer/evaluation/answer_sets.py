"""Answers that people marked, in whatever of three shapes a file holds them."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from interviewer.domain.critique import Verdict
from interviewer.domain.errors import ContentError
from interviewer.domain.question import Misconception, Question
from interviewer.grading.own_question import make_question

TRAINING = "training"
"""The split that our entailment model may have learned from; it is left out of every figure."""


class MarkedAnswer(NamedTuple):
    """An answer with a person's mark, 0 to 1; `is_right` where the set has classes."""

    question: Question
    answer: str
    mark: float
    is_right: bool | None
    split: str


class MarkedPoint(NamedTuple):
    """One key point in one answer, marked by two people."""

    question: Question
    answer: str
    first: bool
    second: bool


class Probe(NamedTuple):
    """A question with its own key points and misconceptions, and answers of known kinds."""

    question: Question
    answers: tuple[tuple[str, str, tuple[bool, ...]], ...]
    """(label, text, key point met)."""


class GoldAnswer(NamedTuple):
    """An answer to a question of the bank by somebody who saw only the question."""

    question_id: str
    level: str
    text: str
    verdicts: dict[str, Verdict]
    """Key point id to a second reader's verdict; empty where nobody judged it."""


class StoryAnswer(NamedTuple):
    """A story of a known level, 1 (works against the candidate) to 4 (strong), and what its writer says it holds."""

    question_id: str
    level: int
    text: str
    parts: frozenset[str]
    flags: frozenset[str]


def read_rows(file: Path) -> list[dict[str, Any]]:
    """Raises ContentError that names the line."""
    rows = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise ValueError("not an object")
            except ValueError as error:
                raise ContentError(file.name, "expected one JSON object a line", line=number) from error
            rows.append(row)
    return rows


def marked_answers(rows: Sequence[dict[str, Any]]) -> list[MarkedAnswer]:
    """From rows with question, references, answer, human_score and perhaps label and split."""
    made: dict[str, Question] = {}
    found = []
    for row in rows:
        key = "\0".join([row["question"], *row["references"]])
        question = made.get(key) or made.setdefault(key, make_question(row["question"], references=row["references"]))
        label = row.get("label")
        is_right = label == "correct" if label else None
        found.append(MarkedAnswer(question, row["answer"], float(row["human_score"]), is_right, row.get("split", "")))
    return found


def marked_points(rows: Sequence[dict[str, Any]]) -> list[MarkedPoint]:
    """From rows with question, key_point, answer, human_1 and human_2."""
    return [
        MarkedPoint(
            make_question(row["question"], [row["key_point"]]),
            row["answer"],
            bool(row["human_1"]),
            bool(row["human_2"]),
        )
        for row in rows
    ]


def probes(rows: Sequence[dict[str, Any]]) -> Iterator[Probe]:
    """From rows with question, key_points (says, also, misconception) and answers (label, text, met)."""
    for row in rows:
        question = make_question(row["question"], [p["says"] for p in row["key_points"]])
        points = tuple(
            made.model_copy(update={"also": tuple(given["also"])})
            for made, given in zip(question.key_points, row["key_points"], strict=True)
        )
        wrong = tuple(
            Misconception.model_construct(says=given["misconception"], also=(), contradicts=made.id, why="")
            for made, given in zip(points, row["key_points"], strict=True)
        )
        question = question.model_copy(update={"key_points": points, "misconceptions": wrong, "id": row["id"]})
        answers = tuple((a["label"], a["text"], tuple(bool(m) for m in a["met"])) for a in row["answers"])
        yield Probe(question, answers)


def gold_answers(rows: Sequence[dict[str, Any]]) -> list[GoldAnswer]:
    """From rows with question_id, level, text and perhaps verdicts."""
    return [
        GoldAnswer(
            row["question_id"],
            row["level"],
            row["text"],
            {key: Verdict(value) for key, value in row.get("verdicts", {}).items()},
        )
        for row in rows
    ]


def story_answers(rows: Sequence[dict[str, Any]]) -> list[StoryAnswer]:
    """From rows with question_id, level, text, parts and flags."""
    return [
        StoryAnswer(r["question_id"], int(r["level"]), r["text"], frozenset(r["parts"]), frozenset(r["flags"]))
        for r in rows
    ]


def shape_of(row: dict[str, Any]) -> str:
    """'answers', 'points', 'probe', 'gold', 'stories' or '' for something else."""
    if {"references", "answer", "human_score"} <= row.keys():
        return "answers"
    if {"key_point", "answer", "human_1", "human_2"} <= row.keys():
        return "points"
    if {"key_points", "answers"} <= row.keys():
        return "probe"
    if {"question_id", "level", "text", "parts"} <= row.keys():
        return "stories"
    return "gold" if {"question_id", "level", "text"} <= row.keys() else ""
