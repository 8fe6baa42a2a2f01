"""Values to what is shown: pure functions, and everything that is not ours is escaped here."""

import html
import re
from collections.abc import Sequence
from typing import Any

from interviewer.domain.passage import Passage
from interviewer.domain.session import RoundView, SessionStatus, SessionSummary, SessionView
from interviewer.domain.stage import Stage
from interviewer.domain.transcript import Speaker

_CODE = re.compile(r"(```.*?```|~~~.*?~~~|`[^`\n]*`)", re.DOTALL)
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


def empty(text: str) -> str:
    return f"<div class='empty'>{esc(text)}</div>"


def score_text(score: float | None) -> str:
    return "<small>not scored</small>" if score is None else f"{score:.1f}<small> / 5</small>"


def passage_markdown(passage: Passage | None) -> str:
    if passage is None:
        return "This passage is no longer in the guide."
    return f"### {' › '.join(passage.heading)}\n\n{passage.text}"


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
        f"<span class='score'>{score_text(summary.score)}</span><span class='meta'>{esc(meta)}</span></a>"
    )
