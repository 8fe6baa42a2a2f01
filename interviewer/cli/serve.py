"""`serve`: the page in a browser."""

import socket
import threading
from typing import Annotated

import typer

from interviewer.bootstrap import Application
from interviewer.cli.guide import open_with_progress
from interviewer.cli.output import console, errors
from interviewer.domain.errors import ConfigurationError, InterviewerError
from interviewer.settings import read_settings


def serve(
    host: Annotated[str | None, typer.Option(help="Where to listen; default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Default 7860.")] = None,
) -> None:
    """Serve the page, and say where."""
    application = Application(read_settings(host=host, port=port))
    run(application)


def run(application: Application) -> None:
    """Check what can be checked, build the index on a first start, then serve until Ctrl-C."""
    settings = application.settings
    _require_free(settings.host, settings.port)
    _ = application.corpus, application.prompts, application.store
    if not application.is_indexed:
        console.print("First start: reading the guide into the index. This takes two or three minutes, once.")
        application.__dict__["search"] = open_with_progress(application)[0]
    import uvicorn

    from interviewer.ui.server import make_app

    web = make_app(application)
    threading.Thread(target=_warm_up, args=(application,), daemon=True).start()
    console.print(f"Interviewer is at [bold]http://{settings.host}:{settings.port}[/bold]  (Ctrl-C stops it)")
    uvicorn.run(web, host=settings.host, port=settings.port, log_level="warning", timeout_graceful_shutdown=3)


def _warm_up(application: Application) -> None:
    """The model loads while the page is already up."""
    try:
        application.warm_up()
    except InterviewerError as error:
        errors.print(str(error), markup=False)


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            raise ConfigurationError(
                f"Port {port} on {host} cannot be used ({error.strerror}).",
                "Stop what is using it, or choose another with --port or INTERVIEWER_PORT.",
            ) from error
