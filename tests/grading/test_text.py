"""Words and sentences of an answer."""

from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.text import count_negators, normalise, sentences, words


@given(st.text(max_size=300))
def test_each_sentence_stands_in_the_text_where_it_says(text: str) -> None:
    for sentence in sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text


@given(st.text(max_size=300))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_abbreviations_and_decimals_do_not_end_a_sentence() -> None:
    assert [s.text for s in sentences("The lift is 0.85 points. So p is 0.049!\n- and a bullet")] == [
        "The lift is 0.85 points.",
        "So p is 0.049!",
        "- and a bullet",
    ]


def test_contractions_count_as_negators() -> None:
    assert count_negators("It isn't large, and we can't say never") == 3


def test_words_know_their_stems_and_places() -> None:
    (first, second) = words("Models overfitting")
    assert (first.stem, second.stem) == ("model", "overfit") and second.start == 7
