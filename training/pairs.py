"""(claim, what a candidate said) -> stated, partly, contradicted or not mentioned: every source of such pairs.

`own` pairs were written for this (training/pairs/*.jsonl), `bank` pairs follow from the questions' phrasings and
misconceptions, `public` ones are the training splits of two sets of human-graded answers (not in the repository).
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from interviewer.domain.question import KeyPoint, Misconception, Question
from interviewer.domain.relation import Relation
from interviewer.grading.text import content_stems

HERE = Path(__file__).parent
OWN = HERE / "pairs"

SILENT = frozenset({Relation.PARTLY, Relation.NOT_MENTIONED})
"""The public sets' label 'incorrect' is either of these, and does not say which."""


class Pair(NamedTuple):
    """`relations` holds every label that the source leaves possible."""

    claim: str
    said: str
    relations: frozenset[Relation]
    question_id: str
    author: str
    style: str


def own_pairs(questions: Sequence[Question], folder: Path = OWN) -> list[Pair]:
    """The pairs written for this model; the author is the file's name."""
    claims = {f"{q.id}/{p.id}": p.says for q in questions for p in q.key_points}
    return [
        Pair(
            claims[row["claim"]],
            row["text"],
            frozenset({Relation(row["label"])}),
            row["claim"].split("/")[0],
            file.stem,
            row["style"],
        )
        for file in sorted(folder.glob("*.jsonl"))
        for row in _rows(file)
        if row["claim"] in claims
    ]


def bank_pairs(questions: Iterable[Question], rng: random.Random) -> Iterator[Pair]:
    """What the bank says of itself: a phrasing states its claim, a misconception contradicts its key point."""
    for question in questions:
        if question.answer == "facts":
            for point in question.key_points:
                yield from _of_point(question, point, rng)
            for wrong in question.misconceptions:
                yield from _of_misconception(question, wrong, rng)


def _of_point(question: Question, point: KeyPoint, rng: random.Random) -> Iterator[Pair]:
    others = [p for p in question.key_points if p is not point]
    for wording in point.also:
        yield _bank(point.says, wording, Relation.STATED, question)
    yield _bank(point.also[0], rng.choice((point.says, *point.also[1:])), Relation.STATED, question)
    for other in rng.sample(others, min(2, len(others))):
        yield _bank(point.says, rng.choice(other.phrasings), Relation.NOT_MENTIONED, question)


def _of_misconception(question: Question, wrong: Misconception, rng: random.Random) -> Iterator[Pair]:
    for wording in wrong.also:
        yield _bank(wrong.says, wording, Relation.STATED, question)
    for point in question.key_points:
        if point.id == wrong.contradicts:
            for wording in wrong.phrasings:
                yield _bank(rng.choice(point.phrasings), wording, Relation.CONTRADICTED, question)
            for wording in point.phrasings:
                yield _bank(rng.choice(wrong.phrasings), wording, Relation.CONTRADICTED, question)
        else:
            yield _bank(wrong.says, rng.choice(point.phrasings), Relation.NOT_MENTIONED, question)


def _bank(claim: str, said: str, relation: Relation, question: Question) -> Pair:
    return Pair(claim, said, frozenset({relation}), question.id, "bank", "bank")


def public_pairs(folder: Path) -> Iterator[Pair]:
    """SciEntsBank's and Beetle's training splits, three-way labels."""
    relations = {
        "correct": frozenset({Relation.STATED}),
        "contradictory": frozenset({Relation.CONTRADICTED}),
        "incorrect": SILENT,
    }
    for name in ("scientsbank", "beetle"):
        for row in _rows(folder / f"{name}.jsonl"):
            if row["split"] == "training":
                claim = max(row["references"], key=lambda r: _overlap(r, row["answer"]))
                yield Pair(claim, row["answer"], relations[row["label"]], row["question_id"], name, "public")


def _overlap(reference: str, answer: str) -> float:
    stems = content_stems(reference)
    return len(stems & content_stems(answer)) / max(1, len(stems))


def with_company(pairs: Sequence[Pair], rng: random.Random, share: float = 0.5) -> list[Pair]:
    """In an answer a statement has neighbours: a share of the pairs gets another snippet of its question beside it.

    The neighbour is one that stands in no known relation to the claim: what was said of another claim.
    """
    by_question: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_question[pair.question_id].append(pair)
    mixed = []
    for pair in pairs:
        strangers = [p for p in by_question[pair.question_id] if p.claim != pair.claim and p.style != "neighbour"]
        if pair.style in ("public", "bank") or not strangers or rng.random() > share:
            mixed.append(pair)
            continue
        other = rng.choice(strangers).said
        both = f"{other} {pair.said}" if rng.random() < 0.5 else f"{pair.said} {other}"
        mixed.append(pair._replace(said=both))
    return mixed


def _rows(file: Path) -> Iterator[dict]:  # type: ignore[type-arg]
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
