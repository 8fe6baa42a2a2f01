"""Debriefs to HTML, with a radar of the criteria."""

import math
from collections.abc import Sequence

from interviewer.domain.critique import Critique
from interviewer.domain.debrief import Debrief
from interviewer.domain.loop import HandOver, Scorecard
from interviewer.domain.stage import Stage
from interviewer.ui.render import esc, score_text
from interviewer.ui.render_critique import cite, critique_card


def loop_html(scorecard: Scorecard | None, note: HandOver | None) -> str:
    """The loop so far, the committee's word after its last round, and in practice mode what is passed on."""
    if scorecard is None:
        return ""
    rows = "".join(
        f"<tr><td>{esc(line.name)}</td><td class='num'>{'–' if line.score is None else f'{line.score:.1f}'}</td>"
        f"<td>{esc(line.recommendation.value)}</td></tr>"
        for line in scorecard.lines
    )
    table = f"<table><thead><tr><th>Round</th><th>Score</th><th>Recommendation</th></tr></thead><tbody>{rows}</tbody></table>"
    cards = [_committee(scorecard), _card(f"Scorecard: {len(scorecard.lines)} of {scorecard.planned} rounds", table)]
    if note is not None:
        cards.append(_card("What the next interviewer is told", _note(note)))
    return f"<div class='debrief critique'>{''.join(cards)}</div>"


def _committee(scorecard: Scorecard) -> str:
    if not scorecard.is_complete:
        return ""
    score = f"<span class='score'>{score_text(scorecard.score)}</span>"
    return (
        f"<section class='card wide'><h2>The hiring committee</h2><div class='top'>{score}<span><span class='verdict'>"
        f"{esc(scorecard.recommendation.value)}</span><br><span class='by'>{esc(scorecard.because)}</span></span></div>"
        f"{_titled('For', scorecard.evidence_for)}{_titled('Against', scorecard.evidence_against)}"
        f"<p class='summary'>{esc(scorecard.would_change_it)}</p></section>"
    )


def _note(note: HandOver) -> str:
    return (
        f"<p class='summary'>{esc(note.interviewer)}, after the round “{esc(note.stage)}”:</p>"
        f"{_titled('Came across', note.saw)}{_titled('Stayed thin', note.still_open)}"
    )


def _titled(title: str, items: Sequence[str]) -> str:
    return f"<h3>{title}</h3>{_list(items)}" if items else ""


def debrief_html(debrief: Debrief, stage: Stage, critiques: Sequence[tuple[str, Critique, Sequence[str]]]) -> str:
    score = f"<span class='score'>{score_text(debrief.score)}</span>"
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
            "".join(
                f"<details><summary>{esc(ask)}</summary>{critique_card(c, said=said)}</details>"
                for ask, c, said in critiques
            ),
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
    items = "".join(f"<li>{cite(item.citation)}{esc('; '.join(item.teaches))}</li>" for item in debrief.study)
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
