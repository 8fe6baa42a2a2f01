"""The coach's words."""

import re

from interviewer.domain.corpus import Corpus
from interviewer.domain.phrases import OCCASIONS
from interviewer.services.coach_voice import _fill, _shared_run
from tests.prompting.test_prompts import cue

PRAISE = re.compile(
    r"\b(great|excellent|perfect|correct|exactly|well done|awesome|brilliant|good (answer|job|point))\b", re.I
)


def test_no_phrase_praises_or_grades(corpus: Corpus) -> None:
    said = [v for o in OCCASIONS for v in corpus.phrases.variants[o]]
    assert [v for v in said if PRAISE.search(v)] == []


def test_a_phrase_reads_well_without_a_name(corpus: Corpus) -> None:
    for stage in corpus.stages:
        for opening in stage.openings:
            text = _fill(opening, cue(corpus).__class__(**{**vars(cue(corpus)), "candidate_name": ""}))
            assert "{" not in text and " ," not in text and "  " not in text


def test_the_candidates_own_words_are_picked_up_only_where_the_claim_has_them() -> None:
    assert (
        _shared_run(
            "I'd report the confidence interval next to it", "Report the estimate with its confidence interval."
        )
        == "confidence interval"
    )
    assert _shared_run("I like pizza a lot", "Report the estimate with its confidence interval.") == ""
