"""Broken content is told with its file, line and key, and the rest still works."""

import shutil
from pathlib import Path

import pytest

from interviewer.adapters.corpus_files import read_corpus
from tests.conftest import ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "corpus", tmp_path / "corpus"))


def problems(folder: Path) -> list[str]:
    return [p.message for p in read_corpus(folder).problems]


def test_the_corpus_that_is_shipped_is_whole() -> None:
    assert problems(ROOT / "corpus") == []


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert "the corpus folder is missing" in problems(tmp_path / "nothing")[0]


def test_broken_yaml_is_told_with_its_line(copy: Path) -> None:
    file = copy / "questions/stats/inference.yaml"
    lines = file.read_text().splitlines()
    lines[4] = "  kind: 'unclosed"
    file.write_text("\n".join(lines))
    reading = read_corpus(copy)
    assert any(p.file.endswith("inference.yaml") and p.line and "not valid YAML" in p.message for p in reading.problems)
    assert len(reading.corpus.questions) > 100 and len(reading.corpus.stages) == 11


def test_a_wrong_value_is_told_with_line_key_and_what_was_expected(copy: Path) -> None:
    file = copy / "questions/stats/inference.yaml"
    text = file.read_text()
    line = next(i for i, row in enumerate(text.splitlines(), start=1) if row.startswith("  kind: "))
    rows = text.splitlines()
    rows[line - 1] = "  kind: riddle"
    file.write_text("\n".join(rows))
    problem = next(p for p in read_corpus(copy).problems if "kind" in p.key)
    assert problem.line == line and "'concept'" in problem.message


def test_an_unknown_key_is_refused(copy: Path) -> None:
    file = copy / "stages/technical.yaml"
    file.write_text(file.read_text() + "\nmood: sunny\n")
    assert any("mood" in p for p in problems(copy))


def test_a_page_without_front_matter_is_told(copy: Path) -> None:
    (copy / "guide/stats/bare.md").write_text("## Just text\n")
    assert any("bare.md, line 1" in p and "front matter" in p for p in problems(copy))


def test_a_key_point_must_be_taught_by_a_section_that_exists(copy: Path) -> None:
    file = copy / "questions/stats/inference.yaml"
    file.write_text(file.read_text().replace("stats-p-values#what-a-p-value-is", "stats-p-values#no-such-section", 1))
    assert any("no-such-section" in p for p in problems(copy))


def test_a_missing_stage_and_missing_phrases_are_told(copy: Path) -> None:
    (copy / "stages/culture.yaml").unlink()
    (copy / "phrases.yaml").unlink()
    found = problems(copy)
    assert any("'culture' is missing" in p for p in found)
    assert any("phrases.yaml" in p for p in found)
