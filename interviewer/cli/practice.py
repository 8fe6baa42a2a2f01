"""`practice`: the interview in a terminal, or with answers piped in."""

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator
from typing import Annotated

import typer
from rich.markdown import Markdown

from interviewer.bootstrap import Application
from interviewer.cli.output import console, print_json
from interviewer.domain.errors import EmptyAnswer, InputError
from interviewer.domain.round import Intent
from interviewer.domain.session import SessionRequest, SessionView
from interviewer.domain.stage import Mode, Seniority, StageId
from interviewer.domain.transcript import Speaker, Turn
from interviewer.services.interview import Interview
from interviewer.services.report import critique_lines, debrief_lines, scorecard_lines
from interviewer.services.rounds import scorecard_of
from interviewer.settings import read_settings

OWNER = "terminal"
COMMANDS = {"/hint": Intent.HINT, "/skip": Intent.SKIP, "/repeat": Intent.REPEAT, "/end": Intent.END}


def practice(
    stage: Annotated[list[StageId], typer.Option(help="The stage; give several for a loop.")],
    mode: Annotated[
        Mode, typer.Option(help="practice: a critique after each answer; real: silent until the end.")
    ] = Mode.PRACTICE,
    seniority: Annotated[Seniority, typer.Option(help="What is asked and expected.")] = Seniority.MID,
    minutes: Annotated[
        int | None, typer.Option(min=5, max=120, help="For each round; default: the stage's own.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same questions.")] = None,
    name: Annotated[str, typer.Option(help="How the interviewer calls you.")] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Turns, critiques and debriefs, one JSON object a line.")
    ] = False,
) -> None:
    """Be interviewed here. Answers may be piped in, one a paragraph; /hint /skip /repeat /end are understood."""
    application = Application(read_settings())
    request = SessionRequest(
        stages=tuple(stage), mode=mode, seniority=seniority, minutes=minutes, seed=seed, candidate_name=name
    )
    asyncio.run(_Terminal(application, as_json).play(request))


class _Terminal:
    """Prints what is new after each turn."""

    def __init__(self, application: Application, as_json: bool) -> None:
        self._application, self._as_json = application, as_json
        self._shown_turns: set[str] = set()
        self._shown_critiques: dict[str, str] = {}

    async def play(self, request: SessionRequest) -> None:
        interview = self._application.interview
        view = await interview.start(OWNER, request)
        session_id = view.session.id
        answers = read_answers(sys.stdin.isatty())
        while True:
            view = await self._play_round(interview, session_id, answers)
            if (
                view.current.record.number + 1 >= len(request.stages)
                or view.current.record.state.ended_by == "candidate"
            ):
                break
            await interview.next_round(session_id, OWNER)
        if not self._as_json:
            console.print(f"\nKept as session {session_id}: interviewer report {session_id}")
        await self._application.close()

    async def _play_round(self, interview: Interview, session_id: str, answers: AsyncIterator[str]) -> SessionView:
        while True:
            await interview.settle(session_id)
            view = await interview.view(session_id, OWNER)
            self._show(view)
            if view.current.record.state.is_over:
                await interview.settle(session_id)
                view = await interview.view(session_id, OWNER)
                self._show_debrief(view)
                return view
            await self._send(interview, session_id, await anext(answers, None))

    async def _send(self, interview: Interview, session_id: str, text: str | None) -> None:
        answer_id = secrets.token_hex(8)
        try:
            if text is None:
                await interview.request(session_id, OWNER, answer_id, Intent.END)
            elif text.strip().lower() in COMMANDS:
                await interview.request(session_id, OWNER, answer_id, COMMANDS[text.strip().lower()])
            else:
                await interview.answer(session_id, OWNER, answer_id, text)
        except EmptyAnswer:
            pass
        except InputError as error:
            console.print(str(error), markup=False)

    def _show(self, view: SessionView) -> None:
        current = view.current
        persona = self._application.corpus.stage(current.record.stage).persona.name
        if view.session.request.mode is Mode.PRACTICE or current.record.state.is_over:
            self._show_critiques(view)
        for turn in current.transcript:
            if turn.id not in self._shown_turns and not turn.pending:
                self._shown_turns.add(turn.id)
                self._show_turn(turn, persona)

    def _show_turn(self, turn: Turn, persona: str) -> None:
        if self._as_json:
            print_json({"type": "turn", **turn.model_dump(mode="json")})
        elif turn.speaker is Speaker.INTERVIEWER:
            console.print(f"\n[bold cyan]{persona}[/bold cyan]")
            console.print(Markdown(turn.text))
            if turn.notice:
                console.print(turn.notice, style="yellow", markup=False)

    def _show_critiques(self, view: SessionView) -> None:
        for stored in view.current.critiques:
            text = stored.critique.model_dump_json()
            if self._shown_critiques.get(stored.question_id) == text:
                continue
            self._shown_critiques[stored.question_id] = text
            if self._as_json:
                print_json({"type": "critique", **stored.critique.model_dump(mode="json")})
            else:
                console.rule("critique", style="dim")
                console.print(Markdown("\n".join(critique_lines(stored.critique))))
                console.rule(style="dim")

    def _show_debrief(self, view: SessionView) -> None:
        debrief = view.current.debrief
        if debrief is None:
            return
        if self._as_json:
            print_json({"type": "debrief", "session_id": view.session.id, **debrief.model_dump(mode="json")})
        else:
            console.rule("debrief")
            console.print(Markdown("\n".join(debrief_lines(debrief))))
        self._show_scorecard(view)

    def _show_scorecard(self, view: SessionView) -> None:
        scorecard = scorecard_of(self._application.corpus, view)
        if scorecard is None:
            return
        if self._as_json:
            print_json({"type": "scorecard", "session_id": view.session.id, **scorecard.model_dump(mode="json")})
        else:
            console.print(Markdown("\n".join(scorecard_lines(scorecard))))


async def read_answers(interactive: bool) -> AsyncIterator[str]:
    """Paragraphs of standard input. At a terminal an empty line sends, as a blank line ends a paragraph in a file."""
    if interactive:
        console.print("An empty line sends your answer. /hint /skip /repeat /end; Ctrl-D ends the round.", style="dim")
    paragraph: list[str] = []
    while True:
        line = await asyncio.to_thread(sys.stdin.readline)
        if line.strip():
            paragraph.append(line)
        elif paragraph:
            yield "".join(paragraph)
            paragraph = []
        if not line:
            return
