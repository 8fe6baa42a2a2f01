"""Language models through the `openai` package: chat.completions, any compatible server.

Own deadlines and retries (the package would sleep silently for up to two minutes), `create` and not `.stream()` or
`.parse()` (they raise a zoo of exceptions on odd servers), and a memory of what each server refuses.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlparse

import httpx2
import openai
from pydantic import BaseModel

from interviewer.adapters.openai_errors import ODD_BODIES, refused_parameter, translate
from interviewer.adapters.structured_reply import parse_reply, strict_schema
from interviewer.domain.critique import Usage
from interviewer.domain.errors import FailureKind, ModelFailure
from interviewer.ports import Chunk, Message, TokenCounter

Shape = TypeVar("Shape", bound=BaseModel)
T = TypeVar("T")

NO_KEY = "none"
"""The package refuses to start without a key; servers that need none ignore this one."""

NO_ACCOUNT_HEADERS: Any = {"OpenAI-Organization": openai.Omit(), "OpenAI-Project": openai.Omit()}
"""The package would read these from the environment too, for whatever server."""

RETRYABLE = (FailureKind.RATE_LIMITED, FailureKind.SERVER_ERROR, FailureKind.UNREACHABLE, FailureKind.DEADLINE)
MAX_REPLY_CHARS = 4_000
MAX_STRUCTURED_CHARS = 40_000
"""Where reading stops: some servers ignore the token limit."""


@dataclass(frozen=True)
class Limits:
    """Deadlines in seconds and sizes in tokens. A stream that sends only comments never times out by itself."""

    first_token: float = 30.0
    idle: float = 20.0
    total: float = 180.0
    attempts: int = 3
    longest_wait: float = 10.0
    reply_tokens: int = 600
    structured_tokens: int = 4_000


@dataclass
class _Known:
    """What was learned about this server and model."""

    rung: int = 0
    dropped: set[str] = field(default_factory=set)


RUNGS = ("json_schema", "json_object", "text")


class OpenAIChat:
    """The `ChatModel` port. One instance for an event loop; close it before the loop ends."""

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        api_key: str = "",
        counter: TokenCounter,
        limits: Limits | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._model, self._counter, self._limits = model, counter, limits or Limits()
        self._is_openai = (urlparse(base_url).hostname or "").endswith(("openai.com", "openai.azure.com"))
        self._known = _Known()
        timeout = httpx2.Timeout(60.0, connect=5.0, pool=5.0)
        self._client = openai.AsyncOpenAI(
            base_url=base_url,
            api_key=api_key or NO_KEY,  # always given: the package would send OPENAI_API_KEY to whatever URL this is
            organization=None,
            project=None,
            max_retries=0,
            timeout=timeout,
            default_headers=NO_ACCOUNT_HEADERS,
            http_client=httpx2.AsyncClient(transport=transport, timeout=timeout) if transport else None,
        )

    @property
    def name(self) -> str:
        return self._model

    async def close(self) -> None:
        await self._client.close()

    # --- streaming -----------------------------------------------------------------------------------------------------

    async def stream(self, messages: Sequence[Message]) -> AsyncIterator[Chunk]:
        """The reply, piece by piece, the usage last. Raises ModelFailure; retries only while nothing was shown."""
        for attempt in range(1, self._limits.attempts + 1):
            shown = False
            try:
                async for chunk in self._stream_once(messages):
                    shown = shown or bool(chunk.text)
                    yield chunk
                return
            except ModelFailure as failure:
                if shown or not await self._may_retry(failure, attempt):
                    raise

    async def _stream_once(self, messages: Sequence[Message]) -> AsyncIterator[Chunk]:
        limits = self._limits
        loop = asyncio.get_running_loop()
        text, usage, finish = "", None, None
        try:
            async with asyncio.timeout(limits.first_token) as deadline:
                end = loop.time() + limits.total
                async with await self._create(self._request(messages, limits.reply_tokens, stream=True)) as stream:
                    _require_event_stream(stream)
                    async for event in stream:
                        usage = _usage(event) or usage
                        piece, finish = _delta(event, finish)
                        if piece:
                            deadline.reschedule(min(end, loop.time() + limits.idle))
                            text += piece
                            yield Chunk(piece)
                        if len(text) > MAX_REPLY_CHARS:
                            finish = "stop"
                            break
        except (openai.OpenAIError, TimeoutError, *ODD_BODIES) as error:
            raise _after(translate(error), text) from error
        _require_finished(finish, text)
        yield Chunk("", usage or self._estimate(messages, text))

    # --- structured replies --------------------------------------------------------------------------------------------

    async def reply(self, messages: Sequence[Message], shape: type[Shape]) -> tuple[Shape, Usage]:
        """A validated object: by schema, else by JSON mode, else by asking for it; one re-ask with what was wrong."""
        spent = Usage()
        while True:
            rung = self._known.rung
            text, usage = await self._retrying(lambda: self._reply_once(messages, shape, self._known.rung))
            spent = spent.plus(usage)
            try:
                return parse_reply(text, shape), spent
            except ModelFailure as failure:
                complaint = (
                    f"Your reply could not be used: {failure.message}. Send the whole JSON object again, corrected."
                )
            again = [*messages, Message("assistant", text[:MAX_STRUCTURED_CHARS]), Message("user", complaint)]
            text, usage = await self._retrying(lambda: self._reply_once(again, shape, self._known.rung))  # noqa: B023
            spent = spent.plus(usage)
            try:
                return parse_reply(text, shape), spent
            except ModelFailure:
                if rung >= len(RUNGS) - 1:
                    raise
                self._known.rung = rung + 1  # a server may ignore the schema and still say 200

    async def _reply_once(self, messages: Sequence[Message], shape: type[BaseModel], rung: int) -> tuple[str, Usage]:
        limits = self._limits
        schema = strict_schema(shape)
        try:
            async with asyncio.timeout(limits.total):
                request = self._request(messages, limits.structured_tokens, stream=False)
                reply = await self._create_structured(request, schema, shape.__name__, rung)
                text, finish = _whole(reply)
                usage = _usage(reply)
        except (openai.OpenAIError, TimeoutError, *ODD_BODIES) as error:
            raise translate(error) from error
        _require_finished(finish, text)
        return text, usage or self._estimate(messages, text)

    async def _create_structured(self, request: dict[str, Any], schema: dict[str, Any], name: str, rung: int) -> Any:
        """Climbs down the ladder while the server refuses the response format, and remembers where it held."""
        for step in range(rung, len(RUNGS)):
            try:
                reply = await self._create(_with_format(request, RUNGS[step], schema, name))
            except openai.APIStatusError as error:
                if RUNGS[step] == "text" or refused_parameter(error, {"response_format"}) is None:
                    raise
                continue
            self._known.rung = max(self._known.rung, step)
            return reply
        raise AssertionError("the last rung sends no format that could be refused")

    # --- requests ------------------------------------------------------------------------------------------------------

    def _request(self, messages: Sequence[Message], tokens: int, *, stream: bool) -> dict[str, Any]:
        cap = "max_completion_tokens" if self._is_openai else "max_tokens"
        request: dict[str, Any] = {
            "model": self._model,
            "messages": [{"role": m.role, "content": m.content} for m in messages],
            cap: tokens,
            "stream": stream,
        }
        if stream:
            request["stream_options"] = {"include_usage": True}
        if self._is_openai:
            request["store"] = False
        return request

    async def _create(self, request: dict[str, Any]) -> Any:
        """One call; a parameter that the server refuses by name is left out from then on."""
        optional = {"stream_options", "store", "max_tokens", "max_completion_tokens"}
        while True:
            sent = {k: v for k, v in request.items() if k not in self._known.dropped}
            try:
                return await self._client.chat.completions.create(**sent)
            except openai.APIStatusError as error:
                refused = refused_parameter(error, optional & set(sent))
                if refused is None:
                    raise
                self._known.dropped.add(refused)
                if refused == "max_tokens":
                    request = {**request, "max_completion_tokens": request["max_tokens"]}

    async def _retrying(self, work: Callable[[], Awaitable[T]]) -> T:
        for attempt in range(1, self._limits.attempts + 1):
            try:
                return await work()
            except ModelFailure as failure:
                if not await self._may_retry(failure, attempt):
                    raise
        raise AssertionError("the last attempt returns or raises")

    async def _may_retry(self, failure: ModelFailure, attempt: int) -> bool:
        """Waits before another try, as the server asks up to a limit; False if there is no point."""
        if failure.kind not in RETRYABLE or attempt >= self._limits.attempts:
            return False
        if failure.kind is FailureKind.DEADLINE and attempt > 1:
            return False
        wait = failure.retry_after
        if wait is not None and wait > self._limits.longest_wait:
            return False
        backoff = min(2.0, 0.3 * 2**attempt) * random.uniform(0.75, 1.0)
        await asyncio.sleep(backoff if wait is None else wait)
        return True

    def _estimate(self, messages: Sequence[Message], text: str) -> Usage:
        """Per message 3 tokens and its role, and 3 for the reply: the counting rule that OpenAI published for chats."""
        prompt = 3 + sum(3 + self._counter.count(m.role) + self._counter.count(m.content) for m in messages)
        return Usage(prompt_tokens=prompt, completion_tokens=self._counter.count(text), estimated=True)


def _with_format(request: dict[str, Any], rung: str, schema: dict[str, Any], name: str) -> dict[str, Any]:
    if rung == "json_schema":
        wanted = {"name": name, "strict": True, "schema": schema}
        return {**request, "response_format": {"type": "json_schema", "json_schema": wanted}}
    told = f"\n\nReply with one JSON object and nothing else. It must fit this JSON schema:\n{schema}"
    first, *rest = request["messages"]
    request = {**request, "messages": [{**first, "content": first["content"] + told}, *rest]}
    return {**request, "response_format": {"type": "json_object"}} if rung == "json_object" else request


def _require_event_stream(stream: Any) -> None:
    """JSON or HTML with status 200 would otherwise read as a stream without a single event."""
    content_type = stream.response.headers.get("content-type", "")
    if "event-stream" not in content_type:
        raise ModelFailure(FailureKind.PROTOCOL, f"The server sent {content_type or 'nothing'} in place of a stream.")


def _delta(event: Any, finish: str | None) -> tuple[str, str | None]:
    """(text, finish reason so far) of one event; both may be missing, and so may `choices`."""
    for choice in getattr(event, "choices", None) or []:
        finish = choice.finish_reason or finish
        delta = choice.delta
        if delta is not None and getattr(delta, "refusal", None):
            raise ModelFailure(FailureKind.REFUSED, str(delta.refusal)[:200])
        if delta is not None and delta.content:
            return delta.content, finish
    return "", finish


def _whole(reply: Any) -> tuple[str, str | None]:
    if not hasattr(reply, "choices") or not reply.choices:
        raise ModelFailure(FailureKind.PROTOCOL, "The reply has no choices.")
    choice = reply.choices[0]
    if choice.message.refusal:
        raise ModelFailure(FailureKind.REFUSED, str(choice.message.refusal)[:200])
    return choice.message.content or "", choice.finish_reason


def _require_finished(finish: str | None, text: str) -> None:
    """A stream that just ends is not a reply: it happens with status 200 and no error of any kind."""
    kinds = {"length": FailureKind.LENGTH, "content_filter": FailureKind.FILTERED, "error": FailureKind.SERVER_ERROR}
    if finish in kinds:
        raise ModelFailure(kinds[finish], f"The reply ended by {finish!r}.")
    if not text.strip():
        raise ModelFailure(FailureKind.EMPTY, "The reply is empty.")
    if finish is None:
        raise ModelFailure(FailureKind.INCOMPLETE, "The reply ended in the middle.")


def _after(failure: ModelFailure, text: str) -> ModelFailure:
    """A connection that breaks after the first words is an incomplete reply, not an unreachable server."""
    broken = failure.kind in (FailureKind.UNREACHABLE, FailureKind.DEADLINE)
    return ModelFailure(FailureKind.INCOMPLETE, failure.message) if text and broken else failure


def _usage(event: Any) -> Usage | None:
    usage = getattr(event, "usage", None)
    if usage is None:
        return None
    details = getattr(usage, "prompt_tokens_details", None)
    return Usage(
        prompt_tokens=usage.prompt_tokens or 0,
        completion_tokens=usage.completion_tokens or 0,
        cached_tokens=getattr(details, "cached_tokens", None) or 0,
    )
