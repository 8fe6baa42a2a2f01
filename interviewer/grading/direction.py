"""Is a near match turned around? Negation, words of direction, and numbers, compared between a claim and one sentence.

Only in near matches: further off such signs flag more right answers than wrong ones (measured on five graded sets).
"""

import re

from interviewer.grading.recall import Match
from interviewer.grading.text import count_negators, words

NEAR = 0.80
"""Token recall of the claim within one sentence."""

_OPPOSITES = (
    ("increase", "decrease"), ("increases", "decreases"), ("increased", "decreased"), ("raise", "lower"), ("raises", "lowers"),
    ("higher", "lower"), ("more", "fewer"), ("more", "less"), ("larger", "smaller"), ("large", "small"), ("before", "after"),
    ("above", "below"), ("over", "under"), ("overestimates", "underestimates"), ("rises", "falls"), ("rise", "fall"),
    ("up", "down"), ("wider", "narrower"), ("faster", "slower"), ("longer", "shorter"), ("true", "false"), ("always", "never"),
    ("all", "none"), ("same", "different"), ("first", "last"), ("best", "worst"), ("better", "worse"), ("with", "without"),
    ("overfit", "underfit"), ("overfits", "underfits"), ("maximum", "minimum"), ("positive", "negative"), ("left", "right"),
)  # fmt: skip
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def is_turned_around(match: Match) -> bool:
    """A near match in whose sentence the claim is negated, or a word of direction exchanged for its opposite."""
    if match.sentence is None or match.local < NEAR:
        return False
    said, claim = match.sentence.text, match.phrasing
    return count_negators(said) % 2 != count_negators(claim) % 2 or _has_opposite(said, claim)


def _has_opposite(said: str, claim: str) -> bool:
    in_said, in_claim = ({w.text for w in words(text)} for text in (said, claim))
    for one, other in _OPPOSITES:
        for a, b in ((one, other), (other, one)):
            if a in in_claim and b not in in_claim and b in in_said and a not in in_said:
                return True
    return False


def has_other_number(match: Match) -> bool:
    """A near match whose sentence holds numbers, and none of those that the claim needs."""
    if match.sentence is None or match.local < NEAR:
        return False
    wanted, given = (set(_NUMBER.findall(text.replace(",", ""))) for text in (match.phrasing, match.sentence.text))
    return bool(wanted) and bool(given) and not wanted & given
