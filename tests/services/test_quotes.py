"""A quote counts only if the candidate wrote it."""

import pytest

from interviewer.services.quotes import find_quote

SAID = ["I'd check the data first.\nThen I would “compare” it with a   baseline model."]


@pytest.mark.parametrize(
    "quote",
    [
        "check the data first",
        "CHECK the data first!",
        'then I would "compare" it',
        "with a baseline model",
        "I’d check the data",
    ],
)
def test_it_is_found_whatever_the_case_spacing_and_quotation_marks(quote: str) -> None:
    found = find_quote(quote, SAID)
    assert found is not None and found in SAID[0].replace("’", "'")


@pytest.mark.parametrize("quote", ["", "data", "the data", "check the model first", "baseline model is wrong", "a b c"])
def test_it_is_not_found_if_short_or_never_said(quote: str) -> None:
    assert find_quote(quote, SAID) is None


def test_a_very_long_quote_is_handled() -> None:
    assert find_quote("word " * 5000, SAID) is None
