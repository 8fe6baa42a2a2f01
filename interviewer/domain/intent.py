"""Reading what a candidate's turn does, from its words alone.

Only short turns can be anything but an answer: a person who writes forty words is answering, whatever the words are.
"""

import re

from interviewer.domain.round import Intent

SHORT_WORDS = 25
"""Above this a turn is an answer. Requests for a hint, a repeat or a skip that were collected have 2 to 14 words."""

_PATTERNS: tuple[tuple[Intent, str], ...] = (
    (
        Intent.END,
        r"(let'?s|can we|could we|i(?:'d| would) like to|i want to|please)\s+(?:please\s+)?(stop|end|finish|quit)"
        r"(\s+(here|now|there|the (interview|round|session)|this (interview|round|session)))?\s*[.!?]*$"
        r"|^(stop|end|quit|exit)( the (interview|round|session))?[.!]*$",
    ),
    (
        Intent.SKIP,
        r"^(skip|pass|next( question)?)( (this|that|it)( one)?)?( please)?[.!]*$"
        r"|\b(can|could|may|let'?s|i(?:'d| would) (like|rather)|i'?ll)\b.{0,20}\b(skip|pass on this|pass on that|pass on it|move on)\b",
    ),
    (
        Intent.HINT,
        r"\b(a|another|any|some|small|little) (hints?|clue|nudge|pointer)\b|^hint[.!?]*$"
        r"|\b(help me (out )?(a (bit|little))?|point me in the right direction)\b",
    ),
    (
        Intent.REPEAT,
        r"\b(repeat|rephrase|say (that|it) again|ask (that|it) again|once more|one more time)\b"
        r"|^(sorry,? )?(what was|what'?s) the question( again)?\b|^(pardon|sorry)( me)?\?+$",
    ),
    (
        Intent.DONT_KNOW,
        r"^(hm+,? |um+,? |uh,? |sorry,? |honestly,? |well,? )*"
        r"(i (really |honestly |just |actually )?(don'?t|do not) (really |actually )?know"
        r"|no idea|not sure|i'?m not sure|i have no (idea|clue)|i'?ve no idea|no clue|dunno|idk|i can'?t (answer|say|remember|recall)"
        r"|i (don'?t|do not) (remember|recall|have an answer)|beats me|i give up|never heard of (it|that))"
        r"[^?]{0,60}$",
    ),
    (
        Intent.REFERS_BACK,
        r"^((it'?s |that'?s |just |basically )*(the )?)?"
        r"(as|see|same as|like|refer to|look at|check|cf\.?)( (i|what i|my|the))?( \w+)?"
        r" (above|before|previous(ly)?|earlier|last|said|told you|mentioned)"
        r"( (said|before|already|answer|one|question|time))*\b[^?]{0,40}$|^ditto[.!]*$",
    ),
)

_NO_QUESTIONS = (
    r"^(no|nope|nah)\b(?!.*\?).{0,80}$|\bno (more |further |other )?questions\b"
    r"|\b(that'?s|that is|it'?s) (all|everything|it|enough)\b"
    r"|\b(i'?m|i am|we'?re|all) (good|fine|set|done)\b"
)
_CLARIFY = (
    r"^(just to (clarify|check|be sure)|to clarify|quick question|can i ask|could i ask|may i ask|before i (start|answer))"
    r"|\b(do you mean|are you asking|should i (assume|focus|consider|include)|can i assume|could i assume|may i assume"
    r"|which (one|kind|type|sort)|what do you mean|how (many|much|large|big)|is (it|this|that|the)|are (we|there|the)"
    r"|do we (have|know)|what (is|are) (the|our)|what kind of|who (is|are))\b.*\?\s*$"
)


def read_intent(text: str, *, candidate_may_ask: bool = False) -> Intent:
    """What the turn does. `candidate_may_ask`: the interviewer has just invited the candidate's questions."""
    words = " ".join(text.lower().replace("’", "'").split())
    short = len(words.split()) <= SHORT_WORDS
    if candidate_may_ask:
        if short and re.search(_PATTERNS[0][1], words):
            return Intent.END
        return Intent.NO_QUESTIONS if short and "?" not in words and re.search(_NO_QUESTIONS, words) else Intent.ANSWER
    if not short:
        return Intent.ANSWER
    for intent, pattern in _PATTERNS:
        if re.search(pattern, words):
            return intent
    return Intent.CLARIFY if words.endswith("?") and re.search(_CLARIFY, words) else Intent.ANSWER
