"""The `interviewer` command: everything that the page does, for scripts and for the terminal."""

from interviewer.cli.main import main

__all__ = ["main"]
