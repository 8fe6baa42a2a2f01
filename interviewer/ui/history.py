"""The list of past sessions."""

import gradio as gr

from interviewer.ui import render
from interviewer.ui.host import Host
from interviewer.ui.practice import PRIVATE, owner_of


class HistoryPage:
    def __init__(self, application: Host) -> None:
        self._application = application

    def build(self, page: gr.Blocks) -> None:
        gr.HTML(
            "<h1>Past sessions</h1><p>Open one to read its debrief, or to go on where you left.</p>", elem_id="hero"
        )
        rows = gr.HTML("")
        page.load(self.rows, None, rows, show_progress="hidden", **PRIVATE)

    async def rows(self, request: gr.Request) -> str:
        found = await self._application.interview.sessions(owner_of(request))
        return render.session_rows(found, {s.id.value: s.name for s in self._application.corpus.stages})
