"""One contract for every vector index: the one in memory, and Chroma."""

from pathlib import Path

import pytest

from interviewer.adapters import chroma_index
from interviewer.adapters.chroma_index import ChromaIndex
from interviewer.adapters.memory_vectors import MemoryVectors
from interviewer.domain.errors import IndexMismatch
from interviewer.domain.passage import Entry
from interviewer.ports import VectorIndex
from tests.fakes import FakeEmbedder


class CountingEmbedder(FakeEmbedder):
    def __init__(self, name: str = "fake") -> None:
        self.name = name
        self.embedded = 0

    def embed(self, texts):  # type: ignore[no-untyped-def]
        self.embedded += len(texts)
        return super().embed(texts)


def passage(name: str, text: str) -> Entry:
    return Entry(id=f"page#{name}~1", passage_id=f"page#{name}~1", text=text)


CATS = passage("cats", "cats purr on warm sofas")
TRAINS = passage("trains", "trains cross the alps at night")
BREAD = passage("bread", "bread rises in a cold kitchen")


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture(params=["memory", "chroma"])
def index(request: pytest.FixtureRequest, embedder: CountingEmbedder, tmp_path: Path) -> VectorIndex:
    return MemoryVectors(embedder) if request.param == "memory" else ChromaIndex(embedder, folder=tmp_path)


def test_the_nearest_passage_comes_first(index: VectorIndex) -> None:
    index.update([CATS, TRAINS, BREAD])
    ranked = index.nearest("night trains over the alps", 2)
    assert ranked[0][0] == TRAINS.id and len(ranked) == 2
    assert ranked[0][1] > ranked[1][1]


def test_only_new_passages_are_embedded_and_lost_ones_go(index: VectorIndex, embedder: CountingEmbedder) -> None:
    assert index.update([CATS, TRAINS]) == (2, 0, 0)
    embedder.embedded = 0
    assert index.update([CATS, TRAINS]) == (0, 2, 0)
    assert embedder.embedded == 0
    assert index.update([CATS, BREAD]) == (1, 1, 1)
    assert embedder.embedded == 1
    assert TRAINS.id not in [i for i, _ in index.nearest("trains", 5)]


def test_a_passage_is_found_by_any_of_its_entries_and_comes_once(index: VectorIndex) -> None:
    way = Entry(id=f"{CATS.id}+w", passage_id=CATS.id, text="why does it vibrate when it is content")
    index.update([CATS, way, TRAINS, BREAD])
    ranked = index.nearest("vibrate when content", 4)
    assert ranked[0][0] == CATS.id
    assert sorted(i for i, _ in ranked) == sorted([CATS.id, TRAINS.id, BREAD.id])


def test_progress_ends_at_the_total(index: VectorIndex) -> None:
    seen: list[tuple[int, int]] = []
    index.update([CATS, TRAINS, BREAD], lambda done, total: seen.append((done, total)))
    assert seen[-1] == (3, 3)


def test_chroma_keeps_what_it_holds(tmp_path: Path) -> None:
    ChromaIndex(CountingEmbedder(), folder=tmp_path).update([CATS, TRAINS])
    again = CountingEmbedder()
    assert ChromaIndex(again, folder=tmp_path).update([CATS, TRAINS]) == (0, 2, 0)
    assert again.embedded == 0


def test_chroma_refuses_to_mix_models_and_says_what_to_do(tmp_path: Path) -> None:
    ChromaIndex(CountingEmbedder("one"), folder=tmp_path).update([CATS])
    other = ChromaIndex(CountingEmbedder("other"), folder=tmp_path)
    with pytest.raises(IndexMismatch) as error:
        other.update([CATS])
    assert "'one'" in str(error.value) and "--rebuild" in str(error.value)
    other.rebuild()
    assert other.update([CATS]) == (1, 0, 0)


def test_chroma_makes_anew_what_an_older_version_of_ours_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma_index, "FORMAT", chroma_index.FORMAT - 1)
    ChromaIndex(CountingEmbedder(), folder=tmp_path).update([CATS, TRAINS])
    monkeypatch.undo()
    index = ChromaIndex(CountingEmbedder(), folder=tmp_path)
    assert index.update([CATS, TRAINS]) == (2, 0, 0)
    assert index.nearest(CATS.text, 1)[0][0] == CATS.passage_id
