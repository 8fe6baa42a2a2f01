"""`doctor`: what is installed, reachable and configured; what to do about what is not."""

import asyncio
import platform
import shutil
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Annotated, NamedTuple

import typer

from interviewer.bootstrap import Application
from interviewer.cli.output import console, print_json
from interviewer.domain.errors import InterviewerError, ModelFailure
from interviewer.ports import Message
from interviewer.services.faults import SENTENCES
from interviewer.settings import read_settings

LEAST_FREE_GB = 1.0


class State(StrEnum):
    OK = "ok"
    NOTE = "note"
    BAD = "bad"


class Check(NamedTuple):
    what: str
    state: State
    told: str
    remedy: str = ""


def doctor(as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False) -> None:
    """Look at everything that the product needs, and say what to do about what is missing."""
    checks = list(examine(Application(read_settings())))
    for check in checks:
        if as_json:
            print_json(check._asdict())
        else:
            color = {State.OK: "green", State.NOTE: "yellow", State.BAD: "red"}[check.state]
            console.print(f"[{color}]{check.state.value:>4}[/{color}]  [bold]{check.what}[/bold]  ", end="")
            console.print(f"{check.told} {check.remedy}".strip(), markup=False, soft_wrap=True)
    raise typer.Exit(1 if any(c.state is State.BAD for c in checks) else 0)


def examine(application: Application) -> Iterator[Check]:
    settings = application.settings
    yield Check("Python", State.OK, f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    yield _free_space(application)
    yield from _content(application)
    yield _guarded(
        "Session store",
        lambda: f"{settings.database_url or settings.data_dir / 'sessions.db'}",
        lambda: application.store,
    )
    yield _guarded("Embedding model", lambda: application.embedder.name, application.embedder.warm_up)
    yield _guarded("Passage index", lambda: f"{len(application.search.passages)} passages", lambda: application.search)
    yield _tokens(application)
    yield asyncio.run(_model(application))


def _guarded(what: str, told: Callable[[], str], work: Callable[[], object]) -> Check:
    try:
        work()
        return Check(what, State.OK, told())
    except InterviewerError as error:
        return Check(what, State.BAD, error.message, error.remedy)


def _free_space(application: Application) -> Check:
    folder = application.settings.data_dir
    existing = next(p for p in (folder, *folder.parents) if p.exists())
    free = shutil.disk_usage(existing).free / 1e9
    state = State.OK if free >= LEAST_FREE_GB else State.BAD
    return Check(
        "Data folder", state, f"{folder}, {free:.0f} GB free", "" if state is State.OK else "Free some disk space."
    )


def _content(application: Application) -> Iterator[Check]:
    reading = application.corpus_reading
    for problem in reading.problems:
        yield Check("Content", State.BAD, problem.message, problem.remedy)
    corpus = reading.corpus
    yield Check(
        "Content",
        State.OK,
        f"{len(corpus.stages)} stages, {len(corpus.questions)} questions, {len(corpus.pages)} guide pages",
    )
    yield _guarded(
        "Prompts", lambda: ", ".join(p.label for p in application.prompts.values()), lambda: application.prompts
    )


def _tokens(application: Application) -> Check:
    if application.counter.is_exact:
        return Check("Token counts", State.OK, "o200k_base, shipped with the package")
    return Check(
        "Token counts",
        State.NOTE,
        "the vocabulary file is missing or damaged; counts are safe estimates",
        "Reinstall to mend it.",
    )


async def _model(application: Application) -> Check:
    settings = application.settings
    model = application.chat_model
    if model is None:
        if settings.base_url or settings.model:
            return Check(
                "Language model",
                State.NOTE,
                "only one of INTERVIEWER_BASE_URL and INTERVIEWER_MODEL is set",
                "Set both, or neither.",
            )
        return Check("Language model", State.OK, "none configured; the built-in coach interviews and judges")
    where = f"{model.name} at {settings.base_url}"
    try:
        pieces = [c.text async for c in model.stream([Message("user", "Reply with the word: ready")])]
        return Check("Language model", State.OK, f"{where} answers: {''.join(pieces).strip()[:40]!r}")
    except ModelFailure as failure:
        return Check(
            "Language model", State.BAD, f"{where}: {SENTENCES[failure.kind]} ({failure.message})", _remedy(failure)
        )
    finally:
        await model.close()


def _remedy(failure: ModelFailure) -> str:
    return {
        "auth": "Check INTERVIEWER_API_KEY.",
        "not_found": "Check INTERVIEWER_MODEL, and that the URL ends in /v1 if the server wants it.",
        "unreachable": "Check INTERVIEWER_BASE_URL, and that the server is running.",
        "quota": "Check the account's billing.",
    }.get(failure.kind.value, "The coach takes over until it answers again.")
