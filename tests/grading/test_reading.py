"""Which sentences are shown to the entailment model, and how its replies are summed up."""

from collections.abc import Sequence

import numpy as np

from interviewer.grading.reading import WINDOW_WORDS, Request, read, windows
from interviewer.grading.recall import Match
from interviewer.grading.text import sentences, words
from interviewer.ports import Vectors

LONG = " ".join(f"Sentence number {i} has a handful of ordinary words in it to fill the time." for i in range(20))


class Says:
    """Says what it is told, by the text that was said."""

    name = "says"

    def __init__(self, **replies: tuple[float, float, float, float]) -> None:
        self.replies, self.asked = replies, list[tuple[str, str]]()

    def relate(self, pairs: Sequence[tuple[str, str]]) -> Vectors:
        self.asked.extend(pairs)
        return np.array([self.replies[said] for _, said in pairs], np.float32)


def match_at(*best: int, of: int) -> Match:
    by_sentence = tuple(1.0 - 0.1 * best.index(i) if i in best else 0.1 for i in range(of))
    return Match(0.5, 0.5, None, "", by_sentence)


def test_a_short_answer_is_read_whole() -> None:
    found = sentences("It is rare. So accuracy says little.")
    assert windows(match_at(0, of=2), found) == ("It is rare. So accuracy says little.",)


def test_of_a_long_answer_the_surroundings_of_the_best_two_sentences_are_read() -> None:
    found = sentences(LONG)
    first, second = windows(match_at(10, 3, of=20), found)
    assert "number 9 " in first and "number 10 " in first and "number 11 " in first
    assert "number 3 " in second and "number 10 " not in second
    assert len(words(first)) <= WINDOW_WORDS


def test_neighbours_of_the_best_sentence_are_not_read_twice() -> None:
    first, second = windows(match_at(10, 11, 3, of=20), sentences(LONG))
    assert "number 11 " in first and "number 3 " in second


def test_a_very_long_sentence_is_read_alone() -> None:
    text = f"Short one. {'word ' * 200}end. Another one."
    assert windows(match_at(1, of=3), sentences(text))[0].startswith("word word")


def test_nothing_said_is_nothing_read() -> None:
    assert windows(match_at(of=0), []) == ()
    model = Says()
    assert read(model, [Request("claim", ())])[0].stated == 0.0
    assert model.asked == []


def test_a_reading_takes_the_best_of_its_windows_and_names_it() -> None:
    model = Says(a=(0.1, 0.2, 0.6, 0.1), b=(0.7, 0.1, 0.1, 0.1))
    reading = read(model, [Request("claim", ("a", "b"))])[0]
    assert (round(reading.stated, 2), round(reading.contradicted, 2), reading.window) == (0.7, 0.6, "b")


def test_the_same_pair_is_asked_once() -> None:
    model = Says(a=(1.0, 0.0, 0.0, 0.0))
    read(model, [Request("claim", ("a",)), Request("claim", ("a",))])
    assert model.asked == [("claim", "a")]
