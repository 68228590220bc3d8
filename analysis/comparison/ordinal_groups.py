"""Do groups differ on an ordered scale? From the number of answers at each grade in each group, for screening.

A table of counts holds all that the rank tests need, so 200,000 answers cost no more than 200.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.comparison.rank_distributions import is_rank_sum_feasible, rank_sum_p_value
from analysis.comparison.rank_sums import (
    RankSums,
    kruskal_wallis_statistic,
    mann_whitney_statistic,
    mann_whitney_z,
    rank_sums_of_table,
)
from analysis.comparison.simulated_tables import SEED, simulated_p_value
from analysis.comparison.tables import NOBODY, CleanTable, ContingencyTable, Counts, clean_table

MANN_WHITNEY = "Mann-Whitney test, normal approximation corrected for ties and continuity"
KRUSKAL_WALLIS = "Kruskal-Wallis test, corrected for ties"
ONE_GRADE = "All answers are the same grade, so the groups cannot differ."
ONE_GROUP = "All answers are from one group, so there is nothing to compare."
SMALL_GROUP = 5
SmallGroups = Literal["approximate", "exact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinalGroupsTest:
    """A rank test of groups on an ordered scale, or the reason why there is none.

    Attributes
    ----------
    statistic : float or None
        H for three groups or more, U of the first group for two.
    dof : int or None
        The degrees of freedom of H; None for U.
    p_value : float or None
        Two-sided.
    effect : float or None
        ε² for three groups or more, from 0 to 1. The rank-biserial correlation for two, from -1 to 1: above 0 where the
        first group has the higher grades.
    effect_name : str or None
        "epsilon squared" or "rank-biserial correlation".
    n_used, n_missing : int
        How many answers are in the table, and how many cases were left out because a value is missing.
    empty_groups : tuple of int
        Positions of the groups without answers, which were left out.
    low, high : float or None
        The 95% interval of a p-value from random tables.
    simulations, seed : int or None
        How many random tables were drawn and with which seed, where any were.
    caution : str or None
        Why the p-value is only rough, where a group is small.
    method : str
        Which test it is.
    why_not : str or None
        Why there is no test.
    """

    statistic: float | None = None
    dof: int | None = None
    p_value: float | None = None
    effect: float | None = None
    effect_name: str | None = None
    n_used: int
    n_missing: int
    empty_groups: tuple[int, ...] = ()
    low: float | None = None
    high: float | None = None
    simulations: int | None = None
    seed: int | None = None
    caution: str | None = None
    method: str
    why_not: str | None = None


def ordinal_groups_test(
    counts: ArrayLike | ContingencyTable,
    *,
    small_groups: SmallGroups = "approximate",
    simulations: int = 2_000,
    seed: int = SEED,
) -> OrdinalGroupsTest:
    """Test whether groups differ on an ordered scale, from a table of counts.

    Parameters
    ----------
    counts : array of int, shape (grades, groups), or ContingencyTable
        How many answers there are at each grade, in the scale's order, in each group. Grades that nobody gave change
        nothing; groups without answers are left out and named.
    small_groups : {"approximate", "exact"}, default "approximate"
        What to do where a group has fewer than five answers: say so in ``caution``, or take all ways of dealing the
        answers to the groups for equally likely. That is exact for two groups unless one is very large; otherwise
        ways are drawn at random.
    simulations : int, default 2,000
        How many to draw then.
    seed : int
        What they are drawn with. It is recorded in the result.

    Returns
    -------
    OrdinalGroupsTest
        Without a statistic, and with the reason, where fewer than two groups have answers or all gave one grade.

    Raises
    ------
    ValueError
        Where the table is not two-dimensional, a count is negative, missing or not whole, ``small_groups`` is unknown,
        or ``simulations`` is under 1.

    Notes
    -----
    Tied answers share the mean of their ranks. Three groups or more: Kruskal and Wallis'
    H = 12/(n(n + 1)) Σ n_j (r̄_j − (n + 1)/2)², divided by 1 − Σ(t³ − t)/(n³ − n), as chi-square with one degree of
    freedom fewer than groups; ε² = H/(n − 1). Two groups: Mann and Whitney's U of the first, as normal with mean ab/2
    and variance ab/12 (n + 1 − Σ(t³ − t)/(n(n − 1))), moved a half towards its mean; r = 2U/(ab) − 1. Both
    approximations are rough where a group has fewer than five answers. A p-value from random tables is
    (1 + b)/(1 + B), where b of B have at least this statistic.

    References
    ----------
    Kruskal, W. H. and Wallis, W. A. (1952). Journal of the American Statistical Association 47, 583-621.
    Mann, H. B. and Whitney, D. R. (1947). Annals of Mathematical Statistics 18, 50-60.
    Tomczak, M. and Tomczak, E. (2014). Trends in Sport Sciences 1(21), 19-25 (ε²).
    Wendt, H. W. (1972). European Journal of Social Psychology 2, 463-465 (the rank-biserial correlation from U).

    Examples
    --------
    Constructed: answers from "strongly disagree" to "strongly agree" of three agencies.

    >>> test = ordinal_groups_test([[1, 0, 4], [2, 3, 6], [4, 5, 5], [8, 9, 3], [6, 2, 1]])
    >>> round(test.statistic, 2), test.dof, round(test.p_value, 4), round(test.effect, 3)
    (11.56, 2, 0.0031, 0.199)
    """
    if small_groups not in ("approximate", "exact"):
        raise ValueError(f"small_groups is {small_groups!r}; it must be 'approximate' or 'exact'")
    table = clean_table(counts)
    groups = len(table.column_totals)
    plain = OrdinalGroupsTest(
        n_used=table.n_used,
        n_missing=table.n_missing,
        empty_groups=table.empty_columns,
        method=MANN_WHITNEY if groups == 2 else KRUSKAL_WALLIS if groups > 2 else "none",
        why_not=_why_not(table),
    )
    if plain.why_not is not None:
        return plain
    ranks = rank_sums_of_table(table.counts)
    tested = _two(plain, ranks) if groups == 2 else _several(plain, ranks)
    said = caution(int(table.column_totals.min()))
    if said is None or small_groups == "approximate":
        return replace(tested, caution=said)
    if groups == 2 and is_rank_sum_feasible(*table.column_totals.tolist()):
        return replace(tested, p_value=rank_sum_p_value(table.counts), method="Mann-Whitney test, exact")
    return _simulated(tested, table, simulations, seed)


def _why_not(table: CleanTable) -> str | None:
    if table.n_used == 0:
        return NOBODY
    if len(table.column_totals) < 2:
        return ONE_GROUP
    return ONE_GRADE if len(table.row_totals) < 2 else None


def caution(smallest: int) -> str | None:
    """What to say where the smallest group is too small for the approximation."""
    if smallest >= SMALL_GROUP:
        return None
    return f"A group has only {smallest} answer{'' if smallest == 1 else 's'}: the p-value is rough."


def _two(plain: OrdinalGroupsTest, ranks: RankSums) -> OrdinalGroupsTest:
    from scipy.special import ndtr

    u = mann_whitney_statistic(ranks)
    effect = 2 * u / (int(ranks.sizes[0]) * int(ranks.sizes[1])) - 1
    p_value = min(1.0, 2 * float(ndtr(-abs(mann_whitney_z(ranks)))))
    return replace(plain, statistic=u, p_value=p_value, effect=effect, effect_name="rank-biserial correlation")


def _several(plain: OrdinalGroupsTest, ranks: RankSums) -> OrdinalGroupsTest:
    from scipy.special import chdtrc

    h, dof = kruskal_wallis_statistic(ranks), len(ranks.sizes) - 1
    effect = min(1.0, h / (ranks.n - 1))
    p_value = float(chdtrc(dof, h))
    return replace(plain, statistic=h, dof=dof, p_value=p_value, effect=effect, effect_name="epsilon squared")


def _simulated(tested: OrdinalGroupsTest, table: CleanTable, simulations: int, seed: int) -> OrdinalGroupsTest:
    """The p-value from random tables with the same totals: those whose groups' mean ranks lie as far apart."""
    totals = table.row_totals.astype(np.float64)
    away = np.cumsum(totals) - totals / 2 - table.n_used / 2

    def apart(tables: Counts) -> NDArray[np.float64]:
        return np.asarray(((away @ tables.astype(np.float64)) ** 2 / table.column_totals).sum(axis=-1))

    # A hair less, so that rounding does not part what is equally far.
    least = float(apart(table.counts)) * (1 - 1e-9)
    drawn = simulated_p_value(table, lambda tables: apart(tables) >= least, simulations=simulations, seed=seed)
    method = f"{tested.method.split(',')[0]}, Monte Carlo with {drawn.simulations:,} tables (seed {seed})"
    return replace(
        tested, p_value=drawn.p_value, low=drawn.low, high=drawn.high, simulations=drawn.simulations, seed=seed,
        method=method,
    )  # fmt: skip
