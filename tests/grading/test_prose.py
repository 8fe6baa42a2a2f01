"""Prose against lists and shuffled words, on the text that we ship."""

import random

from interviewer.domain.corpus import Corpus
from interviewer.grading.gates import prose_flag
from interviewer.grading.prose import ProseModel
from interviewer.grading.text import words


def test_spoken_answers_pass_and_shuffled_ones_do_not(corpus: Corpus) -> None:
    """Trained without the answers that it is tested on."""
    held_out = corpus.questions[::4]
    texts = [p.body for p in corpus.pages] + [q.model_answer for q in corpus.questions if q not in held_out]
    model = ProseModel(texts)
    rng = random.Random(0)
    spoken = [q.model_answer for q in held_out if q.answer_style == "prose"]
    shuffled = []
    for text in spoken:
        found = [w.text for w in words(text)]
        rng.shuffle(found)
        shuffled.append(" ".join(found))
    flagged = sum(prose_flag(text, model) is not None for text in spoken) / len(spoken)
    caught = sum(prose_flag(text, model) is not None for text in shuffled) / len(shuffled)
    assert flagged <= 0.015
    assert caught >= 0.97
