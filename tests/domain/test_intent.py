"""Reading what a candidate's turn does."""

import pytest

from interviewer.domain.intent import read_intent
from interviewer.domain.round import Intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I don't know", Intent.DONT_KNOW),
        ("Hmm, honestly I have no idea.", Intent.DONT_KNOW),
        ("i'm not sure, I never worked with that", Intent.DONT_KNOW),
        ("idk", Intent.DONT_KNOW),
        ("Could you repeat the question please?", Intent.REPEAT),
        ("Sorry, what was the question again?", Intent.REPEAT),
        ("can I get a hint?", Intent.HINT),
        ("Could I have a hint?", Intent.HINT),
        ("skip", Intent.SKIP),
        ("I'd like to skip this one.", Intent.SKIP),
        ("next question please", Intent.SKIP),
        ("As above.", Intent.REFERS_BACK),
        ("See my previous answer", Intent.REFERS_BACK),
        ("Same as I said before, it is all in there.", Intent.REFERS_BACK),
        ("as I already mentioned", Intent.REFERS_BACK),
        ("It's the same as before", Intent.REFERS_BACK),
        ("As I said before, the mean is pulled by outliers, so I would use the median", Intent.ANSWER),
        ("Let's stop here.", Intent.END),
        ("I'd like to end the interview", Intent.END),
        ("Do you mean the sample variance or the population variance?", Intent.CLARIFY),
        ("Should I assume the classes are balanced?", Intent.CLARIFY),
        ("How many rows are there in the table?", Intent.CLARIFY),
        ("I would stop the test early only with a sequential design.", Intent.ANSWER),
        ("It depends on the sample size.", Intent.ANSWER),
        ("We could pass the list to a set.", Intent.ANSWER),
        ("The model should skip rows with missing labels.", Intent.ANSWER),
    ],
)
def test_short_turns_are_read_by_their_words(text: str, intent: Intent) -> None:
    assert read_intent(text) is intent


def test_a_long_turn_is_an_answer_whatever_it_begins_with() -> None:
    text = (
        "I don't know the exact formula, but "
        + "I would simulate the whole experiment many times and look at the spread " * 2
    )
    assert read_intent(text) is Intent.ANSWER


@pytest.mark.parametrize(
    "text", ["No, thank you.", "no questions from my side", "I'm good, thanks", "That's all, thank you."]
)
def test_a_candidate_who_has_no_questions_is_understood(text: str) -> None:
    assert read_intent(text, candidate_may_ask=True) is Intent.NO_QUESTIONS


@pytest.mark.parametrize(
    "text",
    [
        "What does the team look like?",
        "No idea about salary yet, what is the range?",
        "I don't know much about the product, tell me more",
    ],
)
def test_a_question_to_the_company_is_not_taken_for_a_no(text: str) -> None:
    assert read_intent(text, candidate_may_ask=True) is Intent.ANSWER
