"""Passage vectors in Chroma: a persistent folder by default, a Chroma server by URL."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

from interviewer.domain.errors import ConfigurationError, IndexMismatch
from interviewer.domain.passage import Entry
from interviewer.ports import Embedder, IndexChange, Progress, Ranked

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

COLLECTION = "guide"
FORMAT = 2
"""Raise it when what is stored, or how a passage becomes text, changes. 2: several entries a passage."""

BATCH = 64
ENTRIES_A_PASSAGE = 4
"""How many entries are fetched for each passage that is asked for; 2 is the mean in the guide."""
REMEDY = "Run 'interviewer index --rebuild' to make it again."


class ChromaIndex:
    """Cosine search in one collection, which records the model that made it and refuses any other."""

    def __init__(
        self, embedder: Embedder, *, folder: Path | None = None, url: str = "", collection: str = COLLECTION
    ) -> None:
        self._embedder = embedder
        self._client = _connect(folder, url)
        self._name = collection
        self._made_by = {"embedding_model": embedder.name, "format": FORMAT}

    def rebuild(self) -> None:
        """Forget everything that is stored."""
        if self._name in {c.name for c in self._client.list_collections()}:
            self._client.delete_collection(self._name)

    def update(self, entries: Sequence[Entry], on_progress: Progress | None = None) -> IndexChange:
        if self._is_of_an_older_version():
            self.rebuild()
        collection = self._collection()
        held = set(collection.get(include=[])["ids"])
        wanted = {e.id: e for e in entries}
        removed = sorted(held - wanted.keys())
        if removed:
            collection.delete(ids=removed)
        new = sorted((e for e in wanted.values() if e.id not in held), key=lambda e: len(e.text))  # less padding
        for begin in range(0, len(new), BATCH):
            batch = new[begin : begin + BATCH]
            vectors = self._embedder.embed([e.text for e in batch])
            collection.add(
                ids=[e.id for e in batch],
                embeddings=vectors,
                metadatas=[{"passage": e.passage_id} for e in batch],
            )
            if on_progress:
                on_progress(min(begin + BATCH, len(new)), len(new))
        return IndexChange(len(new), len(wanted) - len(new), len(removed))

    def nearest(self, query: str, limit: int) -> Ranked:
        collection = self._collection()
        found = collection.query(
            query_embeddings=self._embedder.embed([query]),
            n_results=ENTRIES_A_PASSAGE * limit,
            include=["distances", "metadatas"],
        )
        distances, metadatas = found["distances"] or [[]], found["metadatas"] or [[]]
        best: dict[str, float] = {}
        for distance, metadata in zip(distances[0], metadatas[0], strict=True):
            best.setdefault(str(metadata["passage"]), 1.0 - distance)
        return list(best.items())[:limit]

    def _is_of_an_older_version(self) -> bool:
        """Made by the same model for an earlier version of us: nobody asked for that, so it is made anew unasked."""
        found = next((c for c in self._client.list_collections() if c.name == self._name), None)
        made_by = (found.metadata or {}) if found else {}
        is_same_model = made_by.get("embedding_model") == self._embedder.name
        return is_same_model and int(made_by.get("format", FORMAT)) < FORMAT

    def _collection(self) -> Any:
        collection = self._client.get_or_create_collection(
            self._name, embedding_function=None, metadata=self._made_by, configuration={"hnsw": {"space": "cosine"}}
        )
        made_by = {key: (collection.metadata or {}).get(key) for key in self._made_by}
        if made_by != self._made_by:
            raise IndexMismatch(
                f"The passage index was made by {made_by['embedding_model']!r} (format {made_by['format']}), "
                f"not by {self._embedder.name!r} (format {FORMAT}).",
                REMEDY,
            )
        return collection


def _connect(folder: Path | None, url: str) -> "ClientAPI":
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, allow_reset=False)
    try:
        if url:
            parts = urlparse(url)
            return chromadb.HttpClient(
                host=parts.hostname or "localhost",
                port=parts.port or (443 if parts.scheme == "https" else 80),
                ssl=parts.scheme == "https",
                settings=settings,
            )
        return chromadb.PersistentClient(path=str(folder), settings=settings)
    except (
        Exception
    ) as error:  # Chroma raises ValueError, RuntimeError and its own Rust errors for one and the same cause
        where, remedy = (url, "Check INTERVIEWER_CHROMA_URL.") if url else (str(folder), REMEDY)
        raise ConfigurationError(
            f"The passage index at {where} cannot be opened ({type(error).__name__}).", remedy
        ) from error
