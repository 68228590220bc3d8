"""Pairs on a scale whose differences can be ranked: Wilcoxon's signed-rank test."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.comparison.ordered_values import pairs_as_numbers
from analysis.comparison.rank_distributions import signed_rank_p_value

Zeros = Literal["pratt", "wilcoxon"]
Method = Literal["auto", "exact", "normal"]
EXACT_UP_TO = 100
MOST_EXACT = 400
_ZEROS = {"pratt": "zeros ranked and then left out (Pratt)", "wilcoxon": "zeros left out before ranking (Wilcoxon)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRankTest:
    """Wilcoxon's signed-rank test, or the reason why there is none.

    Attributes
    ----------
    statistic : float or None
        The sum of the ranks of the pairs that went up.
    p_value : float or None
        Two-sided.
    estimate : float or None
        The matched-pairs rank-biserial correlation, from -1 (all went down) to 1 (all went up).
    n_zero : int
        How many pairs stayed the same.
    n_used, n_missing : int
        How many pairs changed, and how many were left out because a value is missing.
    method : str
        Whether the p-value is exact, and what was done with zeros.
    why_not : str or None
        Why there is no test.
    """

    statistic: float | None = None
    p_value: float | None = None
    estimate: float | None = None
    n_zero: int
    n_used: int
    n_missing: int
    method: str
    why_not: str | None = None


def wilcoxon_signed_rank_test(
    before: ArrayLike | pd.Series,
    after: ArrayLike | pd.Series,
    *,
    zeros: Zeros = "pratt",
    method: Method = "auto",
) -> SignedRankTest:
    """Test whether pairs tend to go up or down, large differences counting more.

    Differences are subtracted and ranked, so the scale must be one on which that means something; where it only has an
    order, use :func:`~analysis.comparison.sign_test.sign_test_of_pairs`.

    Parameters
    ----------
    before, after : arrays of numbers, or Series of ordered categoricals with the same categories
        The two values of each pair, matched by position. Pairs with a missing value are left out and counted.
    zeros : {"pratt", "wilcoxon"}, default "pratt"
        Pairs that stayed the same get the lowest ranks, which are then left out (Pratt), or are left out before ranking
        (Wilcoxon, and R's wilcox.test).
    method : {"auto", "exact", "normal"}, default "auto"
        Exact for up to 100 changed pairs, ties and zeros included; beyond, the normal approximation. "exact" holds for
        up to 400.

    Returns
    -------
    SignedRankTest
        Without a statistic, and with the reason, where no pair changed.

    Raises
    ------
    ValueError
        Where the two have different lengths or categories, are not numbers or are categoricals without an order,
        ``zeros`` or ``method`` is unknown, or an exact test is asked of more than 400 pairs.

    Notes
    -----
    V is the sum of the ranks of positive differences, ranked by size, ties sharing the mean of their ranks. The exact
    p-value is the share of all ways of giving signs to these ranks whose V is at least as far from its mean Σr/2. The
    approximation takes V for normal with variance Σr²/4, moved a half towards its mean. The effect is
    (V − V⁻)/(V + V⁻).

    References
    ----------
    Wilcoxon, F. (1945). Individual comparisons by ranking methods. Biometrics Bulletin 1, 80-83.
    Pratt, J. W. (1959). Journal of the American Statistical Association 54, 655-667.
    Kerby, D. S. (2014). Comprehensive Psychology 3, 11.IT.3.1 (the effect).

    Examples
    --------
    Hollander and Wolfe (1973), page 29, depression before and after, as in R's help of wilcox.test; the two-sided
    p-value:

    >>> before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
    >>> after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    >>> test = wilcoxon_signed_rank_test(after, before)
    >>> test.statistic, round(test.p_value, 5)
    (40.0, 0.03906)
    """
    if zeros not in _ZEROS:
        raise ValueError(f"zeros is {zeros!r}; it must be 'pratt' or 'wilcoxon'")
    if method not in ("auto", "exact", "normal"):
        raise ValueError(f"method is {method!r}; it must be 'auto', 'exact' or 'normal'")
    first, second = pairs_as_numbers(before, after, ("before", "after"))
    differences = second - first
    differences = differences[~np.isnan(differences)]
    changed = int(np.count_nonzero(differences))
    if method == "exact" and changed > MOST_EXACT:
        raise ValueError(f"an exact test is asked of {changed} pairs; it is computed for at most {MOST_EXACT}")
    exact = method == "exact" or (method == "auto" and changed <= EXACT_UP_TO)
    plain = SignedRankTest(
        n_zero=len(differences) - changed,
        n_used=changed,
        n_missing=len(first) - len(differences),
        method=f"Wilcoxon signed-rank test, {'exact' if exact else 'normal approximation'}; {_ZEROS[zeros]}",
    )
    if not changed:
        return replace(plain, why_not="No pair changed, so there is no direction to test.")
    return _tested(plain, differences, zeros, exact)


def _tested(plain: SignedRankTest, differences: NDArray[np.float64], zeros: Zeros, exact: bool) -> SignedRankTest:
    if zeros == "wilcoxon":
        differences = differences[differences != 0]
    # Differences of decimals are off by a hair, which must not break their ties.
    sizes = np.round(np.abs(differences), 10)
    ranks = pd.Series(sizes).rank().to_numpy(dtype=np.float64)
    ranks, signs = ranks[differences != 0], np.sign(differences[differences != 0])
    total, positive = float(ranks.sum()), float(ranks[signs > 0].sum())
    return replace(
        plain,
        statistic=positive,
        p_value=signed_rank_p_value(ranks, positive) if exact else _normal_p_value(ranks, positive),
        estimate=(2 * positive - total) / total,
    )


def _normal_p_value(ranks: NDArray[np.float64], positive: float) -> float:
    from scipy.special import ndtr

    off = abs(positive - float(ranks.sum()) / 2)
    z = max(0.0, off - 0.5) / sqrt(float((ranks * ranks).sum()) / 4)
    return min(1.0, 2 * float(ndtr(-z)))
