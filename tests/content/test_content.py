"""The content, held against the bar that docs/content.md sets. One test, one rule; a failure lists what broke it."""

import json
from collections import Counter
from itertools import chain

import pytest

from interviewer.adapters.vector_cache import CachingEmbedder
from interviewer.domain.corpus import Corpus
from interviewer.domain.stage import Seniority, StageId
from interviewer.grading.grader import Grader
from interviewer.services import check_content
from interviewer.services.search import GuideSearch
from tests.conftest import ROOT

REVIEWED = ROOT / "tests/content/reviewed_duplicates.json"
REVIEWED_RETRIEVAL = ROOT / "tests/content/reviewed_retrieval.json"
SEED_TOPICS = ROOT / "docs/topics.md"


def test_lengths_and_wording(corpus: Corpus) -> None:
    by_question = (c for q in corpus.questions for c in check_content.check_question(q))
    by_page = (c for p in corpus.pages for c in check_content.check_page(p))
    assert list(chain(by_question, by_page)) == []


def test_each_stage_has_questions_for_each_level(corpus: Corpus) -> None:
    for stage_id in StageId:
        for seniority in Seniority:
            count = sum(seniority in q.seniority for q in corpus.questions_of(stage_id))
            assert count >= 8, f"{stage_id}, {seniority}: {count}"


def test_the_bank_has_the_size_of_the_field(corpus: Corpus) -> None:
    topics = Counter(q.topic for q in corpus.questions)
    assert len(corpus.questions) >= 420 and len(corpus.pages) >= 110
    assert len(topics) == 64
    assert {t: n for t, n in topics.items() if n < 4} == {}


def test_every_topic_is_planned_in_some_stage(corpus: Corpus) -> None:
    planned = {(s.id, topic) for s in corpus.stages for step in s.plan for topic in step.topics}
    orphans = {(q.stage, q.topic) for q in corpus.questions} - planned
    assert orphans == set(), "these questions would never be asked"


def test_no_two_questions_ask_nearly_the_same(corpus: Corpus, caching_embedder: CachingEmbedder) -> None:
    reviewed = {tuple(sorted(pair)) for pair in json.loads(REVIEWED.read_text())}
    found = check_content.near_duplicates(corpus.questions, caching_embedder.embed)
    assert [d for d in found if tuple(sorted(d[:2])) not in reviewed] == []


@pytest.mark.model
def test_the_built_in_grader_reads_the_content_as_it_was_meant(corpus: Corpus, grader: Grader) -> None:
    assert [c for q in corpus.questions for c in check_content.check_grading(q, grader)] == []


@pytest.mark.model
def test_each_key_points_passage_is_found_by_its_words(corpus: Corpus, guide_search: GuideSearch) -> None:
    """By the guide's text alone. One in a hundred may miss: thirty pages are new, and what they displaced is still to be read."""
    reviewed = set(json.loads(REVIEWED_RETRIEVAL.read_text()))
    found = [c for q in corpus.questions for c in check_content.check_retrieval(q, guide_search)]
    unread = [c for c in found if c.item not in reviewed]
    points = sum(len(q.key_points) for q in corpus.questions)
    assert len(unread) <= 0.01 * points, unread


def test_every_topic_of_the_starting_documents_is_in_the_guide(corpus: Corpus) -> None:
    """docs/topics.md ticks each topic with the section that teaches it."""
    addresses = set(corpus.addresses())
    rows = [line for line in SEED_TOPICS.read_text().splitlines() if line.startswith("| ") and "#" in line]
    wanted = [cell.strip().strip("`") for row in rows for cell in row.split("|")[2].split(",")]
    assert len(rows) >= 50
    assert [address for address in wanted if address not in addresses] == []
