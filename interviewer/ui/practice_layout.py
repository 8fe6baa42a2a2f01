"""What stands on the practice page: the start panel, the round, the debrief, and the drawer with the guide."""

import gradio as gr

from interviewer.domain.stage import Mode, Seniority, Stage, StageId
from interviewer.ui import render
from interviewer.ui.host import Host
from interviewer.ui.widgets import Clock, Panel

LOOP = "loop"
LATEX = [{"left": "$$", "right": "$$", "display": True}, {"left": "$", "right": "$", "display": False}]


class PracticeLayout:
    """Builds the components into the current Blocks. What they do is wired by `PracticePage`."""

    def __init__(self, application: Host) -> None:
        self._application = application
        self._corpus = application.corpus

    def build(self) -> None:
        self._build_drawer()
        self._session_id = gr.Textbox(visible=False)
        self._answer_id = gr.Textbox(visible=False)
        self._build_start()
        self._build_round()
        self._build_debrief()

    def _build_drawer(self) -> None:
        with gr.Sidebar(position="right", open=False, width=440, elem_id="guidebar", label="Guide") as self._drawer:
            self._passage = gr.Markdown("", sanitize_html=True, latex_delimiters=LATEX)

    def _build_start(self) -> None:
        stages = [(stage.name, stage.id.value) for stage in self._ordered_stages()]
        with gr.Column(elem_id="start-view") as self._start_view:
            gr.HTML(
                "<h1>Practise the interview before it counts</h1><p>Pick a round. You are interviewed in conversation, and told "
                "what was right, missing and wrong, with your own words as evidence. Everything stays on this machine.</p>",
                elem_id="hero",
            )
            self._resume_note = gr.HTML("")
            with gr.Row(elem_id="setup"):
                with gr.Column(scale=6, min_width=320):
                    self._stage = gr.Radio(
                        [*stages, ("Whole loop (all eleven)", LOOP)],
                        value=StageId.TECHNICAL.value,
                        label="Round",
                        elem_id="stages",
                    )
                    with gr.Row():
                        self._mode = gr.Radio(
                            [
                                ("Practice: critique after each answer", Mode.PRACTICE.value),
                                ("Real: silent until the end", Mode.REAL.value),
                            ],
                            value=Mode.PRACTICE.value,
                            label="Mode",
                            min_width=280,
                        )
                        self._seniority = gr.Radio(
                            [s.value for s in Seniority], value=Seniority.MID.value, label="Level", min_width=220
                        )
                    with gr.Row():
                        self._minutes = gr.Slider(
                            0,
                            90,
                            value=0,
                            step=5,
                            label="Minutes a round",
                            info="0: as long as such a round takes",
                            min_width=240,
                        )
                        self._name = gr.Textbox(
                            label="Your name", placeholder="optional", max_lines=1, max_length=60, min_width=200
                        )
                with gr.Column(scale=5, min_width=300):
                    self._about = gr.HTML(render.about_stage(self._corpus.stage(StageId.TECHNICAL)))
                    self._start = gr.Button("Start the round", variant="primary", size="lg", elem_id="start")
                    gr.HTML(self._engine_line())

    def _build_round(self) -> None:
        with gr.Column(visible=False, elem_id="round-view") as self._round_view:
            with gr.Row(elem_id="bar"):
                self._head = gr.HTML("", elem_id="head", scale=5)
                self._clock = Clock(elem_id="clock", scale=0, min_width=70)
                self._end = gr.Button("End round", size="sm", scale=0, min_width=100, elem_id="end")
            with gr.Row():
                with gr.Column(scale=6, min_width=340):
                    self._chat = gr.Chatbot(
                        label="Interview",
                        height="max(320px, calc(100dvh - 390px))",
                        buttons=["copy"],
                        feedback_options=None,
                        sanitize_html=True,
                        allow_tags=False,
                        latex_delimiters=LATEX,
                        elem_id="chat",
                        placeholder="The interviewer speaks first.",
                    )
                    self._notice = gr.HTML("")
                    self._answer = gr.Textbox(
                        label="Your answer",
                        lines=1,
                        max_lines=14,
                        placeholder="Answer as you would say it. Enter sends, Shift+Enter makes a new line.",
                        elem_id="answer",
                    )
                    with gr.Row(elem_id="acts"):
                        self._send = gr.Button("Send", variant="primary", elem_id="send", min_width=110)
                        self._hint = gr.Button("Hint", elem_id="hint", min_width=70)
                        self._repeat = gr.Button("Repeat", elem_id="repeat", min_width=80)
                        self._skip = gr.Button("Skip", elem_id="skip", min_width=70)
                with gr.Column(scale=5, min_width=320, elem_id="side"):
                    self._panel = Panel(elem_id="critique")

    def _build_debrief(self) -> None:
        with gr.Column(visible=False, elem_id="debrief-view") as self._debrief_view:
            with gr.Row(elem_id="after"):
                self._next = gr.Button("Next round", variant="primary", visible=False, elem_id="next")
                self._again = gr.Button("New session", elem_id="again")
                self._as_markdown = gr.Button("Export Markdown", link="", elem_id="export-md")
                self._as_json = gr.Button("Export JSON", link="", elem_id="export-json")
                self._delete = gr.Button("Delete this session", variant="stop", elem_id="delete")
            self._debrief = Panel(elem_id="debrief")
            with gr.Accordion("Transcript", open=False):
                self._transcript = gr.Chatbot(
                    label="Transcript",
                    height=500,
                    buttons=["copy"],
                    feedback_options=None,
                    sanitize_html=True,
                    allow_tags=False,
                    latex_delimiters=LATEX,
                )

    def _ordered_stages(self) -> list[Stage]:
        return [self._corpus.stage(stage_id) for stage_id in StageId]

    def _engine_line(self) -> str:
        settings = self._application.settings
        if settings.uses_model:
            return render.engine_line(settings.model, f"talks and judges, at {settings.base_url}.")
        return render.engine_line(
            "coach", "talks and judges: no key, no network. A language model can be connected, see the README."
        )
