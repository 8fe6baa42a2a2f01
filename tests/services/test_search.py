"""How the two halves of the search are brought together."""

import pytest

from interviewer.services.search import RRF_K, by_ranks, by_scores

MEANING = [("a", 0.8), ("b", 0.5), ("c", 0.49)]
WORDS = [("c", 12.0), ("b", 6.0), ("d", 3.0)]


def test_by_scores_words_move_what_is_near_in_meaning_and_not_what_is_far() -> None:
    order = [passage_id for passage_id, _ in by_scores(MEANING, WORDS)]
    assert order == ["a", "c", "b", "d"]


def test_by_scores_what_only_words_found_counts_as_the_last_in_meaning() -> None:
    scores = dict(by_scores(MEANING, [("d", 1.0)]))
    assert scores["d"] == pytest.approx(0.49 + 0.1)


def test_by_scores_one_half_alone_keeps_its_order() -> None:
    assert [i for i, _ in by_scores(MEANING, [])] == ["a", "b", "c"]
    assert [i for i, _ in by_scores([], WORDS)] == ["c", "b", "d"]
    assert by_scores([], []) == []


def test_by_ranks_adds_the_votes_of_both() -> None:
    scores = dict(by_ranks(MEANING, WORDS))
    assert scores["b"] == pytest.approx(2 / (RRF_K + 2))
    assert scores["c"] == pytest.approx(1 / (RRF_K + 3) + 1 / (RRF_K + 1))
    assert scores["d"] < scores["a"] < scores["c"]
