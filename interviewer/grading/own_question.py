"""A question of the user's own, with key points or only a reference answer."""

import hashlib
from collections.abc import Sequence

from interviewer.domain.question import KeyPoint, Kind, Question
from interviewer.domain.stage import Seniority, StageId
from interviewer.grading.text import content_stems, sentences

OWN_CLAIMS = "own.claims"
OWN_POINT = "own.point"
OWN_REFERENCE = "own.reference"
"""The topic of a question that has several key points, a single one, or reference answers."""

LEAST_STEMS = 2
"""A sentence with fewer content words of its own claims nothing that can be looked for."""


def is_marked_by_recall(question: Question) -> bool:
    """A single point or a reference, from any field: see `grading/reference.py`."""
    return question.topic in (OWN_POINT, OWN_REFERENCE)


def make_question(ask: str, key_points: Sequence[str] | None = None, references: Sequence[str] = ()) -> Question:
    """A question that can be graded: by its key points, else by its reference answers.

    Each sentence of a single reference that claims something is a key point. Several references are ways to be right:
    one key point, and each of them a phrasing of it.
    """
    references = [r for r in references if r.strip()]
    claims, others = [c for c in (key_points or []) if c.strip()], []
    topic = OWN_CLAIMS if len(claims) > 1 else OWN_POINT if claims else OWN_REFERENCE
    if not claims and len(references) > 1:
        claims, others = references[:1], references[1:]
    claims = claims or _claims(ask, references[0] if references else "")
    digest = hashlib.sha256("\0".join([ask, *claims, *others]).encode()).hexdigest()[:12]
    points = tuple(
        KeyPoint.model_construct(
            id=f"point-{i}",
            says=claim,
            also=tuple(others),
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
        topic=topic,
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
        model_answer=references[0] if references else " ".join(claims),
        follow_ups=(),
        checks=(),
    )


def _claims(ask: str, reference: str) -> list[str]:
    asked = content_stems(ask)
    found = [s.text for s in sentences(reference)]
    claims = [text for text in found if len(content_stems(text) - asked) >= LEAST_STEMS]
    return claims or [reference.strip() or ask]
