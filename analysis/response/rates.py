"""Rates that say what they are a share of.

Of those invited some register, of those registered some attend, of those who attended some evaluate. Each is a rate of
its own with a base of its own; one is never shown for another. Where a base is not fully known the true rate is lower
than any that can be computed, and it is given as "at most".
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.response_rates import rate_sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A rate with its two numbers.

    Attributes
    ----------
    estimate : float or None
        The rate, between 0 and 1; where ``at_most`` is true, its upper limit. None where there is none.
    at_most : bool
        Whether the base is only known to be at least so large.
    count : int or None
        How many of the base did it.
    base : int or None
        How many could have.
    n_used, n_missing : int or None
        The same two numbers as those who did it and those who did not, ``n_missing`` not known where the base is not.
    method : str
        What is divided by what.
    sentence : str
        The rate in words.
    why_not : str or None
        Why there is no rate.
    """

    estimate: float | None
    at_most: bool
    count: int | None
    base: int | None
    n_used: int | None
    n_missing: int | None
    method: str
    sentence: str
    why_not: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipationRates:
    """The steps from invitation to evaluation, each a rate of the step before."""

    registration: Rate
    attendance: Rate
    evaluation: Rate


def simple_rate(usable: int, invited: int | None, *, at_least: bool = False) -> Rate:
    """The simple response rate.

    Parameters
    ----------
    usable : int
        How many usable returns there are.
    invited : int or None
        How many eligible people were invited, each counted once
        (:func:`analysis.response.invitations.count_invitations`); None where it is not known.
    at_least : bool, default False
        Whether there may be more than ``invited``.

    Returns
    -------
    Rate
        Without a rate, and with the reason, where the base is not known at all, where nobody was invited, and where
        there are more returns than people invited: that is never shown as more than 100%.

    Raises
    ------
    ValueError
        Where a number is negative.

    Notes
    -----
    Usable returns ÷ people invited. It is RR2 of the American Association for Public Opinion Research where all who
    were invited are taken to be eligible and usable partial returns count
    (:func:`analysis.response.aapor.aapor_rates`). With at least N invited, returns ÷ N is an upper limit of the rate.

    References
    ----------
    American Association for Public Opinion Research (2023). Standard Definitions, 10th edition, response rates.

    Examples
    --------
    >>> simple_rate(39, 225).sentence
    '17% (39 of 225)'
    >>> rate = simple_rate(33, 395, at_least=True)
    >>> rate.sentence, rate.at_most
    ('at most 8.4% (33 of 395 or more)', True)
    """
    _check("usable", usable)
    _check("invited", invited)
    sentence = rate_sentence(usable, invited, known=not at_least)
    return _rate(usable, invited, at_least, "usable returns ÷ eligible people invited", sentence)


def participation_rates(
    *, invited: int | None, registered: int | None, attended: int | None, evaluated: int | None, at_least: bool = False
) -> ParticipationRates:
    """Registration, attendance and evaluation of an event, kept apart.

    Parameters
    ----------
    invited, registered, attended, evaluated : int or None
        How many were invited, registered, came and evaluated; None where it was not counted.
    at_least : bool, default False
        Whether more may have been invited than ``invited``, for example where an invitation was passed on.

    Returns
    -------
    ParticipationRates
        Registered ÷ invited, attended ÷ registered, evaluated ÷ attended. A rate of which a number is not known, whose
        base is nobody, or whose count is larger than its base, has the reason in place of an estimate.

    Raises
    ------
    ValueError
        Where a number is negative.

    Notes
    -----
    People who came without registering are in the number who attended, not in the number who registered, so the
    attendance rate can fail; then the register needs a check, or those who walked in belong in it.

    References
    ----------
    The Hertfordshire Learning Hub's report gives the numbers of the example: five forums, 225 attended, 17% evaluated.

    Examples
    --------
    >>> rates = participation_rates(invited=None, registered=None, attended=225, evaluated=39)
    >>> rates.evaluation.sentence
    '17% (39 of 225 who attended)'
    >>> rates.attendance.why_not
    'It is not known how many registered, so there is no attendance rate.'
    """
    for name, value in (
        ("invited", invited),
        ("registered", registered),
        ("attended", attended),
        ("evaluated", evaluated),
    ):
        _check(name, value)
    return ParticipationRates(
        registration=_step("registration", registered, "registered", invited, "were invited", at_least),
        attendance=_step("attendance", attended, "attended", registered, "registered", False),
        evaluation=_step("evaluation", evaluated, "evaluated", attended, "attended", False),
    )


def _check(name: str, value: int | None) -> None:
    if value is not None and value < 0:
        raise ValueError(f"{name} is {value}, which is negative")


def _step(name: str, count: int | None, done: str, base: int | None, could: str, at_least: bool) -> Rate:
    """One step's rate, or why it has none."""
    why_not = None
    if count is None or base is None:
        why_not = f"It is not known how many {done if count is None else could}, so there is no {name} rate."
    elif base == 0:
        why_not = f"Nobody {_nobody(could)}, so there is no {name} rate."
    elif count > base:
        more = "at least " if at_least else ""
        why_not = f"{count:,} {done}, more than the {more}{base:,} who {could}, so there is no {name} rate."
    sentence = why_not or _step_sentence(count or 0, base or 1, could, at_least)
    return _rate(count, base, at_least, f"{done} ÷ {could}", sentence, why_not)


def _nobody(could: str) -> str:
    return could.replace("were ", "was ")


def _step_sentence(count: int, base: int, could: str, at_least: bool) -> str:
    if at_least:
        return f"at most {count / base:.1%} ({count:,} of {base:,} or more who {could})"
    return f"{count / base:.0%} ({count:,} of {base:,} who {could})"


def _rate(
    count: int | None, base: int | None, at_least: bool, method: str, sentence: str, why_not: str | None = None
) -> Rate:
    possible = count is not None and base is not None and base > 0 and count <= base
    return Rate(
        estimate=count / base if possible and count is not None and base else None,
        at_most=possible and at_least,
        count=count,
        base=base,
        n_used=count,
        n_missing=base - count if possible and not at_least and base is not None and count is not None else None,
        method=method,
        sentence=sentence,
        why_not=None if possible else why_not or f"{sentence[:1].upper()}{sentence[1:]}.",
    )
