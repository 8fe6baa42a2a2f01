"""Whole answers, judged key point by key point, as pairs: the claim beside the windows that the grader would read.

The written pairs teach the relations one by one; in them whoever contradicts a claim reuses its words, and whoever states
it avoids them. Real answers are not like that, so the last lessons are answers (see docs/entailment-model.md).
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from interviewer.domain.critique import Verdict
from interviewer.domain.question import Question
from interviewer.domain.relation import Relation
from interviewer.evaluation.answer_sets import read_rows
from interviewer.grading.evidence import gather, requests
from interviewer.grading.grader import Grader
from interviewer.grading.recall import locate
from interviewer.grading.text import normalise, sentences
from interviewer.ports import Embedder
from training.pairs import Pair

_RELATION = {
    Verdict.MET.value: Relation.STATED,
    Verdict.PARTIAL.value: Relation.PARTLY,
    Verdict.CONTRADICTED.value: Relation.CONTRADICTED,
    Verdict.MISSED.value: Relation.NOT_MENTIONED,
}


def answer_pairs(
    files: Sequence[Path], questions: Mapping[str, Question], grader: Grader, embedder: Embedder
) -> Iterator[Pair]:
    """A missed point is missed in every window; any other verdict is shown by the window with its quote, else the best one."""
    for file in files:
        for row in read_rows(file):
            question = questions.get(row["question_id"])
            if question is not None:
                yield from _of_answer(question, row, file.stem, grader, embedder)


def model_answer_pairs(questions: Sequence[Question], grader: Grader, embedder: Embedder) -> Iterator[Pair]:
    """Each key point beside the part of the model answer that makes it, often in the claim's own words.

    Without them the model takes any near quotation of a claim for its opposite: in the written pairs only those who
    contradict a claim repeat it.
    """
    for question in questions:
        text = normalise(question.model_answer)
        answer = locate(embedder.embed_tokens([text])[0], sentences(text))
        prepared = grader.prepare(question)
        found = gather(prepared.points, (), answer)
        for evidence, request in zip(found.points, requests(found, answer), strict=True):
            if evidence.match.recall >= SAID:
                stated = frozenset({Relation.STATED})
                yield Pair(evidence.point.says, request.windows[0], stated, question.id, "bank", "model answer")


class Spoken(NamedTuple):
    """What somebody said to a question."""

    question_id: str
    text: str


def stranger_pairs(
    spoken: Sequence[Spoken], questions: Mapping[str, Question], grader: Grader, embedder: Embedder, rng: random.Random
) -> Iterator[Pair]:
    """What was said to one question beside the claims of others, of other topics: none of them is mentioned.

    The windows are the ones that the grader would read, so the nearest that a stranger's words come to the claim. Without
    them the model, which had only seen answers to the point, found a claim half stated in a third of all fluent answers to
    something else.
    """
    for said in spoken:
        topic = questions[said.question_id].topic
        others = [q for q in questions.values() if q.topic != topic]
        text = normalise(said.text)
        answer = locate(embedder.embed_tokens([text])[0], sentences(text))
        for question in rng.sample(others, STRANGERS):
            asked = requests(gather(grader.prepare(question).points, (), answer), answer)
            for point, request in zip(question.key_points, asked, strict=True):
                nothing = frozenset({Relation.NOT_MENTIONED})
                yield Pair(point.says, rng.choice(request.windows), nothing, question.id, "bank", "stranger")


STRANGERS = 3
"""Questions beside which each answer is read."""

SAID = 0.6
"""Token recall from which on a point of the model answer is taken to stand in its best window."""


def _of_answer(
    question: Question, row: Mapping[str, Any], author: str, grader: Grader, embedder: Embedder
) -> Iterator[Pair]:
    text = normalise(row["text"])
    answer = locate(embedder.embed_tokens([text])[0], sentences(text))
    prepared = grader.prepare(question)
    asked = requests(gather(prepared.points, (), answer), answer)
    for point, request in zip(question.key_points, asked, strict=True):
        verdict = row["verdicts"].get(point.id)
        if verdict is None:
            continue
        relation = frozenset({_RELATION[verdict]})
        quote = normalise(row.get("quotes", {}).get(point.id, ""))
        for window in _shown(request.windows, verdict, quote):
            yield Pair(point.says, window, relation, question.id, author, "answer")


def _shown(windows: Sequence[str], verdict: str, quote: str) -> Sequence[str]:
    if verdict == Verdict.MISSED.value:
        return windows
    holding = [w for w in windows if quote and quote in w]
    return (holding or list(windows))[:1]
