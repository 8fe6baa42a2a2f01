"""Reading for meaning: which sentences to show the entailment model for a claim, and what it says of them.

Token recall sees whether a claim's words, or near ones, occur. It is blind to direction and to who does what, and it
misses a claim in plain words. The entailment model reads the claim beside two or three sentences of the answer.
"""

from collections.abc import Sequence
from typing import NamedTuple

from interviewer.domain.relation import Relation
from interviewer.grading.recall import Match
from interviewer.grading.text import Sentence, words
from interviewer.ports import EntailmentModel

WHOLE_WORDS = 75
"""A shorter answer is read as it is. The model was trained on 12 to 110 words."""

WINDOW_WORDS = 75
WINDOWS = 2
"""How many places of a long answer are read for each claim: the two where token recall is highest."""

_COLUMN = {relation: i for i, relation in enumerate(Relation)}


class Reading(NamedTuple):
    """Probabilities of the relations; the highest over the windows that were read for 'stated', 'partly' and 'contradicted'."""

    stated: float
    partly: float
    contradicted: float
    window: str = ""
    """Where it is stated most clearly."""


class Request(NamedTuple):
    """A claim, and the pieces of an answer in which to look for it."""

    claim: str
    windows: tuple[str, ...]


def request(claim: str, match: Match, sentences: Sequence[Sentence]) -> Request:
    return Request(claim, windows(match, sentences))


def windows(match: Match, sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """The whole of a short answer; of a long one up to three sentences around each of the best."""
    lengths = [len(words(s.text)) for s in sentences]
    if not sentences or sum(lengths) <= WHOLE_WORDS:
        return (" ".join(s.text for s in sentences),) if sentences else ()
    order = sorted(range(len(sentences)), key=lambda i: -(match.by_sentence[i] if match.by_sentence else 0.0))
    found: list[str] = []
    covered: set[int] = set()
    for centre in order:
        if len(found) == WINDOWS:
            break
        if centre in covered:
            continue
        inside = _around(centre, lengths)
        covered.update(inside)
        found.append(" ".join(sentences[i].text for i in inside))
    return tuple(found)


def _around(centre: int, lengths: Sequence[int]) -> list[int]:
    """The sentence with its neighbours, as far as they fit: the one before first, since 'that' points back."""
    inside, total = [centre], lengths[centre]
    for neighbour in (centre - 1, centre + 1):
        if 0 <= neighbour < len(lengths) and total + lengths[neighbour] <= WINDOW_WORDS:
            inside.append(neighbour)
            total += lengths[neighbour]
    return sorted(inside)


def read(model: EntailmentModel, requests: Sequence[Request]) -> list[Reading]:
    """A reading for each request, all windows of all of them in one go."""
    pairs = list(dict.fromkeys((r.claim, window) for r in requests for window in r.windows))
    probabilities = dict(zip(pairs, model.relate(pairs), strict=True)) if pairs else {}
    return [_summed_up(r, [probabilities[r.claim, w] for w in r.windows]) for r in requests]


def _summed_up(asked: Request, rows: Sequence[Sequence[float]]) -> Reading:
    if not rows:
        return Reading(0.0, 0.0, 0.0)
    best = max(range(len(rows)), key=lambda i: rows[i][_COLUMN[Relation.STATED]])

    def top(relation: Relation) -> float:
        return max(float(row[_COLUMN[relation]]) for row in rows)

    return Reading(top(Relation.STATED), top(Relation.PARTLY), top(Relation.CONTRADICTED), asked.windows[best])
