"""A whole round in a real browser: with the coach, and with a model."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Serve
from tests.stub_server import WORDS, running

pytestmark = [pytest.mark.browser, pytest.mark.model]

ASKS_FOR_A_STORY = 1
"""A seed whose first behavioral question is about a disagreement; other seeds may ask what one would do."""
STORY = (
    "At my last company I was the only analyst on the churn project. I disagreed with the product manager about the definition, so I "
    "wrote both down, ran them on last year's data and showed him the difference. In the end false alarms fell by 12 percent. Since "
    "then I write the definition first."
)


class Watched:
    """A page, and what it asked of the network and complained about."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.page: Page = context.new_page()
        self.base = base
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.page.on(
            "request", lambda r: self.foreign.append(r.url) if not r.url.startswith((base, "data:", "blob:")) else None
        )
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)

    def bubbles(self, role: str):  # type: ignore[no-untyped-def]
        return self.page.locator(f"#chat .message.{role}")


def start_round(watched: Watched, stage: str = "Behavioral interview", seed: int | None = None) -> Page:
    page = watched.page
    page.goto(watched.base if seed is None else f"{watched.base}/?seed={seed}")
    page.get_by_label(stage).check()
    page.locator("#start").click()
    expect(watched.bubbles("bot").first).to_be_visible()
    return page


def answer(watched: Watched, text: str) -> None:
    before = watched.bubbles("bot").count()
    watched.page.locator("#answer textarea").fill(text)
    watched.page.locator("#send").click()
    expect(watched.bubbles("bot")).to_have_count(before + 1)
    expect(watched.bubbles("bot").last).not_to_have_text("…")


def test_a_whole_round_with_the_coach(context: BrowserContext, serve: Serve) -> None:
    watched = Watched(context, serve())
    page = start_round(watched, seed=ASKS_FOR_A_STORY)
    expect(watched.bubbles("bot").first).to_contain_text("Hannah")
    assert "session=" in page.url

    answer(watched, STORY)
    expect(page.locator("#critique .score").first).to_be_visible()
    expect(page.locator("#critique q").first).to_be_visible()

    page.locator("#answer textarea").fill("half a thought")
    said = watched.bubbles("bot").all_inner_texts()
    page.reload()
    expect(watched.bubbles("bot").last).to_be_visible()
    assert watched.bubbles("bot").all_inner_texts() == said, "a refresh resumes at the same turn"
    expect(page.locator("#answer textarea")).to_have_value("half a thought")
    expect(page.locator("#critique .score").first).to_be_visible()
    page.locator("#answer textarea").fill("")

    page.get_by_text("Show the whole critique now").click()
    page.locator("#critique .cite >> visible=true").first.click()
    expect(page.locator("#guidebar")).to_contain_text("›")
    page.keyboard.press("Escape")

    ready = "() => document.querySelector('#debrief .card')?.offsetParent || document.querySelector('#skip')?.disabled === false"
    for _ in range(20):
        page.wait_for_function(ready)
        if page.locator("#debrief .card").first.is_visible():
            break
        before = watched.bubbles("bot").count()
        page.locator("#skip").click()
        page.wait_for_function(
            "n => document.querySelectorAll('#chat .message.bot').length > n || document.querySelector('#debrief .card')?.offsetParent",
            arg=before,
        )
    expect(page.locator("#debrief")).to_contain_text("Debrief: Behavioral interview")
    expect(page.locator("#debrief svg.radar")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="Export Markdown").or_(page.locator("#export-md")).first.click()
    assert "I disagreed with the product manager" in download.value.path().read_text()

    page.goto(f"{watched.base}/history")
    expect(page.locator(".rows a.card")).to_have_count(1)
    assert watched.foreign == [] and watched.errors == []


def test_another_browser_sees_nothing_of_it(context: BrowserContext, serve: Serve) -> None:
    base = serve()
    page = start_round(Watched(context, base))
    assert context.browser is not None
    other = context.browser.new_context().new_page()
    other.goto(page.url)
    expect(other.locator("#start")).to_be_visible()
    expect(other.locator("#chat .message")).to_have_count(0)
    session_id = re.search(r"session=(\w+)", page.url)
    assert session_id is not None
    assert other.request.get(f"{base}/sessions/{session_id[1]}.md").status == 404
    other.context.close()


def test_a_site_elsewhere_gets_nothing(context: BrowserContext, serve: Serve) -> None:
    base = serve()
    request = context.request
    assert request.get(base, headers={"Host": "evil.example"}).status == 403
    assert (
        request.post(f"{base}/gradio_api/queue/join", headers={"Origin": "http://evil.example"}, data={}).status == 403
    )
    policy = request.get(base).headers["content-security-policy"]
    assert "default-src 'self'" in policy and "frame-src 'none'" in policy


def graded(body: dict[str, Any]) -> str:
    """What a careful model would reply: every key point met, with the candidate's first words as the quote."""
    system, user = body["messages"][0]["content"], body["messages"][1]["content"]
    points = re.findall(r"^- ([a-z0-9-]+) \((?:essential|expected|bonus)", system, re.MULTILINE)
    criteria = re.findall(r"^- ([a-z-]+) \([A-Z][^)]*\): ", system, re.MULTILINE)
    said = next(json.loads(line)["text"] for line in user.splitlines() if '"candidate"' in line)
    quote = " ".join(said.split()[:6])
    return json.dumps(
        {
            "points": [{"key_point_id": p, "quote": quote, "verdict": "met"} for p in points],
            "mistakes": [],
            "ratings": [{"criterion_id": c, "evidence": "seen", "level": 4} for c in criteria if c not in points],
            "fixes": ["Give the number first."],
            "stronger": [],
            "summary": "You told it step by step.",
        }
    )


def test_a_round_with_a_model_that_then_goes_away(context: BrowserContext, serve: Serve) -> None:
    with running() as stub:
        stub.answer = graded
        watched = Watched(context, serve(base_url=stub.url, model="fine"))
        page = start_round(watched)
        expect(watched.bubbles("bot").first).to_have_text(re.compile(re.escape(WORDS.split(".")[0])))
        answer(watched, STORY)
        expect(page.locator("#critique")).to_contain_text("You told it step by step.")
        expect(page.locator("#critique .by").first).to_contain_text("fine")
        assert "I disagreed" in json.dumps([r["messages"] for r in stub.requests])
    answer(watched, "And I told my team about it the next morning, with the two numbers side by side.")
    expect(page.locator(".notice").first).to_contain_text("coach took over")
    expect(page.get_by_text("Ask the model again")).to_be_visible(timeout=90_000)
    assert watched.foreign == []
