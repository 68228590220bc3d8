"""Whether one direction outweighs the other by more than chance: the exact sign test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True, kw_only=True)
class SignTest:
    """An exact sign test.

    Attributes
    ----------
    n_up, n_down, n_same : int
        How many pairs went up, went down and stayed. Those that stayed do not enter the test.
    p_value : float or None
        The two-sided probability; None where no pair changed.
    method : str
        What the test is.
    why_not : str or None
        Why there is none.
    """

    n_up: int
    n_down: int
    n_same: int
    p_value: float | None
    method: str = "Exact sign test, two-sided; pairs without change left out"
    why_not: str | None = None


def sign_test(n_up: int, n_down: int, n_same: int = 0) -> SignTest:
    """The probability of so uneven a split, or a more uneven one, if up and down were equally likely.

    Parameters
    ----------
    n_up, n_down, n_same : int
        How many pairs went up, went down and stayed.

    Returns
    -------
    SignTest
        Without a probability, and with the reason, where no pair changed.

    Raises
    ------
    ValueError
        Where a number is negative.

    Notes
    -----
    Twice the binomial probability of min(up, down) or fewer of up + down at one half, at most 1.

    References
    ----------
    Conover, W. J. (1999). Practical Nonparametric Statistics, 3rd edition, section 3.4.

    Examples
    --------
    Of 32 moderated grades, 8 went up and 1 went down:

    >>> round(sign_test(8, 1, 23).p_value, 3)
    0.039
    """
    for name, count in (("n_up", n_up), ("n_down", n_down), ("n_same", n_same)):
        if count < 0:
            raise ValueError(f"{name} is {count}, which is negative")
    if not n_up + n_down:
        return SignTest(
            n_up=n_up, n_down=n_down, n_same=n_same, p_value=None, why_not="No pair changed, so there is no test."
        )
    return SignTest(n_up=n_up, n_down=n_down, n_same=n_same, p_value=_two_sided(min(n_up, n_down), n_up + n_down))


@cache
def _two_sided(fewer: int, changed: int) -> float:
    from scipy.stats import binomtest  # here, since loading it takes longer than all the rest of this package

    return float(binomtest(fewer, changed).pvalue)


def holm_adjusted(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Holm's adjustment for looking at several tests at once; those without a p-value do not count.

    In ascending order, the i-th of m is multiplied by m − i + 1, kept from falling below the one before it, and cut at
    1 (Holm, S. (1979), Scandinavian Journal of Statistics 6, 65-70).
    """
    known = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    found: list[float | None] = [None] * len(p_values)
    largest = 0.0
    for rank, (p, place) in enumerate(known):
        largest = max(largest, min(1.0, p * (len(known) - rank)))
        found[place] = largest
    return tuple(found)
