"""The exact sign test: whether changes go one way more often than chance would have it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SignTest:
    """The two-sided exact sign test.

    Attributes
    ----------
    up, down, same : int
        How many went up, went down and stayed; those that stayed say nothing of the direction and are left out.
    p_value : float or None
        How likely a split at least as uneven is where up and down are equally likely.
    n_used, n_missing : int
        How many went up or down, and how many stayed.
    method : str
        What the test is, for people.
    why_not : str or None
        Why there is no p-value.
    """

    up: int
    down: int
    same: int
    p_value: float | None
    n_used: int
    n_missing: int
    method: str = "exact sign test, two-sided"
    why_not: str | None = None


def sign_test(up: int, down: int, same: int = 0) -> SignTest:
    """The two-sided exact sign test of so many up against so many down.

    Parameters
    ----------
    up, down : int
        How many went up and how many down.
    same : int, default 0
        How many stayed; left out of the test.

    Returns
    -------
    SignTest
        Without p-value, and with the reason, where nothing went up or down.

    Raises
    ------
    ValueError
        Where a count is negative.

    Notes
    -----
    p = min(1, 2 · P(X ≤ min(up, down))) with X binomial of up + down trials at one half.

    References
    ----------
    Conover, W. J. (1999). Practical Nonparametric Statistics, 3rd edition, section 3.4 (from memory).

    Examples
    --------
    >>> f"{sign_test(8, 1, 23).p_value:.3f}"
    '0.039'
    """
    from scipy.special import bdtr

    for name, count in (("up", up), ("down", down), ("same", same)):
        if count < 0:
            raise ValueError(f"{name} is {count}, which is negative")
    moved = up + down
    p_value = min(1.0, 2 * float(bdtr(min(up, down), moved, 0.5))) if moved else None
    why_not = None if moved else "Nothing went up or down, so there is nothing to test."
    return SignTest(up=up, down=down, same=same, p_value=p_value, n_used=moved, n_missing=same, why_not=why_not)
