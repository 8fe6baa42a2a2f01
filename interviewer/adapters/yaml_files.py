"""YAML files to validated values, with the file, line and key in every complaint."""

from collections.abc import Sequence
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from interviewer.domain.errors import ContentError

Shape = TypeVar("Shape", bound=BaseModel)

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where PyYAML was built with it: about ten times quicker on the whole question bank."""


def read_yaml(text: str, file: str) -> Any:
    """The document as plain data. Raises ContentError with the line."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a safe loader, the C one where there is one
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "cannot be read"
        raise ContentError(file, f"not valid YAML: {problem}", line=mark.line + 1 if mark else None) from error


def shape(data: Any, kind: type[Shape], text: str, file: str, prefix: Sequence[str | int] = ()) -> Shape:
    """`data` as a `kind`. Raises ContentError that names the line and the key of the first thing that is wrong."""
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        path = [*prefix, *first["loc"]]
        expected = first["msg"].removeprefix("Value error, ")
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        key = ".".join(str(p) for p in path)
        raise ContentError(file, f"{expected}{more}", line=_line_of(text, path), key=key) from error


def _line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The line (from 1) of the deepest node on the path that exists."""
    node = yaml.compose(text, _Loader)
    line = node.start_mark.line + 1 if node else None
    for step in path:
        child = None
        if isinstance(node, yaml.MappingNode):
            child = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if child is not None:
                line, node = child[0].start_mark.line + 1, child[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
            continue
        if child is None:
            break
    return line
