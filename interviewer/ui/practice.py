"""The practice page: start panel, round, debrief. State on it is a session id in the URL and a draft; the store has the rest."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

import gradio as gr

from interviewer.domain.errors import InputError, InterviewerError, NotFound
from interviewer.domain.round import Intent
from interviewer.domain.session import SessionRequest, SessionStatus, SessionView
from interviewer.domain.stage import Mode, Seniority, StageId
from interviewer.services.interview import Interview
from interviewer.services.rounds import hand_over_to, scorecard_of
from interviewer.ui import render, render_critique, render_debrief
from interviewer.ui.practice_layout import LOOP, PracticeLayout

T = TypeVar("T")
Update = dict[Any, Any]
"""Component to its new value: what a Gradio handler returns."""

FOLLOW_SECONDS = 0.1
"""Between two looks at a growing reply: every chunk costs 6 times the CPU, and arrives later with 40 messages on the page."""

OWNER_COOKIE = "interviewer_owner"
WHOLE_LOOP = tuple(StageId)

_ANSWER_ID = "(...args) => { args[0] = Date.now().toString(36) + Math.random().toString(36).slice(2); return args; }"
_SHOW_SESSION = """(id) => {
  const url = new URL(window.location); id ? url.searchParams.set('session', id) : url.searchParams.delete('session');
  history.replaceState(null, '', url); window.scrollTo(0, 0);
  if (id) setTimeout(() => document.querySelector('#answer textarea')?.focus({ preventScroll: true }), 150);
}"""
_KEEP_DRAFT = """(text) => { const id = new URL(window.location).searchParams.get('session');
  if (id) { text ? localStorage.setItem('draft:' + id, text) : localStorage.removeItem('draft:' + id); } }"""
_FIND_DRAFT = """(text) => { const id = new URL(window.location).searchParams.get('session');
  return (id && localStorage.getItem('draft:' + id)) || text || ''; }"""

PRIVATE: dict[str, Any] = {"api_visibility": "private"}
STREAM: dict[str, Any] = {"concurrency_limit": None, "concurrency_id": "turns", "show_progress": "hidden", **PRIVATE}


def owner_of(request: gr.Request) -> str:
    """The token that the server gave this browser. Raises InputError without one: nothing is shared by accident."""
    owner = str(request.cookies.get(OWNER_COOKIE, ""))
    if not owner:
        raise InputError("This browser sends no cookies.", "Allow cookies for this page and reload it.")
    return owner


def session_of(request: gr.Request) -> str | None:
    """The session in the page's current URL."""
    return request.query_params.get("session") or None


def seed_of(request: gr.Request) -> int | None:
    """From the page's address: /?seed=7 asks the same questions each time, as `practice --seed 7` does."""
    wanted = request.query_params.get("seed") or ""
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else None


class PracticePage(PracticeLayout):
    """The page, with its events."""

    def build(self) -> None:
        super().build()
        self._wire()

    @property
    def _interview(self) -> Interview:
        return self._application.interview

    def _wire(self) -> None:
        page = gr.context.Context.root_block
        assert page is not None
        self._everything = [
            self._session_id, self._start_view, self._round_view, self._debrief_view, self._resume_note, self._head, self._clock,
            self._chat, self._notice, self._panel, self._debrief, self._transcript, self._next, self._as_markdown, self._as_json,
            self._send, self._hint, self._skip, self._repeat, self._end, self._answer,
        ]  # fmt: skip
        follow = {"fn": self.follow, "inputs": None, "outputs": self._everything, **STREAM}
        loaded = page.load(self.load, None, self._everything, show_progress="hidden", **PRIVATE)
        loaded.then(None, self._answer, self._answer, js=_FIND_DRAFT, **PRIVATE)
        loaded.then(**follow)
        for control in (self._stage, self._minutes):
            control.change(
                self.describe,
                [self._stage, self._minutes],
                [self._about, self._start],
                show_progress="hidden",
                **PRIVATE,
            )
        inputs = [self._stage, self._mode, self._seniority, self._minutes, self._name]
        started = self._start.click(self.start, inputs, self._everything, trigger_mode="once", **STREAM)
        started.then(None, self._session_id, None, js=_SHOW_SESSION, **PRIVATE).then(**follow)
        # 'multiple': with 'once' a click in the last moments of a reply is lost in silence; the service refuses doubles itself
        sent = gr.on(
            [self._send.click, self._answer.submit],
            self.send,
            [self._answer_id, self._answer],
            self._everything,
            js=_ANSWER_ID,
            trigger_mode="multiple",
            **STREAM,
        )
        sent.then(None, self._answer, None, js=_KEEP_DRAFT, **PRIVATE)
        for button, intent in (
            (self._hint, Intent.HINT),
            (self._repeat, Intent.REPEAT),
            (self._skip, Intent.SKIP),
            (self._end, Intent.END),
        ):
            button.click(
                self._presser(intent),
                self._answer_id,
                self._everything,
                js=_ANSWER_ID,
                trigger_mode="multiple",
                **STREAM,
            )
        self._clock.expired(self.load, None, self._everything, show_progress="hidden", **PRIVATE).then(**follow)
        self._answer.change(None, self._answer, None, js=_KEEP_DRAFT, **PRIVATE)
        self._answer.blur(self.save_draft, self._answer, None, show_progress="hidden", **PRIVATE)
        for panel in (self._panel, self._debrief):
            panel.cite(self.open_passage, None, [self._drawer, self._passage], show_progress="hidden", **PRIVATE)
            panel.retry(self.retry, None, self._everything, **STREAM)
            panel.claim(self.claim, None, self._everything, **STREAM)
        self._next.click(self.next_round, None, self._everything, trigger_mode="once", **STREAM).then(**follow)
        self._again.click(self.leave, None, self._everything, **PRIVATE).then(
            None, self._session_id, None, js=_SHOW_SESSION, **PRIVATE
        )
        deleted = self._delete.click(self.delete, None, self._everything, **PRIVATE)
        deleted.then(None, self._session_id, None, js=_SHOW_SESSION, **PRIVATE)

    # --- events --------------------------------------------------------------------------------------------------------

    async def load(self, request: gr.Request) -> Update:
        """The page as it should be for this URL: the start panel, a round, or a debrief."""
        session_id = session_of(request)
        if session_id is None:
            return self._show_start(await self._unfinished(owner_of(request)))
        try:
            return self._show(await self._interview.view(session_id, owner_of(request)))
        except NotFound as error:
            gr.Warning(str(error))
            return self._show_start(await self._unfinished(owner_of(request)))

    def describe(self, stage: str, minutes: float) -> tuple[str, Any]:
        if stage == LOOP:
            return render.about_loop(self._ordered_stages()), gr.update(value="Start the loop")
        return render.about_stage(self._corpus.stage(StageId(stage)), int(minutes) or None), gr.update(
            value="Start the round"
        )

    async def start(
        self, stage: str, mode: str, seniority: str, minutes: float, name: str, request: gr.Request
    ) -> Update:
        wanted = SessionRequest(
            stages=WHOLE_LOOP if stage == LOOP else (StageId(stage),),
            mode=Mode(mode),
            seniority=Seniority(seniority),
            minutes=int(minutes) or None,
            seed=seed_of(request),
            candidate_name=(name or "")[:60],
        )
        return self._show(await _told(self._interview.start(owner_of(request), wanted)))

    async def send(self, answer_id: str, text: str, request: gr.Request) -> AsyncIterator[Update]:
        """Take the answer, empty the box once it is stored, then follow the reply."""
        session_id, owner = _required(session_of(request)), owner_of(request)
        try:
            view = await self._interview.answer(session_id, owner, answer_id, text or "")
        except InputError as error:
            gr.Warning(str(error))
            yield {self._answer: gr.skip()}
            return
        except InterviewerError as error:
            raise gr.Error(str(error)) from error
        yield {**self._show(view), self._answer: ""}
        async for update in self._follow(session_id, owner):
            yield update

    def _presser(self, intent: Intent) -> Callable[[str, gr.Request], AsyncIterator[Update]]:
        async def press(answer_id: str, request: gr.Request) -> AsyncIterator[Update]:
            session_id, owner = _required(session_of(request)), owner_of(request)
            try:
                view = await self._interview.request(session_id, owner, answer_id, intent)
            except InterviewerError as error:
                gr.Warning(str(error))
                yield {self._answer: gr.skip()}
                return
            yield self._show(view)
            async for update in self._follow(session_id, owner):
                yield update

        return press

    async def follow(self, request: gr.Request) -> AsyncIterator[Update]:
        """Attach to a reply that is being made; after a refresh, too."""
        session_id = session_of(request)
        if session_id is None:
            yield {self._answer: gr.skip()}  # a generator that yields nothing blanks its outputs
            return
        async for update in self._follow(session_id, owner_of(request)):
            yield update

    async def _follow(self, session_id: str, owner: str) -> AsyncIterator[Update]:
        view = await _told(self._interview.view(session_id, owner))
        while (live := self._interview.live(session_id)) is not None:
            shown = None
            while not live.done.is_set():
                if live.text != shown:
                    shown = live.text
                    yield {self._chat: render.messages(view.current, shown)}
                await asyncio.sleep(FOLLOW_SECONDS)
            if live.error:
                gr.Warning(f"Something went wrong: {live.error} Your answer is kept; reload the page to go on.")
                break
            await asyncio.sleep(0)
            view = await _told(self._interview.view(session_id, owner))
        yield self._show(view)
        if self._interview.is_judging(session_id):
            await self._interview.settle(session_id)
            yield self._show(await _told(self._interview.view(session_id, owner)))

    async def retry(self, event: gr.EventData, request: gr.Request) -> AsyncIterator[Update]:
        session_id, owner = _required(session_of(request)), owner_of(request)
        await _told(self._interview.retry_critique(session_id, owner, str(event._data["id"])))
        async for update in self._follow(session_id, owner):
            yield update

    async def claim(self, event: gr.EventData, request: gr.Request) -> Update:
        """The candidate points to the sentence in which an open point was made."""
        data, session_id = event._data, _required(session_of(request))
        work = self._interview.claim_point(
            session_id, owner_of(request), str(data["id"]), str(data["point"]), str(data["sentence"])
        )
        return self._show(await _told(work))

    def open_passage(self, event: gr.EventData) -> tuple[Any, str]:
        passage = self._application.search.get(str(event._data["id"]))
        return gr.update(open=True), render.safe_markdown(render.passage_markdown(passage))

    async def save_draft(self, text: str, request: gr.Request) -> None:
        session_id = session_of(request)
        if session_id is not None:
            await _told(self._interview.save_draft(session_id, owner_of(request), text or ""))

    async def next_round(self, request: gr.Request) -> Update:
        return self._show(await _told(self._interview.next_round(_required(session_of(request)), owner_of(request))))

    async def leave(self, request: gr.Request) -> Update:
        return self._show_start(await self._unfinished(owner_of(request)))

    async def delete(self, request: gr.Request) -> Update:
        await _told(self._interview.delete(_required(session_of(request)), owner_of(request)))
        gr.Info("The session is deleted.")
        return self._show_start(await self._unfinished(owner_of(request)))

    # --- views ---------------------------------------------------------------------------------------------------------

    def _show(self, view: SessionView) -> Update:
        return self._show_debrief(view) if view.current.debrief is not None else self._show_round(view)

    def _show_start(self, unfinished: str) -> Update:
        return {
            self._session_id: "",
            self._start_view: gr.update(visible=True),
            self._round_view: gr.update(visible=False),
            self._debrief_view: gr.update(visible=False),
            self._resume_note: unfinished,
            self._clock: 0,
        }

    def _show_round(self, view: SessionView) -> Update:
        session_id, current = view.session.id, view.current
        live = self._interview.live(session_id)
        is_over, mode = current.record.state.is_over, view.session.request.mode
        is_listening = live is None and not is_over
        return {
            self._session_id: session_id,
            self._start_view: gr.update(visible=False),
            self._round_view: gr.update(visible=True),
            self._debrief_view: gr.update(visible=False),
            self._head: render.header(view, self._corpus.stage(current.record.stage)),
            self._clock: 0 if is_over else current.record.deadline.timestamp(),
            self._chat: render.messages(current, live.text if live else None),
            self._notice: render.notice(current),
            self._panel: render_critique.critique_panel(view, self._interview.is_judging(session_id)),
            self._send: gr.update(interactive=is_listening),
            self._hint: gr.update(interactive=is_listening, visible=mode is Mode.PRACTICE),
            self._skip: gr.update(interactive=is_listening),
            self._repeat: gr.update(interactive=is_listening),
            self._end: gr.update(interactive=is_listening),
        }

    def _show_debrief(self, view: SessionView) -> Update:
        session_id, current = view.session.id, view.current
        assert current.debrief is not None
        stage = self._corpus.stage(current.record.stage)
        asked = [self._corpus.find_question(s.question_id) for s in current.record.state.asked]
        critiques = [
            (q.ask, c, render_critique.said_to(current, q.id)) for q in asked if q and (c := current.critique_of(q.id))
        ]
        more = current.record.number + 1 < len(view.session.request.stages)
        return {
            self._session_id: session_id,
            self._start_view: gr.update(visible=False),
            self._round_view: gr.update(visible=False),
            self._debrief_view: gr.update(visible=True),
            self._clock: 0,
            self._debrief: self._loop(view, more) + render_debrief.debrief_html(current.debrief, stage, critiques),
            self._transcript: render.messages(current),
            self._next: gr.update(visible=more),
            self._as_markdown: gr.update(link=f"/sessions/{session_id}.md"),
            self._as_json: gr.update(link=f"/sessions/{session_id}.json"),
        }

    def _loop(self, view: SessionView, more: bool) -> str:
        """In a real loop nobody reads what the interviewers tell each other."""
        shows_note = more and view.session.request.mode is Mode.PRACTICE
        note = hand_over_to(self._corpus, view, len(view.rounds)) if shows_note else None
        return render_debrief.loop_html(scorecard_of(self._corpus, view), note)

    async def _unfinished(self, owner: str) -> str:
        """A line that leads back to the newest session that was not finished."""
        found = await self._interview.sessions(owner)
        live = next((s for s in found if s.status is SessionStatus.LIVE), None)
        return render.session_rows([live], self._names()) if live else ""

    def _names(self) -> dict[str, str]:
        return {stage.id.value: stage.name for stage in self._corpus.stages}


def _required(session_id: str | None) -> str:
    if session_id is None:
        raise gr.Error("There is no session in this page's address. Reload the page.")
    return session_id


async def _told(work: Awaitable[T]) -> T:
    """Await; a failure that a person can be told about becomes a toast."""
    try:
        return await work
    except InterviewerError as error:
        raise gr.Error(str(error)) from error
