"""The coach's spoken phrases: several for each occasion, so that it does not sound like a form."""

from pydantic import Field

from interviewer.domain.base import Value

OCCASIONS = (
    "acknowledge",
    "acknowledge_partial",
    "acknowledge_strong",
    "probe",
    "probe_wrong",
    "follow_up",
    "move_on_dont_know",
    "move_on_skipped",
    "move_on_limit",
    "next_question",
    "hint",
    "hint_dont_know",
    "repeat",
    "clarify",
    "redirect_off_topic",
    "redirect_refers_back",
    "redirect_steer",
    "redirect_dont_know",
    "redirect_no_hints",
    "redirect_hints_used",
    "redirect_clarified",
    "invite_more",
    "company_unknown",
    "hand_over",
    "close_time",
    "close_candidate",
)
MIN_VARIANTS = 4


class Phrases(Value):
    """Occasion to variants. `{name}`, `{question}`, `{hint}`, `{probe}` are filled in where they stand."""

    variants: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @classmethod
    def empty(cls) -> "Phrases":
        return cls()

    def problems(self) -> list[str]:
        missing = [o for o in OCCASIONS if len(self.variants.get(o, ())) < MIN_VARIANTS]
        unknown = sorted(set(self.variants) - set(OCCASIONS))
        return [f"'{o}' needs at least {MIN_VARIANTS} variants" for o in missing] + [
            f"'{o}' is not an occasion" for o in unknown
        ]
