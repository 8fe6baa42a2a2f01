"""The prompt files on disk."""

from pathlib import Path

from interviewer.adapters.yaml_files import read_yaml, shape
from interviewer.domain.errors import ContentError
from interviewer.prompting.prompt import Prompt, split_sections


def read_prompts(folder: Path) -> dict[str, Prompt]:
    """Name to prompt. Raises ContentError for the first that is broken."""
    files = sorted(folder.glob("*.md"))
    if not files:
        raise ContentError(str(folder), "no prompt files here; expected ask.md, grade.md and debrief.md")
    return {path.stem: read_prompt(path) for path in files}


def read_prompt(path: Path) -> Prompt:
    file = f"{path.parent.name}/{path.name}"
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    if len(parts) != 3:
        raise ContentError(file, "expected front matter between two lines of ---", line=1)
    head = read_yaml(parts[1], file)
    system, user = split_sections(parts[2], file)
    return shape({"name": path.stem, **head, "system": system, "user": user}, Prompt, parts[1], file)
