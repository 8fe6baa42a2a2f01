"""What a machine can check of the content: lengths, wording, retrieval, and how the built-in grader reads it."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from interviewer.domain.critique import Verdict
from interviewer.domain.passage import Page
from interviewer.domain.question import KeyPoint, Question
from interviewer.domain.stage import Seniority
from interviewer.grading.grader import Grader, Task
from interviewer.grading.text import content_stems, sentences, words
from interviewer.ports import Vectors
from interviewer.services.search import GuideSearch

MODEL_ANSWER_LEAST = 4.5
STORY_ANSWER_LEAST = 3.6
"""A story is judged by cues, and honest good stories differ more than good explanations."""

LONGEST_MEAN_SENTENCE = 28
"""Words a sentence, as a mean: what is above it cannot be followed at one hearing."""

RETRIEVED_IN = 3
NEAR_DUPLICATE = 0.88
"""Cosine of two `ask` texts; above it two questions are read together and one goes, or is listed as reviewed."""


class Complaint(NamedTuple):
    item: str
    problem: str


def check_question(question: Question) -> Iterator[Complaint]:
    """Lengths and wording; needs no model."""

    def complain(problem: str) -> Complaint:
        return Complaint(question.id, problem)

    if not 4 <= len(words(question.ask)) <= 95:
        yield complain(f"ask has {len(words(question.ask))} words, expected 4 to 95")
    spoken = len(words(question.model_answer))
    if not (60 if question.kind in SHORT_KINDS else 100) <= spoken <= 360:
        yield complain(f"model_answer has {spoken} words, expected 100 to 360")
    if re.search(r"^\s*([-*#]|\d+\.)\s", question.model_answer, re.MULTILINE) and question.answer_style == "prose":
        yield complain("model_answer has bullets or headings; it is to be spoken")
    if _mean_sentence(question.model_answer) > LONGEST_MEAN_SENTENCE:
        yield complain(f"model_answer has {_mean_sentence(question.model_answer):.0f} words a sentence: shorten them")
    if "—" in "".join((question.ask, question.model_answer, *question.hints)):
        yield complain("em-dash: use a comma, a colon or a full stop")
    if any(p.essential and p.from_level is not Seniority.JUNIOR for p in question.key_points):
        yield complain("an essential key point has 'from'; leave it out")
    for point in question.key_points:
        yield from _check_point(question, point)


def _mean_sentence(text: str) -> float:
    lengths = [len(words(s.text)) for s in sentences(text)]
    return sum(lengths) / max(1, len(lengths))


SHORT_KINDS = ("logistics", "own-questions", "motivation")


def _check_point(question: Question, point: KeyPoint) -> Iterator[Complaint]:
    where = f"{question.id}/{point.id}"
    for text in point.phrasings:
        if not 4 <= len(words(text)) <= 45:
            yield Complaint(where, f"a phrasing has {len(words(text))} words, expected 4 to 45: {text[:60]!r}")
    if question.answer == "story":
        return
    asked = content_stems(question.ask)
    for text in point.phrasings:
        if len(content_stems(text) - asked) < 2:
            yield Complaint(where, f"fewer than two content words that are not in the question: {text[:60]!r}")
    given_away = (content_stems(point.probe) & content_stems(point.says)) - asked - content_stems(question.given)
    if len(given_away) > 2:
        yield Complaint(where, f"the probe gives it away: {', '.join(sorted(given_away))}")


def check_page(page: Page) -> Iterator[Complaint]:
    headings = re.findall(r"^## (.+)$", page.body, re.MULTILINE)
    if len(headings) < 4:
        yield Complaint(page.id, f"has {len(headings)} sections, expected at least 4")
    if "—" in page.body:
        yield Complaint(page.id, "em-dash: use a comma, a colon or a full stop")
    for block in re.split(r"^## ", page.body, flags=re.MULTILINE)[1:]:
        prose = re.sub(r"```.*?```", "", block, flags=re.DOTALL)
        if _mean_sentence(prose) > LONGEST_MEAN_SENTENCE:
            yield Complaint(
                page.id, f"section {block.splitlines()[0]!r} has {_mean_sentence(prose):.0f} words a sentence"
            )
        if len(words(prose)) > 230:
            yield Complaint(page.id, f"section {block.splitlines()[0]!r} has {len(words(prose))} words: split it")


def check_grading(question: Question, grader: Grader) -> Iterator[Complaint]:
    """The model answer is full, and each misconception is caught."""
    wrong = [(m, text) for m in question.misconceptions for text in m.phrasings]
    texts = [question.model_answer, *(text for _, text in wrong)]
    graded, *beliefs = grader.grade_many([Task(question, text, Seniority.SENIOR) for text in texts])
    least = STORY_ANSWER_LEAST if question.answer == "story" else MODEL_ANSWER_LEAST
    verdicts = {f.key_point_id: f.verdict for f in graded.findings}
    for point in question.key_points:
        if point.essential and verdicts[point.id] is not Verdict.MET:
            yield Complaint(
                f"{question.id}/{point.id}", f"the model answer leaves an essential point {verdicts[point.id].value}"
            )
    if graded.score is None or graded.score < least:
        weak = [f"{i} {v.value}" for i, v in verdicts.items() if v is not Verdict.MET]
        yield Complaint(question.id, f"the model answer scores {graded.score}, expected {least}: {', '.join(weak)}")
    for mistake in graded.mistakes:
        yield Complaint(
            question.id, f"the model answer reads as the misconception {mistake.says[:60]!r}: {mistake.quote[:80]!r}"
        )
    if graded.flags:
        yield Complaint(question.id, f"the model answer is flagged {', '.join(graded.flags)}")
    for (misconception, text), found in zip(wrong, beliefs, strict=True):
        verdict = next(f.verdict for f in found.findings if f.key_point_id == misconception.contradicts)
        if verdict is not Verdict.CONTRADICTED:
            yield Complaint(question.id, f"misconception not caught ({verdict.value}): {text[:70]!r}")


def check_retrieval(question: Question, search: GuideSearch) -> Iterator[Complaint]:
    """Each key point's passage comes up in the first three for the point's own words; a story's in its page."""
    for point in question.key_points:
        if search.at(point.teaches) is None:
            yield Complaint(f"{question.id}/{point.id}", f"taught by {point.teaches!r}, which does not exist")
            continue
        found = [hit.passage.address for query in _queries(point) for hit in search.search(query, RETRIEVED_IN)]
        pages = {address.split("#")[0] for address in found}
        found_it = point.teaches in found or (question.answer == "story" and point.teaches.split("#")[0] in pages)
        if not found_it:
            shown = ", ".join(dict.fromkeys(found))
            yield Complaint(f"{question.id}/{point.id}", f"{point.teaches} is not in the first three: {shown}")


def _queries(point: KeyPoint) -> tuple[str, ...]:
    """The claim, and the claim with its other phrasings, which give a terse one its subject."""
    return point.says, " ".join(point.phrasings)


def near_duplicates(
    questions: Sequence[Question], embed: Callable[[Sequence[str]], Vectors]
) -> list[tuple[str, str, float]]:
    """Pairs of questions that ask nearly the same, with the cosine of their `ask`."""
    vectors = embed([f"{q.ask} {q.given}" for q in questions])
    similarity = vectors @ vectors.T
    return [
        (questions[i].id, questions[j].id, float(similarity[i, j]))
        for i in range(len(questions))
        for j in range(i + 1, len(questions))
        if similarity[i, j] >= NEAR_DUPLICATE
    ]
