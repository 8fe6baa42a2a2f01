"""A guide page into passages: split at headings, then at paragraphs where a section is too long."""

import hashlib
import re
from collections.abc import Callable, Iterator

from interviewer.domain.passage import Page, Passage, slug

MAX_TOKENS = 350

_HEADING = re.compile(r"^(#{2,4})\s+(.*\S)\s*$")


def split_page(page: Page, count_tokens: Callable[[str], int], max_tokens: int = MAX_TOKENS) -> list[Passage]:
    """The page's passages in reading order, none above `max_tokens` with its headings (one long line excepted)."""
    passages = []
    for headings, body in _sections(page):
        budget = max_tokens - count_tokens(" - ".join(headings)) - 1
        for text in _pack(_blocks(body), count_tokens, budget):
            passages.append(_passage(page, headings, text))
    return passages


def _sections(page: Page) -> Iterator[tuple[tuple[str, ...], str]]:
    """(headings that lead to it, text) for each section that has text of its own."""
    trail: list[tuple[int, str]] = []
    lines: list[str] = []
    in_fence = False
    for line in page.body.splitlines():
        if line.startswith("```"):
            in_fence = not in_fence
        heading = None if in_fence else _HEADING.match(line)
        if heading is None:
            lines.append(line)
            continue
        if "\n".join(lines).strip():
            yield (page.title, *(title for _, title in trail)), "\n".join(lines).strip()
        lines = []
        level = len(heading[1])
        trail = [(n, title) for n, title in trail if n < level] + [(level, heading[2])]
    if "\n".join(lines).strip():
        yield (page.title, *(title for _, title in trail)), "\n".join(lines).strip()


def _blocks(text: str) -> list[str]:
    """Paragraphs, lists and tables; a fenced block is never cut."""
    blocks: list[str] = []
    current: list[str] = []
    in_fence = False
    for line in text.splitlines():
        if line.startswith("```"):
            in_fence = not in_fence
        if not line.strip() and not in_fence:
            if current:
                blocks.append("\n".join(current))
            current = []
        else:
            current.append(line)
    if current:
        blocks.append("\n".join(current))
    return blocks


def _pack(blocks: list[str], count_tokens: Callable[[str], int], budget: int) -> Iterator[str]:
    """Blocks joined up to the budget; a block that is too long by itself is cut at its lines."""
    parts: list[str] = []
    for block in blocks:
        pieces = [block] if count_tokens(block) <= budget else block.split("\n")
        for piece in pieces:
            joined = "\n\n".join([*parts, piece]) if len(pieces) == 1 else "\n".join([*parts, piece])
            if parts and count_tokens(joined) > budget:
                yield "\n\n".join(parts) if len(pieces) == 1 else "\n".join(parts)
                parts = []
            parts.append(piece)
        if len(pieces) > 1 and parts:
            yield "\n".join(parts)
            parts = []
    if parts:
        yield "\n\n".join(parts)


def _passage(page: Page, headings: tuple[str, ...], text: str) -> Passage:
    section = slug(headings[1]) if len(headings) > 1 else ""
    digest = hashlib.sha256("\n".join([page.id, *headings, text]).encode()).hexdigest()[:10]
    return Passage(
        id=f"{page.id}#{section}~{digest}",
        page_id=page.id,
        section=section,
        heading=headings,
        text=text,
        source=page.source,
    )
