"""Values to what is shown: pure functions, and everything that is not ours is escaped here."""

import html
import math
import re
from collections.abc import Sequence
from typing import Any

from interviewer.domain.critique import STILL_READING, Critique, Finding, Verdict
from interviewer.domain.debrief import Debrief
from interviewer.domain.passage import Citation, Passage
from interviewer.domain.rubric import Rating
from interviewer.domain.session import RoundView, SessionStatus, SessionSummary, SessionView
from interviewer.domain.stage import Mode, Stage
from interviewer.domain.transcript import Speaker

_CODE = re.compile(r"(```.*?```|~~~.*?~~~|`[^`\n]*`)", re.DOTALL)
_STATES = {
    Verdict.MET: "said",
    Verdict.PARTIAL: "partly",
    Verdict.MISSED: "missing",
    Verdict.CONTRADICTED: "wrong",
    Verdict.UNSCORED: "not judged",
}
_OFF_RECORD = ("too-short", "echo", "keyword-list", "not-prose", "other-language", "gibberish", "off-topic")

esc = html.escape


def safe_markdown(text: str) -> str:
    """Markdown without raw HTML or images: an image in a model's words is a beacon. Code is left as it is."""
    parts = _CODE.split(text)
    return "".join(
        part if i % 2 else re.sub(r"<(?=[A-Za-z/!?])", "&lt;", part).replace("![", "!\\[")
        for i, part in enumerate(parts)
    )


def messages(view: RoundView, live_text: str | None = None) -> list[dict[str, Any]]:
    """The transcript for a Chatbot; `live_text` is the reply that is being made."""
    shown = [
        {
            "role": "assistant" if turn.speaker is Speaker.INTERVIEWER else "user",
            "content": safe_markdown(turn.text),
        }
        for turn in view.transcript
        if not turn.pending
    ]
    if live_text is not None:
        shown.append({"role": "assistant", "content": safe_markdown(live_text) or "…"})
    return shown


def header(view: SessionView, stage: Stage) -> str:
    record = view.current.record
    asked = len(record.state.asked)
    place = f"Question {asked} of {len(record.plan.items)}" if not record.state.is_over else "Round over"
    loop = f"Round {record.number + 1} of {len(view.session.request.stages)} · " if view.session.kind == "loop" else ""
    who = f"{stage.persona.name}, {stage.persona.role} · "
    details = f"{loop}{place} · {view.session.request.mode.value} · {view.session.request.seniority.value}"
    return f"<h1>{esc(stage.name)}</h1><p><span class='who'>{esc(who)}</span>{esc(details)}</p>"


def about_stage(stage: Stage, minutes: int | None = None) -> str:
    topics = ", ".join(step.title.lower() for step in stage.plan)
    return (
        f"<section class='about'><h2>{esc(stage.name)}</h2><p>{esc(stage.expect)}</p><dl>"
        f"<dt>You meet</dt><dd>{esc(stage.persona.name)}, {esc(stage.persona.role)}</dd>"
        f"<dt>Covers</dt><dd>{esc(topics)}</dd>"
        f"<dt>Takes</dt><dd>{minutes or stage.minutes} minutes</dd></dl></section>"
    )


def about_loop(stages: Sequence[Stage]) -> str:
    total = sum(stage.minutes for stage in stages)
    rounds = "".join(
        f"<dt>{i}.</dt><dd>{esc(s.name)} with {esc(s.persona.name)}, {s.minutes} min</dd>"
        for i, s in enumerate(stages, 1)
    )
    hours = f"{total / 60:.1f} hours in all; stop after any round and come back to the next one another day."
    return f"<section class='about'><h2>A loop of {len(stages)} rounds</h2><p>{hours}</p><dl>{rounds}</dl></section>"


def engine_line(engine: str, reason: str) -> str:
    who = "Built-in coach" if engine == "coach" else esc(engine)
    return f"<div class='engine'><span class='dot'></span><span><strong>{who}</strong> {esc(reason)}</span></div>"


def notice(view: RoundView) -> str:
    """What the candidate is told about the last reply, such as that the coach took over."""
    last = view.transcript[-1] if view.transcript else None
    return f"<div class='notice' role='status'>{esc(last.notice)}</div>" if last and last.notice else ""


# --- critique ----------------------------------------------------------------------------------------------------------


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
    cards = [critique_card(first.critique, is_latest=True, is_judging=is_judging, is_open=is_open)]
    cards += [
        f"<details class='card'><summary>Earlier: {_score_text(c.critique.score)} · question {order.index(c.question_id) + 1}"
        f"</summary>{critique_card(c.critique)}</details>"
        for c in older
    ]
    return f"<div class='critique' aria-live='polite'>{''.join(cards)}</div>"


def empty(text: str) -> str:
    return f"<div class='empty'>{esc(text)}</div>"


def critique_card(
    critique: Critique, *, is_latest: bool = False, is_judging: bool = False, is_open: bool = False
) -> str:
    """One critique. While its question is still open, what is missing is folded away: reading it would answer the probe."""
    by = "Built-in coach" if critique.engine == "coach" else esc(critique.engine)
    was_lost = critique.notice == STILL_READING and not is_judging
    told = "The model's critique did not arrive; this is the built-in check." if was_lost else critique.notice
    parts = [
        f"<div class='top'><span class='score'>{_score_text(critique.score)}</span>"
        f"<span class='by'>judged by<br>{by}</span></div>",
        f"<p class='notice'>{esc(told)}</p>" if told else "",
        *(_still_open(critique) if is_open and any(f.is_open for f in critique.findings) else _complete(critique)),
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


def _complete(critique: Critique) -> list[str]:
    return [
        f"<p class='summary'>{esc(critique.summary)}</p>",
        _fixes(critique),
        _findings(critique.findings),
        _mistakes(critique),
        _levels(critique.ratings),
        _stronger(critique),
    ]


def _still_open(critique: Critique) -> list[str]:
    """What was said so far, and how much is left, without what it is."""
    said = [f for f in critique.findings if f.verdict in (Verdict.MET, Verdict.PARTIAL)]
    left = sum(f.is_open for f in critique.findings)
    blocking = bool(set(critique.flags) & set(_OFF_RECORD))
    text = (
        critique.summary
        if blocking or not left
        else f"So far. {left} point{'s are' if left > 1 else ' is'} still open, and the question is too."
    )
    return [
        f"<p class='summary'>{esc(text)}</p>",
        _findings(said),
        f"<details><summary>Show the whole critique now (it gives the follow-up away)</summary>{''.join(_complete(critique))}</details>",
    ]


def _score_text(score: float | None) -> str:
    return "<small>not scored</small>" if score is None else f"{score:.1f}<small> / 5</small>"


def _findings(findings: Sequence[Finding]) -> str:
    """Expected points first, what was got wrong on top; a bonus point only where it was made."""
    rank = {Verdict.CONTRADICTED: 0, Verdict.MET: 1, Verdict.PARTIAL: 2, Verdict.MISSED: 3, Verdict.UNSCORED: 4}
    ordered = sorted(findings, key=lambda f: (not f.expected, rank[f.verdict], not f.essential))
    items = "".join(_finding(f) for f in ordered if f.expected or f.verdict is Verdict.MET)
    return f"<h3>Point by point</h3><ul class='points'>{items}</ul>" if items else ""


def _finding(finding: Finding) -> str:
    tags = "<span class='tag'>essential</span>" if finding.essential else ""
    tags += "" if finding.expected else "<span class='tag'>bonus</span>"
    quote = f"<q>{esc(finding.quote)}</q>" if finding.quote else ""
    note = f"<span class='note'>{esc(finding.note)}</span>" if finding.note else ""
    return (
        f"<li class='{finding.verdict.value}'><span class='state'>{_STATES[finding.verdict]}</span>{esc(finding.says)}{tags}"
        f"{quote}{note}{_cite(finding.citation)}</li>"
    )


def _cite(citation: Citation | None) -> str:
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
    items = "".join(f"<li>{esc(fix.text)}{_cite(fix.citation)}</li>" for fix in critique.fixes)
    return f"<h3>Worth most next time</h3><ol class='fixes'>{items}</ol>"


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


def passage_markdown(passage: Passage | None) -> str:
    if passage is None:
        return "This passage is no longer in the guide."
    return f"### {' › '.join(passage.heading)}\n\n{passage.text}"


# --- debrief -----------------------------------------------------------------------------------------------------------


def debrief_html(debrief: Debrief, stage: Stage, critiques: Sequence[tuple[str, Critique]]) -> str:
    score = f"<span class='score'>{_score_text(debrief.score)}</span>"
    cards = [
        f"<section class='card wide'><h2>Debrief: {esc(stage.name)}</h2><div class='top'>{score}<span><span class='verdict'>"
        f"{esc(debrief.recommendation.value)}</span><br><span class='by'>what a panel would lean to on these answers; "
        f"judged by {esc(debrief.engine)}</span></span></div><p class='summary'>{esc(debrief.summary)}</p>"
        f"<p class='summary'>{esc(debrief.would_change_it)}</p></section>",
        _card("By criterion", radar(debrief.criteria)) if len(debrief.criteria) >= 3 else "",
        _card("Your answers", _question_table(debrief)),
        _card("What came across", _list(debrief.strengths)),
        _card("Patterns over the round", _list(debrief.patterns)),
        _card("Read next", _study(debrief), wide=True),
        _card(
            "Each answer, point by point",
            "".join(f"<details><summary>{esc(ask)}</summary>{critique_card(c)}</details>" for ask, c in critiques),
            wide=True,
        ),
    ]
    return f"<div class='debrief critique'>{''.join(cards)}</div>"


def _card(title: str, body: str, *, wide: bool = False) -> str:
    return f"<section class='card{' wide' if wide else ''}'><h2>{title}</h2>{body}</section>" if body else ""


def _list(items: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{esc(item)}</li>' for item in items)}</ul>" if items else ""


def _question_table(debrief: Debrief) -> str:
    rows = "".join(
        f"<tr><td>{esc(line.ask)}</td><td>{esc(line.outcome)}</td><td class='num'>{line.met}/{line.expected}</td>"
        f"<td class='num'>{'–' if line.score is None else f'{line.score:.1f}'}</td></tr>"
        for line in debrief.questions
    )
    return f"<table><thead><tr><th>Question</th><th>How</th><th>Points</th><th>Score</th></tr></thead><tbody>{rows}</tbody></table>"


def _study(debrief: Debrief) -> str:
    items = "".join(f"<li>{_cite(item.citation)}{esc('; '.join(item.teaches))}</li>" for item in debrief.study)
    return f"<ul>{items}</ul>" if items else ""


def radar(levels: dict[str, float], size: int = 320) -> str:
    """A radar of levels 1 to 5 as inline SVG: it follows the theme, prints, and needs no script."""
    names, count = list(levels), len(levels)
    center, radius = size / 2, size * 0.33

    def at(i: int, value: float) -> str:
        angle = 2 * math.pi * i / count
        return (
            f"{center + radius * value / 5 * math.sin(angle):.1f},{center - radius * value / 5 * math.cos(angle):.1f}"
        )

    rings = "".join(f"<polygon class='ring' points='{' '.join(at(i, k) for i in range(count))}'/>" for k in range(1, 6))
    shape = f"<polygon class='shape' points='{' '.join(at(i, levels[n]) for i, n in enumerate(names))}'/>"
    labels = []
    for i, name in enumerate(names):
        x, y = (float(v) for v in at(i, 6.1).split(","))
        anchor = "middle" if abs(x - center) < 20 else "start" if x > center else "end"
        labels.append(f"<text x='{x:.0f}' y='{y:.0f}' text-anchor='{anchor}'>{esc(name)} {levels[name]:.1f}</text>")
    told = ", ".join(f"{name} {levels[name]:.1f} of 5" for name in names)
    return (
        f"<svg class='radar' viewBox='-90 0 {size + 180} {size}' role='img' aria-label='{esc(told)}'>"
        f"{rings}{shape}{''.join(labels)}</svg>"
    )


# --- sessions ----------------------------------------------------------------------------------------------------------


def session_rows(summaries: Sequence[SessionSummary], names: dict[str, str]) -> str:
    if not summaries:
        return empty("No sessions yet. The first one will be here, to read again or to continue.")
    rows = "".join(_session_row(s, names) for s in summaries)
    return f"<div class='rows'>{rows}</div>"


def _session_row(summary: SessionSummary, names: dict[str, str]) -> str:
    title = names[summary.stages[0]] if summary.kind == "round" else f"Loop of {len(summary.stages)} rounds"
    state = "continue" if summary.status is SessionStatus.LIVE else "debrief"
    when = f"{summary.updated_at:%d %b %Y, %H:%M}"
    meta = f"{when} · {summary.mode.value} · {summary.seniority.value} · {summary.answers} answers · {state}"
    return (
        f"<a class='card' href='/?session={esc(summary.id)}'><strong>{esc(title)}</strong>"
        f"<span class='score'>{_score_text(summary.score)}</span><span class='meta'>{esc(meta)}</span></a>"
    )
