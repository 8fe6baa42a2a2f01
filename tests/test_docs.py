"""The documentation's commands exist and do what they say; its links lead somewhere."""

import re
import shlex
from pathlib import Path

import pytest
import typer.main

from interviewer.cli.main import app
from interviewer.settings import PREFIX, Settings
from tests.conftest import ROOT

DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
_COMMAND = re.compile(r"(?:^|`|\.venv/bin/|\.venv\\Scripts\\)interviewer ([a-z]+[^`#\n]*)", re.MULTILINE)


def commands() -> list[tuple[str, str]]:
    return [(path.name, m[1].strip()) for path in DOCS for m in _COMMAND.finditer(path.read_text())]


@pytest.mark.parametrize(("file", "line"), commands())
def test_each_command_in_the_documentation_is_understood(file: str, line: str) -> None:
    """Parsed by the real parser, with its options; not run, since serving does not end."""
    group = typer.main.get_command(app)
    words = [w for w in shlex.split(line) if not w.startswith("[")]
    command = group
    while words and hasattr(command, "commands") and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    assert command is not group, f"{file}: there is no command {words[0]!r}"
    known = {option for p in command.params for option in [*p.opts, *p.secondary_opts]}
    assert [w for w in words if w.startswith("-") and w not in known] == []


def test_each_target_of_make_in_the_documentation_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {m for path in DOCS for m in re.findall(r"(?:^|`)make ([a-z]+)", path.read_text(), re.MULTILINE)}
    assert named <= targets


def test_each_setting_is_documented_and_no_other() -> None:
    named = set(re.findall(rf"{PREFIX}[A-Z_]+", (ROOT / "README.md").read_text()))
    assert named == {PREFIX + name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("path", DOCS, ids=lambda p: p.name)
def test_links_between_files_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text()):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target


def test_every_decision_names_what_keeps_it_true() -> None:
    for path in (ROOT / "docs/adr").glob("*.md"):
        for test in re.findall(r"`(tests/[\w/]+\.py)`", path.read_text()):
            assert (ROOT / test).exists(), f"{path.name} names {test}"
