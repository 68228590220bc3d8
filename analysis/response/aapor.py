"""Response rates by the Standard Definitions of the American Association for Public Opinion Research (AAPOR).

There are six because two questions have no single answer: whether a partial return counts, and how many of those of
whom nothing is known were eligible at all. A rate is only comparable with another of the same number.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispositions:
    """How every case of the sample ended, as counts of people.

    Attributes
    ----------
    complete : int
        I, complete returns.
    partial : int
        P, partial returns that are usable.
    refusal : int
        R, refusals and those who broke off.
    non_contact : int
        NC, eligible and never reached.
    other : int
        O, eligible, reached and for other reasons without a return.
    unknown_household : int
        UH, not known whether there is an eligible household; for invited people as a rule 0.
    unknown_other : int
        UO, otherwise not known whether eligible: for example an address that never answered.
    ineligible : int
        Known not to be eligible; in no rate, used only to estimate how many of the unknown are eligible.
    """

    complete: int = 0
    partial: int = 0
    refusal: int = 0
    non_contact: int = 0
    other: int = 0
    unknown_household: int = 0
    unknown_other: int = 0
    ineligible: int = 0

    @property
    def eligible(self) -> int:
        """Cases known to be eligible."""
        return self.complete + self.partial + self.refusal + self.non_contact + self.other

    @property
    def unknown(self) -> int:
        """Cases of which it is not known whether they are eligible."""
        return self.unknown_household + self.unknown_other


@dataclass(frozen=True, slots=True, kw_only=True)
class AaporRates:
    """The six response rates, each between 0 and 1, or None with a reason.

    Attributes
    ----------
    rr1, rr2 : float or None
        All of unknown eligibility taken for eligible: the lowest. Complete returns; with partial ones.
    rr3, rr4 : float or None
        A share of them taken for eligible. Complete returns; with partial ones.
    rr5, rr6 : float or None
        None of them taken for eligible: the highest. Complete returns; with partial ones.
    eligibility : float or None
        e, the share of those of unknown eligibility that RR3 and RR4 take for eligible.
    eligibility_method : str
        Where e comes from.
    n_used, n_missing : int
        Cases in the base of RR1, and cases known to be ineligible, which are in none.
    method : str
        Whose definitions they are.
    why_not : str or None
        Why some or all of the rates are missing.
    """

    rr1: float | None
    rr2: float | None
    rr3: float | None
    rr4: float | None
    rr5: float | None
    rr6: float | None
    eligibility: float | None
    eligibility_method: str
    n_used: int
    n_missing: int
    method: str = "AAPOR Standard Definitions, RR1 to RR6"
    why_not: str | None = None


def aapor_rates(dispositions: Dispositions, *, eligibility: float | None = None) -> AaporRates:
    """AAPOR's response rates 1 to 6.

    Parameters
    ----------
    dispositions : Dispositions
        How every case ended.
    eligibility : float, optional
        e, the share of those of unknown eligibility that is eligible, between 0 and 1. Without it, AAPOR's
        proportional allocation: the share among those whose eligibility is known.

    Returns
    -------
    AaporRates
        A rate whose base is empty is None, and ``why_not`` says so; so are RR3 and RR4 where e cannot be estimated.

    Raises
    ------
    ValueError
        Where a count is negative, or ``eligibility`` is not between 0 and 1.

    Notes
    -----
    With I, P, R, NC, O, UH, UO as in :class:`Dispositions`, E = I + P + R + NC + O and U = UH + UO:

        RR1 = I/(E + U), RR2 = (I + P)/(E + U), RR3 = I/(E + eU), RR4 = (I + P)/(E + eU), RR5 = I/E, RR6 = (I + P)/E.

    RR5 and RR6 are RR3 and RR4 with e = 0, and apply where all of unknown eligibility can be ruled out or there are
    none. The proportional allocation (or CASRO) method estimates e = E/(E + NE), NE the known ineligible. AAPOR asks
    that e rest on the best evidence there is, never be chosen to raise the rate, and be reported: it is in the result.

    References
    ----------
    American Association for Public Opinion Research (2023). Standard Definitions: Final Dispositions of Case Codes and
    Outcome Rates for Surveys, 10th edition, response rates. Smith, T. W. (2009). A revised review of methods to
    estimate the status of cases with unknown eligibility. AAPOR (proportional allocation).

    Examples
    --------
    Twelve cases, the example of the R package outcomerate: nine of the ten of known eligibility are eligible.

    >>> cases = Dispositions(
    ...     complete=4, partial=2, refusal=1, non_contact=1, other=1, unknown_household=1, unknown_other=1, ineligible=1
    ... )
    >>> rates = aapor_rates(cases)
    >>> round(rates.rr1, 4), round(rates.rr2, 4), round(rates.eligibility, 1), round(rates.rr6, 4)
    (0.3636, 0.5455, 0.9, 0.6667)
    """
    _check(dispositions, eligibility)
    e, how = _eligibility(dispositions, eligibility)
    known, unknown = dispositions.eligible, dispositions.unknown
    complete, usable = dispositions.complete, dispositions.complete + dispositions.partial
    estimated = None if e is None else known + e * unknown
    return AaporRates(
        rr1=_share(complete, known + unknown),
        rr2=_share(usable, known + unknown),
        rr3=_share(complete, estimated),
        rr4=_share(usable, estimated),
        rr5=_share(complete, known),
        rr6=_share(usable, known),
        eligibility=e,
        eligibility_method=how,
        n_used=known + unknown,
        n_missing=dispositions.ineligible,
        why_not=_why_not(dispositions, e),
    )


def _check(dispositions: Dispositions, eligibility: float | None) -> None:
    for field in fields(dispositions):
        value = getattr(dispositions, field.name)
        if value < 0:
            raise ValueError(f"{field.name} is {value}, which is negative")
    if eligibility is not None and not 0 <= eligibility <= 1:
        raise ValueError(f"eligibility is {eligibility}, which is not between 0 and 1")


def _eligibility(dispositions: Dispositions, given: float | None) -> tuple[float | None, str]:
    if given is not None:
        return given, "given"
    known = dispositions.eligible + dispositions.ineligible
    if known == 0:
        return None, "proportional allocation (CASRO), which needs cases of known eligibility"
    return dispositions.eligible / known, "proportional allocation (CASRO), from the cases of known eligibility"


def _share(count: int, base: float | None) -> float | None:
    return count / base if base else None


def _why_not(dispositions: Dispositions, e: float | None) -> str | None:
    if dispositions.eligible + dispositions.unknown == 0:
        return "No case was or may have been eligible, so there are no rates."
    if dispositions.eligible == 0:
        missing = "RR3, RR4, RR5 and RR6" if not e else "RR5 and RR6"
        return f"No case is known to be eligible, so there is no {missing}."
    return None
