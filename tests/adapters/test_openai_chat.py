"""The model client against a server over real HTTP, well behaved and otherwise."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from pydantic import BaseModel, ConfigDict

from interviewer.adapters.openai_chat import Limits, OpenAIChat
from interviewer.adapters.tiktoken_counter import TiktokenCounter
from interviewer.domain.errors import FailureKind, ModelFailure
from interviewer.ports import Message
from tests.stub_server import WORDS, StubServer, running

HELLO = [Message("system", "Be brief."), Message("user", "Hello")]
QUICK = Limits(first_token=0.4, idle=0.4, total=2.0, attempts=3, longest_wait=1.0)


class Grade(BaseModel):
    model_config = ConfigDict(extra="forbid")
    quote: str
    level: int


@pytest.fixture(scope="module")
def stub() -> Iterator[StubServer]:
    with running() as server:
        yield server


@pytest.fixture
async def connect(stub: StubServer) -> AsyncIterator[type]:
    clients = []

    def make(model: str, limits: Limits = QUICK, **options: str) -> OpenAIChat:
        client = OpenAIChat(
            base_url=options.pop("base_url", stub.url), model=model, counter=TiktokenCounter(), limits=limits, **options
        )
        clients.append(client)
        return client

    yield make  # type: ignore[misc]
    for client in clients:
        await client.close()


async def read(client: OpenAIChat) -> str:
    return "".join([chunk.text async for chunk in client.stream(HELLO)])


async def test_a_reply_streams_word_by_word_with_its_usage(connect) -> None:  # type: ignore[no-untyped-def]
    chunks = [chunk async for chunk in connect("fine").stream(HELLO)]
    assert "".join(c.text for c in chunks).strip() == WORDS
    assert len(chunks) > len(WORDS.split())
    usage = chunks[-1].usage
    assert usage is not None and (usage.prompt_tokens, usage.cached_tokens, usage.estimated) == (120, 64, False)


async def test_usage_is_estimated_where_the_server_counts_nothing(connect) -> None:  # type: ignore[no-untyped-def]
    chunks = [chunk async for chunk in connect("no-usage").stream(HELLO)]
    usage = chunks[-1].usage
    assert usage is not None and usage.estimated and usage.prompt_tokens >= 10 and usage.completion_tokens == 2


async def test_oddities_of_real_servers_are_fine(connect) -> None:  # type: ignore[no-untyped-def]
    assert await read(connect("odd-but-fine")) == "Hello there"


@pytest.mark.parametrize(
    ("scenario", "kind", "calls"),
    [
        ("bad-key", FailureKind.AUTH, 1),
        ("no-such-model", FailureKind.NOT_FOUND, 1),
        ("quota", FailureKind.QUOTA, 1),
        ("busy-long", FailureKind.RATE_LIMITED, 1),
        ("server-error", FailureKind.SERVER_ERROR, 3),
        ("too-long", FailureKind.TOO_LONG, 1),
        ("filtered", FailureKind.FILTERED, 1),
        ("html", FailureKind.PROTOCOL, 1),
        ("json-for-stream", FailureKind.PROTOCOL, 1),
        ("empty-stream", FailureKind.EMPTY, 1),
        ("bad-json", FailureKind.PROTOCOL, 1),
        ("clean-end", FailureKind.INCOMPLETE, 1),
        ("error-in-stream", FailureKind.SERVER_ERROR, 1),
        ("reset", FailureKind.INCOMPLETE, 1),
        ("cut-by-length", FailureKind.LENGTH, 1),
        ("refusal", FailureKind.REFUSED, 1),
        ("silent", FailureKind.DEADLINE, 2),
        ("stalls", FailureKind.INCOMPLETE, 1),
    ],
)
async def test_each_fault_is_one_typed_failure_and_is_retried_only_where_that_helps(
    connect, stub: StubServer, scenario: str, kind: FailureKind, calls: int
) -> None:  # type: ignore[no-untyped-def]
    before = stub.seen(scenario)
    with pytest.raises(ModelFailure) as failure:
        await read(connect(scenario))
    assert failure.value.kind is kind
    assert stub.seen(scenario) - before == calls


async def test_a_server_that_is_busy_for_a_moment_is_asked_again(connect, stub: StubServer) -> None:  # type: ignore[no-untyped-def]
    assert (await read(connect("busy-once"))).strip() == WORDS


async def test_a_long_wait_is_told_and_not_slept_through(connect) -> None:  # type: ignore[no-untyped-def]
    start = time.monotonic()
    with pytest.raises(ModelFailure) as failure:
        await read(connect("busy-long"))
    assert failure.value.retry_after == 90 and time.monotonic() - start < 5


async def test_nobody_at_the_address_is_unreachable(connect) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ModelFailure) as failure:
        await read(connect("fine", base_url="http://127.0.0.1:9/v1"))
    assert failure.value.kind is FailureKind.UNREACHABLE


async def test_a_refused_parameter_is_left_out_from_then_on(connect, stub: StubServer) -> None:  # type: ignore[no-untyped-def]
    client = connect("refuses-usage-option")
    assert (await read(client)).strip() == WORDS
    before = stub.seen("refuses-usage-option")
    assert (await read(client)).strip() == WORDS
    assert stub.seen("refuses-usage-option") == before + 1


async def test_a_cancelled_reader_leaves_the_client_usable(connect) -> None:  # type: ignore[no-untyped-def]
    client = connect("stalls", Limits(first_token=5, idle=5, total=5))
    task = asyncio.create_task(read(client))
    await asyncio.wait([task], timeout=0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert client.name == "stalls"


async def test_the_users_openai_key_never_goes_to_another_server(connect, stub: StubServer, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
    await read(connect("fine"))
    headers = stub.headers_seen[-1]
    assert "secret" not in json.dumps(headers)


async def test_a_structured_reply_is_validated(connect, stub: StubServer) -> None:  # type: ignore[no-untyped-def]
    stub.replies[:] = ['{"quote": "so", "level": 3}']
    reply, usage = await connect("fine").reply(HELLO, Grade)
    assert reply == Grade(quote="so", level=3) and usage.prompt_tokens == 120
    schema = stub.requests[-1]["response_format"]["json_schema"]
    assert schema["strict"] and schema["schema"]["required"] == ["quote", "level"]


@pytest.mark.parametrize(
    "text",
    ['```json\n{"quote": "a", "level": 1}\n```', '<think>{"level": 9}</think> Sure: {"quote": "a", "level": 1} done'],
)
async def test_wrappings_around_the_object_are_taken_off(connect, stub: StubServer, text: str) -> None:  # type: ignore[no-untyped-def]
    stub.replies[:] = [text]
    reply, _ = await connect("fine").reply(HELLO, Grade)
    assert reply == Grade(quote="a", level=1)


async def test_a_wrong_object_is_asked_for_once_more_with_what_was_wrong(connect, stub: StubServer) -> None:  # type: ignore[no-untyped-def]
    stub.replies[:] = ['{"quote": "a"}', '{"quote": "a", "level": 2}']
    reply, usage = await connect("fine").reply(HELLO, Grade)
    assert reply.level == 2 and usage.prompt_tokens == 240
    assert "level" in stub.requests[-1]["messages"][-1]["content"]


@pytest.mark.parametrize(
    "broken",
    [
        '{"quote": "a", "lev',
        '{"quote": "a", "level": 1, "level": 5}',
        "no json here",
        '{"quote": "a", "level": "five"}',
    ],
)
async def test_nothing_is_graded_from_broken_json(connect, stub: StubServer, broken: str) -> None:  # type: ignore[no-untyped-def]
    stub.replies[:] = [broken] * 10
    with pytest.raises(ModelFailure) as failure:
        await connect("fine").reply(HELLO, Grade)
    assert failure.value.kind is FailureKind.PROTOCOL


@pytest.mark.parametrize(("model", "rung"), [("no-schema", "json_object"), ("no-format-at-all", None)])
async def test_the_ladder_is_climbed_down_once_and_remembered(
    connect, stub: StubServer, model: str, rung: str | None
) -> None:  # type: ignore[no-untyped-def]
    client = connect(model)
    stub.replies[:] = ['{"quote": "a", "level": 1}'] * 2
    await client.reply(HELLO, Grade)
    assert stub.requests[-1].get("response_format", {}).get("type") == rung
    assert "JSON schema" in stub.requests[-1]["messages"][0]["content"]
    before = stub.seen(model)
    await client.reply(HELLO, Grade)
    assert stub.seen(model) == before + 1
