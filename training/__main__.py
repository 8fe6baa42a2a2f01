"""`python -m training --public DIR --out DIR`: trains the entailment model in five lessons, and exports it.

1. public: two sets of graded school answers, and what the bank says of itself.
2. pairs: the pairs written for this, each relation in many voices.
3. answers: whole answers judged point by point, as the grader will see them.
4. quotations: the bank's model answers, which say the claims nearly word for word, among answers.
5. strangers: what was said to other questions, beside claims that it never heard of.

Every lesson starts where the one before ended and saves a checkpoint, so that `--first` can take up from there.
Questions of the gold set (tests/gold) are in no lesson, nor is anything by HELD_OUT_WRITER.
"""

import argparse
import json
import random
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import torch

from interviewer.adapters.sentence_embedder import DEFAULT_MODEL, model_folder
from interviewer.bootstrap import Application
from interviewer.domain.corpus import Corpus
from interviewer.evaluation.answer_sets import read_rows
from interviewer.settings import read_settings
from training import export, report
from training.answers import Spoken, answer_pairs, model_answer_pairs, stranger_pairs
from training.fit import LEARNING_RATE, CrossEncoder, fit, load_tokenizer, save
from training.pairs import HERE, Pair, bank_pairs, own_pairs, public_pairs, with_company

ROOT = HERE.parent
GOLD = ("answers_tuning.jsonl", "answers_test.jsonl")
LESSONS = {"public": 2, "pairs": 2, "answers": 2, "quotations": 1, "strangers": 1}
"""Epochs of each."""
RATES = {"quotations": 3e-5, "strangers": 3e-5}
HELD_OUT_WRITER = "writer-d"
HELD_OUT_ANSWERS = "answers-d"


class Lessons:
    """What each lesson draws from, an epoch at a time."""

    def __init__(self, public: Path) -> None:
        application = Application(read_settings())
        corpus = application.corpus
        gold = gold_questions()
        own = own_pairs(corpus.questions)
        self.held_out_pairs = [p for p in own if p.author == HELD_OUT_WRITER]
        self._own = [p for p in own if p.author != HELD_OUT_WRITER]
        seen_nowhere = gold | {p.question_id for p in self.held_out_pairs}
        self._bank = [q for q in corpus.questions if q.id not in seen_nowhere]
        self._public = list(public_pairs(public))
        answers = list(_answers(application, corpus, gold))
        self.held_out_answers = [p for p in answers if p.author == HELD_OUT_ANSWERS]
        unseen = {p.question_id for p in self.held_out_answers}
        self._answers = [p for p in answers if p.question_id not in unseen]
        spoken = [q for q in self._bank if q.answer == "facts" and q.id not in unseen]
        grader = application.make_grader(corpus, words_only=True)
        self._quotations = list(model_answer_pairs(spoken, grader, application.embedder))
        said = [Spoken(q.id, q.model_answer) for q in spoken]
        said += [s for s in _said() if s.question_id in {q.id for q in spoken}]
        known = {q.id: q for q in spoken}
        self._strangers = list(stranger_pairs(said, known, grader, application.embedder, random.Random(0)))

    @property
    def held_out(self) -> dict[str, list[Pair]]:
        return {"pairs": self.held_out_pairs, "answers": self.held_out_answers}

    def public(self, rng: random.Random) -> list[Pair]:
        return [*self._public, *self._from_bank(6_000, rng)]

    def pairs(self, rng: random.Random) -> list[Pair]:
        return [*with_company(self._own, rng), *self._from_bank(4_000, rng), *rng.sample(self._public, 2_500)]

    def answers(self, rng: random.Random) -> list[Pair]:
        own = rng.sample(with_company(self._own, rng), 2_000)
        return [*self._answers, *own, *self._from_bank(1_000, rng), *rng.sample(self._public, 1_500)]

    def quotations(self, rng: random.Random) -> list[Pair]:
        own = rng.sample(with_company(self._own, rng), 1_200)
        return [*self._quotations, *rng.sample(self._answers, 2_500), *own, *rng.sample(self._public, 500)]

    def strangers(self, rng: random.Random) -> list[Pair]:
        own = rng.sample(with_company(self._own, rng), 1_500)
        reminded = [*rng.sample(self._answers, 5_000), *rng.sample(self._quotations, 700)]
        return [*rng.sample(self._strangers, 6_000), *reminded, *own, *rng.sample(self._public, 500)]

    def _from_bank(self, count: int, rng: random.Random) -> list[Pair]:
        found = list(bank_pairs(self._bank, rng))
        rng.shuffle(found)
        return found[:count]


def gold_questions() -> set[str]:
    files = [ROOT / "tests" / "gold" / name for name in GOLD]
    return {json.loads(line)["question_id"] for file in files for line in file.read_text().splitlines()}


def _answers(application: Application, corpus: Corpus, gold: set[str]) -> Iterable[Pair]:
    grader = application.make_grader(corpus, words_only=True)
    questions = {q.id: q for q in corpus.questions if q.id not in gold}
    files = sorted((HERE / "answers").glob("*.jsonl"))
    return answer_pairs(files, questions, grader, application.embedder)


def _said() -> list[Spoken]:
    rows = [row for file in sorted((HERE / "answers").glob("*.jsonl")) for row in read_rows(file)]
    return [Spoken(row["question_id"], row["text"]) for row in rows if row["level"] in ("good", "plain")]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--public", type=Path, required=True, help="folder with scientsbank.jsonl and beetle.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--first", choices=LESSONS, default="public", help="the lesson to begin with")
    parser.add_argument("--last", choices=LESSONS, default="strangers", help="the lesson to end with")
    chosen = parser.parse_args()
    names = tuple(LESSONS)
    begin, end = names.index(chosen.first), names.index(chosen.last)
    chosen.out.mkdir(parents=True, exist_ok=True)
    folder = str(model_folder(DEFAULT_MODEL))
    tokenizer, model = load_tokenizer(folder), CrossEncoder(folder)
    if begin:
        model.load_state_dict(torch.load(chosen.out / f"{names[begin - 1]}.pt"))
    lessons = Lessons(chosen.public)
    say = partial(print, flush=True)
    for number, name in enumerate(names[begin : end + 1], start=begin + 1):
        say(f"lesson {number}: {name}")
        fit(
            model,
            tokenizer,
            [getattr(lessons, name)] * LESSONS[name],
            seed=number,
            learning_rate=RATES.get(name, LEARNING_RATE),
            say=say,
        )
        save(model, chosen.out / f"{name}.pt")
        report.show(model, tokenizer, lessons.held_out)
    if chosen.last != names[-1]:
        return
    export.to_onnx(model, chosen.out / "model.onnx")
    export.to_int8(chosen.out / "model.onnx", chosen.out / "model.int8.onnx")


if __name__ == "__main__":
    main()
