"""`questions`: the bank, its counts and its checks."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from interviewer.bootstrap import Application
from interviewer.cli.output import console, errors, print_json, print_table
from interviewer.domain.corpus import Corpus
from interviewer.domain.question import Question
from interviewer.domain.stage import Seniority, StageId
from interviewer.services import check_content
from interviewer.services.check_content import Complaint
from interviewer.settings import read_settings


def questions(
    paths: Annotated[list[Path] | None, typer.Argument(help="With --check: only these files or folders.")] = None,
    stage: Annotated[StageId | None, typer.Option(help="Only this stage.")] = None,
    topic: Annotated[
        str | None, typer.Option(help="Only this topic, such as stats.inference, or area, such as stats.")
    ] = None,
    stats: Annotated[bool, typer.Option("--stats", help="Counts by stage, topic, kind and seniority.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Check wording, grading and retrieval.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Every question whole, one JSON object a line.")] = False,
) -> None:
    """List the question bank, count it, or check it."""
    application = Application(read_settings())
    if check:
        raise typer.Exit(_check(application, paths or []))
    corpus = application.corpus
    chosen = [q for q in corpus.questions if (stage is None or q.stage is stage) and _on_topic(q, topic)]
    if stats:
        _print_stats(chosen)
    elif as_json:
        for question in chosen:
            print_json(question)
    else:
        print_table(
            f"{len(chosen)} questions",
            ("id", "stage", "kind", "minutes"),
            ((q.id, q.stage, q.kind, q.minutes) for q in chosen),
        )


def _on_topic(question: Question, topic: str | None) -> bool:
    return topic is None or question.topic == topic or question.topic.split(".")[0] == topic


def _print_stats(chosen: list[Question]) -> None:
    total = len(chosen)
    counted: dict[str, list[str]] = {
        "stage": [q.stage.value for q in chosen],
        "topic": [q.topic for q in chosen],
        "kind": [q.kind.value for q in chosen],
    }
    for name, values in counted.items():
        counts = Counter(values)
        order = [s.value for s in StageId] if name == "stage" else sorted(counts)
        rows = [(value, counts[value], counts[value] / total if total else 0.0) for value in order]
        print_table(f"By {name}", (name, "questions", "share"), rows)
    rows = [
        (s, sum(s in q.seniority for q in chosen), sum(len(q.expected(s)) for q in chosen if s in q.seniority))
        for s in Seniority
    ]
    print_table("By seniority", ("seniority", "questions", "key points expected"), rows)
    points = sum(len(q.key_points) for q in chosen)
    wrong = sum(len(q.misconceptions) + len(q.red_flags) for q in chosen)
    console.print(f"{total} questions, {points} key points, {wrong} misconceptions and red flags")


def _check(application: Application, paths: list[Path]) -> int:
    reading = application.corpus_reading
    complaints = 0
    for problem in reading.problems:
        if _concerns(problem.file, paths):
            errors.print(problem.message, markup=False)
            complaints += 1
    for complaint in _complaints(application, reading.corpus, paths):
        console.print(f"{complaint.item}: {complaint.problem}", markup=False, soft_wrap=True)
        complaints += 1
    console.print(
        f"{len(reading.corpus.questions)} questions, {len(reading.corpus.pages)} pages, {complaints} complaints"
    )
    return 1 if complaints else 0


def _concerns(file: str, paths: list[Path]) -> bool:
    return not paths or any(str(path).rstrip("/") in file or file in str(path) for path in paths)


def _complaints(application: Application, corpus: Corpus, paths: list[Path]) -> Iterator[Complaint]:
    wanted = _wanted(paths)
    pages = [p for p in corpus.pages if wanted is None or p.id in wanted]
    chosen = [q for q in corpus.questions if wanted is None or q.id in wanted]
    for page in pages:
        yield from check_content.check_page(page)
    grader, search = application.make_grader(corpus), application.search_in_memory(corpus)
    for question in chosen:
        yield from check_content.check_question(question)
        yield from check_content.check_grading(question, grader)
        yield from check_content.check_retrieval(question, search)
    for one, other, cosine in check_content.near_duplicates(corpus.questions, application.caching_embedder.embed):
        if wanted is None or {one, other} & wanted:
            yield Complaint(one, f"asks nearly the same as {other} (cosine {cosine:.2f})")


def _wanted(paths: list[Path]) -> set[str] | None:
    """Ids of the questions and pages in the files; None for all."""
    if not paths:
        return None
    files = [f for path in paths for f in ([path] if path.is_file() else [*path.rglob("*.yaml"), *path.rglob("*.md")])]
    return {
        line.split(":", 1)[1].strip()
        for f in files
        for line in f.read_text("utf-8").splitlines()
        if line.lstrip("- ").startswith("id:")
    }
