"""Every way in which the openai package reports trouble, translated at this one door to a `ModelFailure`.

AuthenticationError, PermissionDenied      auth
NotFoundError                              not_found
RateLimitError                             rate_limited, or quota by its code
BadRequest, Unprocessable, 413             too_long or filtered by code or message, else bad_request
InternalServerError, 408                   server_error
APITimeoutError, TimeoutError              deadline
APIConnectionError                         unreachable (incomplete once something was shown)
APIError without a status                  server_error (an error event in the stream)
JSONDecodeError, ValidationError,
AttributeError, TypeError, IndexError      protocol: the body is not what this API sends
"""

import json

import openai

from interviewer.domain.errors import FailureKind, ModelFailure

_TOO_LONG = (
    "context_length",
    "context length",
    "context size",
    "maximum context",
    "exceed_context",
    "too many tokens",
    "too long",
)
ODD_BODIES = (json.JSONDecodeError, AttributeError, TypeError, IndexError, AssertionError, KeyError, ValueError)
"""What the package lets through when a body has another shape; none of them is an OpenAIError."""


def translate(error: Exception) -> ModelFailure:
    """The failure that a vendor's exception stands for. Never holds the request, which holds the key."""
    if isinstance(error, ModelFailure):
        return error
    if isinstance(error, openai.APIStatusError):
        return _by_status(error)
    if isinstance(error, (openai.APITimeoutError, TimeoutError)):
        return ModelFailure(FailureKind.DEADLINE, "The server did not answer in time.")
    if isinstance(error, openai.APIConnectionError):
        return ModelFailure(FailureKind.UNREACHABLE, f"No connection ({type(error.__cause__).__name__}).")
    if isinstance(error, openai.APIError):
        kind = FailureKind.TOO_LONG if _mentions(error, _TOO_LONG) else FailureKind.SERVER_ERROR
        return ModelFailure(kind, _first_line(error))
    if isinstance(error, ODD_BODIES):
        return ModelFailure(FailureKind.PROTOCOL, f"The reply could not be read ({type(error).__name__}).")
    if isinstance(error, openai.OpenAIError):
        return ModelFailure(FailureKind.BAD_REQUEST, _first_line(error))
    raise error


def _by_status(error: openai.APIStatusError) -> ModelFailure:
    status, code = error.status_code, str(error.code or error.type or "")
    text = _first_line(error)
    if status in (401, 403):
        return ModelFailure(FailureKind.AUTH, text)
    if status == 404:
        return ModelFailure(FailureKind.NOT_FOUND, text)
    if status == 402 or (status == 429 and "quota" in code):
        return ModelFailure(FailureKind.QUOTA, text)
    if status == 429:
        return ModelFailure(FailureKind.RATE_LIMITED, text, retry_after=_retry_after(error))
    if status == 413 or _mentions(error, _TOO_LONG):
        return ModelFailure(FailureKind.TOO_LONG, text)
    if "content_filter" in code:
        return ModelFailure(FailureKind.FILTERED, text)
    if status >= 500 or status == 408:
        return ModelFailure(FailureKind.SERVER_ERROR, text, retry_after=_retry_after(error))
    return ModelFailure(FailureKind.BAD_REQUEST, text)


def refused_parameter(error: openai.APIStatusError, sent: set[str]) -> str | None:
    """The optional parameter that the server refused by name, in its `param` field or in its message.

    llama-cpp-python answers 500 for a response_format that it does not know, so the status is not looked at.
    """
    if error.status_code not in (400, 422) and error.status_code < 500:
        return None
    if error.param in sent:
        return str(error.param)
    text = json.dumps(error.body, default=str) if error.body else str(error)
    aliases = {"response_format": ("response_format", "json_schema", "json_object", "literal_error")}
    return next((name for name in sorted(sent) if any(a in text for a in aliases.get(name, (name,)))), None)


def _mentions(error: openai.APIError, words: tuple[str, ...]) -> bool:
    text = f"{error} {error.code} {error.type}".lower()
    return any(word in text for word in words)


def _retry_after(error: openai.APIStatusError) -> float | None:
    try:
        return float(error.response.headers.get("retry-after", ""))
    except ValueError:
        return None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
