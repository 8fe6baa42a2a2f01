"""The verb `cite`: which passage of the guide teaches what was missed. A citation is only made to what really exists."""

import re
from collections.abc import Callable

from interviewer.domain.critique import Finding, Verdict
from interviewer.domain.passage import Citation, Passage
from interviewer.domain.question import KeyPoint, Question
from interviewer.services.search import GuideSearch

MOST_PASSAGES = 4
MOST_CHARS = 900
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


class Citer:
    """Finds passages for key points: the authored one where there is one, else the best that search returns."""

    def __init__(self, open_search: Callable[[], GuideSearch]) -> None:
        """`open_search` is called at the first citation: a page is up long before the index is open."""
        self._open_search = open_search

    @property
    def _search(self) -> GuideSearch:
        return self._open_search()

    def cite(self, question: Question, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """The findings with a citation on each that is not met."""
        return tuple(
            f if f.verdict is Verdict.MET else f.model_copy(update={"citation": self._citation(question, f)})
            for f in findings
        )

    def _citation(self, question: Question, finding: Finding) -> Citation | None:
        point = question.key_point(finding.key_point_id)
        passage = self.passage_for(point) if point else None
        if passage is None:
            return None
        return Citation(passage_id=passage.id, heading=passage.heading_path, quote=_opening(passage))

    def passage_for(self, point: KeyPoint) -> Passage | None:
        authored = self._search.at(point.teaches)
        if authored is not None:
            return authored
        found = self._search.search(point.says, 1)
        return found[0].passage if found else None

    def passages_for(self, question: Question) -> str:
        """The text of the passages that teach the question, for a prompt."""
        passages = {p.id: p for point in question.key_points if (p := self.passage_for(point)) is not None}
        shown = list(passages.values())[:MOST_PASSAGES]
        return "\n\n".join(f"[{p.heading_path}]\n{p.text[:MOST_CHARS]}" for p in shown) or "(none)"


def _opening(passage: Passage) -> str:
    """The passage's first sentence, verbatim."""
    text = passage.text.split("\n\n")[0].replace("\n", " ")
    return _SENTENCE.split(text)[0][:240]
