"""Simulated candidates: what each of them knows, holds wrongly, and is like to talk to.

What they say is put together from the bank's *other phrasings* of the points that they know, so that it is known exactly
what was said. It is a test of the interviewer's flow, not of the grader: for that there are answers that people wrote.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from interviewer.domain.question import KeyPoint, Question


class Kind(StrEnum):
    """What a candidate is like."""

    STRONG = "strong"
    AVERAGE = "average"
    WEAK = "weak"
    WRONG = "wrong"
    EVASIVE = "evasive"
    HOSTILE = "hostile"
    OFF_TOPIC = "off-topic"
    SILENT = "silent"


KNOWS = {Kind.STRONG: 1.0, Kind.AVERAGE: 0.55, Kind.WEAK: 0.2}
"""Share of a question's key points that such a candidate could make."""

AT_ONCE = {Kind.STRONG: 0.75, Kind.AVERAGE: 0.6, Kind.WEAK: 0.6}
"""Share of those that come in the first answer; the others if they are asked for."""

VAGUE = (
    "It depends very much on the situation, and I would look at everything carefully before I decide.",
    "I would say that this is an important topic, and one has to find the right balance there.",
    "Generally I try to follow best practices, and to align with everybody who is involved.",
    "There are many ways to see this, and in the end communication is what matters most.",
)
EVASIVE = (
    "That's a great question, and I could talk for hours about it. We always handled such things professionally.",
    "I think my colleagues took care of that mostly, and I was rather involved on the strategic side.",
    "I'd have to think about how much of that I can share, but it all went rather well in the end.",
    "Well, in my view the tools matter less than the mindset, and I have always had the right mindset.",
)
HOSTILE = (
    "Honestly, that is a stupid question, and nobody who does the real work would ever ask such a thing.",
    "You clearly have no idea what you are talking about, so why should I waste my time with this?",
    "I have told you enough already. Do you even listen, or are you just reading from a list?",
    "This whole interview is a joke, and your company should be ashamed of how it treats people.",
)
SILENT = ("Hm.", "I don't know.", "No idea, sorry.")


@dataclass
class Candidate:
    """Plays one round. `said` holds the ids of the points that were made to the current question, and so far."""

    kind: Kind
    rng: random.Random
    elsewhere: Sequence[Question]
    """Questions whose model answers an off-topic candidate gives instead."""
    said: dict[str, set[str]] = field(default_factory=dict)
    _known: dict[str, list[KeyPoint]] = field(default_factory=dict)
    _turns: int = 0

    def answer(self, question: Question, probed: str | None) -> str:
        """What this candidate says now; `probed`: the key point that the interviewer has just asked for."""
        self._turns += 1
        said = self.said.setdefault(question.id, set())
        if self.kind in KNOWS:
            return self._from_knowledge(question, said, probed)
        if self.kind is Kind.WRONG:
            return self._from_belief(question)
        if self.kind is Kind.OFF_TOPIC:
            return self.rng.choice(self.elsewhere).model_answer
        return self._pick({Kind.EVASIVE: EVASIVE, Kind.HOSTILE: HOSTILE, Kind.SILENT: SILENT}[self.kind])

    def _from_knowledge(self, question: Question, said: set[str], probed: str | None) -> str:
        first = question.id not in self._known
        if first:
            points = list(question.key_points)
            self.rng.shuffle(points)
            points.sort(key=lambda p: not p.essential)
            self._known[question.id] = points[: max(1, round(KNOWS[self.kind] * len(points)))]
        known = [p for p in self._known[question.id] if p.id not in said]
        now = known[: max(1, round(AT_ONCE[self.kind] * len(known)))] if first else [p for p in known if p.id == probed]
        said.update(p.id for p in now)
        sentences = [self.rng.choice(p.also) for p in now]
        if self.kind is Kind.WEAK or not sentences:
            sentences.append(self._pick(VAGUE))
        return " ".join(sentences)

    def _from_belief(self, question: Question) -> str:
        wrong = [m.says for m in question.misconceptions] + [f.says for f in question.red_flags]
        return " ".join([*self.rng.sample(wrong, min(2, len(wrong))), "I'm quite sure about that."])

    def _pick(self, texts: Sequence[str]) -> str:
        return texts[self._turns % len(texts)]
