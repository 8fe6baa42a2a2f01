"""`evaluate`: figures, measured here and now."""

from pathlib import Path
from typing import Annotated

import typer

from interviewer.bootstrap import Application
from interviewer.cli.guide import open_with_progress
from interviewer.cli.output import print_json, print_table
from interviewer.evaluation.retrieval import evaluate_retrieval, read_golden
from interviewer.settings import read_settings

GOLDEN = Path("tests/gold/retrieval.jsonl")

evaluate = typer.Typer(no_args_is_help=True, help="Measure the parts against what people wrote or marked.")


@evaluate.callback()
def group() -> None:
    """Measure the parts against what people wrote or marked."""


@evaluate.command()
def retrieval(
    golden: Annotated[Path, typer.Option(help="JSON lines: query, addresses.", exists=True)] = GOLDEN,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Recall and rank of the right passage, for questions in candidates' words."""
    search, _ = open_with_progress(Application(read_settings()))
    pairs = read_golden(golden)
    metrics = evaluate_retrieval(search, pairs)
    if as_json:
        for row in metrics:
            print_json(row._asdict())
        return
    print_table(
        f"{len(pairs)} questions, {len(search.passages)} passages",
        ("method", "recall@1", "recall@3", "MRR", "95% interval of recall@3"),
        ((m.method, m.recall_1, m.recall_3, m.mrr, f"{m.low:.3f} to {m.high:.3f}") for m in metrics),
    )
