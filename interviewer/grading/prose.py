"""Is it prose? A bigram model over word classes tells sentences from shuffled words and keyword lists.

Every function word is its own class, a content word's class is its ending. The score is the mean of
log P(class | class before) / P(class): near or above zero for what people write, clearly below for shuffled words
(AUC 0.98 to 1.00 against real answers in the study that this follows). It is trained on the text that we ship.
"""

import math
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from interviewer.grading.text import STOP_WORDS, words

_ENDINGS = (
    "ing",
    "ed",
    "ly",
    "tion",
    "ness",
    "ment",
    "ity",
    "able",
    "ible",
    "al",
    "ive",
    "ous",
    "er",
    "est",
    "es",
    "s",
)
SMOOTHING = 0.5

SHUFFLED_BELOW = -0.15
SHORT_SLACK = 2.5
"""A text of n words is taken for shuffled below SHUFFLED_BELOW - SHORT_SLACK / n: the score of a short one is noise.

Without the slack 6% of the answers of 8 to 20 words in two public sets were flagged, half of them right; with it 2.5%. Of
the gold set's answers none is flagged, and 99% of them shuffled.
"""

FEW_STOP_WORDS = 0.12
LIST_PARTS = 4
LIST_SHARE = 0.6
LIST_PART_WORDS = 3
ENOUGH_WORDS = 8


class ProseModel:
    """Class-bigram statistics of ordinary text."""

    def __init__(self, texts: Iterable[str]) -> None:
        pairs: Counter[tuple[str, str]] = Counter()
        singles: Counter[str] = Counter()
        for text in texts:
            classes = [_word_class(w.text) for w in words(text)]
            singles.update(classes)
            pairs.update(pairwise(classes))
        self._pairs, self._singles = pairs, singles
        self._total = sum(singles.values())

    def score(self, text: str) -> float:
        """Mean log ratio per bigram; 0 for texts too short to tell."""
        classes = [_word_class(w.text) for w in words(text)]
        if len(classes) < ENOUGH_WORDS or not self._total:
            return 0.0
        return sum(self._gain(a, b) for a, b in pairwise(classes)) / (len(classes) - 1)

    def _gain(self, before: str, after: str) -> float:
        kinds = len(self._singles) + 1
        prior = (self._singles[after] + SMOOTHING) / (self._total + SMOOTHING * kinds)
        weight = 20 * SMOOTHING  # the prior counts as ten sightings, so that rare pairs are not punished for being rare
        given = (self._pairs[before, after] + weight * prior) / (self._singles[before] + weight)
        return math.log(given / prior)


def is_keyword_list(text: str) -> bool:
    """Comma lists of terms, or text with hardly any function words."""
    found = words(text)
    if len(found) < ENOUGH_WORDS:
        return False
    if sum(w.text in STOP_WORDS for w in found) / len(found) < FEW_STOP_WORDS:
        return True
    parts = [len(words(part)) for part in text.replace(";", ",").replace("\n", ",").split(",")]
    short = sum(n for n in parts if n <= LIST_PART_WORDS)
    return len(parts) >= LIST_PARTS and short / len(found) > LIST_SHARE


def _word_class(word: str) -> str:
    if word in STOP_WORDS:
        return word
    if word[0].isdigit():
        return "<number>"
    return next((f"<-{e}>" for e in _ENDINGS if word.endswith(e) and len(word) > len(e) + 2), "<word>")
