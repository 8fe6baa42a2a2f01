"""Levels on a stage's criteria, from what the built-in grader can observe; None where it cannot tell."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from interviewer.domain.critique import Finding, Mistake, Verdict
from interviewer.domain.question import Part, Question
from interviewer.domain.rubric import Measure, Rating, Rubric
from interviewer.grading.story import OWN_SHARE, own_share
from interviewer.grading.text import sentences, words

SPOKEN_WORDS = (60, 330)
"""A minute is about 140 words; an answer of half a minute to two and a half is easy to follow."""

LONG_SENTENCE = 34
_SIGNPOST = re.compile(
    r"\b(first(ly)?|second(ly)?|third(ly)?|then|next|finally|because|so|for example|for instance|however|but|in short|"
    r"to sum up|overall|the (main|key|first|second|other) (thing|reason|point|step)|that said|on the other hand)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(because|since|so that|which means|therefore|trade-?offs?|depends?|unless|whereas|otherwise|assum\w+|the reason|why|"
    r"at the (price|cost) of|if .{3,40} then)\b",
    re.IGNORECASE,
)
_CONCRETE = re.compile(r"\d|\b(for example|for instance|say|such as|e\.g\.|imagine|suppose)\b", re.IGNORECASE)


class Observed(NamedTuple):
    """What a rating can rest on."""

    question: Question
    answer: str
    findings: Sequence[Finding]
    mistakes: Sequence[Mistake]


class Level(NamedTuple):
    level: int | None
    evidence: str


NOTHING = Level(None, "")


def rate(rubric: Rubric, observed: Observed) -> tuple[Rating, ...]:
    """One rating a criterion, in the rubric's order."""
    ratings = []
    for criterion in rubric.criteria:
        level = _MEASURES[criterion.measure](observed) if words(observed.answer) else NOTHING
        ratings.append(
            Rating(criterion_id=criterion.id, name=criterion.name, level=level.level, evidence=level.evidence)
        )
    return tuple(ratings)


def _share(findings: Sequence[Finding]) -> float | None:
    judged = [f for f in findings if f.verdict is not Verdict.UNSCORED]
    return sum(f.credit for f in judged) / len(judged) if judged else None


def _level_of_share(share: float) -> int:
    """Anchors of the rubrics: 1 next to nothing, 2 a part, 3 about half, 4 most, 5 all of it."""
    return 1 if share < 0.15 else 2 if share < 0.4 else 3 if share < 0.62 else 4 if share < 0.85 else 5


def _coverage(o: Observed) -> Level:
    expected = [f for f in o.findings if f.expected]
    share = _share(expected)
    if share is None:
        return NOTHING
    met = sum(f.verdict is Verdict.MET for f in expected)
    return Level(_level_of_share(share), f"{met} of {len(expected)} expected points made")


def _essentials(o: Observed) -> Level:
    essential = [f for f in o.findings if f.essential]
    share = _share(essential)
    if share is None:
        return NOTHING
    met = sum(f.verdict is Verdict.MET for f in essential)
    return Level(_level_of_share(share), f"{met} of {len(essential)} essential points made")


def _correctness(o: Observed) -> Level:
    """Known wrong beliefs lower it; it is only high where something right was said."""
    share = _share([f for f in o.findings if f.expected])
    if share is None:
        return NOTHING
    wrong = len(o.mistakes)
    if wrong:
        return Level(2 if wrong == 1 else 1, f"Said: “{o.mistakes[0].quote}”")
    if share < 0.15:
        return NOTHING
    return Level(5 if share >= 0.7 else 4 if share >= 0.4 else 3, "No known wrong belief in what was said")


def _depth(o: Observed) -> Level:
    """Reasons and trade-offs, and the points beyond the essential ones."""
    beyond = _share([f for f in o.findings if not f.essential])
    reasons = len(_REASON.findall(o.answer))
    if beyond is None:
        return NOTHING
    level = _level_of_share(0.75 * beyond + 0.25 * min(1.0, reasons / 3))
    return Level(
        level, f"{reasons} reason{'s' if reasons != 1 else ''} or trade-off{'s' if reasons != 1 else ''} given"
    )


def _structure(o: Observed) -> Level:
    """Length that can be listened to, signposts, and sentences that end."""
    count = len(words(o.answer))
    low, high = SPOKEN_WORDS
    if count < low / 3:
        return Level(2, f"{count} words: too short to show a structure")
    lengths = [len(words(s.text)) for s in sentences(o.answer)] or [count]
    long_share = sum(n > LONG_SENTENCE for n in lengths) / len(lengths)
    signposts = len(_SIGNPOST.findall(o.answer))
    level = 2 + (low <= count <= high) + (signposts >= 2) + (long_share <= 0.2)
    return Level(
        level,
        f"{count} words, {signposts} signpost{'s' if signposts != 1 else ''}, longest sentence {max(lengths)} words",
    )


def _concreteness(o: Observed) -> Level:
    found = _CONCRETE.findall(o.answer)
    distinct = len(found)
    level = 1 if distinct == 0 else 2 if distinct == 1 else 3 if distinct == 2 else 4 if distinct < 6 else 5
    return Level(level, f"{distinct} number{'s' if distinct != 1 else ''} or example{'s' if distinct != 1 else ''}")


def _part_level(part: Part) -> Callable[[Observed], Level]:
    def measure(o: Observed) -> Level:
        ids = {p.id for p in o.question.key_points if p.part is part}
        findings = [f for f in o.findings if f.key_point_id in ids]
        share = _share(findings)
        if share is None:
            return NOTHING
        quote = next((f.quote for f in findings if f.quote), "")
        return Level(_level_of_share(share), f"“{quote}”" if quote else "Not found in the answer")

    return measure


def _ownership(o: Observed) -> Level:
    by_action = _part_level(Part.ACTION)(o)
    share = own_share(sentences(o.answer))
    level = by_action.level if by_action.level is not None else _level_of_share(share)
    if share < OWN_SHARE:
        return Level(min(level, 2), "More 'we' than 'I'")
    return Level(level, by_action.evidence or "Speaks of their own part")


_MEASURES: dict[Measure, Callable[[Observed], Level]] = {
    Measure.COVERAGE: _coverage,
    Measure.ESSENTIALS: _essentials,
    Measure.CORRECTNESS: _correctness,
    Measure.DEPTH: _depth,
    Measure.STRUCTURE: _structure,
    Measure.CONCRETENESS: _concreteness,
    Measure.OWNERSHIP: _ownership,
    Measure.RESULT: _part_level(Part.RESULT),
    Measure.REFLECTION: _part_level(Part.REFLECTION),
    Measure.CURIOSITY: _part_level(Part.QUESTION),
}
