"""The built-in grader against people's marks and against cheap tricks; two baselines run beside it."""

import random
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interviewer.domain.critique import Finding, Verdict
from interviewer.domain.question import Kind, Part, Question
from interviewer.domain.scoring import TOP
from interviewer.domain.stage import Seniority
from interviewer.evaluation import agreement
from interviewer.evaluation.agreement import Interval, bootstrap
from interviewer.evaluation.answer_sets import TRAINING, GoldAnswer, MarkedAnswer, MarkedPoint, Probe, StoryAnswer
from interviewer.evaluation.attacks import ADDITIONS, ATTACKS, HONEST, Attack, strangers
from interviewer.evaluation.scorers import Scorer
from interviewer.grading.grader import Graded, Grader, Task

PASS = 0.5
"""Half of the points: the product's own cut between 'partly there' and not, used as it is for two-way classes."""

FINDS = 1.0 / TOP
"""A trick that earns one point of five has paid."""


class AnswerFigures(NamedTuple):
    """One scorer on one split of a set. RMSE, kappa and F1 after two numbers (or a cut) fitted on other questions."""

    data: str
    scorer: str
    answers: int
    questions: int
    r: Interval
    rmse: float
    rmse_raw: float
    qwk: float
    macro_f1: float | None
    macro_f1_fixed: float | None


def on_answers(name: str, answers: Sequence[MarkedAnswer], scorers: Mapping[str, Scorer]) -> list[AnswerFigures]:
    """A row for each scorer and split; the training split is left out."""
    by_split: dict[str, list[MarkedAnswer]] = defaultdict(list)
    for answer in answers:
        if answer.split != TRAINING:
            by_split[answer.split].append(answer)
    return [
        _figures(f"{name}, {split}" if split else name, part, scorer, score)
        for split, part in by_split.items()
        for scorer, score in scorers.items()
    ]


def _figures(name: str, answers: Sequence[MarkedAnswer], scorer: str, score: Scorer) -> AnswerFigures:
    scores = score([(a.question, a.answer) for a in answers])
    marks = np.array([a.mark for a in answers])
    questions = [a.question.id for a in answers]
    fitted = agreement.calibrate_elsewhere(scores, marks, questions)
    f1 = f1_fixed = None
    if all(a.is_right is not None for a in answers):
        right = np.array([bool(a.is_right) for a in answers])
        f1 = agreement.macro_f1(agreement.classes_cut_elsewhere(scores, right, questions), right)
        f1_fixed = agreement.macro_f1(scores >= PASS, right)
    return AnswerFigures(
        name,
        scorer,
        len(answers),
        len(set(questions)),
        bootstrap(lambda rows: agreement.pearson(scores[rows], marks[rows]), questions),
        agreement.rmse(fitted, marks),
        agreement.rmse(scores, marks),
        agreement.weighted_kappa(fitted, marks),
        f1,
        f1_fixed,
    )


class PointFigures(NamedTuple):
    """Verdicts on single key points where two people agree. `met_precision` as if both classes were equally frequent."""

    data: str
    scorer: str
    points: int
    agreement: Interval
    met_precision: float
    met_recall: float


def on_points(
    name: str, points: Sequence[MarkedPoint], grader: Grader, scorers: Mapping[str, Scorer]
) -> list[PointFigures]:
    agreed = [p for p in points if p.first == p.second]
    truth = np.array([p.first for p in agreed])
    questions = [p.question.ask for p in agreed]
    verdicts = [
        graded.findings[0].verdict
        for graded in grader.grade_many([Task(p.question, p.answer, Seniority.MID) for p in agreed])
    ]
    rows = []
    for scorer, score in scorers.items():
        says = score([(p.question, p.answer) for p in agreed]) >= PASS
        met = np.array([v is Verdict.MET for v in verdicts]) if scorer == "grader" else says
        rows.append(
            PointFigures(
                name,
                scorer,
                len(agreed),
                bootstrap(lambda rows, says=says: float((says == truth)[rows].mean()), questions),  # type: ignore[misc]
                agreement.balanced_precision(met, truth),
                float(met[truth].mean()),
            )
        )
    return rows


class VerdictFigures(NamedTuple):
    """How one verdict agrees with a second reader's, key point by key point."""

    data: str
    verdict: str
    given: int
    true: int
    precision: float
    recall: float


def verdict_figures(name: str, pairs: Sequence[tuple[Verdict, Verdict]]) -> list[VerdictFigures]:
    """From (ours, theirs), one for each key point."""
    rows = []
    for verdict in (Verdict.MET, Verdict.PARTIAL, Verdict.MISSED, Verdict.CONTRADICTED):
        given = sum(ours is verdict for ours, _ in pairs)
        true = sum(theirs is verdict for _, theirs in pairs)
        both = sum(ours is theirs is verdict for ours, theirs in pairs)
        rows.append(VerdictFigures(name, verdict.value, given, true, both / max(1, given), both / max(1, true)))
    return rows


class Claim(NamedTuple):
    """A statement about the gold answers, as a share of the questions or answers for which it holds."""

    data: str
    claim: str
    share: float
    low: float
    high: float


Levels = dict[str, float]
_ORDERS: tuple[tuple[str, Callable[[Levels], bool]], ...] = (
    ("good above wrong", lambda s: s["good"] > s["wrong"]),
    ("good above weak", lambda s: s["good"] > s["weak"]),
    ("good above partial", lambda s: s["good"] > s["partial"]),
    ("partial above wrong", lambda s: s["partial"] > s["wrong"]),
    ("partial above weak", lambda s: s["partial"] > s["weak"]),
    ("plain within 0.7 of good", lambda s: abs(s["plain"] - s["good"]) <= 0.7),
    ("plain above wrong", lambda s: s["plain"] > s["wrong"]),
    ("plain above weak", lambda s: s["plain"] > s["weak"]),
    ("wrong at 3.0 or more", lambda s: s["wrong"] >= 3.0),
    ("good at 3.5 or more", lambda s: s["good"] >= 3.5),
    ("plain at 3.0 or more", lambda s: s["plain"] >= 3.0),
)


def on_gold(name: str, answers: Sequence[GoldAnswer], questions: Mapping[str, Question], score: Scorer) -> list[Claim]:
    """Five answers a question: what a candidate would expect of their order and their level."""
    known = [a for a in answers if a.question_id in questions]
    scores = TOP * score([(questions[a.question_id], a.text) for a in known])
    by_question: dict[str, Levels] = defaultdict(dict)
    for answer, value in zip(known, scores, strict=True):
        by_question[answer.question_id][answer.level] = float(value)
    ids = sorted(by_question)
    rows = []
    for claim, holds in _ORDERS:
        true = np.array([holds(by_question[i]) for i in ids], float)
        interval = bootstrap(lambda rows, true=true: float(true[rows].mean()), ids)  # type: ignore[misc]
        rows.append(Claim(name, claim, *interval))
    for level in ("good", "plain", "partial", "weak", "wrong"):
        values = np.array([by_question[i][level] for i in ids])
        interval = bootstrap(lambda rows, values=values: float(values[rows].mean()), ids)  # type: ignore[misc]
        rows.append(Claim(name, f"mean score, {level}", *interval))
    return rows


def gold_verdicts(
    answers: Sequence[GoldAnswer], questions: Mapping[str, Question], grader: Grader
) -> list[tuple[Verdict, Verdict]]:
    """(ours, the second reader's) for each key point that was judged."""
    judged = [a for a in answers if a.verdicts and a.question_id in questions]
    graded = grader.grade_many([Task(questions[a.question_id], a.text, Seniority.SENIOR) for a in judged])
    return [
        (finding.verdict, answer.verdicts[finding.key_point_id])
        for answer, found in zip(judged, graded, strict=True)
        for finding in found.findings
        if finding.key_point_id in answer.verdicts
    ]


def on_probe(name: str, probes: Sequence[Probe], score: Scorer) -> list[Claim]:
    """The given probe set: a full, a partial and a fluent wrong answer to each question."""
    scores: dict[str, list[float]] = defaultdict(list)
    for probe in probes:
        values = TOP * score([(probe.question, text) for _, text, _ in probe.answers])
        for (label, _, _), value in zip(probe.answers, values, strict=True):
            scores[label].append(float(value))
    names = [p.question.id for p in probes]
    arrays = {label: np.array(values) for label, values in scores.items()}
    claims: list[tuple[str, NDArray[np.float64]]] = [(f"mean score, {label}", a) for label, a in arrays.items()]
    claims += [
        ("full above wrong", (arrays["full"] > arrays["wrong"]).astype(float)),
        ("partial above wrong", (arrays["partial"] > arrays["wrong"]).astype(float)),
        ("wrong at 3.0 or more", (arrays["wrong"] >= 3.0).astype(float)),
    ]
    return [Claim(name, claim, *bootstrap(lambda rows, a=a: float(a[rows].mean()), names)) for claim, a in claims]  # type: ignore[misc]


class StoryFigures(NamedTuple):
    """Stories of four levels: mean scores, correlation with the level, and how often each step up scores higher."""

    data: str
    scorer: str
    answers: int
    r: Interval
    means: str
    above_next: str


def on_stories(
    name: str, stories: Sequence[StoryAnswer], questions: Mapping[str, Question], scorers: Mapping[str, Scorer]
) -> list[StoryFigures]:
    known = [s for s in stories if s.question_id in questions]
    ids, levels = [s.question_id for s in known], np.array([float(s.level) for s in known])
    rows = []
    for scorer, score in scorers.items():
        scores = TOP * score([(questions[s.question_id], s.text) for s in known])
        by_question: dict[str, dict[int, float]] = defaultdict(dict)
        for story, value in zip(known, scores, strict=True):
            by_question[story.question_id][story.level] = float(value)
        steps = ((4, 3), (3, 2), (4, 2), (3, 1))
        above = [np.mean([q[a] > q[b] for q in by_question.values()]) for a, b in steps]
        rows.append(
            StoryFigures(
                name,
                scorer,
                len(known),
                bootstrap(lambda rows, s=scores: agreement.pearson(s[rows], levels[rows]), ids),  # type: ignore[misc]
                " ".join(f"{level}: {scores[levels == level].mean():.1f}" for level in (4, 3, 2, 1)),
                " ".join(f"{a}>{b}: {share:.2f}" for (a, b), share in zip(steps, above, strict=True)),
            )
        )
    return rows


def story_parts(
    name: str, stories: Sequence[StoryAnswer], questions: Mapping[str, Question], grader: Grader
) -> list[VerdictFigures]:
    """Parts of stories that were found, against what the writer put in."""
    known = [s for s in stories if s.question_id in questions and questions[s.question_id].kind is Kind.STORY]
    graded = grader.grade_many([Task(questions[s.question_id], s.text) for s in known])
    rows = []
    for part in (Part.SITUATION, Part.ACTION, Part.RESULT, Part.REFLECTION):
        pairs = [
            (any(f.verdict is Verdict.MET for f in findings), part.value in story.parts)
            for story, found in zip(known, graded, strict=True)
            if (findings := _of_part(questions[story.question_id], found, part))
        ]
        given, true = sum(ours for ours, _ in pairs), sum(theirs for _, theirs in pairs)
        both = sum(ours and theirs for ours, theirs in pairs)
        rows.append(VerdictFigures(name, f"{part.value} found", given, true, both / max(1, given), both / max(1, true)))
    return rows


def _of_part(question: Question, graded: Graded, part: Part) -> list[Finding]:
    ids = {p.id for p in question.key_points if p.part is part}
    return [f for f in graded.findings if f.key_point_id in ids]


class AttackFigures(NamedTuple):
    """A trick over many questions: how often it earns one point of five, and half of them."""

    attack: str
    scorer: str
    answers: int
    at_1: float
    at_half: float
    note: str


def under_attack(questions: Sequence[Question], scorers: Mapping[str, Scorer], seed: int = 0) -> list[AttackFigures]:
    rng = random.Random(seed)
    others = strangers(questions, rng)
    rows = []
    for attack in (*ATTACKS, *HONEST):
        texts = [attack.make(q, rng, other) for q, other in zip(questions, others, strict=True)]
        for scorer, score in scorers.items():
            shares = score(list(zip(questions, texts, strict=True)))
            rows.append(
                AttackFigures(
                    attack.name,
                    scorer,
                    len(texts),
                    float((shares >= FINDS).mean()),
                    float((shares >= PASS).mean()),
                    _note(attack),
                )
            )
    return rows


def _note(attack: Attack) -> str:
    return "known limit" if attack.known_limit else "honest" if attack in HONEST else ""


class AdditionFigures(NamedTuple):
    """By how much an addition moves the score of 0 to 5: it should not."""

    addition: str
    answers: int
    mean: float
    largest: float
    moved: float


def with_additions(pairs: Sequence[tuple[Question, str]], score: Scorer) -> list[AdditionFigures]:
    """`moved` is the share of answers whose score changes by more than 0.1."""
    before = TOP * score(pairs)
    rows = []
    for addition in ADDITIONS:
        change = np.abs(TOP * score([(q, addition.apply(text)) for q, text in pairs]) - before)
        rows.append(
            AdditionFigures(
                addition.name, len(pairs), float(change.mean()), float(change.max()), float((change > 0.1).mean())
            )
        )
    return rows


class Speed(NamedTuple):
    """Milliseconds an answer: one at a time, and in one batch; both warm."""

    answers: int
    single: float
    batched: float


def speed(pairs: Sequence[tuple[Question, str]], grader: Grader) -> Speed:
    """One at a time is what a candidate waits for; batched is what `interviewer grade` does."""
    tasks = [Task(question, answer, Seniority.MID) for question, answer in pairs]
    for task in tasks:
        grader.prepare(task.question)
    single = []
    for task in tasks[:40]:
        started = time.perf_counter()
        grader.grade(*task)
        single.append(time.perf_counter() - started)
    started = time.perf_counter()
    found: list[Graded] = grader.grade_many(tasks)
    batched = (time.perf_counter() - started) / max(1, len(found))
    return Speed(len(tasks), 1000 * float(np.median(single)), 1000 * batched)
