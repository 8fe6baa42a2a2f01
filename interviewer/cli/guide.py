"""`search` and `index`: the guide."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markdown import Markdown
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from interviewer.bootstrap import Application
from interviewer.cli.output import console, errors, print_json
from interviewer.domain.passage import ScoredPassage
from interviewer.ports import IndexChange
from interviewer.services.search import GuideSearch
from interviewer.settings import read_settings


def search(
    query: Annotated[str, typer.Argument(help="What to look for, in your own words.")],
    limit: Annotated[int, typer.Option("-k", min=1, max=20, help="How many passages.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Search the guide."""
    guide, _ = open_with_progress(Application(read_settings()))
    for hit in guide.search(query, limit):
        if as_json:
            print_json(_row(hit))
        else:
            console.print(f"\n[bold]{hit.passage.heading_path}[/bold]  [dim]{hit.passage.id}[/dim]")
            console.print(Markdown(hit.passage.text))


def _row(hit: ScoredPassage) -> dict[str, object]:
    passage = hit.passage
    return {
        "passage_id": passage.id,
        "source": passage.source,
        "heading": passage.heading_path,
        "score": hit.score,
        "text": passage.text,
    }


def index(
    paths: Annotated[list[Path] | None, typer.Argument(help="A corpus folder other than the one in use.")] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Forget the index and make it anew.")] = False,
) -> None:
    """Bring the passage index up to date with the guide."""
    settings = read_settings(corpus_dir=paths[0] if paths else None)
    application = Application(settings)
    _, change = open_with_progress(application, rebuild=rebuild)
    console.print(
        f"{change.embedded} passages embedded, {change.kept} kept, {change.removed} removed; in {application.index_folder}"
    )


def open_with_progress(application: Application, *, rebuild: bool = False) -> tuple[GuideSearch, IndexChange]:
    """The search, with a bar on standard error while passages are embedded."""
    columns = (TextColumn("Indexing the guide"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        task = progress.add_task("index", visible=False)

        def show(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total, visible=True)

        return application.open_search(show, rebuild=rebuild)
