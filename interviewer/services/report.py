"""A session as Markdown, for people; as JSON it is the session itself."""

from interviewer.domain.corpus import Corpus
from interviewer.domain.critique import Critique, Verdict
from interviewer.domain.debrief import Debrief
from interviewer.domain.loop import Scorecard
from interviewer.domain.session import RoundView, SessionView
from interviewer.domain.transcript import Speaker
from interviewer.services.rounds import scorecard_of

_MARKS = {
    Verdict.MET: "met",
    Verdict.PARTIAL: "partly",
    Verdict.MISSED: "missing",
    Verdict.CONTRADICTED: "wrong",
    Verdict.UNSCORED: "not judged",
}


def to_markdown(view: SessionView, corpus: Corpus) -> str:
    """The whole session: setup, debriefs, each question with its critique, the transcript."""
    session = view.session
    head = [
        "# Interview practice",
        "",
        f"{session.created_at:%Y-%m-%d %H:%M} UTC · {session.request.mode.value} mode · {session.request.seniority.value} · "
        f"seed {session.seed}",
    ]
    scorecard = scorecard_of(corpus, view)
    if scorecard is not None:
        head += scorecard_lines(scorecard)
    return "\n".join([*head, *(line for found in view.rounds for line in _round(found, corpus))]) + "\n"


def _round(found: RoundView, corpus: Corpus) -> list[str]:
    stage = corpus.stage(found.record.stage)
    lines = ["", f"## {stage.name}", ""]
    if found.debrief:
        lines += debrief_lines(found.debrief)
    for state in found.record.state.asked:
        critique = found.critique_of(state.question_id)
        question = corpus.find_question(state.question_id)
        lines += ["", f"### {question.ask if question else state.question_id}", ""]
        lines += critique_lines(critique) if critique else [f"*{state.outcome.value}*"]
    lines += ["", "### Transcript", ""]
    for turn in found.transcript:
        if not turn.pending:
            who = stage.persona.name if turn.speaker is Speaker.INTERVIEWER else "You"
            lines += [f"**{who}:** {_quoted(turn.text)}", ""]
    return lines


def scorecard_lines(scorecard: Scorecard) -> list[str]:
    lines = ["", f"## Scorecard: {len(scorecard.lines)} of {scorecard.planned} rounds", ""]
    lines += ["| round | score | recommendation |", "|---|---|---|"]
    for line in scorecard.lines:
        score = "not scored" if line.score is None else f"{line.score:.1f}"
        lines.append(f"| {line.name} | {score} | {line.recommendation.value} |")
    if not scorecard.is_complete:
        return lines
    lines += ["", f"**The committee: {scorecard.recommendation.value}.** {scorecard.because}"]
    for title, items in (("For", scorecard.evidence_for), ("Against", scorecard.evidence_against)):
        lines += ["", f"{title}:", "", *(f"- {_quoted(item)}" for item in items)] if items else []
    return [*lines, "", scorecard.would_change_it] if scorecard.would_change_it else lines


def debrief_lines(debrief: Debrief) -> list[str]:
    score = "not scored" if debrief.score is None else f"{debrief.score:.1f} of 5"
    lines = [
        f"**{score}**, recommendation: **{debrief.recommendation.value}** (judged by {debrief.engine})",
        "",
        debrief.summary,
    ]
    if debrief.criteria:
        lines += [
            "",
            "| criterion | level |",
            "|---|---|",
            *(f"| {n} | {v:.1f} |" for n, v in debrief.criteria.items()),
        ]
    for title, items in (("What came across", debrief.strengths), ("Patterns", debrief.patterns)):
        if items:
            lines += ["", f"**{title}**", "", *(f"- {item}" for item in items)]
    if debrief.would_change_it:
        lines += ["", debrief.would_change_it]
    if debrief.study:
        lines += ["", "**Read next**", ""]
        lines += [f"- {item.citation.heading}: {'; '.join(item.teaches)}" for item in debrief.study]
    return lines


def critique_lines(critique: Critique) -> list[str]:
    score = "not scored" if critique.score is None else f"{critique.score:.1f} of 5"
    lines = [f"**{score}** ({critique.engine}). {critique.summary}", ""]
    for finding in critique.findings:
        quote = f" “{finding.quote}”" if finding.quote else ""
        lines.append(f"- {_MARKS[finding.verdict]}: {finding.says}{quote}")
    for mistake in critique.mistakes:
        lines += ["", f"You said “{mistake.quote}”. {mistake.why}"]
    if critique.fixes:
        lines += ["", *(f"{i}. {fix.text}" for i, fix in enumerate(critique.fixes, start=1))]
    return lines


def _quoted(text: str) -> str:
    return text.replace("\n", "\n> ")
