"""A question of the user's own, with key points or only a reference answer."""

import hashlib
from collections.abc import Sequence

from interviewer.domain.question import KeyPoint, Kind, Question
from interviewer.domain.stage import Seniority, StageId
from interviewer.grading.text import content_stems, sentences

LEAST_STEMS = 2
"""A sentence with fewer content words of its own claims nothing that can be looked for."""


def make_question(ask: str, key_points: Sequence[str] | None, reference: str | None) -> Question:
    """A question that can be graded. Without key points, each sentence of the reference that claims something is one."""
    claims = [c for c in (key_points or []) if c.strip()] or _claims(ask, reference or "")
    digest = hashlib.sha256("\0".join([ask, *claims]).encode()).hexdigest()[:12]
    points = tuple(
        KeyPoint.model_construct(
            id=f"point-{i}",
            says=claim,
            also=(),
            essential=False,
            from_level=Seniority.JUNIOR,
            probe="",
            teaches="",
            part=None,
        )
        for i, claim in enumerate(claims, start=1)
    )
    return Question.model_construct(
        id=f"own-{digest}",
        topic="own.question",
        stage=StageId.TECHNICAL,
        kind=Kind.CONCEPT,
        answer="facts",
        answer_style="prose",
        seniority=tuple(Seniority),
        minutes=5,
        ask=ask,
        given="",
        key_points=points,
        misconceptions=(),
        signals=(),
        red_flags=(),
        hints=(),
        model_answer=reference or " ".join(claims),
        follow_ups=(),
        checks=(),
    )


def _claims(ask: str, reference: str) -> list[str]:
    asked = content_stems(ask)
    found = [s.text for s in sentences(reference)]
    claims = [text for text in found if len(content_stems(text) - asked) >= LEAST_STEMS]
    return claims or [reference.strip() or ask]
