"""Two shares of the same kind side by side: their difference, its interval and its test, made of shown counts only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from analysis.comparison.differences import newcombe_difference
from analysis.comparison.families import adjust_family
from analysis.comparison.independence import independence_test
from analysis.report import Share

SMALLEST_BASE = 10
"""With fewer answers on either side a difference is not called a change: no arrow below this denominator."""
LEVEL = 0.05
NOT_SHOWN = "Not compared, since one of the figures is not shown."
TOO_FEW = f"Not compared, since one of the bases is below {SMALLEST_BASE}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One share on two sides.

    Attributes
    ----------
    first, second : Share
        As the reports show them.
    difference, low, high : float or None
        Second minus first, with its 95% interval (Newcombe's hybrid score), as proportions.
    p_value, adjusted : float or None
        Of a test that both are alike, and the same corrected for all questions compared here (Holm).
    verdict : str
        "higher", "lower", "no clear difference" or "not compared".
    why_not : str or None
        Why it is not compared.
    """

    first: Share
    second: Share
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    adjusted: float | None = None
    verdict: str = "not compared"
    why_not: str | None = None


def compare_shares(first: Share, second: Share) -> Compared:
    """Compare two shares of independent groups of people.

    The verdict is still open (:func:`with_verdicts`).
    """
    counts = (first.count, first.base, second.count, second.base)
    if any(number is None for number in counts) or first.share is None or second.share is None:
        return Compared(first=first, second=second, why_not=NOT_SHOWN)
    count1, base1, count2, base2 = (number or 0 for number in counts)
    if min(base1, base2) < SMALLEST_BASE:
        return Compared(first=first, second=second, why_not=TOO_FEW)
    found = newcombe_difference(count2, base2, count1, base1)
    test = independence_test([[count1, count2], [base1 - count1, base2 - count2]])
    return Compared(
        first=first,
        second=second,
        difference=found.estimate,
        low=found.low,
        high=found.high,
        p_value=test.p_value,
        verdict="no clear difference",
    )


def with_verdicts(family: str, compared: Mapping[str, Compared]) -> dict[str, Compared]:
    """The same with corrected p-values, and with a direction where one remains below 5%."""
    p_values = {name: one.p_value for name, one in compared.items()}
    if all(value is None for value in p_values.values()):
        return dict(compared)
    adjusted = {row.name: row.adjusted for row in adjust_family(family, p_values).rows}
    return {name: _with_verdict(one, adjusted.get(name)) for name, one in compared.items()}


def _with_verdict(one: Compared, adjusted: float | None) -> Compared:
    if adjusted is None or one.difference is None:
        return one
    if adjusted >= LEVEL or one.difference == 0:
        return replace(one, adjusted=adjusted)
    return replace(one, adjusted=adjusted, verdict="higher" if one.difference > 0 else "lower")


def count_verdicts(compared: Iterable[Compared]) -> dict[str, int]:
    """How many were found higher, lower, without clear difference, and not compared."""
    found = {"higher": 0, "lower": 0, "no clear difference": 0, "not compared": 0}
    for one in compared:
        found[one.verdict] += 1
    return found
