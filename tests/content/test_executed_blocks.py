"""Every number and every piece of code in the content is run: `python check` and `sql check` blocks, and `checks`."""

import re

import duckdb
import pytest

from interviewer.domain.corpus import Corpus
from tests.conftest import ROOT

_BLOCK = re.compile(r"^```(python|sql) check\n(.*?)^```\s*(?:^```result\n(.*?)^```)?", re.DOTALL | re.MULTILINE)
PAGES = sorted((ROOT / "corpus/guide").rglob("*.md"))


def blocks(text: str) -> list[tuple[str, str, str | None]]:
    return [(m[1], m[2], m[3]) for m in _BLOCK.finditer(text)]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_the_blocks_of_a_page_hold(page) -> None:  # type: ignore[no-untyped-def]
    for language, code, expected in blocks(page.read_text()):
        if language == "python":
            assert re.search(r"^\s*assert ", code, re.MULTILINE), f"a checked block of {page.stem} asserts nothing"
            exec(compile(code, str(page), "exec"), {"__name__": "check"})
        else:
            assert expected is not None, f"an SQL block of {page.stem} has no result"
            assert rows_of(code) == table_of(expected), page.stem


def rows_of(query: str) -> list[list[str]]:
    cursor = duckdb.connect().execute(query)
    header = [d[0] for d in cursor.description]
    return [header, *([_shown(v) for v in row] for row in cursor.fetchall())]


def table_of(text: str) -> list[list[str]]:
    return [[cell.strip() or "NULL" for cell in line.split(",")] for line in text.strip().splitlines()]


def _shown(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def test_the_checks_of_the_questions_hold(corpus: Corpus) -> None:
    failed = []
    for question in corpus.questions:
        for code in question.checks:
            assert "assert" in code, question.id
            try:
                exec(compile(code, question.id, "exec"), {"__name__": "check"})
            except Exception as error:
                failed.append(f"{question.id}: {type(error).__name__} {error}")
    assert failed == []


def test_there_are_many(corpus: Corpus) -> None:
    in_guide = sum(len(blocks(page.read_text())) for page in PAGES)
    in_questions = sum(len(q.checks) for q in corpus.questions)
    assert in_guide >= 100 and in_questions >= 100
