"""The embedding model: the official weights, offline, and token vectors that know their place."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from interviewer.adapters.sentence_embedder import WEIGHTS_SHA256, SentenceEmbedder, model_folder
from interviewer.adapters.vector_cache import CachingEmbedder
from interviewer.domain.errors import ConfigurationError
from tests.fakes import FakeEmbedder

pytestmark = pytest.mark.model


def test_the_installed_weights_are_the_official_ones() -> None:
    weights = Path(model_folder("all-MiniLM-L6-v2")) / "model.safetensors"
    assert hashlib.sha256(weights.read_bytes()).hexdigest() == WEIGHTS_SHA256


def test_like_texts_are_near_and_vectors_have_length_one(embedder: SentenceEmbedder) -> None:
    vectors = embedder.embed(
        ["overfitting means it memorised the noise", "the model learned noise by heart", "trains in the alps"]
    )
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_token_vectors_point_at_their_words_also_in_long_texts(embedder: SentenceEmbedder) -> None:
    text = "bootstrap " * 600 + "variance"
    tokens = embedder.embed_tokens([text, ""])
    assert len(tokens[0].vectors) == len(tokens[0].offsets) > 600
    start, end = tokens[0].offsets[-1]
    assert text[start:end] in "variance" and end == len(text)
    assert len(tokens[1].vectors) == 0


def test_counting_tokens_agrees_with_encoding(embedder: SentenceEmbedder) -> None:
    text = "Heteroscedasticity isn't independence."
    assert embedder.count_tokens(text) == len(embedder.embed_tokens([text])[0].vectors)


def test_a_model_that_cannot_be_loaded_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as error:
        SentenceEmbedder(str(tmp_path)).embed(["x"])
    assert "INTERVIEWER_EMBEDDING_MODEL" in str(error.value)


def test_the_cache_embeds_a_text_once(tmp_path: Path) -> None:
    class Counting(FakeEmbedder):
        calls = 0

        def embed(self, texts):  # type: ignore[no-untyped-def]
            self.calls += len(texts)
            return super().embed(texts)

    inner = Counting()
    cached = CachingEmbedder(inner, tmp_path / "v.sqlite")
    first = cached.embed(["a b", "c d", "a b"])
    assert np.array_equal(cached.embed(["c d", "a b"]), first[[1, 0]])
    assert inner.calls == 2
