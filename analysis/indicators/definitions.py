"""What an indicator measures, of whom, where it comes from and which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["higher", "lower"]
Period = Literal["month", "quarter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator: so many of so many in each period.

    Attributes
    ----------
    key : str
        Its short name.
    title : str
        What it is called: "Decision within one working day".
    why : str
        What a partnership learns from it.
    numerator, denominator : str
        What is counted, of what.
    source : str
        Where the counts come from, and the rule behind a target.
    owner : str
        The agency that submits it.
    direction : {"higher", "lower"}
        Which way is better.
    target : float or None
        The proportion that is aimed at, from 0 to 1.
    period : {"month", "quarter"}
        How often it is submitted.
    """

    key: str
    title: str
    why: str
    numerator: str
    denominator: str
    source: str
    owner: str
    direction: Direction
    target: float | None = None
    period: Period = "month"

    def __post_init__(self) -> None:
        if self.target is not None and not 0 <= self.target <= 1:
            raise ValueError(f"target of {self.key} is {self.target}; it is a proportion from 0 to 1")

    def meets(self, share: float) -> bool | None:
        """Whether a proportion meets the target; None where there is none."""
        if self.target is None:
            return None
        return share >= self.target if self.direction == "higher" else share <= self.target
