"""Which small numbers a partnership does not publish, and who decided that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analysis.report import PolicyStatement

DEFAULT_THRESHOLD = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosurePolicy:
    """A rule for small numbers, with the decision behind it.

    Attributes
    ----------
    name : str
        "default", "none" or the partnership's own name for it.
    threshold : int
        Counts of people or cases from 1 to this are not published, nor percentages whose numerator or complement is
        such a count. 0 hides nothing.
    decided_by, decided_on, reason : optional
        Who decided it, when and why. A policy that hides nothing must have all three.
    """

    name: str
    threshold: int
    decided_by: str | None = None
    decided_on: date | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.threshold < 0:
            raise ValueError(f"threshold is {self.threshold}; it is 0 (hide nothing) or more")
        if self.threshold == 0 and not (self.decided_by and self.decided_on and self.reason):
            raise ValueError("a policy that hides nothing needs decided_by, decided_on and reason: who, when and why")

    @classmethod
    def default(cls, *, decided_by: str | None = None, decided_on: date | None = None) -> DisclosurePolicy:
        """Counts of 1 to 4 are hidden. It holds wherever nothing else was decided."""
        return cls(name="default", threshold=DEFAULT_THRESHOLD, decided_by=decided_by, decided_on=decided_on)

    @classmethod
    def none(cls, decided_by: str, decided_on: date, reason: str) -> DisclosurePolicy:
        """Nothing is hidden, for example because all of it was published before."""
        return cls(name="none", threshold=0, decided_by=decided_by, decided_on=decided_on, reason=reason)

    def describe(self) -> str:
        """The policy in a sentence or two, for the reader of a report."""
        if self.threshold == 0:
            return "Nothing is hidden: small counts of people are shown as they are."
        return (
            f"Counts of 1 to {self.threshold} people or cases are not shown, nor percentages whose numerator or "
            f"complement is such a count, nor other figures from which one of them could be worked out. All of these "
            f"carry the same mark, [c]. Counts of organisations are shown."
        )

    def state(self) -> PolicyStatement:
        """The policy as a report states it."""
        return PolicyStatement(
            name=self.name,
            threshold=self.threshold,
            description=self.describe(),
            decided_by=self.decided_by,
            decided_on=self.decided_on,
            reason=self.reason,
        )
