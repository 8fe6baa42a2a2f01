"""Looking up quotes: a verdict stands only on words that the candidate really wrote."""

import re
from collections.abc import Sequence

from interviewer.grading.text import normalise

LEAST_QUOTE_WORDS = 3
"""Shorter quotes occur in nearly any answer and show nothing."""


def find_quote(quote: str, texts: Sequence[str]) -> str | None:
    """The quote as it stands in one of the texts, or None. Case, spacing, quotation marks and ellipses are forgiven."""
    tokens = re.findall(r"\w+", normalise(quote).lower())
    if len(tokens) < LEAST_QUOTE_WORDS:
        return None
    pattern = re.compile(r"\W+".join(map(re.escape, tokens)), re.IGNORECASE)
    for text in texts:
        found = pattern.search(normalise(text))
        if found:
            return found[0]
    return None
