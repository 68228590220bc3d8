"""What an indicator measures, of whom, where it comes from and which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Direction = Literal["higher", "lower"]
Period = Literal["month", "quarter"]
Measure = Literal["share", "count", "value"]
CountedUnit = Literal["people", "organisations"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator: so many of so many in each period, a count, or a single value such as a median of days.

    Attributes
    ----------
    key : str
        Its short name.
    title : str
        What it is called: "Decision within one working day".
    why : str
        What a partnership learns from it.
    numerator, denominator : str
        What is counted, of what. Without a denominator a count or value stands alone; a value may name what it rests
        on, such as the referrals whose median it is.
    source : str
        Where the counts come from, and the rule behind a target.
    owner : str
        The agency, or agencies, that submit it.
    direction : {"higher", "lower"}
        Which way is better.
    target : float or None
        What is aimed at: of a share a proportion from 0 to 1, otherwise in its own unit.
    period : {"month", "quarter"}
        How often it is submitted.
    measure : {"share", "count", "value"}
        Shares stand on a p-chart, counts and values on an XmR chart.
    measured_in : str
        The unit of a value: "days".
    unit : {"people", "organisations"}
        What is counted. Only counts of people and their cases are protected.
    valid_from : date or None
        The first day of the period from which it is counted in this way.
    changed_why : str
        Why it has been counted in this way since; "" for the first way.
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
    measure: Measure = "share"
    measured_in: str = ""
    unit: CountedUnit = "people"
    valid_from: date | None = None
    changed_why: str = ""

    def __post_init__(self) -> None:
        if self.target is None:
            return
        if self.measure == "share" and not 0 <= self.target <= 1:
            raise ValueError(f"target of {self.key} is {self.target}; it is a proportion from 0 to 1")
        if not self.target >= 0:
            raise ValueError(f"target of {self.key} is {self.target}; it is 0 or more")

    def meets(self, figure: float) -> bool | None:
        """Whether a share, count or value meets the target; None where there is none."""
        if self.target is None:
            return None
        return figure >= self.target if self.direction == "higher" else figure <= self.target
