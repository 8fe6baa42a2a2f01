"""Token counts: exact from the shipped ranks, and never under where they are missing."""

import base64
import random

import pytest

from interviewer.adapters.tiktoken_counter import LONGEST, TiktokenCounter, estimate

KINDS = {
    "english": "The quick brown fox jumps over the lazy dog, and then it rests. " * 20,
    "sql": "SELECT a.id, SUM(b.amount) FROM a LEFT JOIN b ON a.id = b.a_id GROUP BY 1 HAVING SUM(b.amount) > 10;\n"
    * 10,
    "python": "def f(xs):\n    return [x ** 2 for x in xs if x % 2 == 0]\n" * 20,
    "json": '{"id": 17, "values": [1.5, 2.25, null], "ok": true}\n' * 20,
    "csv": "1,2.5,abc\n3,4.75,def\n" * 40,
    "latex": r"\frac{1}{n}\sum_{i=1}^{n}(x_i-\bar{x})^2 " * 20,
    "chinese": "机器学习模型在训练集上表现良好。" * 20,
    "german": "Überanpassung entsteht, wenn das Modell das Rauschen lernt. " * 20,
    "hindi": "मशीन लर्निंग मॉडल " * 30,
    "emoji": "🙂🚀📊" * 50,
    "base64": base64.b64encode(random.Random(0).randbytes(3000)).decode(),
    "spaces": " " * 5000,
}


@pytest.fixture(scope="module")
def counter() -> TiktokenCounter:
    return TiktokenCounter()


def test_the_shipped_ranks_are_the_real_ones(counter: TiktokenCounter) -> None:
    assert counter.is_exact
    assert counter.count("hello world") == 2
    assert counter.count("<|endoftext|>") > 1, "candidates may write this; it is text"


@pytest.mark.parametrize("kind", KINDS)
def test_the_estimate_is_never_under_the_truth(counter: TiktokenCounter, kind: str) -> None:
    text = KINDS[kind]
    assert counter.count(text) <= estimate(text) <= len(text.encode()) + 1


def test_a_million_spaces_are_counted_without_an_error(counter: TiktokenCounter) -> None:
    assert counter.count(" " * (LONGEST + 1)) > 0
