"""Words, stems and sentences of an answer."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import Stemmer

STOP_WORDS = frozenset(
    """
    a about above after again against all am an and any are as at be because been before being below between
    both but by can could did do does doing down during each few for from further had has have having he her
    here hers him his how i if in into is it its itself just let like me might more most my myself no nor not
    now of off on once only or other our ours out over own same she should so some such than that the their
    theirs them then there these they this those through to too under until up us very was we were what when
    where which while who whom why will with would you your yours also really quite actually basically get gets
    got one two thing things way lot kind sort say said well may must shall even still much many make makes made
    use used using etc ok okay yes yeah
    """.split()
)
NEGATORS = frozenset(
    """
    not no never none nor neither without cannot can't don't doesn't didn't isn't aren't wasn't weren't won't
    wouldn't shouldn't couldn't hasn't haven't hadn't nothing hardly rarely
    """.split()
)

_WORD = re.compile(r"[a-z0-9]+(?:['.%][a-z0-9]+)*%?", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[\"'“‘(<\[*]*[A-Za-z0-9/])|\n+")
_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x00AD], None
)

_stemmer = Stemmer.Stemmer("english")


class Word(NamedTuple):
    text: str
    stem: str
    start: int
    end: int

    @property
    def is_content(self) -> bool:
        return self.text not in STOP_WORDS and (len(self.text) > 1 or self.text.isdigit())


class Sentence(NamedTuple):
    text: str
    start: int
    end: int


def normalise(text: str) -> str:
    """Compatibility forms folded, invisible and control characters removed; the words stay as they were written.

    Full-width and mathematical letters are ways to hide instructions, and zero-width ones break quotes.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).replace("’", "'").replace("‘", "'")
    return "".join(c for c in folded if c in "\n\t" or unicodedata.category(c) != "Cc")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    return str(_stemmer.stemWord(word))


def words(text: str) -> list[Word]:
    return [Word(m[0].lower(), stem(m[0].lower()), m.start(), m.end()) for m in _WORD.finditer(text)]


def content_stems(text: str) -> frozenset[str]:
    return frozenset(w.stem for w in words(text) if w.is_content)


def sentences(text: str) -> list[Sentence]:
    """Sentences with where they stand, so that a quote is verbatim. A line break ends one too."""
    found = []
    start = 0
    for gap in [*_SENTENCE_END.finditer(text), None]:
        end = gap.start() if gap else len(text)
        raw = text[start:end]
        if _WORD.search(raw):
            lead = len(raw) - len(raw.lstrip())
            found.append(Sentence(raw.strip(), start + lead, start + lead + len(raw.strip())))
        start = gap.end() if gap else end
    return found


def count_negators(text: str) -> int:
    return sum(w.text in NEGATORS or w.text.endswith("n't") for w in words(text))
