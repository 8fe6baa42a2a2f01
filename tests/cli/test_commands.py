"""The `interviewer` command, as a script uses it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from interviewer.cli.main import app
from interviewer.domain.corpus import Corpus
from interviewer.domain.errors import InterviewerError

runner = CliRunner()


def run(*args: str, text: str | None = None) -> Result:
    return runner.invoke(app, list(args), input=text, catch_exceptions=True)


def rows(result: Result) -> list[dict]:  # type: ignore[type-arg]
    assert result.exit_code == 0, (result.output, result.exception)
    return [json.loads(line) for line in result.stdout.splitlines()]


def complaint(result: Result) -> str:
    assert result.exit_code == 1 and isinstance(result.exception, InterviewerError), result.output
    return str(result.exception)


def test_questions_are_printed_whole(corpus: Corpus) -> None:
    found = rows(run("questions", "--json", "--stage", "technical", "--topic", "stats.inference"))
    assert len(found) == sum(q.topic == "stats.inference" for q in corpus.questions)
    assert {"id", "ask", "key_points", "model_answer", "hints"} <= found[0].keys()


def test_statistics_of_the_bank_are_a_table(corpus: Corpus) -> None:
    result = run("questions", "--stats")
    assert result.exit_code == 0
    assert f"{len(corpus.questions)} questions" in result.stdout and "By seniority" in result.stdout


def test_search_gives_passages_in_a_stable_shape(data_copy: Path) -> None:
    found = rows(
        run("search", "why can't I look at the test each day and stop when it is significant", "--json", "-k", "3")
    )
    assert len(found) == 3
    assert list(found[0]) == ["passage_id", "source", "heading", "score", "text"]
    assert any("peek" in row["text"].lower() or "stop" in row["text"].lower() for row in found)


def test_an_unchanged_guide_embeds_nothing(data_copy: Path) -> None:
    result = run("index")
    assert result.exit_code == 0 and result.stdout.startswith("0 passages embedded")


@pytest.mark.model
def test_grade_judges_questions_of_the_bank_and_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    lines = [
        {"id": 1, "question_id": "inference-p-value-to-pm", "answer": "There is a 97 percent chance that the feature works."},
        {"id": "b", "question": "Why a test set?", "reference": "It estimates the error on unseen data.", "answer": "To measure the error on data it never saw."},
        {"id": "c", "question": "Why a test set?", "key_points": ["It estimates the error on unseen data."], "answer": "asdf qwer"},
    ]  # fmt: skip
    file.write_text("\n".join(json.dumps(line) for line in lines))
    found = rows(run("grade", str(file), "--json"))
    assert [row["id"] for row in found] == [1, "b", "c"]
    assert set(found[0]) == {"id", "score", "engine", "findings", "flags"}
    assert found[1]["score"] > found[2]["score"]
    assert all(f["quote"] in lines[0]["answer"] for f in found[0]["findings"])


def test_a_bad_line_is_named_and_nothing_is_graded(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text('{"id": 1, "answer": "x", "question_id": "inference-p-value-to-pm"}\n{"id": 2, "answer": "x"}\n')
    assert "line 2" in complaint(run("grade", str(file), "--json"))


def test_grading_by_a_model_that_is_not_configured_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text("")
    assert "INTERVIEWER_BASE_URL" in complaint(run("grade", str(file), "--engine", "model"))


ANSWERS = """I worked at a bank, and I told the product manager that the definition was wrong. I wrote both down, ran them on last year's
data and showed him the difference. In the end we used mine and the false alarms fell by 12 percent. Since then I write definitions first.

I don't know

/skip
"""


@pytest.mark.model
def test_practice_takes_piped_answers_and_ends_with_a_debrief(data_copy: Path) -> None:
    args = ("practice", "--stage", "behavioral", "--seed", "3", "--json")
    found = rows(run(*args, text=ANSWERS))
    kinds = [row["type"] for row in found]
    assert kinds[0] == "turn" and kinds[-1] == "debrief" and "critique" in kinds
    assert any(row["type"] == "turn" and row["text"].startswith("I worked at a bank") for row in found)
    session_id = found[-1]["session_id"]
    assert session_id in [row["id"] for row in rows(run("sessions", "--json"))]
    markdown = run("report", session_id)
    assert (
        markdown.exit_code == 0
        and "## Behavioral interview" in markdown.stdout
        and "I worked at a bank" in markdown.stdout
    )
    whole = rows(run("report", session_id, "--format", "json"))
    assert whole[0]["session"]["id"] == session_id
    assert run("sessions", "--delete", session_id).exit_code == 0
    assert "no such session" in complaint(run("report", session_id))


@pytest.mark.model
def test_the_same_seed_asks_the_same_questions(
    data_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first_question() -> str:
        return str(rows(run("practice", "--stage", "technical", "--seed", "11", "--json", text=""))[0]["question_id"])

    once = first_question()
    monkeypatch.setenv("INTERVIEWER_DATA_DIR", str(tmp_path / "another"))
    assert first_question() == once


def test_an_unknown_setting_is_refused_with_the_list_of_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_MODLE", "gpt")
    told = complaint(run("sessions"))
    assert "INTERVIEWER_MODLE" in told and "INTERVIEWER_MODEL" in told


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [("BASE_URL", "localhost:11434", "http://"), ("PORT", "99999", "65535"), ("API_KEY", "sk-ключ", "copy it again")],
)
def test_a_wrong_setting_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str, word: str) -> None:
    monkeypatch.setenv(f"INTERVIEWER_{name}", value)
    told = complaint(run("sessions"))
    assert f"INTERVIEWER_{name}" in told and word in told


def test_broken_content_stops_serving_and_is_listed_by_the_doctor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERVIEWER_CORPUS_DIR", str(tmp_path))
    assert "is missing" in complaint(run("serve", "--port", "7899"))
    result = run("doctor", "--json")
    assert result.exit_code == 1
    checks = [json.loads(line) for line in result.stdout.splitlines()]
    assert any(c["what"] == "Content" and c["state"] == "bad" for c in checks)
    assert any(c["what"] == "Session store" and c["state"] == "ok" for c in checks), "the rest still works"


def test_a_port_in_use_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = complaint(run("serve", "--port", str(taken.getsockname()[1])))
    assert "cannot be used" in told and "--port" in told


@pytest.mark.model
def test_an_index_by_another_model_is_told(data_copy: Path) -> None:
    import chromadb

    client = chromadb.PersistentClient(path=str(data_copy / "index"))
    client.get_collection("guide").modify(metadata={"embedding_model": "another", "format": 2})
    assert "--rebuild" in complaint(run("search", "anything"))
