"""What a statement says of a claim."""

from enum import StrEnum


class Relation(StrEnum):
    """The four answers of the entailment model, in the order of its outputs."""

    STATED = "stated"
    PARTLY = "partly"
    CONTRADICTED = "contradicted"
    NOT_MENTIONED = "not_mentioned"
