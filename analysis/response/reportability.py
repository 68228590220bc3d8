"""Whether a figure may be reported: yes, with care, or not, and why.

The thresholds are the partnership's own. The defaults are conventions, not laws of nature: they say from which point on
a careful reader would ask for a caveat, and from which a figure says more about who answered than about anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analysis.thresholds import ORGANISATIONS, PEOPLE, ReportabilityThresholds

__all__ = ["ORGANISATIONS", "PEOPLE", "Reportability", "ReportabilityThresholds", "Verdict", "judge_reportability"]

Verdict = Literal["reportable", "with care", "not reportable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reportability:
    """The verdict on a figure.

    Attributes
    ----------
    verdict : {"reportable", "with care", "not reportable"}
        The verdict.
    reasons : tuple of str
        Why, each a sentence; of a figure that is not reportable, only what makes it so. Empty where it is reportable.
    estimate : float or None
        The response rate, or its upper limit where the number invited is only known to be at least so large.
    n_used, n_missing : int or None
        How many answered and how many did not, the latter None where it is not known.
    sentence : str
        Base and verdict in words: "7 of 41; not reportable".
    thresholds : ReportabilityThresholds
        What the verdict was measured by.
    method : str
        What the verdict rests on.
    why_not : str or None
        The reasons as one text where the figure is not reportable.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    estimate: float | None
    n_used: int
    n_missing: int | None
    sentence: str
    thresholds: ReportabilityThresholds
    method: str = "base, response rate and coverage against the partnership's thresholds"
    why_not: str | None = None


def judge_reportability(
    base: int,
    invited: int | None,
    *,
    at_least: bool = False,
    coverage: float | None = None,
    thresholds: ReportabilityThresholds = PEOPLE,
) -> Reportability:
    """The verdict on a figure, with its reasons.

    Parameters
    ----------
    base : int
        How many answers the figure rests on.
    invited : int or None
        How many could have given one; None where it is not known.
    at_least : bool, default False
        Whether there may be more than ``invited``.
    coverage : float, optional
        The share of those invited that is in covered strata, between 0 and 1 (``estimate`` of
        :func:`analysis.response.coverage.stratum_coverage`). Without it, coverage plays no part.
    thresholds : ReportabilityThresholds
        What the partnership asks of a figure: :data:`PEOPLE` by default, :data:`ORGANISATIONS` for their returns.

    Returns
    -------
    Reportability
        Every figure has a verdict.

    Raises
    ------
    ValueError
        Where a number is negative, or ``coverage`` is not between 0 and 1.

    Notes
    -----
    Not reportable where nobody answered, where base, rate or coverage is under its minimum, and where more answered
    than were invited, because then one of the two numbers is wrong. With care where one is under its care threshold
    and where the number invited is not fully known: the rate is then lower than any that can be computed, so an upper
    limit that meets a threshold proves nothing. Where everybody invited answered, the size of the base is no reason:
    there is nobody else to hear from.

    References
    ----------
    Own rule. Ten as the least denominator and "7 of 41; not reportable" are from the project's own requirements.

    Examples
    --------
    >>> judge_reportability(7, 41).sentence
    '7 of 41; not reportable'
    >>> judge_reportability(39, 225).sentence
    '39 of 225; with care'
    >>> judge_reportability(39, 225).reasons
    ('The response rate of 17% is under 30%.',)
    """
    _check(base, invited, coverage)
    rate = base / invited if invited and base <= invited else None
    known = invited is not None and not at_least and base <= invited
    evidence = _Evidence(base=base, invited=invited, rate=rate, at_least=at_least, coverage=coverage)
    barring = _barring(evidence, thresholds)
    cautions = () if barring else _cautions(evidence, thresholds)
    verdict: Verdict = "not reportable" if barring else "with care" if cautions else "reportable"
    return Reportability(
        verdict=verdict,
        reasons=barring or cautions,
        estimate=rate,
        n_used=base,
        n_missing=invited - base if known and invited is not None else None,
        sentence=f"{_of(evidence)}; {verdict}",
        thresholds=thresholds,
        why_not=" ".join(barring) or None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    base: int
    invited: int | None
    rate: float | None
    at_least: bool
    coverage: float | None


def _check(base: int, invited: int | None, coverage: float | None) -> None:
    if base < 0:
        raise ValueError(f"base is {base}, which is negative")
    if invited is not None and invited < 0:
        raise ValueError(f"invited is {invited}, which is negative")
    if coverage is not None and not 0 <= coverage <= 1:
        raise ValueError(f"coverage is {coverage}, which is not between 0 and 1")


def _of(evidence: _Evidence) -> str:
    if evidence.invited is None:
        return f"{evidence.base:,} of an unknown number"
    return f"{evidence.base:,} of {evidence.invited:,}{' or more' if evidence.at_least else ''}"


def _barring(evidence: _Evidence, thresholds: ReportabilityThresholds) -> tuple[str, ...]:
    """What makes a figure not reportable."""
    base, invited = evidence.base, evidence.invited
    if base == 0:
        return ("Nobody answered.",)
    reasons = []
    if invited is not None and base > invited and not evidence.at_least:
        reasons.append(f"More answered ({base:,}) than were invited ({invited:,}): one of the numbers is wrong.")
    least = (thresholds.minimum_base, thresholds.minimum_rate, thresholds.minimum_coverage)
    return (*reasons, *_shortfalls(evidence, *least))


def _cautions(evidence: _Evidence, thresholds: ReportabilityThresholds) -> tuple[str, ...]:
    """What asks for care."""
    reasons = _shortfalls(evidence, thresholds.care_base, thresholds.care_rate, thresholds.care_coverage)
    if evidence.invited is None or evidence.at_least:
        reasons.append("It is not fully known how many were invited, so the response rate is not known either.")
    return tuple(reasons)


def _shortfalls(evidence: _Evidence, least_base: int, least_rate: float, least_coverage: float) -> list[str]:
    """Which of the three measures are under a threshold."""
    reasons = []
    everybody = evidence.rate == 1 and not evidence.at_least
    if evidence.base < least_base and not everybody:
        reasons.append(f"The base of {evidence.base:,} is under {least_base:,}.")
    if evidence.rate is not None and evidence.rate < least_rate:
        rate = _percent(evidence.rate, least_rate)
        if evidence.at_least:
            rate = f"at most {_percent(evidence.rate, least_rate, decimals=1)}"
        reasons.append(f"The response rate of {rate} is under {least_rate:.0%}.")
    if evidence.coverage is not None and evidence.coverage < least_coverage:
        share = _percent(evidence.coverage, least_coverage)
        reasons.append(f"Only {share} of those invited are in covered groups, under {least_coverage:.0%}.")
    return reasons


def _percent(share: float, threshold: float, *, decimals: int = 0) -> str:
    """A share that is under a threshold, with as many decimals as it takes to show that."""
    for digits in range(decimals, 6):
        if f"{share:.{digits}%}" != f"{threshold:.{digits}%}":
            return f"{share:.{digits}%}"
    return f"just under {threshold:.0%}"
