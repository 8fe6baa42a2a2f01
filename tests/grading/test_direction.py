"""Near matches that are turned around."""

import pytest

from interviewer.grading.direction import has_other_number, is_turned_around
from interviewer.grading.recall import Match
from interviewer.grading.text import Sentence

CLAIM = "A larger sample makes the interval narrower."


def match(said: str, claim: str = CLAIM, local: float = 0.9) -> Match:
    return Match(local, local, Sentence(said, 0, len(said)), claim)


@pytest.mark.parametrize(
    "said",
    [
        "A larger sample makes the interval wider.",
        "A smaller sample makes the interval narrower.",
        "A larger sample does not make the interval narrower.",
    ],
)
def test_a_near_match_with_the_opposite_word_is_turned_around(said: str) -> None:
    assert is_turned_around(match(said))


@pytest.mark.parametrize(
    "said",
    [
        CLAIM,
        "With a larger sample the interval gets narrower.",
        "With a larger sample the interval gets narrower, with a smaller one wider.",
    ],
)
def test_the_claim_itself_and_both_sides_of_it_are_not(said: str) -> None:
    assert not is_turned_around(match(said))


def test_further_off_no_word_of_direction_is_looked_at() -> None:
    assert not is_turned_around(match("A larger sample makes the interval wider.", local=0.7))


def test_another_number_in_a_near_match_is_seen() -> None:
    claim = "It costs 20,000 a month."
    assert has_other_number(match("It costs 2000 a month.", claim))
    assert not has_other_number(match("It costs 20000 a month.", claim))
    assert not has_other_number(match("It costs a lot every month.", claim))
