"""The fictional company for which the interviewer speaks, so that a candidate's questions get answers."""

from pydantic import Field

from interviewer.domain.base import Value


class Fact(Value):
    """What is answered when a candidate asks about something."""

    about: str
    asked_as: tuple[str, ...] = Field(min_length=2, description="how candidates ask for it")
    answer: str


class Company(Value):
    name: str
    facts: tuple[Fact, ...] = ()

    @classmethod
    def empty(cls) -> "Company":
        return cls(name="the company")
