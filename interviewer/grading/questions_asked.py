"""The candidate's own questions: open and particular ones are worth asking; perks, yes-or-no and the website are not."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from interviewer.grading.particulars import details_of
from interviewer.grading.text import Sentence, words

_OPEN = re.compile(
    r"\b(how|what|why|which|who|whom|whose|where|when|tell me|describe|walk me|"
    r"i'd (also )?(like|love|be interested|be curious|ask)|i would (also )?(like|ask|be)|interested in|curious)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?|\b(i'd|i would) (also )?(like to (know|hear|ask|understand)|be (interested|curious)|ask)\b", re.IGNORECASE
)
_PERKS = re.compile(
    r"\b(salary|pay|bonus|vacation|holidays?|days off|overtime|home ?office|working from home|work from home|remote|gym|fruit|"
    r"coffee|lunch|parking|laptop|title|raise|perks?|benefits|flexible|working hours|next steps|hear back|let me know|start date|"
    r"contract|equity|budget for|career page|website|earning|dress)\b",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"\b((typical|ordinary|normal|average) day|biggest (challenge|goal)s?|(leadership|own|management) style|where do you see|"
    r"do you like it|what do you like|(the )?culture|atmosphere|roadmap|how (big|large) is|how many people|opportunities|"
    r"develop(ment)?|priorities|first (weeks|months|three months|day)|good first|how would you describe|success(ful)?)\b",
    re.IGNORECASE,
)
_HOOK = re.compile(
    r"\b(you (said|mentioned|told|wrote|described)|earlier|the (ad|annual report|job ad|posting|blog|talk)|in the (ad|report)|i (read|saw|"
    r"noticed|ordered|tried|used|heard)|i ask because|i ask since|the last (time|analysis|decision|person|project|experiment|one)|"
    r"last (time|disagreed|quarter|year)|an example|when (somebody|someone|an?|you) |turned out|went wrong|fell|dropped|changed your|"
    r"would have to be true|what would|instead|disagree\w*|couldn't|against|gave up|get stuck|got stuck|who decides|never)\b",
    re.IGNORECASE,
)
SHORT = 7
"""Words. 'Do you use Python?' opens no conversation."""


class Asked(NamedTuple):
    sentence: Sentence
    worth: float
    """0.15 a perk, 0.3 yes or no, 0.55 what everybody asks, 0.75 open, 1 open and particular."""


def asked_in(sentences: Sequence[Sentence], *, terms_are_fine: bool = False) -> list[Asked]:
    """The questions, the best first; a sentence before a question may be what it hangs on.

    `terms_are_fine` where pay and hours are the subject.
    """
    found = []
    for i, sentence in enumerate(sentences):
        if _ASKS.search(sentence.text):
            before = sentences[i - 1].text if i and "?" not in sentences[i - 1].text else ""
            found.append(Asked(sentence, _worth(sentence.text, before, terms_are_fine)))
    return sorted(found, key=lambda a: -a.worth)


def _worth(text: str, before: str, terms_are_fine: bool) -> float:
    if not terms_are_fine and _PERKS.search(text):
        return 0.15
    if not terms_are_fine and (not _OPEN.search(text) or len(words(text)) < SHORT):
        return 0.3
    hooks = len(_HOOK.findall(text)) + len(details_of(text)) + bool(_HOOK.search(before))
    if _GENERIC.search(text) and hooks < 2:
        return 0.55
    return 1.0 if hooks else 0.75
