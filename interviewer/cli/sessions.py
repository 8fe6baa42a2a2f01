"""`sessions` and `report`: what is kept."""

import asyncio
from enum import StrEnum
from typing import Annotated

import typer

from interviewer.bootstrap import Application
from interviewer.cli.output import console, print_json, print_table
from interviewer.services.report import to_markdown
from interviewer.settings import read_settings


class ReportFormat(StrEnum):
    MARKDOWN = "md"
    JSON = "json"


def sessions(
    delete: Annotated[str | None, typer.Option(help="Delete this session and all that belongs to it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the sessions kept on this machine, newest first."""
    store = Application(read_settings()).store
    if delete is not None:
        asyncio.run(store.delete(delete, None))
        console.print(f"Session {delete} is deleted.")
        return
    found = asyncio.run(store.list(None))
    if as_json:
        for summary in found:
            print_json(summary)
    else:
        rows = (
            (s.id, ", ".join(s.stages), s.mode, s.status, s.answers, s.score, f"{s.updated_at:%Y-%m-%d %H:%M}")
            for s in found
        )
        print_table(f"{len(found)} sessions", ("id", "stages", "mode", "status", "answers", "score", "last"), rows)


def report(
    session: Annotated[str, typer.Argument(help="The session's id, see 'interviewer sessions'.")],
    output_format: Annotated[ReportFormat, typer.Option("--format", help="md or json.")] = ReportFormat.MARKDOWN,
) -> None:
    """Print a session: debrief, critiques and transcript."""
    application = Application(read_settings())
    view = asyncio.run(application.store.get(session, None))
    if output_format is ReportFormat.JSON:
        print_json(view)
    else:
        typer.echo(to_markdown(view, application.corpus))
