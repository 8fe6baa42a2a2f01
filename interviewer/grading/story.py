"""Findings on a story: which evidence it holds. Structure and concreteness are judged, not whether it happened."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from interviewer.domain.critique import Finding, Mistake, Verdict
from interviewer.domain.question import KeyPoint, Kind, Part, Question, RedFlag
from interviewer.domain.stage import Seniority
from interviewer.grading.particulars import NUMBER, Particulars, deeds_of, details_of, look_at
from interviewer.grading.questions_asked import Asked, asked_in
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


def judge_story(
    question: Question,
    seniority: Seniority,
    answer: AnswerVectors,
    points: Sequence[tuple[KeyPoint, Sequence[Phrasing]]],
    red_flags: Sequence[FlagPhrasings],
) -> tuple[tuple[Finding, ...], tuple[Mistake, ...]]:
    """A finding for each piece of evidence, and the red flags that were raised."""
    length = len(words(" ".join(s.text for s in answer.sentences)))
    expected = {p.id for p in question.expected(seniority)}
    seen = look_at(answer.sentences)
    weight = believability(seen, question.kind)
    evidence = [_look_for(point, phrasings, answer) for point, phrasings in points]
    if question.kind is not Kind.LOGISTICS:
        evidence = _with_questions(points, answer, evidence)
    findings = tuple(
        _finding(point, found, length, 1.0 if point.part is Part.QUESTION else weight, point.id in expected)
        for (point, _), found in zip(points, evidence, strict=True)
    )
    return findings, (*_raised(red_flags, answer), *_hollowed_out(seen))


def believability(seen: Particulars, kind: Kind) -> float:
    """0.2 to 1: how much the evidence in an answer weighs. Particulars carry it; habits, hollow phrases and blame take away.

    Fitted by eye on `stories_tuning.jsonl` (100 answers, four levels), reported on `stories_test.jsonl`.
    """
    if kind is Kind.STORY:
        solid = 0.5 * min(1.0, seen.details / ENOUGH_DETAILS) + 0.5 * min(1.0, seen.deeds / ENOUGH_DEEDS)
        base = 0.35
    else:
        solid = min(1.0, (seen.details + 2 * seen.deeds) / ENOUGH_OTHER)
        base = 0.5
    against = (
        0.08 * len(seen.habits)
        + 0.12 * len(seen.hollow)
        + 0.1 * len(seen.superlatives)
        + 0.18 * len(seen.blame)
        + 0.3 * len(seen.unbelievable)
    )
    return max(LEAST_WEIGHT, min(1.0, base + (1.0 - base) * solid - against))


ENOUGH_DETAILS = 4
ENOUGH_DEEDS = 3
ENOUGH_OTHER = 7
LEAST_WEIGHT = 0.2


def _look_for(point: KeyPoint, phrasings: Sequence[Phrasing], answer: AnswerVectors) -> Evidence:
    """The stronger of two signs: the part's cues, and likeness to the example sentences."""
    assert point.part is not None
    by_cue = _DETECTORS.get(point.part, _cue_detector(point.part))(answer.sentences)
    like = best_match(phrasings, answer)
    if like.local >= LIKE_EXAMPLE and by_cue.strength < 1.0 and point.part not in (Part.ACTION, Part.RESULT):
        return Evidence(min(1.0, by_cue.strength + 0.4), by_cue.sentence or like.sentence, by_cue.note)
    return by_cue


LIKE_EXAMPLE = 0.62
SAME_QUESTION = 0.5
"""Token recall of a phrasing in one question of the candidate's, from which on it is that question."""

IN_ITS_PLACE = "Another question than the one looked for, and as good in its place."


def _with_questions(
    points: Sequence[tuple[KeyPoint, Sequence[Phrasing]]], answer: AnswerVectors, found: Sequence[Evidence]
) -> list[Evidence]:
    """The candidate's questions given to the points that look for one: to the point that asks the same, else the best left.

    There are many good questions; whoever asks another one has not failed. Each question serves one point.
    """
    left = asked_in(answer.sentences)
    evidence = list(found)
    open_points = [i for i, (point, _) in enumerate(points) if point.part is Part.QUESTION]
    for i in open_points:
        match = best_match(points[i][1], answer)
        same = next((a for a in left if match.sentence == a.sentence and match.local >= SAME_QUESTION), None)
        evidence[i] = Evidence(0.0, None)
        if same is not None:
            left.remove(same)
            evidence[i] = Evidence(max(same.worth, 0.75) if same.worth >= 0.5 else same.worth, same.sentence)
    for i in open_points:
        if evidence[i].sentence is None and left:
            evidence[i] = _in_its_place(left.pop(0))
    return evidence


def _in_its_place(asked: Asked) -> Evidence:
    return Evidence(asked.worth, asked.sentence, IN_ITS_PLACE if asked.worth >= MET_FROM else "")


Detector = Callable[[Sequence[Sentence]], Evidence]


def _cue_detector(part: Part) -> Detector:
    def detect(sentences: Sequence[Sentence]) -> Evidence:
        hits = [(len(_CUES[part].findall(s.text)) + 0.5 * len(details_of(s.text)), s) for s in sentences]
        hits = [(n, s) for n, s in hits if _CUES[part].search(s.text)]
        if not hits:
            return Evidence(0.0, None)
        best = max(hits, key=lambda h: h[0])[1]
        return Evidence(1.0 if len(hits) > 1 or len(words(best.text)) >= 10 else 0.6, best)

    return detect


def _detect_action(sentences: Sequence[Sentence]) -> Evidence:
    """Distinct things that the candidate did, in the first person, each with what it was done to."""
    deeds = {d for s in sentences for d in deeds_of(s.text)}
    if not deeds:
        return Evidence(0.0, None)
    best = max(sentences, key=lambda s: (len(deeds_of(s.text)), len(details_of(s.text))))
    note = "" if own_share(sentences) >= OWN_SHARE else "You say 'we' more than 'I': what was your own part?"
    strength = 1.0 if len(deeds) >= 3 else 0.75 if len(deeds) == 2 else 0.5
    return Evidence(min(strength, 0.6) if note else strength, best, note)


def _detect_result(sentences: Sequence[Sentence]) -> Evidence:
    """An outcome with a number; without one it is half a result. Looked for in the later two thirds."""
    late = sentences[len(sentences) // 3 :] or sentences
    outcomes = [s for s in late if _OUTCOME.search(s.text)]
    with_number = [s for s in outcomes if NUMBER.search(s.text)]
    if with_number:
        return Evidence(1.0, max(with_number, key=lambda s: len(details_of(s.text))))
    near = [s for s in late[len(late) // 2 :] if NUMBER.search(s.text)]
    if near:
        return Evidence(0.75, near[-1])
    note = "The result has no number: how big was it?"
    return Evidence(0.5, outcomes[-1], note) if outcomes else Evidence(0.0, None)


def _detect_specifics(sentences: Sequence[Sentence]) -> Evidence:
    """Numbers, names and times."""
    weight = [(len(details_of(s.text)), s) for s in sentences]
    total = sum(n for n, _ in weight)
    best = max(weight, key=lambda w: w[0], default=(0, None))
    if not total or best[1] is None:
        return Evidence(0.0, None, "No number or name: one concrete detail would carry it.")
    return Evidence(1.0 if total >= 3 else 0.6, best[1])


_DETECTORS: dict[Part, Detector] = {
    Part.ACTION: _detect_action,
    Part.RESULT: _detect_result,
    Part.SPECIFICS: _detect_specifics,
}


def own_share(sentences: Sequence[Sentence]) -> float:
    """Share of 'I' among 'I' and 'we'; 1 if neither occurs."""
    text = " ".join(s.text for s in sentences)
    own = len(re.findall(r"\b(I|I'm|I'd|I've|my|mine)\b", text))
    shared = len(re.findall(r"\b(we|our|us|we'd|we're|we've)\b", text, re.IGNORECASE))
    return own / (own + shared) if own + shared else 1.0


def _finding(point: KeyPoint, evidence: Evidence, length: int, weight: float, is_expected: bool) -> Finding:
    strength = weight * (min(evidence.strength, 0.6) if length < SHORT_STORY_WORDS else evidence.strength)
    verdict = Verdict.MET if strength >= MET_FROM else Verdict.PARTIAL if strength >= PARTIAL_FROM else Verdict.MISSED
    return Finding(
        key_point_id=point.id,
        says=point.says,
        verdict=verdict,
        quote=evidence.sentence.text if evidence.sentence and verdict is not Verdict.MISSED else "",
        credit=strength if verdict is not Verdict.MISSED else strength / 2,
        essential=point.essential,
        expected=is_expected,
        note=evidence.note,
    )


MET_FROM = 0.65
PARTIAL_FROM = 0.35


def _raised(red_flags: Sequence[FlagPhrasings], answer: AnswerVectors) -> tuple[Mistake, ...]:
    found = []
    for item in red_flags:
        match = best_match(item.phrasings, answer)
        if match.local >= RED_FLAG and match.sentence is not None:
            found.append(Mistake(says=item.flag.says, quote=match.sentence.text, why=item.flag.why))
    return tuple(found)


def _hollowed_out(seen: Particulars) -> tuple[Mistake, ...]:
    """At most one of each kind, named with its sentence."""
    named = (
        (
            seen.blame,
            "Blames others.",
            "It puts the fault on others. Say what you could have done, and what you did then.",
        ),
        (
            seen.unbelievable,
            "A claim that is hard to believe.",
            "A listener will doubt this, and then the rest. Say how it was measured, or a smaller number that you can defend.",
        ),
        (
            seen.superlatives if len(seen.superlatives) >= 2 or not seen.details else (),
            "Praise in place of facts.",
            "Superlatives tell nothing that one could check. Put a number, or what somebody did differently, in their place.",
        ),
        (
            seen.hollow if len(seen.hollow) >= 2 else (),
            "A phrase that fits any story.",
            "This could stand in anybody's answer. Tell what happened that one time.",
        ),
    )
    return tuple(Mistake(says=says, quote=found[0].text, why=why) for found, says, why in named if found)
