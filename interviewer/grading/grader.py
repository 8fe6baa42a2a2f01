"""The built-in grader: one answer against one question."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from interviewer.domain.critique import Finding, Mistake, Verdict
from interviewer.domain.question import Question
from interviewer.domain.scoring import score_findings
from interviewer.domain.stage import Seniority
from interviewer.grading import gates
from interviewer.grading.evidence import (
    Evidence,
    MisconceptionPhrasings,
    PointEvidence,
    PointPhrasings,
    gather,
    requests,
    with_readings,
)
from interviewer.grading.facts import judge_facts
from interviewer.grading.gates import Flag
from interviewer.grading.own_question import is_marked_by_recall
from interviewer.grading.prose import ProseModel
from interviewer.grading.reading import Request, read
from interviewer.grading.recall import AnswerVectors, Phrasing, locate, match, own_content
from interviewer.grading.reference import is_short, score_reference
from interviewer.grading.story import FlagPhrasings, judge_story
from interviewer.grading.text import content_stems, normalise, sentences, words
from interviewer.ports import Embedder, EntailmentModel, PhrasingCache, TokenVectors, Vectors

GATED_CREDIT = 0.1
"""What a point is worth at most in a list of keywords or shuffled words: the terms are there, the claim is not."""

SHORT_CREDIT = 0.5
OFF_TOPIC_COSINE = 0.28
DOUBTFUL_COSINE = 0.46
DOUBT_SLOPE = 5.0
"""Mean-pooled cosine to the question and to its model answer. What was said to another question has 0.28 in the middle and 0.44
at the ninth decile; of answers to the point 5% in plain words are below 0.44, and 1% of the others. The further below 0.46, the
more of the credit must be earned for an answer to count as one to this question: a fifth at 0.42, all at 0.26. The first figure
is for stories, each of which has its own subject (with the others they went from r 0.76 to 0.72), and for short references."""

BEARS = 0.7
BEARS_SURELY = 1.4
"""A quote has to do with its point from this strength on: three times its token recall, and the chance that it mentions it.

The first keeps 97% of the quotes with which people showed a verdict, and lets 17% of an attack's words through; the second 76%
and 0.2%. It is for answers in which the built-in grader finds nothing.
"""

MIN_CONTENT_STEMS = 2
BATCH = 32
"""Answers that are read together; more only costs memory."""

ENCODING = 2
"""Raise it when what is kept of a phrasing changes: the caches of older versions are then never read again."""


class Graded(NamedTuple):
    """What the grader found; `score` None with a reason where it cannot judge."""

    findings: tuple[Finding, ...]
    mistakes: tuple[Mistake, ...]
    flags: tuple[Flag, ...]
    score: float | None
    reason: str = ""


class Task(NamedTuple):
    """One answer to judge: all turns on the question, joined."""

    question: Question
    answer: str
    seniority: Seniority = Seniority.MID


class Prepared(NamedTuple):
    """A question's phrasings, encoded once. `subject`: the question and its model answer, shape (2, dimensions).

    `whole`: the model answer as one phrasing, of questions that are marked against a reference; else empty.
    """

    points: tuple[PointPhrasings, ...]
    misconceptions: tuple[MisconceptionPhrasings, ...]
    red_flags: tuple[FlagPhrasings, ...]
    subject: Vectors
    whole: Phrasing


class _Case(NamedTuple):
    """An answer that there is something to judge in."""

    task: Task
    said: str
    flags: tuple[Flag, ...]
    prepared: Prepared
    vectors: AnswerVectors
    evidence: Evidence


class Grader:
    """Judges answers. Holds nothing but the encodings of the questions that it has seen."""

    def __init__(
        self,
        embedder: Embedder,
        prose: ProseModel,
        reader: EntailmentModel | None = None,
        cache: PhrasingCache | None = None,
    ) -> None:
        self._embedder, self._prose, self._reader, self._cache = embedder, prose, reader, cache
        self._prepared: dict[str, Prepared] = {}

    def grade(self, question: Question, answer: str, seniority: Seniority) -> Graded:
        """Findings, mistakes, flags and score of an answer."""
        return self.grade_many([Task(question, answer, seniority)])[0]

    def grade_many(self, tasks: Sequence[Task]) -> list[Graded]:
        """The same for many, faster: texts of like length are read together."""
        graded: list[Graded] = []
        for begin in range(0, len(tasks), BATCH):
            graded.extend(self._grade_batch(tasks[begin : begin + BATCH]))
        return graded

    def _grade_batch(self, tasks: Sequence[Task]) -> list[Graded]:
        decided, cases = self._gather(tasks)
        return [decided[i] if i in decided else self._judge(cases[i]) for i in range(len(tasks))]

    def _gather(self, tasks: Sequence[Task]) -> tuple[dict[int, Graded], dict[int, _Case]]:
        """(results where there is nothing to judge, cases with all their evidence), by the task's place."""
        decided: dict[int, Graded] = {}
        said: dict[int, tuple[str, tuple[Flag, ...]]] = {}
        for i, task in enumerate(tasks):
            text, flags, verdict = self._without_judging(task)
            if verdict is None:
                said[i] = text, flags
            else:
                decided[i] = verdict
        encoded = self._embedder.embed_tokens([text for text, _ in said.values()])
        opened = [
            self._open(tasks[i], text, flags, tokens)
            for (i, (text, flags)), tokens in zip(said.items(), encoded, strict=True)
        ]
        return decided, dict(zip(said, self._read(opened), strict=True))

    def _without_judging(self, task: Task) -> tuple[str, tuple[Flag, ...], Graded | None]:
        """(what to judge, flags so far, the result if there is nothing to judge)."""
        kept, steering = gates.split_steering(normalise(task.answer))
        flags = (Flag.STEERING,) if steering else ()
        asked = f"{task.question.ask} {task.question.given}"
        own = [s.text for s in kept if not gates.repeats_question(s.text, asked)]
        said = "\n".join(own)
        if kept and not own:
            return said, flags, _nothing(task.question, task.seniority, (*flags, Flag.ECHO))
        if gates.is_other_language(said or task.answer):
            flags = (*flags, Flag.OTHER_LANGUAGE)
            return said, flags, _unscored(task.question, task.seniority, flags, "I can only judge answers in English.")
        if task.question.answer_style == "prose" and gates.is_formula(said):
            flags = (*flags, Flag.FORMULA)
            reason = "I can't judge a formula by itself. Say in words what it means."
            return said, flags, _unscored(task.question, task.seniority, flags, reason)
        void = _void_flag(task.question, said)
        if void is not None:
            return said, flags, _nothing(task.question, task.seniority, (*flags, void))
        return said, flags, None

    def _open(self, task: Task, said: str, flags: tuple[Flag, ...], tokens: TokenVectors) -> _Case:
        prepared = self.prepare(task.question)
        vectors = locate(tokens, sentences(said))
        evidence = gather(prepared.points, prepared.misconceptions, vectors)
        return _Case(task, said, flags, prepared, vectors, evidence)

    def _read(self, cases: Sequence[_Case]) -> list[_Case]:
        """The cases with what the entailment model makes of their claims; as they are, if there is none."""
        if self._reader is None:
            return list(cases)
        asked = [_requests(c) for c in cases]
        readings = iter(read(self._reader, [r for of_case in asked for r in of_case]))
        return [
            case._replace(evidence=with_readings(case.evidence, [next(readings) for _ in of_case])) if of_case else case
            for case, of_case in zip(cases, asked, strict=True)
        ]

    def _judge(self, case: _Case) -> Graded:
        question, seniority = case.task.question, case.task.seniority
        if question.answer == "story":
            points = [(p.point, p.phrasings) for p in case.prepared.points]
            findings, mistakes = judge_story(question, seniority, case.vectors, points, case.prepared.red_flags)
        else:
            findings, mistakes = judge_facts(question, seniority, case.evidence)
        findings, more = self._apply_gates(case, findings)
        if is_marked_by_recall(question) and not more:
            score: float | None = score_reference(case.evidence, match(case.prepared.whole, case.vectors))
        else:
            score = score_findings(findings)
        return Graded(findings, mistakes, (*case.flags, *more), score)

    def _apply_gates(self, case: _Case, findings: tuple[Finding, ...]) -> tuple[tuple[Finding, ...], tuple[Flag, ...]]:
        question = case.task.question
        if _is_off_topic(case, findings):
            return _all_missed(findings), (Flag.OFF_TOPIC,)
        if question.answer_style == "prose" or not gates.holds_code(case.said):
            flag = gates.prose_flag(case.said, self._prose)
            if flag is not None:
                return tuple(_limit(f, GATED_CREDIT) for f in findings), (flag,)
        if len(words(case.said)) < _least_words(question) and question.answer == "facts":
            return tuple(_limit(f, SHORT_CREDIT) for f in findings), (Flag.TOO_SHORT,)
        return findings, ()

    def evidence_of(self, tasks: Sequence[Task]) -> list[Evidence | None]:
        """What is found before anything is decided, to calibrate on; None where there is nothing to judge."""
        found: list[Evidence | None] = []
        for begin in range(0, len(tasks), BATCH):
            _, cases = self._gather(tasks[begin : begin + BATCH])
            found.extend(cases[i].evidence if i in cases else None for i in range(len(tasks[begin : begin + BATCH])))
        return found

    def look_again(self, question: Question, finding: Finding, sentence: str) -> Finding:
        """One point, looked for in the one sentence that the candidate points to, and held to every phrasing."""
        prepared = self.prepare(question)
        vectors = locate(self._embedder.embed_tokens([sentence])[0], sentences(sentence))
        points = tuple(p for p in prepared.points if p.point.id == finding.key_point_id)
        wrong = tuple(m for m in prepared.misconceptions if m.misconception.contradicts == finding.key_point_id)
        best = finding
        for wording in points[0].point.phrasings if points else ():
            evidence = gather(points, wrong, vectors)
            if self._reader is not None:
                evidence = with_readings(evidence, read(self._reader, [Request(wording, (sentence,))]))
            found = judge_facts(question, Seniority.SENIOR, evidence).findings[0]
            if found.credit > best.credit:
                best = found.model_copy(update={"expected": finding.expected, "quote": sentence})
        note = (
            "You pointed to this sentence."
            if best is not finding
            else "Looked at again: it is not said there clearly enough."
        )
        return best.model_copy(update={"note": note, "citation": finding.citation})

    def bears_on(self, question: Question, quotes: Mapping[str, str], *, surely: bool = False) -> dict[str, bool]:
        """Key point ids with quotes to whether each quote has anything to do with its point. Of a story any quote has.

        A model that obeys the text it should judge quotes that text for every point; its words are real, and say nothing.
        """
        if question.answer != "facts" or not quotes:
            return dict.fromkeys(quotes, True)
        prepared = {p.point.id: p for p in self.prepare(question).points}
        tokens = self._embedder.embed_tokens(list(quotes.values()))
        found = {}
        for (point_id, quote), of_quote in zip(quotes.items(), tokens, strict=True):
            vectors = locate(of_quote, sentences(quote))
            evidence = gather((prepared[point_id],), (), vectors)
            if self._reader is not None:
                evidence = with_readings(evidence, read(self._reader, requests(evidence, vectors)))
            found[point_id] = _strength(evidence.points[0]) >= (BEARS_SURELY if surely else BEARS)
        return found

    def prepare(self, question: Question) -> Prepared:
        """The question's phrasings, encoded; at the first call, so let it be made while the candidate reads."""
        known = self._prepared.get(question.id)
        if known is None:
            known = self._prepared[question.id] = self._encode(question)
        return known

    def _encode(self, question: Question) -> Prepared:
        """Everything that was written about the question, from the cache if it was encoded before."""
        groups = (question.key_points, question.misconceptions, question.red_flags)
        wordings = [w for group in groups for item in group for w in item.phrasings]
        key = _key(self._embedder.name, question.ask, question.model_answer, wordings)
        encoded = self._cache.load(key) if self._cache else None
        if encoded is None:
            encoded = self._encode_texts(question, wordings)
            if self._cache:
                self._cache.store(key, encoded)
        subject, whole, *rest = encoded
        phrasings = iter([Phrasing(w, v) for w, v in zip(wordings, rest, strict=True)])

        def take(items: Sequence[str]) -> tuple[Phrasing, ...]:
            return tuple(next(phrasings) for _ in items)

        return Prepared(
            tuple(PointPhrasings(p, take(p.phrasings)) for p in question.key_points),
            tuple(MisconceptionPhrasings(m, take(m.phrasings)) for m in question.misconceptions),
            tuple(FlagPhrasings(f, take(f.phrasings)) for f in question.red_flags),
            subject,
            Phrasing(question.model_answer, whole),
        )

    def _encode_texts(self, question: Question, wordings: Sequence[str]) -> list[Vectors]:
        tokens = self._embedder.embed_tokens([question.ask, question.model_answer, *wordings])
        stems = content_stems(question.ask)
        subject = np.stack([_pool(t.vectors) for t in tokens[:2]])
        own = [own_content(w, t, stems).vectors for w, t in zip(wordings, tokens[2:], strict=True)]
        whole = own_content(question.model_answer, tokens[1], stems).vectors
        return [subject, whole if is_marked_by_recall(question) else whole[:0], *own]


def _strength(point: PointEvidence) -> float:
    reading = point.reading
    mentioned = reading.stated + reading.partly + reading.contradicted if reading else 0.0
    return 3.0 * point.match.recall + mentioned


def _key(model: str, *texts: str | Sequence[str]) -> str:
    """Names the encodings of these texts by this model."""
    return hashlib.sha256(json.dumps([ENCODING, model, *texts]).encode()).hexdigest()


def _void_flag(question: Question, said: str) -> Flag | None:
    """Why there is nothing to judge, if so."""
    if len(content_stems(said)) < (1 if is_marked_by_recall(question) else MIN_CONTENT_STEMS):
        return Flag.TOO_SHORT
    if gates.is_gibberish(said):
        return Flag.GIBBERISH
    return Flag.ECHO if gates.is_echo(said, f"{question.ask} {question.given}") else None


def _requests(case: _Case) -> list[Request]:
    """Stories have no claims to read for, and a long reference is none."""
    question = case.task.question
    if is_marked_by_recall(question):
        return requests(case.evidence, case.vectors, nearest=True) if is_short(question) else []
    return requests(case.evidence, case.vectors) if question.answer == "facts" else []


def _least_words(question: Question) -> int:
    """A spoken answer needs a sentence or two; where a user's own reference is one sentence, half a sentence may do."""
    if not is_marked_by_recall(question):
        return gates.MIN_WORDS
    return min([gates.MIN_WORDS, *(len(words(p.says)) // 3 for p in question.key_points)])


def _is_off_topic(case: _Case, findings: Sequence[Finding]) -> bool:
    subject = case.prepared.subject
    if not len(subject):
        return False
    cosine = float((subject @ _pool(case.vectors.vectors)).max())
    question = case.task.question
    if any(f.verdict is Verdict.CONTRADICTED for f in findings):
        return False  # who holds the wrong belief speaks to the question
    if question.answer == "story" or is_marked_by_recall(question):
        return cosine < OFF_TOPIC_COSINE and not any(f.verdict is Verdict.MET for f in findings)
    expected = [f for f in findings if f.expected] or list(findings)
    earned = sum(f.credit for f in expected) / len(expected)
    return earned < min(1.0, DOUBT_SLOPE * (DOUBTFUL_COSINE - cosine))


def _pool(vectors: Vectors) -> Vectors:
    if not len(vectors):
        return np.zeros(vectors.shape[-1], np.float32)
    mean = vectors.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)


def _limit(finding: Finding, credit: float) -> Finding:
    if finding.verdict is not Verdict.MET:
        return finding.model_copy(update={"credit": min(finding.credit, credit)})
    verdict = Verdict.PARTIAL if credit >= 0.4 else Verdict.MISSED
    return finding.model_copy(update={"credit": min(finding.credit, credit), "verdict": verdict})


def _all_missed(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(f.model_copy(update={"verdict": Verdict.MISSED, "credit": 0.0, "quote": ""}) for f in findings)


def _blank(question: Question, seniority: Seniority, verdict: Verdict) -> tuple[Finding, ...]:
    expected = {p.id for p in question.expected(seniority)}
    return tuple(
        Finding(key_point_id=p.id, says=p.says, verdict=verdict, essential=p.essential, expected=p.id in expected)
        for p in question.key_points
    )


def _nothing(question: Question, seniority: Seniority, flags: tuple[Flag, ...]) -> Graded:
    return Graded(_blank(question, seniority, Verdict.MISSED), (), flags, 0.0)


def _unscored(question: Question, seniority: Seniority, flags: tuple[Flag, ...], reason: str) -> Graded:
    return Graded(_blank(question, seniority, Verdict.UNSCORED), (), flags, None, reason)


def unanswered(question: Question, seniority: Seniority) -> Graded:
    """A question that was skipped or not known: every point missed."""
    return _nothing(question, seniority, ())
