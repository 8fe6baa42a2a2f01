"""`make bench`: the speeds that DESIGN asks for, as ratios against the bare operation in the same run."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from benchmarks.timing import Pair, compare
from interviewer.adapters.bm25_index import Bm25Index
from interviewer.adapters.chroma_index import ChromaIndex
from interviewer.adapters.corpus_files import read_corpus
from interviewer.adapters.prompt_files import read_prompts
from interviewer.adapters.sentence_embedder import SentenceEmbedder
from interviewer.adapters.tiktoken_counter import TiktokenCounter
from interviewer.cli.output import console, print_table
from interviewer.domain.corpus import Corpus
from interviewer.domain.passage import Entry
from interviewer.domain.round import Move, MoveKind
from interviewer.domain.splitting import split_page
from interviewer.domain.stage import Mode, Seniority, StageId
from interviewer.domain.transcript import Speaker, Turn
from interviewer.grading.grader import Grader
from interviewer.grading.prose import ProseModel
from interviewer.grading.text import sentences
from interviewer.services.cue import Cue
from interviewer.services.model_voice import ModelVoice
from interviewer.services.search import GuideSearch
from tests.fakes import START, ScriptedModel, round_plan

ROOT = Path(__file__).resolve().parent.parent
RUNS = 30
INDEXED_PASSAGES = 192
QUERY = "why can't I look at the test every morning and stop when it is significant"


def main() -> None:
    corpus = read_corpus(ROOT / "corpus").require()
    embedder = SentenceEmbedder()
    embedder.warm_up()
    pairs = [critique(corpus, embedder), *searching(corpus, embedder), start_up()]
    print_table(
        "Speed, medians",
        ("what", "ours, ms", "bare, ms", "ratio", "to hold"),
        ((p.name, f"{p.ours:.1f}", f"{p.bare:.1f}", f"{p.ratio:.2f}", p.limit) for p in pairs),
    )
    print_tokens(corpus)


def critique(corpus: Corpus, embedder: SentenceEmbedder) -> Pair:
    """A 150-word answer, against the bare embedding of its sentences."""
    texts = [p.body for p in corpus.pages] + [q.model_answer for q in corpus.questions]
    grader = Grader(embedder, ProseModel(texts))
    question = next(q for q in corpus.questions if q.answer == "facts" and len(q.key_points) == 4)
    answer = " ".join(question.model_answer.split()[:150])
    spoken = [s.text for s in sentences(answer)]
    return compare(
        "built-in findings on 150 words",
        lambda: grader.grade(question, answer, Seniority.MID),
        lambda: embedder.embed(spoken),
        runs=RUNS,
        limit="3.0",
    )


def searching(corpus: Corpus, embedder: SentenceEmbedder) -> list[Pair]:
    passages = [p for page in corpus.pages for p in split_page(page, embedder.count_tokens, embedder.max_tokens - 2)]
    passages = passages[:INDEXED_PASSAGES]
    entries = [Entry(id=p.id, passage_id=p.id, text=p.searchable) for p in passages]

    def index_ours() -> None:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            ChromaIndex(embedder, folder=Path(folder)).update(entries)

    def index_bare() -> None:
        import chromadb

        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            collection = chromadb.PersistentClient(path=folder).create_collection("bare", embedding_function=None)
            collection.add(ids=[p.id for p in passages], embeddings=embedder.embed([p.searchable for p in passages]))

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        chroma = ChromaIndex(embedder, folder=Path(folder))
        search = GuideSearch(chroma, Bm25Index(), embedder)
        search.index(corpus.pages[:40])
        collection = chroma._collection()

        def search_bare() -> None:
            collection.query(query_embeddings=embedder.embed([QUERY]), n_results=20, include=["distances"])

        searched = compare("search", lambda: search.search(QUERY, 5), search_bare, runs=RUNS, limit="1.5")
    return [searched, compare(f"index {len(passages)} passages", index_ours, index_bare, runs=3, limit="1.2")]


def start_up() -> Pair:
    """From the command to a page that answers (installed, indexed), against importing Gradio and an empty Blocks."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        environment = {**os.environ, "INTERVIEWER_DATA_DIR": folder, "GRADIO_ANALYTICS_ENABLED": "False"}
        subprocess.run([sys.executable, "-m", "interviewer", "index"], check=True, env=environment, capture_output=True)
        bare = [sys.executable, "-c", "import gradio as gr\nwith gr.Blocks():\n    pass"]
        return compare(
            "command to page",
            lambda: _until_up(environment),
            lambda: subprocess.run(bare, check=True, env=environment, capture_output=True),
            runs=3,
            limit="1.3",
        )


def _until_up(environment: dict[str, str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "interviewer", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
            break
        except OSError:
            time.sleep(0.02)
    process.kill()
    process.wait()


def print_tokens(corpus: Corpus) -> None:
    """Prompt tokens of the interviewer's turn as a round grows."""
    counter = TiktokenCounter()
    voice = ModelVoice(ScriptedModel(), read_prompts(ROOT / "prompts")["ask"])
    tokens = {turn: _prompt_tokens(corpus, voice, counter, turn) for turn in (5, 15, 30, 60)}
    rows = ((turn, count, f"{count / tokens[5]:.2f}") for turn, count in tokens.items())
    print_table("Prompt tokens by turn", ("turn", "tokens", "ratio to turn 5"), rows)


def _prompt_tokens(corpus: Corpus, voice: ModelVoice, counter: TiktokenCounter, turns: int) -> int:
    """A technical round in which each question takes four turns of 120 words at most."""
    bank = [q for q in corpus.questions_of(StageId.TECHNICAL) if q.answer == "facts"][: turns // 4 + 2]
    transcript = []
    for seq in range(turns):
        question = bank[seq // 4]
        is_candidate = seq % 2 == 1
        transcript.append(
            Turn(
                id=f"t{seq}",
                seq=seq,
                speaker=Speaker.CANDIDATE if is_candidate else Speaker.INTERVIEWER,
                text=" ".join(question.model_answer.split()[:120]) if is_candidate else question.ask,
                at=START,
                question_id=question.id,
                intent="answer" if is_candidate else "",
                moves=(MoveKind.ASK.value,) if seq % 4 == 0 else (),
            )
        )
    question = bank[(turns - 1) // 4]
    plan = round_plan(*(q.id for q in bank), mode=Mode.REAL)
    cue = Cue(
        moves=(Move(kind=MoveKind.PROBE, question_id=question.id, key_point_id=question.key_points[0].id),),
        stage=corpus.stage(StageId.TECHNICAL),
        plan=plan,
        question=question,
        upcoming=None,
        transcript=tuple(transcript),
        findings=(),
        candidate_name="",
        seconds_left=900,
    )
    return sum(counter.count(m.content) for m in voice.messages(cue))


if __name__ == "__main__":
    main()
    console.print("Machines differ, and drift: read the ratios.")
