"""`grade`: many answers of a file, judged in one process."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from interviewer.bootstrap import Application
from interviewer.cli.output import print_json, print_table
from interviewer.domain.corpus import Corpus
from interviewer.domain.critique import Finding
from interviewer.domain.errors import ConfigurationError, InputError, ModelFailure
from interviewer.domain.question import Question
from interviewer.domain.stage import Seniority
from interviewer.domain.transcript import Speaker, Turn
from interviewer.grading.grader import Task
from interviewer.grading.own_question import make_question
from interviewer.services.faults import SENTENCES
from interviewer.services.grade import Submission
from interviewer.services.model_judge import ModelJudge
from interviewer.settings import read_settings

_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


class EngineChoice(StrEnum):
    COACH = "coach"
    MODEL = "model"


class Line(BaseModel):
    """One line of the input: a question of the bank, or one's own."""

    model_config = ConfigDict(extra="ignore")

    id: str | int
    answer: str
    question_id: str | None = None
    question: str | None = None
    key_points: list[str] | None = None
    reference: str | list[str] | None = None
    seniority: Seniority = Seniority.MID

    @model_validator(mode="after")
    def _names_a_question(self) -> "Line":
        own = self.question is not None and (self.key_points or self.reference)
        if not (self.question_id or own):
            raise ValueError("expected question_id, or question with key_points or reference")
        return self


def grade(
    file: Annotated[Path, typer.Argument(help="JSON lines: id, answer, and question_id or question with key_points.")],
    engine: Annotated[EngineChoice, typer.Option(help="Who judges.")] = EngineChoice.COACH,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Judge the answers in a file."""
    application = Application(read_settings())
    if engine is EngineChoice.MODEL and application.chat_model is None:
        raise ConfigurationError(
            "No model is configured.", "Set INTERVIEWER_BASE_URL and INTERVIEWER_MODEL, or use --engine coach."
        )
    lines = list(read_lines(file))
    by_model = engine is EngineChoice.MODEL
    rows = asyncio.run(_by_model(application, lines)) if by_model else _by_coach(application, lines)
    if as_json:
        for row in rows:
            print_json(row)
    else:
        print_table(f"{len(rows)} answers", ("id", "score", "met", "flags"), (_cells(row) for row in rows))


def read_lines(file: Path) -> Iterator[Line]:
    """Raises InputError that names the line."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read as UTF-8 text.", "Give a file of JSON lines.") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield Line.model_validate_json(line)
            except ValidationError as error:
                problem = error.errors()[0]["msg"].removeprefix("Value error, ")
                raise InputError(
                    f"{file}, line {number}: {problem}.", "Correct the line; nothing was graded."
                ) from error


def _question_of(line: Line, corpus: Corpus) -> Question:
    if line.question_id:
        found = corpus.find_question(line.question_id)
        if found is None:
            raise InputError(
                f"There is no question {line.question_id!r} (line {line.id!r}).", "See 'interviewer questions'."
            )
        return found
    assert line.question is not None
    references = [line.reference] if isinstance(line.reference, str) else line.reference or []
    return make_question(line.question, line.key_points, references)


def _by_coach(application: Application, lines: list[Line]) -> list[dict[str, Any]]:
    tasks = [Task(_question_of(line, application.corpus), line.answer, line.seniority) for line in lines]
    return [
        {
            "id": line.id,
            "score": graded.score,
            "engine": "coach",
            "findings": _findings(graded.findings),
            "flags": [flag.value for flag in graded.flags],
        }
        for line, graded in zip(lines, application.grader.grade_many(tasks), strict=True)
    ]


def _findings(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {"key_point": f.key_point_id, "says": f.says, "verdict": f.verdict.value, "quote": f.quote} for f in findings
    ]


async def _by_model(application: Application, lines: list[Line]) -> list[dict[str, Any]]:
    judge = application.model_judge
    assert judge is not None
    rows = [await _judge_line(application, judge, line) for line in lines]
    await application.close()
    return rows


async def _judge_line(application: Application, judge: ModelJudge, line: Line) -> dict[str, Any]:
    question = _question_of(line, application.corpus)
    turn = Turn(
        id="line",
        seq=0,
        speaker=Speaker.CANDIDATE,
        text=line.answer,
        at=_NEVER,
        question_id=question.id,
        intent="answer",
    )
    graded = application.grader.grade(question, line.answer, line.seniority)
    submission = Submission(question=question, seniority=line.seniority, turns=(turn,), graded=graded)
    try:
        critique = await judge.judge(submission)
    except ModelFailure as failure:
        return {"id": line.id, "score": None, "engine": judge.name, "findings": [], "flags": [SENTENCES[failure.kind]]}
    return {
        "id": line.id,
        "score": critique.score,
        "engine": judge.name,
        "findings": _findings(critique.findings),
        "flags": list(critique.flags),
    }


def _cells(row: dict[str, Any]) -> tuple[object, ...]:
    met = sum(f["verdict"] == "met" for f in row["findings"])
    return row["id"], row["score"], f"{met} of {len(row['findings'])}", ", ".join(row["flags"]) or "-"
