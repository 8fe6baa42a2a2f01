"""The corpus on disk: stages, rubrics, questions, guide pages, the coach's phrases. See docs/content.md."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from interviewer.adapters.yaml_files import read_yaml, shape
from interviewer.domain.company import Company
from interviewer.domain.corpus import Corpus
from interviewer.domain.errors import ContentError
from interviewer.domain.passage import Page
from interviewer.domain.phrases import Phrases
from interviewer.domain.question import Question
from interviewer.domain.rubric import Rubric
from interviewer.domain.stage import Stage

T = TypeVar("T")


@dataclass
class CorpusReading:
    """What could be read, and what could not. `doctor` shows both; serving insists on no problems."""

    corpus: Corpus
    problems: list[ContentError] = field(default_factory=list)

    def require(self) -> Corpus:
        if self.problems:
            raise self.problems[0]
        return self.corpus


def read_corpus(folder: Path) -> CorpusReading:
    """Everything under the corpus folder; a broken file costs itself, and is told."""
    problems: list[ContentError] = []
    if not folder.is_dir():
        problem = ContentError(
            str(folder), "the corpus folder is missing; expected stages/, questions/ and guide/ in it"
        )
        return CorpusReading(Corpus.empty(), [problem])

    def collect(pattern: str, read: Callable[[Path, str], Iterable[T]]) -> list[T]:
        found: list[T] = []
        for path in sorted(folder.glob(pattern)):
            try:
                found.extend(read(path, str(path.relative_to(folder.parent))))
            except ContentError as problem:
                problems.append(problem)
        return found

    def single(name: str, kind: type[Any]) -> Any:
        found = collect(name, lambda path, file: [_read_one(path, file, kind)])
        if not found and not any(p.file.endswith(name) for p in problems):
            problems.append(ContentError(f"{folder.name}/{name}", "the file is missing"))
        return found[0] if found else kind.empty()

    corpus = Corpus(
        stages=tuple(collect("stages/*.yaml", lambda path, file: [_read_one(path, file, Stage)])),
        rubrics=tuple(collect("rubrics/*.yaml", lambda path, file: [_read_one(path, file, Rubric)])),
        questions=tuple(collect("questions/**/*.yaml", read_questions)),
        pages=tuple(collect("guide/**/*.md", lambda path, file: [read_page(path, file)])),
        phrases=single("phrases.yaml", Phrases),
        company=single("company.yaml", Company),
    )
    problems.extend(ContentError(f"{folder.name}/{place}", problem) for place, problem in corpus.inconsistencies())
    return CorpusReading(corpus, problems)


def read_questions(path: Path, file: str) -> Iterator[Question]:
    """The questions of one topic's file."""
    text = _text(path, file)
    data = read_yaml(text, file)
    if not isinstance(data, dict) or not isinstance(data.get("questions"), list) or "topic" not in data:
        raise ContentError(file, "expected 'topic: area.name' and a list 'questions:'")
    for i, item in enumerate(data["questions"]):
        if not isinstance(item, dict):
            raise ContentError(file, "expected a mapping", key=f"questions.{i}")
        yield shape({"topic": data["topic"], **item}, Question, text, file, ("questions", i))


def read_page(path: Path, file: str) -> Page:
    """A Markdown page with its front matter."""
    text = _text(path, file)
    parts = text.split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise ContentError(file, "expected front matter between two lines of ---", line=1)
    head = read_yaml(parts[1], file)
    if not isinstance(head, dict):
        raise ContentError(file, "expected id, title and topics in the front matter", line=2)
    return shape({**head, "body": parts[2].strip(), "source": file}, Page, parts[1], file)


def _read_one(path: Path, file: str, kind: type[Any]) -> Any:
    text = _text(path, file)
    return shape(read_yaml(text, file), kind, text, file)


def _text(path: Path, file: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ContentError(file, "not UTF-8 text") from error
    except OSError as error:
        raise ContentError(file, f"cannot be read ({error.strerror})") from error
