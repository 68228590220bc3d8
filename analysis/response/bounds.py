"""How far non-response could move a proportion: the worst case and the best."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NonresponseBounds:
    """Between which limits the proportion of all lies, whatever those who did not answer think.

    Attributes
    ----------
    estimate : float or None
        The proportion among those who answered.
    low, high : float or None
        The proportion of all if none, and if all, of the others are of the kind; None where there is no bound.
    n_used, n_missing : int or None
        How many answered, and how many did not; None where that is not known.
    method : str
        What the limits are.
    sentence : str
        The limits in words.
    why_not : str or None
        Why there are none.
    """

    estimate: float | None
    low: float | None
    high: float | None
    n_used: int
    n_missing: int | None
    method: str
    sentence: str
    why_not: str | None = None


def nonresponse_bounds(
    count: int, answered: int, population: int | None, *, at_least: bool = False
) -> NonresponseBounds:
    """Worst- and best-case bounds of a proportion under non-response.

    Parameters
    ----------
    count : int
        How many of those who answered are of the kind in question.
    answered : int
        How many answered the question.
    population : int or None
        How many there are in all, answered or not; None where it is not known.
    at_least : bool, default False
        Whether there may be more than ``population``.

    Returns
    -------
    NonresponseBounds
        Without limits, and with the reason, where the population is not fully known or has nobody. Where nobody
        answered the limits are 0 and 1.

    Raises
    ------
    ValueError
        Where ``count`` is not between 0 and ``answered``, or ``answered`` is more than ``population``.

    Notes
    -----
    With N in all, n answers and x of the kind, the limits are x/N and (x + N − n)/N. They assume nothing, not even
    that those who answered are like the others. They are no confidence interval: they cover non-response, and of
    sampling they say nothing because all N were asked.

    References
    ----------
    Manski, C. F. (2003). Partial Identification of Probability Distributions, chapter 1; Manski, C. F. (2005). Partial
    identification with missing data. International Journal of Approximate Reasoning 39, 151-165. Cochran, W. G.
    (1977). Sampling Techniques, 3rd edition, section 13.2.

    Examples
    --------
    35 of 39 evaluations agreed, of 225 who attended the Hertfordshire Learning Hub:

    >>> bounds = nonresponse_bounds(35, 39, 225)
    >>> bounds.sentence
    'between 15.6% and 98.2% of all 225, whatever the 186 who did not answer think'
    """
    if not 0 <= count <= answered:
        raise ValueError(f"count is {count}, which is not between 0 and answered, {answered}")
    if population is not None and answered > population:
        raise ValueError(f"answered is {answered}, more than the population of {population}")
    method = "Worst- and best-case bounds (Manski): nothing assumed of those who did not answer"
    why_not = _why_not(population, at_least)
    silent = None if population is None or at_least else population - answered
    low = high = None
    sentence = why_not or ""
    if why_not is None and population is not None and silent is not None:
        low, high = count / population, (count + silent) / population
        sentence = _sentence(low, high, population, silent)
    return NonresponseBounds(
        estimate=count / answered if answered else None,
        low=low,
        high=high,
        n_used=answered,
        n_missing=silent,
        method=method,
        sentence=sentence,
        why_not=why_not,
    )


def _why_not(population: int | None, at_least: bool) -> str | None:
    if population is None or at_least:
        return "It is not known how many did not answer, so there are no bounds short of 0% and 100%."
    if population == 0:
        return "There is nobody in all, so there is no proportion."
    return None


def _sentence(low: float, high: float, population: int, silent: int) -> str:
    if silent == 0:
        return f"{low:.1%} of all {population:,}: everybody answered"
    who = "the one who did not answer thinks" if silent == 1 else f"the {silent:,} who did not answer think"
    return f"between {low:.1%} and {high:.1%} of all {population:,}, whatever {who}"
