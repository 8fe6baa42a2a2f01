"""The built-in grader: one answer against one question."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from interviewer.domain.critique import Finding, Mistake, Verdict
from interviewer.domain.question import Question
from interviewer.domain.scoring import score_findings
from interviewer.domain.stage import Seniority
from interviewer.grading import gates
from interviewer.grading.facts import MisconceptionPhrasings, PointPhrasings, judge_facts
from interviewer.grading.gates import Flag
from interviewer.grading.prose import ProseModel
from interviewer.grading.recall import AnswerVectors, Phrasing, locate, own_content
from interviewer.grading.story import FlagPhrasings, judge_story
from interviewer.grading.text import content_stems, normalise, sentences, words
from interviewer.ports import Embedder, Vectors

GATED_CREDIT = 0.1
"""What a point is worth at most in a list of keywords or shuffled words: the terms are there, the claim is not."""

SHORT_CREDIT = 0.5
OFF_TOPIC_COSINE = 0.18
"""Mean-pooled cosine to the question and to its model answer: real answers start at about 0.3, other topics end at 0.15."""

MIN_CONTENT_STEMS = 2


class Graded(NamedTuple):
    """What the grader found; `score` None with a reason where it cannot judge."""

    findings: tuple[Finding, ...]
    mistakes: tuple[Mistake, ...]
    flags: tuple[Flag, ...]
    score: float | None
    reason: str = ""


class _Prepared(NamedTuple):
    """A question's phrasings, encoded once."""

    points: tuple[PointPhrasings, ...]
    misconceptions: tuple[MisconceptionPhrasings, ...]
    red_flags: tuple[FlagPhrasings, ...]
    subject: Vectors


class Grader:
    """Judges answers. Holds nothing but the encodings of the questions that it has seen."""

    def __init__(self, embedder: Embedder, prose: ProseModel) -> None:
        self._embedder = embedder
        self._prose = prose
        self._prepared: dict[str, _Prepared] = {}

    def grade(self, question: Question, answer: str, seniority: Seniority) -> Graded:
        """Findings, mistakes, flags and score of an answer, all turns on the question joined."""
        text = normalise(answer)
        kept, steering = gates.split_steering(text)
        flags = [Flag.STEERING] if steering else []
        said = "\n".join(s.text for s in kept)
        if gates.is_other_language(said):
            return _unscored(question, seniority, (*flags, Flag.OTHER_LANGUAGE), "I can only judge answers in English.")
        void = self._void_flag(question, said)
        if void is not None:
            return _nothing(question, seniority, (*flags, void))
        prepared = self._prepare(question)
        vectors = locate(self._embedder.embed_tokens([said])[0], sentences(said))
        findings, mistakes = self._judge(question, seniority, vectors, prepared)
        findings, more = self._apply_gates(question, findings, said, vectors, prepared)
        return Graded(findings, mistakes, (*flags, *more), score_findings(findings))

    def prepare(self, question: Question) -> None:
        """Encode the question's phrasings now, while the candidate reads."""
        self._prepare(question)

    def _void_flag(self, question: Question, said: str) -> Flag | None:
        """Why there is nothing to judge, if so."""
        if len(content_stems(said)) < MIN_CONTENT_STEMS:
            return Flag.TOO_SHORT
        if gates.is_gibberish(said):
            return Flag.GIBBERISH
        return Flag.ECHO if gates.is_echo(said, f"{question.ask} {question.given}") else None

    def _judge(
        self, question: Question, seniority: Seniority, vectors: AnswerVectors, prepared: _Prepared
    ) -> tuple[tuple[Finding, ...], tuple[Mistake, ...]]:
        if question.answer == "story":
            points = [(p.point, p.phrasings) for p in prepared.points]
            return judge_story(question, seniority, vectors, points, prepared.red_flags)
        judged = judge_facts(question, seniority, vectors, prepared.points, prepared.misconceptions)
        return judged.findings, judged.mistakes

    def _apply_gates(
        self,
        question: Question,
        findings: tuple[Finding, ...],
        said: str,
        vectors: AnswerVectors,
        prepared: _Prepared,
    ) -> tuple[tuple[Finding, ...], tuple[Flag, ...]]:
        if not any(f.credit or f.verdict is Verdict.CONTRADICTED for f in findings) and self._is_off_topic(
            vectors, prepared
        ):
            return _all_missed(findings), (Flag.OFF_TOPIC,)
        if question.answer_style == "prose":
            flag = gates.prose_flag(said, self._prose)
            if flag is not None:
                return tuple(_limit(f, GATED_CREDIT) for f in findings), (flag,)
        if len(words(said)) < gates.MIN_WORDS and question.answer == "facts":
            return tuple(_limit(f, SHORT_CREDIT) for f in findings), (Flag.TOO_SHORT,)
        return findings, ()

    def _is_off_topic(self, vectors: AnswerVectors, prepared: _Prepared) -> bool:
        pooled = _pool(vectors.vectors)
        return bool(len(prepared.subject)) and float((prepared.subject @ pooled).max()) < OFF_TOPIC_COSINE

    def _prepare(self, question: Question) -> _Prepared:
        known = self._prepared.get(question.id)
        if known is None:
            known = self._prepared[question.id] = self._encode(question)
        return known

    def _encode(self, question: Question) -> _Prepared:
        texts: list[str] = [question.ask, question.model_answer]
        for group in (question.key_points, question.misconceptions, question.red_flags):
            texts.extend(phrasing for item in group for phrasing in item.phrasings)
        tokens = iter(self._embedder.embed_tokens(texts))
        subject = np.stack([_pool(next(tokens).vectors) for _ in range(2)])
        stems = content_stems(question.ask)

        def phrasings(wordings: Sequence[str]) -> tuple[Phrasing, ...]:
            return tuple(own_content(w, next(tokens), stems) for w in wordings)

        return _Prepared(
            tuple(PointPhrasings(p, phrasings(p.phrasings)) for p in question.key_points),
            tuple(MisconceptionPhrasings(m, phrasings(m.phrasings)) for m in question.misconceptions),
            tuple(FlagPhrasings(f, phrasings(f.phrasings)) for f in question.red_flags),
            subject,
        )


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
