"""One contract for every session store: the fake in memory, and SQL."""

import asyncio
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from interviewer.adapters.sql_sessions import open_store
from interviewer.domain.critique import Critique
from interviewer.domain.debrief import Debrief
from interviewer.domain.errors import ConfigurationError, NotFound
from interviewer.domain.round import RoundState
from interviewer.domain.session import RoundRecord, Session, SessionRequest
from interviewer.domain.stage import StageId
from interviewer.domain.transcript import Speaker, Turn
from interviewer.ports import SessionStore
from tests.fakes import START, MemoryStore, round_plan

REQUEST = SessionRequest(stages=(StageId.TECHNICAL,))
PLAN = round_plan("q1", minutes=30)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> SessionStore:
    return MemoryStore() if request.param == "memory" else open_store("", tmp_path)


def session(session_id: str = "s1", owner: str = "ana") -> Session:
    return Session(
        id=session_id, owner=owner, kind="round", request=REQUEST, seed=1, created_at=START, updated_at=START
    )


def record(session_id: str = "s1") -> RoundRecord:
    return RoundRecord(
        session_id=session_id, number=0, stage=StageId.TECHNICAL, plan=PLAN, state=RoundState(), started_at=START
    )


def turn(turn_id: str, seq: int, speaker: Speaker = Speaker.INTERVIEWER, **more: object) -> Turn:
    return Turn(id=turn_id, seq=seq, speaker=speaker, text=f"text {turn_id}", at=START, **more)  # type: ignore[arg-type]


async def begin(store: SessionStore, session_id: str = "s1", owner: str = "ana") -> None:
    await store.create(session(session_id, owner))
    asking = turn(f"{session_id}-t0", 0, question_id="q1", moves=("greet", "ask"))
    await store.add_round(record(session_id), [asking])


async def test_a_session_comes_back_as_it_was_stored(store: SessionStore) -> None:
    await begin(store)
    view = await store.get("s1", "ana")
    assert view.session == session() and view.current.record == record()
    assert [t.text for t in view.current.transcript] == ["text s1-t0"]


async def test_somebody_elses_session_is_not_found(store: SessionStore) -> None:
    await begin(store)
    for owner in ("ben", ""):
        with pytest.raises(NotFound):
            await store.get("s1", owner)
    with pytest.raises(NotFound):
        await store.delete("s1", "ben")
    assert (await store.get("s1", None)).session.owner == "ana"


async def test_the_same_answer_twice_is_one_turn(store: SessionStore) -> None:
    await begin(store)
    assert await store.add_answer("s1", 0, "a1", turn("t1", 1, Speaker.CANDIDATE)) is True
    assert await store.add_answer("s1", 0, "a1", turn("t2", 2, Speaker.CANDIDATE)) is False
    assert [t.id for t in (await store.get("s1", "ana")).current.transcript] == ["s1-t0", "t1"]


async def test_an_answer_clears_the_draft(store: SessionStore) -> None:
    await begin(store)
    await store.save_draft("s1", "half an ans")
    assert (await store.get("s1", "ana")).draft == "half an ans"
    await store.add_answer("s1", 0, "a1", turn("t1", 1, Speaker.CANDIDATE))
    assert (await store.get("s1", "ana")).draft == ""


async def test_a_pending_turn_is_worded_later(store: SessionStore) -> None:
    await begin(store)
    await store.advance(record(), [turn("t1", 1, pending=True)])
    await store.save_turn("s1", 0, turn("t1", 1, engine="coach"))
    last = (await store.get("s1", "ana")).current.transcript[-1]
    assert not last.pending and last.engine == "coach"


async def test_a_critique_replaces_the_one_before(store: SessionStore) -> None:
    await begin(store)
    for score in (2.0, 4.0):
        await store.save_critique("s1", 0, "t1", Critique(question_id="q1", engine="coach", score=score))
    critiques = (await store.get("s1", "ana")).current.critiques
    assert [c.critique.score for c in critiques] == [4.0]


async def test_sessions_are_listed_newest_first_with_their_mean_score(store: SessionStore) -> None:
    await begin(store, "old")
    await begin(store, "new")
    await begin(store, "hers", owner="ben")
    later = session("new").model_copy(update={"updated_at": START + timedelta(minutes=5)})
    await store.save_session(later)
    for question, score in (("q1", 2.0), ("q2", 3.0), ("q3", None)):
        await store.save_critique("old", 0, "t", Critique(question_id=question, engine="coach", score=score))
    found = await store.list("ana")
    assert [s.id for s in found] == ["new", "old"]
    assert (found[1].score, found[1].answers) == (2.5, 3)
    assert len(await store.list(None)) == 3


async def test_deleting_leaves_nothing(store: SessionStore) -> None:
    await begin(store)
    await store.save_critique("s1", 0, "t", Critique(question_id="q1", engine="coach"))
    await store.save_debrief("s1", 0, Debrief(stage=StageId.TECHNICAL, engine="coach", summary="x"))
    await store.delete("s1", "ana")
    with pytest.raises(NotFound):
        await store.get("s1", None)
    await begin(store)
    view = await store.get("s1", "ana")
    assert view.current.critiques == () and view.current.debrief is None


async def test_asked_questions_are_those_of_this_owner_and_stage(store: SessionStore) -> None:
    await begin(store)
    await begin(store, "hers", owner="ben")
    assert await store.asked_questions("ana", StageId.TECHNICAL) == {"q1": START}
    assert await store.asked_questions("ana", StageId.CODING) == {}
    assert await store.asked_questions("zoe", StageId.TECHNICAL) == {}


async def test_two_sends_at_once_are_both_kept_or_one_is_refused(tmp_path: Path) -> None:
    store = open_store("", tmp_path)
    await begin(store)
    same = [store.add_answer("s1", 0, "a1", turn("t1", 1, Speaker.CANDIDATE)) for _ in range(4)]
    assert sorted(await asyncio.gather(*same)) == [False, False, False, True]


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from interviewer.adapters.sql_sessions import open_store
from tests.adapters.test_session_store import begin, turn
from interviewer.domain.transcript import Speaker

async def main():
    store = open_store("", Path(sys.argv[1]))
    await begin(store)
    await store.add_answer("s1", 0, "a1", turn("t1", 1, Speaker.CANDIDATE))
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_a_killed_process_loses_nothing_that_was_submitted(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, str(tmp_path))
    assert await process.wait() == -signal.SIGKILL
    view = await open_store("", tmp_path).get("s1", "ana")
    assert view.current.transcript[-1].text == "text t1"


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(ConfigurationError) as error:
        open_store("", blocked / "data")
    assert "cannot be written" in str(error.value) and "INTERVIEWER_DATA_DIR" in str(error.value)


def test_a_store_url_that_cannot_be_opened_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as error:
        open_store(f"sqlite:///{tmp_path}/no/such/folder/x.db", tmp_path)
    assert "INTERVIEWER_DATABASE_URL" in str(error.value)
