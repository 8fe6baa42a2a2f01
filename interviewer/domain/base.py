"""What all values of the domain share."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
