"""Fences: what a candidate wrote goes to a model as JSON inside a delimiter that the candidate cannot know.

It lowers the odds that text is taken for an instruction; it does not remove them. What holds is the code after the model:
quotes are looked up, totals are computed, moves are decided before.
"""

import json
import secrets
from collections.abc import Sequence

from interviewer.domain.transcript import Speaker, Turn
from interviewer.grading.text import normalise


def new_nonce() -> str:
    """An unguessable delimiter for one round."""
    return secrets.token_hex(8)


def fence(label: str, lines: Sequence[object], nonce: str) -> str:
    """Each item as one line of JSON between `<label nonce>` and `</label nonce>`; the nonce is removed from the items."""
    body = "\n".join(json.dumps(item, ensure_ascii=False).replace(nonce, "") for item in lines)
    return f"<{label} {nonce}>\n{body}\n</{label} {nonce}>"


def turns_as_data(turns: Sequence[Turn]) -> list[dict[str, str]]:
    """Who said what, control and invisible characters removed."""
    return [
        {"speaker": "candidate" if t.speaker is Speaker.CANDIDATE else "interviewer", "text": normalise(t.text)}
        for t in turns
    ]
