"""The guide: pages, the passages they are split into, and citations of them."""

import re

from pydantic import Field

from interviewer.domain.base import Value


def slug(heading: str) -> str:
    """'What it is (and not)' becomes 'what-it-is-and-not'."""
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


class Page(Value):
    """One Markdown page of the guide, without its front matter."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    topics: tuple[str, ...] = Field(min_length=1)
    body: str
    source: str = Field(description="path of the file, relative to the corpus")


class Passage(Value):
    """An addressable piece of a page. `id` is `page#section~hash`: the same text keeps its id."""

    id: str
    page_id: str
    section: str = Field(description="slug of the nearest heading; '' for the lead")
    heading: tuple[str, ...] = Field(description="page title, then the headings that lead here")
    text: str
    source: str

    @property
    def address(self) -> str:
        """How content refers to it: `page#section`."""
        return f"{self.page_id}#{self.section}"

    @property
    def heading_path(self) -> str:
        return " › ".join(self.heading)

    @property
    def searchable(self) -> str:
        """What is embedded and indexed: the headings give a short passage its subject."""
        return f"{' - '.join(self.heading)}\n{self.text}"


class Entry(Value):
    """A text by which a passage is found: its own, or a way in, such as a claim in a candidate's words that it teaches."""

    id: str
    passage_id: str
    text: str


class ScoredPassage(Value):
    """A passage that a search returned; the score orders results of one search, nothing more."""

    passage: Passage
    score: float


class Citation(Value):
    """A passage id, and a quote that occurs in it."""

    passage_id: str
    heading: str
    quote: str = ""
