"""The guide: search it, and read its pages."""

import re
from itertools import groupby

import anyio.to_thread
import gradio as gr

from interviewer.domain.passage import Page
from interviewer.ui import render
from interviewer.ui.host import Host
from interviewer.ui.practice import PRIVATE
from interviewer.ui.practice_layout import LATEX

MOST_HITS = 6
_MARK = re.compile(r"^```(python|sql) (check|setup)$", re.MULTILINE)
AREAS = {
    "screen": "Screening", "prob": "Probability", "stats": "Statistics", "math": "Mathematics", "ml": "Machine learning",
    "dl": "Deep learning", "nlp": "Language", "genai": "GenAI", "code": "Programming", "sql": "SQL", "eda": "Analysis",
    "mlproj": "ML project", "sys": "System design", "case": "Cases", "present": "Presentation", "beh": "Behavioral",
    "culture": "Culture", "exec": "Executive", "tool": "Tools", "domain": "Domains", "stage": "The stages",
}  # fmt: skip


class GuidePage:
    def __init__(self, application: Host) -> None:
        self._application = application
        self._pages = {page.id: page for page in application.corpus.pages}

    def build(self, page: gr.Blocks) -> None:
        gr.HTML(
            "<h1>The guide</h1><p>What the questions are about, one idea a section. Every citation comes from here.</p>",
            elem_id="hero",
        )
        with gr.Row():
            with gr.Column(scale=2, min_width=260):
                query = gr.Textbox(
                    label="Search", placeholder="why not look at the test every day", submit_btn=True, elem_id="query"
                )
                contents = gr.Dropdown(
                    self._contents(), label="Or open a page", filterable=True, elem_id="contents", value=None
                )
            with gr.Column(scale=5, min_width=320):
                text = gr.Markdown(self._welcome(), sanitize_html=True, latex_delimiters=LATEX, elem_id="guide-text")
        query.submit(self.find, query, text, **PRIVATE)
        contents.change(self.read, contents, text, **PRIVATE)

    def _contents(self) -> list[tuple[str, str]]:
        def area(page: Page) -> str:
            folder = page.source.split("/")[-2]
            return AREAS.get(folder, folder)

        ordered = sorted(self._pages.values(), key=lambda p: (area(p), p.title))
        return [(f"{name}: {p.title}", p.id) for name, pages in groupby(ordered, area) for p in pages]

    def _welcome(self) -> str:
        return f"{len(self._pages)} pages. Search in your own words, or open one."

    async def find(self, query: str) -> str:
        hits = await anyio.to_thread.run_sync(self._application.search.search, query or "", MOST_HITS)
        if not hits:
            return "Nothing found. Try other words."
        return _readable("\n\n---\n\n".join(render.passage_markdown(hit.passage) for hit in hits))

    def read(self, page_id: str | None) -> str:
        page = self._pages.get(page_id or "")
        return _readable(f"# {page.title}\n\n{page.body}") if page else self._welcome()


def _readable(text: str) -> str:
    """Without the marks that tell our tests which blocks to run."""
    return render.safe_markdown(_MARK.sub(r"```\1", text).replace("```result", "```text"))
