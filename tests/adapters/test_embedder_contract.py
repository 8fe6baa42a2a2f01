"""One contract for every embedder: the fake that tests use, and the real one."""

import numpy as np
import pytest

from interviewer.adapters.sentence_embedder import SentenceEmbedder
from interviewer.ports import Embedder
from tests.fakes import FakeEmbedder

pytestmark = pytest.mark.model


@pytest.fixture(params=["fake", "real"])
def either(request: pytest.FixtureRequest, embedder: SentenceEmbedder) -> Embedder:
    return FakeEmbedder() if request.param == "fake" else embedder


def test_the_same_text_gives_the_same_vector_of_length_one(either: Embedder) -> None:
    first, again = (
        either.embed(["a test set is held out"]),
        either.embed(["something else", "a test set is held out"])[1:],
    )
    assert np.allclose(first, again, atol=1e-5)
    assert np.allclose(np.linalg.norm(first, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_vectors(either: Embedder) -> None:
    assert len(either.embed([])) == 0 and either.embed_tokens([]) == []


def test_tokens_stand_where_they_say_in_order(either: Embedder) -> None:
    text = "Bias falls, variance rises."
    tokens = either.embed_tokens([text])[0]
    assert len(tokens.vectors) == len(tokens.offsets) >= 4
    assert all(start < end <= len(text) for start, end in tokens.offsets)
    assert list(tokens.offsets[:, 0]) == sorted(tokens.offsets[:, 0])
    assert either.count_tokens(text) >= 4
