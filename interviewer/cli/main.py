"""The commands, and the outermost net: a failure that a person can be told about is told in a sentence."""

import logging
import sys

import typer

from interviewer.cli.content import questions
from interviewer.cli.output import errors
from interviewer.domain.errors import InterviewerError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def interviewer() -> None:
    """Practise data-science interviews: the whole loop, graded with quotes, on your laptop."""


app.command()(questions)


def main() -> None:
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    try:
        app()
    except InterviewerError as error:
        errors.print(str(error), markup=False, soft_wrap=True)
        sys.exit(1)
