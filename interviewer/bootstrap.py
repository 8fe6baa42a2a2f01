"""The only place that names concrete classes. Each part is built at its first use, so that a command loads what it needs."""

from functools import cached_property

from interviewer.adapters.bm25_index import Bm25Index
from interviewer.adapters.corpus_files import CorpusReading, read_corpus
from interviewer.adapters.memory_vectors import MemoryVectors
from interviewer.adapters.sentence_embedder import SentenceEmbedder
from interviewer.adapters.vector_cache import CachingEmbedder
from interviewer.domain.corpus import Corpus
from interviewer.grading.grader import Grader
from interviewer.grading.prose import ProseModel
from interviewer.services.search import GuideSearch
from interviewer.settings import Settings


class Application:
    """One running copy of the product: the settings, and everything that was built from them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def corpus_reading(self) -> CorpusReading:
        return read_corpus(self.settings.corpus_dir)

    @property
    def corpus(self) -> Corpus:
        """Raises ContentError if anything in it is broken."""
        return self.corpus_reading.require()

    @cached_property
    def embedder(self) -> SentenceEmbedder:
        return SentenceEmbedder(self.settings.embedding_model)

    @cached_property
    def caching_embedder(self) -> CachingEmbedder:
        return CachingEmbedder(self.embedder, self.settings.cache_dir / "vectors.sqlite")

    @cached_property
    def grader(self) -> Grader:
        return self.make_grader(self.corpus)

    def make_grader(self, corpus: Corpus) -> Grader:
        texts = [page.body for page in corpus.pages] + [q.model_answer for q in corpus.questions]
        return Grader(self.embedder, ProseModel(texts))

    def search_in_memory(self, corpus: Corpus) -> GuideSearch:
        """A throw-away search of this corpus, for checks: the user's index is not touched."""
        search = GuideSearch(MemoryVectors(self.caching_embedder), Bm25Index(), self.caching_embedder)
        search.index(corpus.pages)
        return search
