"""Everything that the product raises on purpose.

    InterviewerError
    ├── InputError            what the candidate sent cannot be used; nothing was changed
    │   ├── EmptyAnswer
    │   └── AnswerTooLong
    ├── ContentError          a file of the corpus or a prompt is missing or broken
    ├── ConfigurationError    a setting, a folder or a port is wrong
    ├── IndexMismatch         the passage index was made by another model or version
    ├── NotFound              no such session, question or passage (or it is somebody else's)
    ├── Busy                  the interviewer is still talking in this session
    └── ModelFailure          the language model did not give a usable reply (see `kind`)

Each message says what happened; `remedy` says what to do about it.
"""

from enum import StrEnum


class InterviewerError(Exception):
    """A failure that a person can be told about in one or two sentences."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class InputError(InterviewerError):
    """What was sent cannot be used; nothing was changed."""


class EmptyAnswer(InputError):
    """The answer holds no letters or digits."""

    def __init__(self) -> None:
        super().__init__(
            "There was nothing in that answer.",
            "Write a few words, ask for a hint, or skip the question.",
        )


class AnswerTooLong(InputError):
    """The answer is over the limit of characters."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            f"That answer has {length:,} characters; the limit is {limit:,}.",
            "Shorten it and send it again. Your text is still in the box.",
        )


class ContentError(InterviewerError):
    """A content file is missing or broken: which file, line and key, and what was expected."""

    def __init__(self, file: str, problem: str, *, line: int | None = None, key: str = "") -> None:
        where = file + (f", line {line}" if line else "") + (f", {key}" if key else "")
        super().__init__(f"{where}: {problem}.", "See docs/content.md for the format.")
        self.file, self.line, self.key, self.problem = file, line, key, problem


class ConfigurationError(InterviewerError):
    """A setting, a folder or a port cannot be used."""


class IndexMismatch(InterviewerError):
    """The passage index on disk was made by another embedding model or format version."""


class NotFound(InterviewerError):
    """No such thing, or it belongs to somebody else (the two are not told apart on purpose)."""


class Busy(InterviewerError):
    """The interviewer is still talking in this session."""

    def __init__(self) -> None:
        super().__init__("The interviewer is still answering.", "Wait a moment, then send again.")


class FailureKind(StrEnum):
    """Why a model gave no usable reply. Each has a sentence in `services.faults`."""

    LENGTH = "length"
    INCOMPLETE = "incomplete"
    FILTERED = "filtered"
    REFUSED = "refused"
    EMPTY = "empty"
    DEADLINE = "deadline"
    UNREACHABLE = "unreachable"
    RATE_LIMITED = "rate_limited"
    QUOTA = "quota"
    AUTH = "auth"
    NOT_FOUND = "not_found"
    TOO_LONG = "too_long"
    BAD_REQUEST = "bad_request"
    SERVER_ERROR = "server_error"
    PROTOCOL = "protocol"


class ModelFailure(InterviewerError):
    """The language model did not give a usable reply."""

    def __init__(self, kind: FailureKind, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.retry_after = retry_after
