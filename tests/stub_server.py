"""An OpenAI-compatible server over real HTTP whose behaviour is the model's name: fine, or broken in a scripted way."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

STALL_SECONDS = 5.0
"""Longer than every deadline that a test sets; the handler ends with the test's server."""

WORDS = "Thanks, I see. What would you look at next?"


class StubServer(ThreadingHTTPServer):
    """`requests` holds every body that came; `replies` may hold texts for structured calls, first come first served."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[dict[str, Any]] = []
        self.headers_seen: list[dict[str, str]] = []
        self.replies: list[str] = []
        self.words = WORDS
        self.answer: Callable[[dict[str, Any]], str] | None = None
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def seen(self, model: str) -> int:
        return sum(r["model"] == model for r in self.requests)


@contextmanager
def running() -> Iterator[StubServer]:
    server = StubServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: StubServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None: ...

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append(body)
        self.server.headers_seen.append({k.lower(): v for k, v in self.headers.items()})
        scenario = getattr(self, f"_{body['model'].replace('-', '_')}", None)
        (scenario or self._fine)(body)

    # --- well behaved --------------------------------------------------------------------------------------------------

    def _fine(self, body: dict[str, Any]) -> None:
        if body.get("stream"):
            self._open_stream()
            for word in self.server.words.split(" "):
                self._event(_delta(word + " "))
            self._event(_delta("", finish="stop"))
            self._event({**_HEAD, "choices": [], "usage": _USAGE})
            self._raw(b"data: [DONE]\n\n")
        else:
            made = self.server.answer(body) if self.server.answer else "{}"
            text = self.server.replies.pop(0) if self.server.replies else made
            self._json(200, _completion(text))

    def _no_usage(self, body: dict[str, Any]) -> None:
        self._open_stream()
        self._event(_delta("Hello there"))
        self._event(_delta("", finish="stop"))

    def _odd_but_fine(self, body: dict[str, Any]) -> None:
        """Comments, an empty first chunk, choices null, CRLF, no [DONE]."""
        self._open_stream()
        self._raw(b": PROCESSING\r\n\r\n")
        self._event({"choices": []})
        self._event({**_HEAD, "choices": None})
        self._raw(("data:" + json.dumps(_delta("Hello there", finish="stop")) + "\r\n\r\n").encode())

    # --- statuses ------------------------------------------------------------------------------------------------------

    def _bad_key(self, body: dict[str, Any]) -> None:
        self._json(401, _error("Incorrect API key provided", code="invalid_api_key"))

    def _no_such_model(self, body: dict[str, Any]) -> None:
        self._json(404, _error("model not found"))

    def _quota(self, body: dict[str, Any]) -> None:
        self._json(429, _error("You exceeded your current quota", code="insufficient_quota"))

    def _busy_once(self, body: dict[str, Any]) -> None:
        if self.server.seen("busy-once") == 1:
            self._json(429, _error("busy"), {"retry-after": "0.01"})
        else:
            self._fine(body)

    def _busy_long(self, body: dict[str, Any]) -> None:
        self._json(429, _error("busy"), {"retry-after": "90"})

    def _server_error(self, body: dict[str, Any]) -> None:
        self._json(500, _error("boom"))

    def _too_long(self, body: dict[str, Any]) -> None:
        self._json(
            400, {"error": {"code": 400, "type": "exceed_context_size_error", "message": "request exceeds context"}}
        )

    def _filtered(self, body: dict[str, Any]) -> None:
        self._json(400, _error("filtered", code="content_filter"))

    def _refuses_usage_option(self, body: dict[str, Any]) -> None:
        if "stream_options" in body:
            self._json(400, {**_error("Unknown parameter: stream_options"), "param": "stream_options"})
        else:
            self._fine(body)

    # --- bodies --------------------------------------------------------------------------------------------------------

    def _html(self, body: dict[str, Any]) -> None:
        self._reply(200, b"<html>proxy</html>", "text/html")

    def _json_for_stream(self, body: dict[str, Any]) -> None:
        self._json(200, _completion("not a stream"))

    def _empty_stream(self, body: dict[str, Any]) -> None:
        self._open_stream()
        self._raw(b"data: [DONE]\n\n")

    def _bad_json(self, body: dict[str, Any]) -> None:
        self._open_stream()
        self._raw(b"data: {broken\n\n")

    def _clean_end(self, body: dict[str, Any]) -> None:
        self._open_stream()
        self._event(_delta("Half a sen"))

    def _error_in_stream(self, body: dict[str, Any]) -> None:
        self._open_stream()
        self._event(_delta("Half a sen"))
        self._event({"error": {"message": "overloaded", "type": "server_error"}})

    def _reset(self, body: dict[str, Any]) -> None:
        self._open_stream()
        self._event(_delta("Half a sen"))
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _cut_by_length(self, body: dict[str, Any]) -> None:
        self._open_stream()
        self._event(_delta("A very long", finish="length"))

    def _refusal(self, body: dict[str, Any]) -> None:
        self._open_stream()
        event = _delta("")
        event["choices"][0]["delta"] = {"refusal": "I cannot help with that."}
        self._event(event)

    # --- slowness ------------------------------------------------------------------------------------------------------

    def _silent(self, body: dict[str, Any]) -> None:
        """Comments keep the connection alive and no token ever comes."""
        self._open_stream()
        deadline = time.monotonic() + STALL_SECONDS
        while time.monotonic() < deadline and not self.server.closing.wait(0.02):
            try:
                self._raw(b": still here\n\n")
            except OSError:
                return

    def _stalls(self, body: dict[str, Any]) -> None:
        self._open_stream()
        self._event(_delta("Half a sen"))
        self.server.closing.wait(STALL_SECONDS)

    # --- structured output ---------------------------------------------------------------------------------------------

    def _no_schema(self, body: dict[str, Any]) -> None:
        """LM Studio turned around: json_schema is refused, json_object works."""
        if body.get("response_format", {}).get("type") == "json_schema":
            self._json(400, _error("'response_format.type' must be 'json_object'"))
        else:
            self._fine(body)

    def _no_format_at_all(self, body: dict[str, Any]) -> None:
        """llama-cpp-python answers 500 for what it does not know."""
        if "response_format" in body:
            self._json(500, _error("literal_error in response_format"))
        else:
            self._fine(body)

    # --- writing -------------------------------------------------------------------------------------------------------

    def _open_stream(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True

    def _event(self, event: dict[str, Any]) -> None:
        self._raw(f"data: {json.dumps(event)}\n\n".encode())

    def _raw(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()

    def _json(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        self._reply(status, json.dumps(body).encode(), "application/json", headers)

    def _reply(self, status: int, data: bytes, content_type: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-type": content_type, "content-length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


_HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": "stub"}
_USAGE = {
    "prompt_tokens": 120,
    "completion_tokens": 9,
    "total_tokens": 129,
    "prompt_tokens_details": {"cached_tokens": 64},
}


def _delta(text: str, finish: str | None = None) -> dict[str, Any]:
    return {**_HEAD, "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]}


def _completion(text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {**_HEAD, "object": "chat.completion", "choices": [choice], "usage": _USAGE}


def _error(message: str, code: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": "error", "code": code}}
