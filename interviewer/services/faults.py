"""What a candidate is told when a model fails: one sentence for each kind."""

from interviewer.domain.errors import FailureKind, ModelFailure

SENTENCES: dict[FailureKind, str] = {
    FailureKind.LENGTH: "The model's reply was cut off at its length limit.",
    FailureKind.INCOMPLETE: "The model stopped in the middle of its reply.",
    FailureKind.FILTERED: "The model's provider filtered the reply.",
    FailureKind.REFUSED: "The model declined to reply.",
    FailureKind.EMPTY: "The model sent an empty reply.",
    FailureKind.DEADLINE: "The model took too long.",
    FailureKind.UNREACHABLE: "The model's server could not be reached.",
    FailureKind.RATE_LIMITED: "The model's server is busy.",
    FailureKind.QUOTA: "The model account has no quota left.",
    FailureKind.AUTH: "The model's server refused the key.",
    FailureKind.NOT_FOUND: "The server does not have this model.",
    FailureKind.TOO_LONG: "The conversation is longer than this model can read.",
    FailureKind.BAD_REQUEST: "The model's server did not accept the request.",
    FailureKind.SERVER_ERROR: "The model's server had an error.",
    FailureKind.PROTOCOL: "The server's reply could not be understood; it may not be an OpenAI-compatible API.",
}


def explain(failure: ModelFailure) -> str:
    """What happened, and that the round goes on."""
    wait = f" It asks to wait {failure.retry_after:.0f} seconds." if failure.retry_after else ""
    return f"{SENTENCES[failure.kind]}{wait} The built-in coach took over."
