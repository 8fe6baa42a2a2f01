"""One prompt file, rendered strictly: a placeholder without an input, or an input without a placeholder, is an error."""

import re
from collections.abc import Mapping

from pydantic import Field, model_validator

from interviewer.domain.base import Value
from interviewer.domain.errors import ContentError

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_SECTION = re.compile(r"^=== (system|user) ===\s*$", re.MULTILINE)


class Prompt(Value):
    """A file of `prompts/`: what it is for, what it needs, and its two parts."""

    name: str
    purpose: str
    version: int = Field(ge=1)
    inputs: tuple[str, ...]
    reply: str = Field(description="'text', or the name of the reply's shape")
    system: str = Field(description="the part that stays the same for a round, so that servers can cache it")
    user: str

    @model_validator(mode="after")
    def _declares_what_it_uses(self) -> "Prompt":
        used = set(_PLACEHOLDER.findall(self.system)) | set(_PLACEHOLDER.findall(self.user))
        if used != set(self.inputs):
            missing, unused = sorted(used - set(self.inputs)), sorted(set(self.inputs) - used)
            raise ValueError(f"inputs and placeholders differ (not declared: {missing}, not used: {unused})")
        return self

    @property
    def label(self) -> str:
        return f"{self.name}@{self.version}"

    def render(self, inputs: Mapping[str, str]) -> tuple[str, str]:
        """(system, user) with every placeholder filled. Raises ContentError if the inputs are not the declared ones."""
        if set(inputs) != set(self.inputs):
            missing, unknown = sorted(set(self.inputs) - set(inputs)), sorted(set(inputs) - set(self.inputs))
            raise ContentError(f"prompts/{self.name}.md", f"rendered without {missing} and with unknown {unknown}")
        return _fill(self.system, inputs), _fill(self.user, inputs)


def split_sections(body: str, file: str) -> tuple[str, str]:
    """The system and the user part of a prompt's body."""
    parts = _SECTION.split(body)
    if len(parts) != 5 or parts[1::2] != ["system", "user"]:
        raise ContentError(file, "expected a line '=== system ===', and after it a line '=== user ==='")
    return parts[2].strip(), parts[4].strip()


def _fill(text: str, inputs: Mapping[str, str]) -> str:
    """Inputs are put in as they are: a placeholder inside an input is text, not a placeholder."""
    return _PLACEHOLDER.sub(lambda m: inputs[m[1]], text)
