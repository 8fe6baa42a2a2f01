"""What carries a story, what hollows it out, and which questions are worth asking."""

import pytest

from interviewer.grading.particulars import deeds_of, details_of, look_at
from interviewer.grading.questions_asked import asked_in
from interviewer.grading.text import sentences


@pytest.mark.parametrize(
    ("text", "deeds"),
    [
        ("I called the three branches and rebuilt the table by hand.", {"called", "rebuilt"}),
        ("Then I first split the orders by courier.", {"split"}),
        ("I called.", set()),
        ("I usually talked to all of the people involved.", set()),
        ("Whenever that happened, I asked the owner of the table.", set()),
        ("I handled it professionally and in time.", set()),
        ("We rebuilt the whole pipeline in two weeks.", set()),
        ("I would have asked the owner of the table.", set()),
    ],
)
def test_deeds_are_what_the_speaker_once_did(text: str, deeds: set[str]) -> None:
    assert deeds_of(text) == deeds


def test_details_are_numbers_names_and_times() -> None:
    found = details_of("Last spring Marek in Brno cut it from 40 minutes to three.")
    assert {"Marek", "Brno", "40", "three", "Last spring"} <= set(found)
    assert details_of("I then spoke with the whole team about it.") == []


def test_hollow_phrases_blame_and_wonders_are_found_with_their_sentence() -> None:
    text = (
        "In my last role I always listen first. Communication is key to everything. He had no idea what a test is. "
        "We got an accuracy of 100 percent. It was an amazing project."
    )
    seen = look_at(sentences(text))
    assert [s.text for s in seen.blame] == ["He had no idea what a test is."]
    assert len(seen.habits) == len(seen.hollow) == len(seen.unbelievable) == len(seen.superlatives) == 1


def test_ones_own_doubts_are_no_blame() -> None:
    assert look_at(sentences("I didn't want to decide by taste. For two of them she couldn't say.")).blame == ()


def test_questions_are_ranked_by_how_open_and_particular_they_are() -> None:
    text = (
        "How many vacation days are there? Do you use Python? What is the culture like in your team? "
        "How do you decide which of two analyses is done first, if both are wanted on Monday? "
        "You said that two models were switched off last year, so what went wrong with them?"
    )
    ranked = asked_in(sentences(text))
    assert {a.worth for a in ranked[:2]} == {1.0} and "culture" in ranked[2].sentence.text
    assert [a.worth for a in ranked] == sorted((a.worth for a in ranked), reverse=True)
    assert {a.worth for a in ranked if "vacation" in a.sentence.text} == {0.15}
    assert asked_in(sentences("I have no questions. It was all clear.")) == []
