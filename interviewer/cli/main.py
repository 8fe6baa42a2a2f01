"""The commands, and the outermost net: a failure that a person can be told about is told in a sentence."""

import os
import sys

import typer

from interviewer.cli.content import questions
from interviewer.cli.doctor import doctor
from interviewer.cli.evaluate import evaluate
from interviewer.cli.grade import grade
from interviewer.cli.guide import index, search
from interviewer.cli.output import errors
from interviewer.cli.practice import practice
from interviewer.cli.serve import serve
from interviewer.cli.sessions import report, sessions
from interviewer.domain.errors import InterviewerError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def interviewer() -> None:
    """Practise data-science interviews: the whole loop, graded with quotes, on your laptop."""


for command in (serve, practice, grade, search, questions, index, sessions, report, doctor):
    app.command()(command)
app.add_typer(evaluate, name="evaluate")


def main() -> None:
    """Exit codes: 0 done, 1 told why not, 2 wrong usage."""
    try:
        app()
    except InterviewerError as error:
        errors.print(str(error), markup=False, soft_wrap=True)
        sys.exit(1)
    except BrokenPipeError:  # `interviewer questions --json | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
