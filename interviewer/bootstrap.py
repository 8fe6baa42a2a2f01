"""The only place that names concrete classes. Each part is built at its first use, so a command loads what it needs."""

import hashlib
import shutil
from functools import cached_property
from pathlib import Path

from interviewer.adapters.corpus_files import CorpusReading, read_corpus
from interviewer.adapters.sentence_embedder import SentenceEmbedder
from interviewer.adapters.system_clock import SystemClock
from interviewer.adapters.tiktoken_counter import TiktokenCounter
from interviewer.domain.corpus import Corpus
from interviewer.grading.grader import Grader
from interviewer.grading.prose import ProseModel
from interviewer.ports import (
    ChatModel,
    Embedder,
    EntailmentModel,
    IndexChange,
    PhrasingCache,
    Progress,
    SessionStore,
)
from interviewer.prompting.prompt import Prompt
from interviewer.services.cite import Citer
from interviewer.services.coach_voice import CoachVoice
from interviewer.services.debrief import ModelDebrief
from interviewer.services.grade import CoachJudge
from interviewer.services.interview import Engine, Interview
from interviewer.services.model_judge import ModelJudge
from interviewer.services.model_voice import ModelVoice
from interviewer.services.search import GuideSearch, ways_into
from interviewer.settings import Settings


class Application:
    """One running copy of the product: the settings, and everything that was built from them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    # --- content -------------------------------------------------------------------------------------------------------

    @cached_property
    def corpus_reading(self) -> CorpusReading:
        return read_corpus(self.settings.corpus_dir)

    @property
    def corpus(self) -> Corpus:
        """Raises ContentError if anything in it is broken."""
        return self.corpus_reading.require()

    @cached_property
    def prompts(self) -> dict[str, Prompt]:
        from interviewer.adapters.prompt_files import read_prompts

        return read_prompts(self.settings.prompts_dir)

    # --- meaning -------------------------------------------------------------------------------------------------------

    @cached_property
    def embedder(self) -> SentenceEmbedder:
        return SentenceEmbedder(self.settings.embedding_model)

    @cached_property
    def caching_embedder(self) -> Embedder:
        from interviewer.adapters.vector_cache import CachingEmbedder

        return CachingEmbedder(self.embedder, self.settings.cache_dir / "vectors.sqlite")

    @cached_property
    def grader(self) -> Grader:
        return self.make_grader(self.corpus)

    def make_grader(self, corpus: Corpus, *, words_only: bool = False) -> Grader:
        """`words_only`: without the entailment model, to see what it adds."""
        texts = [page.body for page in corpus.pages] + [q.model_answer for q in corpus.questions]
        return Grader(self.embedder, ProseModel(texts), None if words_only else self.entailment, self._phrasing_cache)

    @cached_property
    def entailment(self) -> EntailmentModel:
        from interviewer.adapters.entailment_onnx import OnnxEntailment

        return OnnxEntailment()

    @cached_property
    def _phrasing_cache(self) -> PhrasingCache:
        from interviewer.adapters.phrasing_files import PhrasingFiles

        return PhrasingFiles(self.settings.cache_dir / "phrasings")

    # --- search --------------------------------------------------------------------------------------------------------

    @property
    def index_folder(self) -> Path:
        return self.settings.data_dir / "index"

    @property
    def _index_stamp(self) -> Path:
        """Says which guide the index on disk holds, so that a start with nothing new opens neither Chroma nor torch."""
        return self.settings.data_dir / "index.stamp"

    def _guide_digest(self) -> str:
        digest = hashlib.sha256(self.settings.embedding_model.encode())
        for page in self.corpus.pages:
            digest.update(f"\0{page.id}\0{page.title}\0{page.body}".encode())
        for way in ways_into(self.corpus.questions):
            digest.update(f"\0{way.address}\0{way.text}".encode())
        return digest.hexdigest()

    @property
    def is_indexed(self) -> bool:
        """True if the index on disk holds this guide already."""
        stamp = self._index_stamp
        return stamp.is_file() and stamp.read_text() == self._guide_digest()

    @cached_property
    def search(self) -> GuideSearch:
        """The guide, searchable; brings the index up to date. Raises IndexMismatch."""
        return self.open_search()[0]

    def open_search(
        self, on_progress: Progress | None = None, *, rebuild: bool = False
    ) -> tuple[GuideSearch, IndexChange]:
        from interviewer.adapters.bm25_index import Bm25Index
        from interviewer.adapters.chroma_index import ChromaIndex

        if rebuild and not self.settings.chroma_url:
            shutil.rmtree(self.index_folder, ignore_errors=True)
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        vectors = ChromaIndex(self.embedder, folder=self.index_folder, url=self.settings.chroma_url)
        if rebuild:
            vectors.rebuild()
        search = GuideSearch(vectors, Bm25Index(), self.embedder)
        change = search.index(self.corpus.pages, ways_into(self.corpus.questions), on_progress)
        self._index_stamp.write_text(self._guide_digest())
        return search, change

    def search_in_memory(self, corpus: Corpus) -> GuideSearch:
        """A throw-away search by the guide's own text alone, for checks: with the key points as ways in, none could fail."""
        from interviewer.adapters.bm25_index import Bm25Index
        from interviewer.adapters.memory_vectors import MemoryVectors

        search = GuideSearch(MemoryVectors(self.caching_embedder), Bm25Index(), self.caching_embedder)
        search.index(corpus.pages)
        return search

    # --- interviews ----------------------------------------------------------------------------------------------------

    @cached_property
    def store(self) -> SessionStore:
        from interviewer.adapters.sql_sessions import open_store

        return open_store(self.settings.database_url, self.settings.data_dir)

    @cached_property
    def counter(self) -> TiktokenCounter:
        return TiktokenCounter()

    @cached_property
    def chat_model(self) -> ChatModel | None:
        """The language model of the settings; None for the built-in coach."""
        if not self.settings.uses_model:
            return None
        from interviewer.adapters.openai_chat import OpenAIChat

        return OpenAIChat(
            base_url=self.settings.base_url,
            model=self.settings.model,
            api_key=self.settings.api_key.get_secret_value(),
            counter=self.counter,
        )

    @cached_property
    def citer(self) -> Citer:
        return Citer(lambda: self.search)

    @cached_property
    def model_judge(self) -> ModelJudge | None:
        model = self.chat_model
        return ModelJudge(model, self.prompts["grade"], self.corpus, self.citer, self.grader) if model else None

    @cached_property
    def interview(self) -> Interview:
        engine = None
        if self.chat_model is not None and self.model_judge is not None:
            engine = Engine(
                voice=ModelVoice(self.chat_model, self.prompts["ask"]),
                judge=self.model_judge,
                debrief=ModelDebrief(self.chat_model, self.prompts["debrief"]),
            )
        return Interview(
            corpus=self.corpus,
            store=self.store,
            grader=self.grader,
            voice=CoachVoice(self.corpus, self.embedder),
            judge=CoachJudge(self.corpus, self.citer),
            clock=SystemClock(),
            engine=engine,
            max_answer_chars=self.settings.max_answer_chars,
        )

    def warm_up(self) -> None:
        """Load what the first answer will need: the model, the index, and one pass through the grader."""
        self.embedder.warm_up()
        _ = self.search
        first = self.corpus.questions[0]
        self.grader.grade(first, first.model_answer, first.seniority[0])

    async def close(self) -> None:
        """Give back connections. Parts that were never built are left alone."""
        built = vars(self)
        if built.get("chat_model") is not None:
            await built["chat_model"].close()
        if "store" in built:
            self.store.close()
