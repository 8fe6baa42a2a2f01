"""Critiques to HTML. Whatever a candidate or a model wrote is escaped here."""

from collections.abc import Sequence

from interviewer.domain.critique import STILL_READING, Critique, Finding, Fix, Verdict
from interviewer.domain.passage import Citation
from interviewer.domain.rubric import Rating
from interviewer.domain.session import RoundView, SessionView
from interviewer.domain.stage import Mode
from interviewer.domain.transcript import candidate_words
from interviewer.grading.text import normalise, sentences
from interviewer.services.claims import may_claim
from interviewer.ui.render import empty, esc, score_text

_STATES = {
    Verdict.MET: "said",
    Verdict.PARTIAL: "partly",
    Verdict.MISSED: "missing",
    Verdict.CONTRADICTED: "wrong",
    Verdict.UNSCORED: "not judged",
}
_OFF_RECORD = ("too-short", "echo", "keyword-list", "not-prose", "other-language", "gibberish", "off-topic")


def critique_panel(view: SessionView, is_judging: bool) -> str:
    """The critiques of the round, the newest on top; in real mode they wait for the end."""
    current = view.current
    if view.session.request.mode is Mode.REAL and not current.record.state.is_over:
        return empty("Real mode: the interviewer says nothing about your answers. The critique comes with the debrief.")
    order = [state.question_id for state in current.record.state.asked]
    known = sorted(current.critiques, key=lambda c: -order.index(c.question_id))
    if not known:
        return empty("After your first answer you read here what was right, missing and wrong, with your own words.")
    first, *older = known
    state = current.record.state
    is_open = state.current is not None and state.current.question_id == first.question_id
    said = said_to(current, first.question_id)
    cards = [critique_card(first.critique, is_latest=True, is_judging=is_judging, is_open=is_open, said=said)]
    cards += [
        f"<details class='card'><summary>Earlier: {score_text(c.critique.score)} · question {order.index(c.question_id) + 1}"
        f"</summary>{critique_card(c.critique, said=said_to(current, c.question_id))}</details>"
        for c in older
    ]
    return f"<div class='critique' aria-live='polite'>{''.join(cards)}</div>"


def said_to(view: RoundView, question_id: str) -> tuple[str, ...]:
    """The candidate's sentences on a question."""
    return tuple(s.text for s in sentences(normalise(candidate_words(view.transcript, question_id))))


def critique_card(
    critique: Critique,
    *,
    is_latest: bool = False,
    is_judging: bool = False,
    is_open: bool = False,
    said: Sequence[str] = (),
) -> str:
    """One critique. While its question is still open, what is missing is folded away: reading it would answer the probe.

    `said`: the candidate's sentences, from which they may pick the one that makes an open point.
    """
    folds = is_open and any(f.is_open for f in critique.findings)
    by = "Built-in coach" if critique.engine == "coach" else esc(critique.engine)
    was_lost = critique.notice == STILL_READING and not is_judging
    told = "The model's critique did not arrive; this is the built-in check." if was_lost else critique.notice
    parts = [
        f"<div class='top'><span class='score'>{score_text(critique.score)}</span>"
        f"<span class='by'>judged by<br>{by}</span></div>",
        f"<p class='notice'>{esc(told)}</p>" if told else "",
        *(_still_open(critique) if folds else _complete(critique, said)),
        "<p class='by'>The coach checks what you covered, and beliefs that are known to be wrong. It does not check the truth "
        "of every sentence.</p>"
        if critique.engine == "coach" and is_latest
        else "",
        f"<button class='cite' data-retry='{esc(critique.question_id)}'>Ask the model again</button>"
        if "model-failed" in critique.flags or was_lost
        else "",
    ]
    body = "".join(parts)
    return f"<section class='card' aria-label='Critique of your answer'>{body}</section>" if is_latest else body


def _complete(critique: Critique, said: Sequence[str] = ()) -> list[str]:
    return [
        f"<p class='summary'>{esc(critique.summary)}</p>",
        _fixes(critique),
        _findings(critique, said),
        _mistakes(critique),
        _levels(critique.ratings),
        _stronger(critique),
    ]


def _still_open(critique: Critique) -> list[str]:
    """What was said so far, and how much is left, without what it is."""
    covered = [f for f in critique.findings if f.verdict in (Verdict.MET, Verdict.PARTIAL)]
    left = sum(f.is_open for f in critique.findings)
    blocking = bool(set(critique.flags) & set(_OFF_RECORD))
    text = (
        critique.summary
        if blocking or not left
        else f"So far. {left} point{'s are' if left > 1 else ' is'} still open, and the question is too."
    )
    return [
        f"<p class='summary'>{esc(text)}</p>",
        _findings(critique.model_copy(update={"findings": tuple(covered)})),
        f"<details><summary>Show the whole critique now (it gives the follow-up away)</summary>{''.join(_complete(critique))}</details>",
    ]


def _findings(critique: Critique, said: Sequence[str] = ()) -> str:
    """Expected points first, what was got wrong on top; a bonus point only where it was made."""
    rank = {Verdict.CONTRADICTED: 0, Verdict.MET: 1, Verdict.PARTIAL: 2, Verdict.MISSED: 3, Verdict.UNSCORED: 4}
    ordered = sorted(critique.findings, key=lambda f: (not f.expected, rank[f.verdict], not f.essential))
    items = "".join(
        _finding(f, _claim(critique.question_id, f, said)) for f in ordered if f.expected or f.verdict is Verdict.MET
    )
    return f"<h3>Point by point</h3><ul class='points'>{items}</ul>" if items else ""


def _finding(finding: Finding, claim: str = "") -> str:
    tags = "<span class='tag'>essential</span>" if finding.essential else ""
    tags += "" if finding.expected else "<span class='tag'>bonus</span>"
    quote = f"<q>{esc(finding.quote)}</q>" if finding.quote else ""
    note = f"<span class='note'>{esc(finding.note)}</span>" if finding.note else ""
    return (
        f"<li class='{finding.verdict.value}'><span class='state'>{_state(finding)}</span>{esc(finding.says)}{tags}"
        f"{quote}{note}{cite(finding.citation)}{claim}</li>"
    )


def _state(finding: Finding) -> str:
    return "not sure you said this" if finding.unsure else _STATES[finding.verdict]


def _claim(question_id: str, finding: Finding, said: Sequence[str]) -> str:
    """The candidate's sentences as buttons: 'I said it here'. Each open point can be claimed once."""
    if not said or not may_claim(finding):
        return ""
    picks = "".join(
        f"<button class='pick' data-claim='{esc(question_id)}' data-point='{esc(finding.key_point_id)}'>{esc(s)}</button>"
        for s in said
    )
    return f"<details class='claim'><summary>I did say this</summary><p>Which sentence says it?</p>{picks}</details>"


def cite(citation: Citation | None) -> str:
    """A button that opens the passage in the drawer."""
    if citation is None:
        return ""
    return (
        f"<div><button class='cite' data-cite='{esc(citation.passage_id)}'>Read: {esc(citation.heading)}</button></div>"
    )


def _mistakes(critique: Critique) -> str:
    if not critique.mistakes:
        return ""
    shown = {f.key_point_id for f in critique.findings if f.verdict is Verdict.CONTRADICTED and f.note}
    items = "".join(
        f"<li class='contradicted'><span class='state'>you said</span><q>{esc(m.quote)}</q><span class='note'>{esc(m.why)}</span></li>"
        for m in critique.mistakes
        if m.key_point_id not in shown
    )
    return f"<h3>What works against you</h3><ul class='points'>{items}</ul>" if items else ""


def _fixes(critique: Critique) -> str:
    if not critique.fixes:
        return ""
    items = "".join(f"<li>{esc(fix.text)}{_from_the_guide(fix)}{cite(fix.citation)}</li>" for fix in critique.fixes)
    return f"<h3>Worth most next time</h3><ol class='fixes'>{items}</ol>"


def _from_the_guide(fix: Fix) -> str:
    """Why it matters, in the guide's own words."""
    quote = fix.citation.quote if fix.citation else ""
    return f"<span class='note'>{esc(quote)}</span>" if quote else ""


def _levels(ratings: Sequence[Rating]) -> str:
    rows = []
    for rating in ratings:
        width = 0 if rating.level is None else rating.level * 20
        number = "–" if rating.level is None else str(rating.level)
        label = f"{rating.name}: {'not told' if rating.level is None else f'{rating.level} of 5'}"
        why = f"<span class='why'>{esc(rating.evidence)}</span>" if rating.evidence else ""
        rows.append(
            f"<div><dt>{esc(rating.name)}</dt><dd class='meter' role='img' aria-label='{esc(label)}'><i style='width:{width}%'></i></dd>"
            f"<dd class='n'>{number}</dd>{why}</div>"
        )
    return f"<details><summary>By criterion</summary><dl class='levels'>{''.join(rows)}</dl></details>" if rows else ""


def _stronger(critique: Critique) -> str:
    if not critique.stronger:
        return ""
    text = " ".join(
        esc(part.text) if part.source == "yours" else f"<span class='added'>{esc(part.text)}</span>"
        for part in critique.stronger
    )
    return (
        "<details class='stronger'><summary>A stronger version</summary>"
        f"<p>{text}</p><p class='by'>Marked: added from the key points. The rest is yours.</p></details>"
    )
