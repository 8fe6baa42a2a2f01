"""What many tests share: the real corpus (read once), and a guard against any socket that leaves the machine."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from interviewer.adapters.bm25_index import Bm25Index
from interviewer.adapters.corpus_files import read_corpus
from interviewer.adapters.entailment_onnx import OnnxEntailment
from interviewer.adapters.memory_vectors import MemoryVectors
from interviewer.adapters.sentence_embedder import SentenceEmbedder
from interviewer.adapters.vector_cache import CachingEmbedder
from interviewer.domain.corpus import Corpus
from interviewer.grading.grader import Grader
from interviewer.grading.prose import ProseModel
from interviewer.services.cite import Citer
from interviewer.services.search import GuideSearch
from tests.fakes import FakeEmbedder

ROOT = Path(__file__).resolve().parent.parent
_connect = socket.socket.connect


def _connect_here_only(self: socket.socket, address: Any) -> None:
    """Loopback and local sockets only."""
    if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise AssertionError(f"a test tried to reach {address[0]}")
    _connect(self, address)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _connect_here_only)


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the user's settings, keys or data."""
    for name in [n for n in os.environ if n.startswith(("INTERVIEWER_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("INTERVIEWER_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return read_corpus(ROOT / "corpus").require()


@pytest.fixture(scope="session")
def prose(corpus: Corpus) -> ProseModel:
    return ProseModel([p.body for p in corpus.pages] + [q.model_answer for q in corpus.questions])


@pytest.fixture
def fake_grader(prose: ProseModel) -> Grader:
    return Grader(FakeEmbedder(), prose)


@pytest.fixture(scope="session")
def citer(corpus: Corpus) -> Citer:
    embedder = FakeEmbedder()
    search = GuideSearch(MemoryVectors(embedder), Bm25Index(), embedder)
    search.index(corpus.pages)
    return Citer(lambda: search)


@pytest.fixture(scope="session")
def embedder() -> SentenceEmbedder:
    return SentenceEmbedder()


@pytest.fixture(scope="session")
def caching_embedder(embedder: SentenceEmbedder, tmp_path_factory: pytest.TempPathFactory) -> CachingEmbedder:
    return CachingEmbedder(embedder, tmp_path_factory.mktemp("vectors") / "vectors.sqlite")


@pytest.fixture(scope="session")
def grader(embedder: SentenceEmbedder, prose: ProseModel) -> Grader:
    return Grader(embedder, prose, OnnxEntailment())


@pytest.fixture(scope="session")
def guide_search(corpus: Corpus, caching_embedder: CachingEmbedder) -> GuideSearch:
    search = GuideSearch(MemoryVectors(caching_embedder), Bm25Index(), caching_embedder)
    search.index(corpus.pages)
    return search


@pytest.fixture(scope="session")
def indexed_data(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data folder whose index is built: once for all workers, since it takes the better part of a minute."""
    root = tmp_path_factory.getbasetemp()
    folder = (root if worker_id == "master" else root.parent) / "indexed-data"
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "index.stamp").exists():
            environment = {**os.environ, "INTERVIEWER_DATA_DIR": str(folder)}
            subprocess.run([sys.executable, "-m", "interviewer", "index"], check=True, cwd=ROOT, env=environment)
    return folder


@pytest.fixture
def data_copy(indexed_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own copy of the indexed data folder, which the commands of this test use."""
    folder = Path(shutil.copytree(indexed_data, tmp_path / "data"))
    monkeypatch.setenv("INTERVIEWER_DATA_DIR", str(folder))
    return folder
