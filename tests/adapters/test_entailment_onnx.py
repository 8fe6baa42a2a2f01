"""The entailment model that ships: what it is, and that it reads."""

import hashlib
import re

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from interviewer.adapters.entailment_onnx import MODEL, OnnxEntailment
from interviewer.domain.corpus import Corpus
from interviewer.domain.errors import ConfigurationError
from interviewer.domain.relation import Relation
from tests.conftest import ROOT
from training.pairs import own_pairs

CARD = ROOT / "docs/entailment-model.md"
CLAIM = "The test set estimates the error on data that was not used to fit the model."
STATED = "We keep some rows aside that the model never sees, so we learn how wrong it will be on new people."
OPPOSITE = "The test set shows the error on the very rows that the model was fitted on."
ELSEWHERE = "I would talk to the sales team first and ask which of the reports they really read."


@pytest.fixture(scope="module")
def model() -> OnnxEntailment:
    return OnnxEntailment()


def test_the_file_is_the_one_that_the_card_describes() -> None:
    named = re.search(r"\b[0-9a-f]{64}\b", CARD.read_text())
    assert named is not None and hashlib.sha256(MODEL.read_bytes()).hexdigest() == named[0]
    assert MODEL.stat().st_size <= 30 * 2**20


@pytest.mark.model
def test_probabilities_of_four_relations(model: OnnxEntailment) -> None:
    found = model.relate([(CLAIM, STATED), (CLAIM, ELSEWHERE), (CLAIM, "")])
    assert found.shape == (3, len(Relation)) and np.allclose(found.sum(axis=1), 1.0, atol=1e-5)
    assert model.relate([]).shape == (0, len(Relation))


@pytest.mark.model
def test_it_tells_pairs_of_a_writer_apart_that_it_never_saw(model: OnnxEntailment, corpus: Corpus) -> None:
    pairs = own_pairs(corpus.questions)
    held_out = [p for p in pairs if p.author == "writer-d"][:180]
    chances = model.relate([(p.claim, p.said) for p in held_out])[:, list(Relation).index(Relation.STATED)]
    stated = np.array([Relation.STATED in p.relations for p in held_out])
    assert roc_auc_score(stated, chances) >= 0.85


@pytest.mark.model
def test_a_pair_reads_the_same_alone_and_in_company(model: OnnxEntailment) -> None:
    pairs = [(CLAIM, STATED), (CLAIM, ELSEWHERE * 5), (CLAIM, OPPOSITE)]
    alone = np.concatenate([model.relate([pair]) for pair in pairs])
    assert np.array_equal(model.relate(pairs), alone)


@pytest.mark.model
def test_a_very_long_text_is_cut_and_not_refused(model: OnnxEntailment) -> None:
    assert model.relate([(CLAIM, "word " * 5_000)]).shape == (1, len(Relation))
    assert model.relate([("word " * 5_000, CLAIM)]).shape == (1, len(Relation))


def test_a_missing_file_is_told_with_a_remedy(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ConfigurationError, match="Install the package again"):
        OnnxEntailment(tmp_path / "no.onnx").relate([("a", "b")])
