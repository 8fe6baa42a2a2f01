"""The verb `debrief`: what a candidate takes home from a round. Scores and recommendation are arithmetic."""

from collections import Counter
from collections.abc import Sequence

from interviewer.domain.corpus import Corpus
from interviewer.domain.critique import Critique, Verdict
from interviewer.domain.debrief import RULES, Debrief, QuestionLine, Recommendation, StudyItem, recommend
from interviewer.domain.round import Outcome, QuestionState
from interviewer.domain.scoring import mean, mean_levels
from interviewer.domain.session import RoundView
from interviewer.ports import ChatModel, Message
from interviewer.prompting.fence import fence, new_nonce
from interviewer.prompting.prompt import Prompt

MOST_STRENGTHS = 3
MOST_STUDY = 6
_OUTCOMES = {
    Outcome.OPEN: "not finished",
    Outcome.ANSWERED: "answered",
    Outcome.SKIPPED: "skipped",
    Outcome.NOT_KNOWN: "not known",
    Outcome.CUT_OFF: "cut off",
}


def make_debrief(view: RoundView, corpus: Corpus) -> Debrief:
    """From the stored critiques alone, so that it can be made again at any time."""
    lines = tuple(_line(state, view.critique_of(state.question_id), corpus) for state in view.record.state.asked)
    critiques = [c for state in view.record.state.asked if (c := view.critique_of(state.question_id)) is not None]
    counted = [line.score for line in lines if line.score is not None]
    score = mean(counted)
    criteria = mean_levels(r for c in critiques for r in c.ratings)
    recommendation = recommend(score, len(counted))
    return Debrief(
        stage=view.record.stage,
        engine=_engines(critiques),
        score=None if score is None else round(score, 2),
        recommendation=recommendation,
        summary=_summary(lines, criteria, score),
        criteria={name: round(level, 2) for name, level in criteria.items()},
        questions=lines,
        strengths=tuple(_strengths(critiques)),
        patterns=tuple(_patterns(view, critiques)),
        would_change_it=_would_change(recommendation, critiques),
        study=tuple(_study(critiques)),
    )


class ModelDebrief:
    """The opening paragraph in a model's words. Raises ModelFailure."""

    def __init__(self, model: ChatModel, prompt: Prompt) -> None:
        self._model, self._prompt = model, prompt

    async def word(self, debrief: Debrief, stage_name: str, seniority: str) -> str:
        data = debrief.model_dump(mode="json", include={"questions", "strengths", "patterns", "criteria"})
        inputs = {"stage": stage_name, "seniority": seniority, "findings": fence("findings", [data], new_nonce())}
        system, user = self._prompt.render(inputs)
        pieces = [chunk.text async for chunk in self._model.stream([Message("system", system), Message("user", user)])]
        return "".join(pieces).strip()


def _line(state: QuestionState, critique: Critique | None, corpus: Corpus) -> QuestionLine:
    question = corpus.find_question(state.question_id)
    expected = [f for f in critique.findings if f.expected] if critique else []
    return QuestionLine(
        question_id=state.question_id,
        ask=question.ask if question else state.question_id,
        outcome=_OUTCOMES[state.outcome],
        score=_score(state, critique),
        met=sum(f.verdict is Verdict.MET for f in expected),
        expected=len(expected),
    )


def _score(state: QuestionState, critique: Critique | None) -> float | None:
    """A question that was passed over counts zero; one that was cut off before an answer does not count."""
    if critique is not None:
        return critique.score
    return 0.0 if state.outcome in (Outcome.SKIPPED, Outcome.NOT_KNOWN) else None


def _engines(critiques: Sequence[Critique]) -> str:
    return ", ".join(dict.fromkeys(c.engine for c in critiques)) or "coach"


def _summary(lines: Sequence[QuestionLine], criteria: dict[str, float], score: float | None) -> str:
    if score is None:
        return "There was too little to judge in this round. Answer at least two questions for a debrief that says something."
    answered = sum(line.outcome == "answered" for line in lines)
    text = f"You answered {answered} of {len(lines)} questions and made {sum(x.met for x in lines)} of "
    text += f"{sum(x.expected for x in lines)} expected points in them."
    if len(criteria) > 1:
        best, worst = max(criteria, key=lambda c: criteria[c]), min(criteria, key=lambda c: criteria[c])
        if criteria[best] - criteria[worst] >= 0.5:
            text += f" {best} was your strongest side ({criteria[best]:.1f} of 5), {worst.lower()} the weakest ({criteria[worst]:.1f})."
    return text


def _strengths(critiques: Sequence[Critique]) -> list[str]:
    """The best-made points, with the words that made them."""
    met = [(f.credit, f) for c in critiques for f in c.findings if f.verdict is Verdict.MET and f.quote]
    best = sorted(met, key=lambda item: (-item[1].essential, -item[0]))[:MOST_STRENGTHS]
    return [f"{f.says} You said: “{_cut(f.quote)}”" for _, f in best]


def _patterns(view: RoundView, critiques: Sequence[Critique]) -> list[str]:
    """What happened more than once."""
    asked = view.record.state.asked
    found = []
    essential = [f for c in critiques for f in c.findings if f.essential]
    lost = [f for f in essential if f.verdict in (Verdict.MISSED, Verdict.CONTRADICTED)]
    if len(lost) >= 2:
        found.append(
            f"{len(lost)} of {len(essential)} essential points were missing or wrong: start with the core, then the details."
        )
    wrong = [m for c in critiques for m in c.mistakes]
    if len(wrong) >= 2:
        found.append(
            f"{len(wrong)} claims were wrong. Say how sure you are; a doubt that is spoken costs less than a false certainty."
        )
    partial = sum(f.verdict is Verdict.PARTIAL for c in critiques for f in c.findings if f.expected)
    if partial >= 3:
        found.append(
            f"{partial} points were only half made: finish the sentence with the consequence, or with a number."
        )
    flags = Counter(flag for c in critiques for flag in c.flags)
    if flags["too-short"] >= 2:
        found.append(
            f"{flags['too-short']} answers were too short to judge: aim at one to two minutes, 120 to 250 words."
        )
    vague = sum("'we'" in f.note for c in critiques for f in c.findings)
    if vague >= 2:
        found.append("'We' hides your own part: say what you did yourself, verb by verb.")
    passed = sum(s.outcome in (Outcome.SKIPPED, Outcome.NOT_KNOWN) for s in asked)
    if passed >= 2:
        found.append(
            f"{passed} questions were passed over. Think aloud instead: how you approach the unknown is judged as well."
        )
    hints = sum(s.hints for s in asked)
    if hints >= 2:
        found.append(f"You took {hints} hints; try the same questions again in a few days without.")
    return found


def _would_change(recommendation: Recommendation, critiques: Sequence[Critique]) -> str:
    ladder = [r for _, r in RULES]
    if recommendation is Recommendation.NONE:
        return ""
    if recommendation is ladder[0]:
        return "Keep this level at the next seniority up: choose it before the next round."
    lost = [f for c in critiques for f in c.findings if f.is_open]
    essential = sum(f.essential for f in lost)
    target = ladder[ladder.index(recommendation) - 1].value
    if essential:
        return f"For a “{target}”: the {essential} essential point{'s' if essential > 1 else ''} that were not clearly made."
    return f"For a “{target}”: {len(lost)} more of the expected points, said in so many words."


def _study(critiques: Sequence[Critique]) -> list[StudyItem]:
    """Passages that teach what was missed, those that teach most first."""
    by_passage: dict[str, StudyItem] = {}
    weight: Counter[str] = Counter()
    for finding in (f for c in critiques for f in c.findings if f.is_open and f.citation):
        assert finding.citation is not None
        key = finding.citation.passage_id
        teaches = (*by_passage[key].teaches, finding.says) if key in by_passage else (finding.says,)
        by_passage[key] = StudyItem(citation=finding.citation, teaches=tuple(dict.fromkeys(teaches)))
        weight[key] += 2 if finding.essential else 1
    return [by_passage[key] for key, _ in weight.most_common(MOST_STUDY)]


def _cut(text: str, limit: int = 160) -> str:
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + "…"
