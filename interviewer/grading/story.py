"""Findings on a story: which evidence it holds. Structure and concreteness are judged, not whether it happened."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from interviewer.domain.critique import Finding, Mistake, Verdict
from interviewer.domain.question import KeyPoint, Part, Question, RedFlag
from interviewer.domain.stage import Seniority
from interviewer.grading.recall import AnswerVectors, Phrasing, best_match
from interviewer.grading.text import Sentence, words

RED_FLAG = 0.66
"""Higher than for misconceptions: stories share everyday words, and a wrong accusation is worse than a missed one."""

SHORT_STORY_WORDS = 45
"""Two to three sentences: a story of this length holds its parts by name only."""

OWN_SHARE = 0.35
"""Below this share of 'I' among 'I' and 'we' the candidate's own part cannot be told."""


class Evidence(NamedTuple):
    strength: float
    sentence: Sentence | None
    note: str = ""


class FlagPhrasings(NamedTuple):
    flag: RedFlag
    phrasings: Sequence[Phrasing]


_NUMBER = re.compile(
    r"(?<![\w.])(\$|€|£)?\d[\d,.]*\s*(%|percent|points?|k\b|m\b|x\b|million|thousand|hundred|hours?|days?|weeks?|months?|"
    r"users?|customers?|people|euros?|dollars?)?"
    r"|\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety|hundred|thousand|million|half|third|quarter|double[sd]?|halved|tripled|dozen)\b",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"\bI\s+(?:\w+ly\s+|then\s+|also\s+|first\s+|just\s+|went\s+and\s+|had\s+|'d\s+)?"
    r"(\w+ed|built|wrote|ran|told|took|made|met|led|set|put|sent|went|got|drew|chose|cut|found|brought|spoke|sat|kept|"
    r"gave|began|held|taught|split|read|rang|called|fixed|redid|rebuilt|left|sold|said|drove|broke|won|stood|spent|paid)\b"
)
_OUTCOME = re.compile(
    r"\b(result(ed|s)?|outcome|in the end|ended|eventually|finally|so that|led to|which meant|increased|grew|rose|went up|"
    r"improved|dropped|fell|reduced|cut|saved|went (down|from)|decreased|shipped|launched|adopted|agreed|approved|came back|"
    r"worked|delivered|on time|lift(ed)?|gained|lost|cost|recovered|still (in use|used|running)|impact)\b",
    re.IGNORECASE,
)
_CUES: dict[Part, re.Pattern[str]] = {
    Part.SITUATION: re.compile(
        r"\b(at (my|our|the|a)|in my (last|previous|current|first)|last (year|spring|summer|autumn|fall|winter|month|quarter)|"
        r"(two|three|four|a few|some|\d+) (years|months|weeks) ago|when i (was|joined|worked|started)|i was (the|a|an|on|working)|"
        r"i('ve| have) (been|worked|spent)|i work|currently|"
        r"our team|my team|we (had|were)|there (was|were)|the (company|client|project)|in 20\d\d)\b",
        re.IGNORECASE,
    ),
    Part.TASK: re.compile(
        r"\b(my (job|task|role|goal|part|responsibility|mistake|fault|error)|i (was|am) (responsible|asked|supposed|in charge|"
        r"expected|meant|wrong)|i owned|i had to|i needed|needed to|had to|the (goal|problem|question|challenge|issue|deadline|"
        r"aim|mistake|risk)|we needed|on me|it was up to me|was mine|i had (not|forgotten|missed|joined|assumed)|i didn'?t|"
        r"i (never|missed|assumed|overlooked|underestimated))\b",
        re.IGNORECASE,
    ),
    Part.REFLECTION: re.compile(
        r"\b(learn(ed|t)|lesson|taught me|realis?e[ds]?|reali[sz]ed|since then|these days|nowadays|next time|differently|in hindsight|"
        r"looking back|i now|now i|ever since|from then on|i('d| would) (have|do|start|ask)|changed (how|the way|my)|what i (changed|took)|"
        r"i('m| am) (still )?(working on|better|more careful)|i (try|make sure|always) )",
        re.IGNORECASE,
    ),
    Part.MOTIVATION: re.compile(
        r"\b(because|i (want|enjoy|like|love|care|prefer|value|believe|would like|'d like|look)|excites?|excited|interest(s|ed|ing)|"
        r"drew me|attract(s|ed)|the reason|what (draws|drew|matters|pulled)|matters to me|motivat\w+|curious|my goal|hop(e|ing) to|"
        r"i'm looking|fits|appeals?)\b",
        re.IGNORECASE,
    ),
    Part.QUESTION: re.compile(
        r"\?|\b(how (do|does|did|is|are|would|will)|what (does|do|did|is|are|would|will|happens|was)|who|tell me|"
        r"could you|can you|i'd like to (know|ask|understand)|i would (ask|like to (know|ask)))\b",
        re.IGNORECASE,
    ),
    Part.CONSTRAINT: re.compile(
        r"\b(notice|weeks?|months?|days?|january|february|march|april|may|june|july|august|september|october|november|december|"
        r"salary|base|bonus|range|between|at least|from|visa|permit|relocat\w+|remote|hybrid|office|immediately|monday|offer|"
        r"deadline|start(ing)?|citizen|sponsor\w*)\b|\d",
        re.IGNORECASE,
    ),
}
_PROPER = re.compile(r"(?<=[a-z,;] )[A-Z][A-Za-z0-9+#.]+|\b[A-Z]{2,}\b")
_OPEN_QUESTION = re.compile(r"\b(how|what|why|which|who|where|when|tell me)\b[^?]{12,}\?", re.IGNORECASE)


def judge_story(
    question: Question,
    seniority: Seniority,
    answer: AnswerVectors,
    points: Sequence[tuple[KeyPoint, Sequence[Phrasing]]],
    red_flags: Sequence[FlagPhrasings],
) -> tuple[tuple[Finding, ...], tuple[Mistake, ...]]:
    """A finding for each piece of evidence, and the red flags that were raised."""
    text = " ".join(s.text for s in answer.sentences)
    length = len(words(text))
    expected = {p.id for p in question.expected(seniority)}
    findings = []
    for point, phrasings in points:
        evidence = _look_for(point, phrasings, answer)
        findings.append(_finding(point, evidence, length, point.id in expected))
    return tuple(findings), _raised(red_flags, answer)


def _look_for(point: KeyPoint, phrasings: Sequence[Phrasing], answer: AnswerVectors) -> Evidence:
    """The stronger of two signs: the part's cues, and likeness to the example sentences."""
    assert point.part is not None
    by_cue = _DETECTORS.get(point.part, _cue_detector(point.part))(answer.sentences)
    like = best_match(phrasings, answer)
    if like.local >= LIKE_EXAMPLE and by_cue.strength < 1.0 and point.part not in (Part.ACTION, Part.RESULT):
        return Evidence(min(1.0, by_cue.strength + 0.4), by_cue.sentence or like.sentence, by_cue.note)
    return by_cue


LIKE_EXAMPLE = 0.62


Detector = Callable[[Sequence[Sentence]], Evidence]


def _cue_detector(part: Part) -> Detector:
    def detect(sentences: Sequence[Sentence]) -> Evidence:
        hits = [(len(_CUES[part].findall(s.text)) + 0.5 * bool(_NUMBER.search(s.text)), s) for s in sentences]
        hits = [(n, s) for n, s in hits if n >= 1]
        if not hits:
            return Evidence(0.0, None)
        best = max(hits, key=lambda h: h[0])[1]
        return Evidence(1.0 if len(hits) > 1 or len(words(best.text)) >= 10 else 0.6, best)

    return detect


def _detect_action(sentences: Sequence[Sentence]) -> Evidence:
    """Distinct things that the candidate did, in the first person."""
    verbs = {m[1].lower() for s in sentences for m in _ACTION.finditer(s.text)}
    with_action = [s for s in sentences if _ACTION.search(s.text)]
    if not verbs:
        return Evidence(0.0, None)
    best = max(with_action, key=lambda s: len(_ACTION.findall(s.text)))
    note = "" if own_share(sentences) >= OWN_SHARE else "You say 'we' more than 'I': what was your own part?"
    strength = 1.0 if len(verbs) >= 3 else 0.6 if len(verbs) == 2 else 0.4
    return Evidence(min(strength, 0.6) if note else strength, best, note)


def _detect_result(sentences: Sequence[Sentence]) -> Evidence:
    """An outcome with a number; without one it is half a result. Looked for in the second half first."""
    late = sentences[len(sentences) // 3 :] or sentences
    outcomes = [s for s in late if _OUTCOME.search(s.text)]
    if not outcomes:
        return Evidence(0.0, None)
    with_number = [s for s in outcomes if _NUMBER.search(s.text)]
    if with_number:
        return Evidence(1.0, max(with_number, key=lambda s: len(_NUMBER.findall(s.text))))
    near = any(_NUMBER.search(s.text) for s in late)
    note = "" if near else "The result has no number: how big was it?"
    return Evidence(0.75 if near else 0.5, outcomes[-1], note)


def _detect_specifics(sentences: Sequence[Sentence]) -> Evidence:
    """Numbers and names."""
    weight = [(len(_NUMBER.findall(s.text)) + len(_PROPER.findall(s.text)), s) for s in sentences]
    total = sum(n for n, _ in weight)
    best = max(weight, key=lambda w: w[0], default=(0, None))
    if not total or best[1] is None:
        return Evidence(0.0, None, "No number or name: one concrete detail would carry it.")
    return Evidence(1.0 if total >= 3 else 0.6, best[1])


def _detect_question(sentences: Sequence[Sentence]) -> Evidence:
    """Open questions to the interviewer; a yes-or-no question is half."""
    asked = [s for s in sentences if _CUES[Part.QUESTION].search(s.text)]
    opened = [s for s in asked if _OPEN_QUESTION.search(s.text)]
    if opened:
        return Evidence(1.0, max(opened, key=lambda s: len(s.text)))
    return Evidence(0.5, asked[0]) if asked else Evidence(0.0, None)


_DETECTORS: dict[Part, Detector] = {
    Part.ACTION: _detect_action,
    Part.RESULT: _detect_result,
    Part.SPECIFICS: _detect_specifics,
    Part.QUESTION: _detect_question,
}


def own_share(sentences: Sequence[Sentence]) -> float:
    """Share of 'I' among 'I' and 'we'; 1 if neither occurs."""
    text = " ".join(s.text for s in sentences)
    own = len(re.findall(r"\b(I|I'm|I'd|I've|my|mine)\b", text))
    shared = len(re.findall(r"\b(we|our|us|we'd|we're|we've)\b", text, re.IGNORECASE))
    return own / (own + shared) if own + shared else 1.0


def _finding(point: KeyPoint, evidence: Evidence, length: int, is_expected: bool) -> Finding:
    strength = min(evidence.strength, 0.6) if length < SHORT_STORY_WORDS else evidence.strength
    verdict = Verdict.MET if strength >= 0.75 else Verdict.PARTIAL if strength >= 0.4 else Verdict.MISSED
    return Finding(
        key_point_id=point.id,
        says=point.says,
        verdict=verdict,
        quote=evidence.sentence.text if evidence.sentence and verdict is not Verdict.MISSED else "",
        credit=strength if verdict is not Verdict.MISSED else 0.0,
        essential=point.essential,
        expected=is_expected,
        note=evidence.note,
    )


def _raised(red_flags: Sequence[FlagPhrasings], answer: AnswerVectors) -> tuple[Mistake, ...]:
    found = []
    for item in red_flags:
        match = best_match(item.phrasings, answer)
        if match.local >= RED_FLAG and match.sentence is not None:
            found.append(Mistake(says=item.flag.says, quote=match.sentence.text, why=item.flag.why))
    return tuple(found)
