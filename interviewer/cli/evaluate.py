"""`evaluate`: figures, measured here and now."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from interviewer.bootstrap import Application
from interviewer.cli.guide import open_with_progress
from interviewer.cli.output import print_json, print_table
from interviewer.domain.stage import StageId
from interviewer.evaluation.candidates import Kind
from interviewer.evaluation.grading_report import TITLES, Bench, flat, measure
from interviewer.evaluation.retrieval import evaluate_retrieval, read_golden
from interviewer.evaluation.scorers import by_cosine, by_grader, by_overlap
from interviewer.evaluation.simulate import Order, Played, by_kind
from interviewer.evaluation.simulate import simulate as play_rounds
from interviewer.services.report import to_markdown
from interviewer.settings import read_settings

GOLDEN = Path("tests/gold/retrieval.jsonl")
GOLD = tuple(
    Path("tests/gold") / f"{name}.jsonl"
    for name in ("answers_tuning", "answers_test", "stories_tuning", "stories_test")
)

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


@evaluate.command()
def grading(
    data: Annotated[
        list[Path] | None, typer.Option(help="A folder of marked answers, or a file; may be repeated.", exists=True)
    ] = None,
    gold: Annotated[bool, typer.Option(help="Also the project's own answers and stories, in tests/gold.")] = True,
    sample: Annotated[int, typer.Option(help="At most so many answers of each split, drawn at random; 0: all.")] = 0,
    words_only: Annotated[
        bool, typer.Option("--words-only", help="Without the entailment model: token recall alone.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """The built-in grader against people's marks and cheap tricks, beside two baselines."""
    application = Application(read_settings())
    places = [*(data or []), *(GOLD if gold else ())]
    files = [f for place in places for f in (sorted(place.glob("*.jsonl")) if place.is_dir() else [place])]
    grader = application.make_grader(application.corpus, words_only=words_only)
    scorers = {"grader": by_grader(grader), "cosine": by_cosine(application.embedder), "overlap": by_overlap}
    bench = Bench(grader, scorers, {q.id: q for q in application.corpus.questions})
    tables: dict[type, list[Any]] = {}
    for row in measure(bench, [f for f in files if f.is_file()], sample):
        if as_json:
            print_json(flat(row))
        tables.setdefault(type(row), []).append(row)
    for kind, rows in tables.items() if not as_json else ():
        print_table(TITLES[kind], rows[0]._fields, rows)


@evaluate.command()
def simulate(
    stage: Annotated[list[StageId] | None, typer.Option(help="A stage; may be repeated. Default: all.")] = None,
    candidate: Annotated[list[Kind] | None, typer.Option(help="A kind; may be repeated. Default: all.")] = None,
    minutes: Annotated[
        int | None, typer.Option(min=5, max=120, help="For each round; default: the stage's own.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same questions and candidates.")] = 0,
    out: Annotated[Path | None, typer.Option(help="A folder for the transcripts, as Markdown.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a round.")] = False,
) -> None:
    """Simulated candidates play whole rounds, against the coach or the model that is set; nothing is kept but --out."""
    with tempfile.TemporaryDirectory(prefix="interviewer-") as folder:
        application = Application(read_settings(database_url=f"sqlite:///{folder}/rounds.db"))
        open_with_progress(application)
        rounds = asyncio.run(
            _simulate(application, stage or list(StageId), candidate or list(Kind), minutes, seed, out, as_json)
        )
    if not as_json:
        print_table(f"{len(rounds)} rounds", Order._fields, by_kind(rounds))


def _keep(folder: Path, played: Played, transcript: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{played.stage}-{played.candidate}.md").write_text(transcript, encoding="utf-8")


async def _simulate(
    application: Application,
    stages: Sequence[StageId],
    kinds: Sequence[Kind],
    minutes: int | None,
    seed: int,
    out: Path | None,
    as_json: bool,
) -> list[Played]:
    rounds = []
    async for played, view in play_rounds(
        application.interview, application.corpus, stages, kinds, minutes=minutes, seed=seed
    ):
        rounds.append(played)
        if as_json:
            print_json(played._asdict())
        if out is not None:
            _keep(out, played, to_markdown(view, application.corpus))
    await application.close()
    return rounds
