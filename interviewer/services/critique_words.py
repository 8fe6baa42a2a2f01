"""From findings to words that help: what carried the answer, what cost most, and what to do next time."""

from collections.abc import Sequence

from interviewer.domain.critique import Finding, Fix, StrongerPart, Verdict
from interviewer.domain.question import Part, Question
from interviewer.grading.gates import Flag
from interviewer.grading.grader import Graded
from interviewer.grading.text import sentences

_FLAG_WORDS: dict[Flag, str] = {
    Flag.TOO_SHORT: "That is too short to judge: an interviewer needs at least two or three sentences.",
    Flag.FORMULA: "This is a formula. Say in words what it means, and I can judge it.",
    Flag.ECHO: "This repeats the question. Say what you think the answer is, even if you are unsure.",
    Flag.KEYWORD_LIST: "The terms are there, but not what you say about them. Make each one a sentence with a verb.",
    Flag.NOT_PROSE: "The words do not form sentences, so what you claim cannot be told.",
    Flag.OTHER_LANGUAGE: "I can only judge answers in English.",
    Flag.GIBBERISH: "I could not find an answer in this.",
    Flag.OFF_TOPIC: "This answers something else than what was asked.",
    Flag.STEERING: "Part of this speaks to the grading and not to the question. It was left out, and changed nothing.",
}

_COVERED = (
    "You said clearly that {which}. That makes {met} of {expected} points.",
    "What carried this answer: {which}.",
    "{which}: that came across, with {met} of {expected} points in all.",
    "On the credit side, {which}.",
    "The strongest part was that {which}.",
    "A panel would note down that {which}.",
)
_COVERED_ALL = (
    "You covered everything that was looked for.",
    "Nothing that was looked for is missing.",
    "All {expected} points are there.",
    "There is nothing left that I would have asked for.",
    "Complete: each of the {expected} points was made.",
)
_NOTHING = (
    "None of the points that were looked for is clearly there.",
    "I could not find any of the {expected} points in this.",
    "This stays around the subject; none of the points was made.",
    "What was said is too general to count for any of the {expected} points.",
)
_PART_WORDS: dict[Part, str] = {
    Part.SITUATION: "the situation",
    Part.TASK: "your task in it",
    Part.ACTION: "what you did yourself",
    Part.RESULT: "the result",
    Part.REFLECTION: "what you took from it",
    Part.MOTIVATION: "why it matters to you",
    Part.SPECIFICS: "the concrete detail",
    Part.QUESTION: "a question worth asking",
    Part.CONSTRAINT: "the practical limits",
}
_SHOWN = (
    "One can see {which}.",
    "{which} came across.",
    "Clear from this: {which}.",
    "A listener gets {which}.",
    "What stays with a listener is {which}.",
)
_NOT_SHOWN = (
    "What an interviewer would still ask for: {missing}.",
    "Not yet there: {missing}.",
    "The weakest part is {missing}.",
    "What is missing most is {missing}.",
    "It needs {missing}.",
    "I would have liked to hear {missing}.",
)
_COST = (
    "What cost most: {missing}.",
    "Missing, and it matters most: {missing}.",
    "The gap a panel would notice first: {missing}.",
    "What an interviewer was waiting for: {missing}.",
    "It would have been a better answer with this: {missing}.",
    "One thing was left out that changes the picture: {missing}.",
    "Still to say: {missing}.",
)
_UNSURE = (
    "I am not sure whether you meant this: {missing}. If you did say it, show me where.",
    "You may have said this, and I could not tell: {missing}.",
    "Close, but I could not be certain of it: {missing}.",
)
_WRONG = (
    "One claim is wrong and weighs more than what is missing: “{quote}”",
    "Before anything else, correct this: “{quote}”",
    "An interviewer would stop at this sentence: “{quote}”",
    "This is where the answer goes wrong: “{quote}”",
    "Look at this sentence again: “{quote}”",
)
_WRONG_STORY = (
    "One sentence works against you: “{quote}”",
    "A panel would stop at this: “{quote}”",
    "This will be remembered, and not kindly: “{quote}”",
)
_FIX_STORY = (
    "What is looked for here: {says}",
    "Add this to the story: {says}",
    "Give it one or two sentences: {says}",
    "Make it visible: {says}",
    "The next time you tell it: {says}",
)
_FIX_ADD = (
    "Next time, say it in so many words: {says}",
    "Add one sentence: {says}",
    "Make this point: {says}",
    "Work this in: {says}",
    "Have this ready: {says}",
    "Put this in before you stop: {says}",
    "Do not leave this to be asked: {says}",
)
_FIX_SHARPEN = (
    "You were close here, make it definite: {says}",
    "Half said; finish the thought: {says}",
    "Sharpen this one: {says}",
    "Say the second half too: {says}",
    "One more clause would have done it: {says}",
)


class Wording:
    """Picks wordings in turn, by the answer's place in the round, so that no two critiques of a round read alike.

    The tables have different lengths: even where one comes round again, the others have moved on.
    """

    def __init__(self, place: int) -> None:
        self._place = place

    def pick(self, variants: Sequence[str], shift: int = 0) -> str:
        return variants[(self._place + shift) % len(variants)]


def summarise(question: Question, graded: Graded, place: int) -> str:
    """Two or three sentences. `place` of the answer in the round varies the wording."""
    wording = Wording(place)
    blocking = [flag for flag in graded.flags if flag is not Flag.STEERING and flag in _FLAG_WORDS]
    parts = [_FLAG_WORDS[blocking[0]]] if blocking else _what_was_found(question, graded, wording)
    if Flag.STEERING in graded.flags:
        parts.append(_FLAG_WORDS[Flag.STEERING])
    return " ".join(parts)


def _what_was_found(question: Question, graded: Graded, wording: Wording) -> list[str]:
    expected = [f for f in graded.findings if f.expected]
    if question.answer == "story":
        return _what_was_shown(question, expected, graded, wording)
    met = [f for f in expected if f.verdict is Verdict.MET]
    parts = []
    if graded.mistakes:
        parts.append(wording.pick(_WRONG).format(quote=graded.mistakes[0].quote))
    if met:
        variants = _COVERED_ALL if len(met) == len(expected) else _COVERED
        names = _listed([_short(f) for f in met[:2]])
        text = wording.pick(variants).format(met=len(met), expected=len(expected), which=names)
        parts.append(text[0].upper() + text[1:])
    elif not graded.mistakes:
        parts.append(wording.pick(_NOTHING).format(expected=len(expected)))
    missing = _open_in_order(expected)
    if missing and not graded.mistakes:
        cost = wording.pick(_UNSURE if missing[0].unsure else _COST)
        parts.append(cost.format(missing=_short(missing[0])))
    return parts


def _what_was_shown(question: Question, expected: Sequence[Finding], graded: Graded, wording: Wording) -> list[str]:
    """A story in terms of its parts."""
    parts = {p.id: _PART_WORDS[p.part] for p in question.key_points if p.part}
    met = [parts[f.key_point_id] for f in expected if f.verdict is Verdict.MET]
    missing = [parts[f.key_point_id] for f in _open_in_order(expected)]
    said = []
    if graded.mistakes:
        said.append(wording.pick(_WRONG_STORY).format(quote=graded.mistakes[0].quote))
    if met:
        shown = ", ".join(dict.fromkeys(met[:3]))
        text = wording.pick(_SHOWN).format(which=shown)
        said.append(text[0].upper() + text[1:])
    unseen = [m for m in dict.fromkeys(missing) if m not in met]
    if unseen:
        said.append(wording.pick(_NOT_SHOWN).format(missing=unseen[0]))
    return said or ["The parts are there; make them more concrete."]


_FIX_TURN = (
    "Turn this one round. What holds is: {says}",
    "Here you said the opposite. Learn it this way: {says}",
    "This one you have to unlearn. It goes: {says}",
)


_FIX: dict[Verdict, tuple[str, ...]] = {Verdict.PARTIAL: _FIX_SHARPEN, Verdict.CONTRADICTED: _FIX_TURN}


def make_fixes(question: Question, graded: Graded, place: int) -> tuple[Fix, ...]:
    """At most two, the most valuable first: what is wrong, then what is essential, then the rest."""
    wording = Wording(place)
    fixes = [Fix(text=m.why) for m in graded.mistakes[:1]]
    wrong = {m.key_point_id for m in graded.mistakes}
    for finding in _open_in_order(graded.findings):
        if finding.key_point_id in wrong:
            continue
        variants = _FIX_STORY if question.answer == "story" else _FIX.get(finding.verdict, _FIX_ADD)
        told = "" if finding.verdict is Verdict.CONTRADICTED else finding.note
        text = told or wording.pick(variants, shift=len(fixes)).format(says=finding.says)
        fixes.append(Fix(text=text, citation=finding.citation))
    return tuple(fixes[:2])


def build_stronger(question: Question, answer: str, graded: Graded) -> tuple[StrongerPart, ...]:
    """The candidate's own sentences that are right, and the missing points marked as added."""
    wrong = {m.quote for m in graded.mistakes}
    kept = [StrongerPart(text=s.text, source="yours") for s in sentences(answer) if s.text not in wrong]
    if not any(f.verdict in (Verdict.MET, Verdict.PARTIAL) for f in graded.findings):
        kept = []
    order = {p.id: p for p in question.key_points}
    added = []
    for finding in graded.findings:
        if (finding.is_open and finding.verdict is not Verdict.PARTIAL) or (finding.is_open and finding.note):
            point = order[finding.key_point_id]
            text = f"[{point.says.rstrip('.')}]" if point.part else point.also[0]
            added.append(StrongerPart(text=text, source="added"))
    return (*kept, *added)


def _open_in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Open points, the most important first."""
    rank = {Verdict.CONTRADICTED: 0, Verdict.MISSED: 1, Verdict.PARTIAL: 2}
    found = [f for f in findings if f.is_open]
    return sorted(found, key=lambda f: (not f.essential, rank[f.verdict]))


def _short(finding: Finding) -> str:
    """The claim as a clause: without its full stop, and with a small first letter unless it is a name."""
    text = finding.says.rstrip(".")
    return text if text[:2].isupper() or text.split()[0] in ("I",) else text[0].lower() + text[1:]


def _listed(items: Sequence[str]) -> str:
    return "; and ".join(items)
