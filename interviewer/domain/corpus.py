"""The whole content in one value: stages, rubrics, questions, pages, phrases."""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from interviewer.domain.base import Value
from interviewer.domain.company import Company
from interviewer.domain.passage import Page, slug
from interviewer.domain.phrases import Phrases
from interviewer.domain.question import Question
from interviewer.domain.rubric import Rubric
from interviewer.domain.stage import Stage, StageId


class Corpus(Value):
    stages: tuple[Stage, ...] = ()
    rubrics: tuple[Rubric, ...] = ()
    questions: tuple[Question, ...] = ()
    pages: tuple[Page, ...] = ()
    phrases: Phrases = Phrases()
    company: Company = Company.empty()

    @classmethod
    def empty(cls) -> "Corpus":
        return cls()

    @cached_property
    def _question_by_id(self) -> dict[str, Question]:
        return {q.id: q for q in self.questions}

    @cached_property
    def _stage_by_id(self) -> dict[StageId, Stage]:
        return {s.id: s for s in self.stages}

    @cached_property
    def _rubric_by_id(self) -> dict[str, Rubric]:
        return {r.id: r for r in self.rubrics}

    def question(self, question_id: str) -> Question:
        return self._question_by_id[question_id]

    def find_question(self, question_id: str) -> Question | None:
        return self._question_by_id.get(question_id)

    def stage(self, stage_id: StageId) -> Stage:
        return self._stage_by_id[stage_id]

    def rubric_of(self, stage_id: StageId) -> Rubric:
        return self._rubric_by_id[self.stage(stage_id).rubric]

    def questions_of(self, stage_id: StageId) -> tuple[Question, ...]:
        return tuple(q for q in self.questions if q.stage is stage_id)

    def inconsistencies(self) -> Iterator[tuple[str, str]]:
        """(where, what) for everything that a single file cannot see."""
        yield from self._duplicates()
        yield from self._stage_problems()
        yield from self._dangling_addresses()
        for problem in self.phrases.problems():
            yield "phrases.yaml", problem

    def _duplicates(self) -> Iterator[tuple[str, str]]:
        for question_id, count in Counter(q.id for q in self.questions).items():
            if count > 1:
                yield "questions", f"the id {question_id!r} is used {count} times"
        for page_id, count in Counter(p.id for p in self.pages).items():
            if count > 1:
                yield "guide", f"the page id {page_id!r} is used {count} times"

    def _stage_problems(self) -> Iterator[tuple[str, str]]:
        have = {s.id for s in self.stages}
        for stage_id in StageId:
            if stage_id not in have:
                yield "stages", f"the stage {stage_id.value!r} is missing"
        for stage in self.stages:
            if stage.rubric not in self._rubric_by_id:
                yield f"stages/{stage.id}.yaml", f"the rubric {stage.rubric!r} does not exist"
            topics = {q.topic for q in self.questions_of(stage.id)}
            for step in stage.plan:
                missing = sorted(set(step.topics) - topics)
                if missing:
                    yield f"stages/{stage.id}.yaml", f"step {step.id!r} has no questions on {', '.join(missing)}"

    def _dangling_addresses(self) -> Iterator[tuple[str, str]]:
        addresses = set(self.addresses())
        for question in self.questions:
            for point in question.key_points:
                if point.teaches not in addresses:
                    yield (
                        f"questions ({question.id})",
                        f"key point {point.id!r} is taught by {point.teaches!r}, which does not exist",
                    )

    def addresses(self) -> Iterator[str]:
        """Every `page#section` that content may refer to."""
        for page in self.pages:
            in_fence = False
            for line in page.body.splitlines():
                if line.startswith("```"):
                    in_fence = not in_fence
                if not in_fence and line.startswith("## "):
                    yield f"{page.id}#{slug(line[3:])}"
