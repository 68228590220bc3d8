"""Numbers in five: least, quartiles and greatest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class FiveNumbers:
    """The five-number summary of a question.

    Attributes
    ----------
    minimum, lower_quartile, median, upper_quartile, maximum : float or None
        None where nobody answered.
    n_used, n_missing : int
        How many numbers there are, and how many are absent.
    method : str
        How the quartiles are found.
    why_not : str or None
        Why there is no summary.
    """

    minimum: float | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    maximum: float | None
    n_used: int
    n_missing: int
    method: str = "Quartiles by linear interpolation (Hyndman and Fan, type 7)"
    why_not: str | None = None


def five_number_summary(values: pd.Series) -> FiveNumbers:
    """Least number, quartiles and greatest number.

    Parameters
    ----------
    values : Series of Int64 or Float64
        The answers; absent ones are missing and are left out.

    Returns
    -------
    FiveNumbers
        Without numbers, and with the reason, where all are missing.

    Notes
    -----
    With the n numbers in order x₁ … xₙ, the quantile q is found at position h = (n − 1)q + 1 and interpolated between
    the numbers on either side. R: ``quantile(x, type = 7)``, its default.

    References
    ----------
    Tukey, J. W. (1977). Exploratory Data Analysis, chapter 2. Hyndman, R. J. and Fan, Y. (1996). Sample quantiles in
    statistical packages. The American Statistician 50, 361-365.

    Examples
    --------
    >>> summary = five_number_summary(pd.Series([6, 7, 15, 36, 39, 40, 41, 42, 43, 47, 49], dtype="Int64"))
    >>> summary.lower_quartile, summary.median, summary.upper_quartile
    (25.5, 40.0, 42.5)
    """
    present = values.dropna().to_numpy(dtype=float)
    missing = len(values) - len(present)
    if not len(present):
        return FiveNumbers(
            minimum=None,
            lower_quartile=None,
            median=None,
            upper_quartile=None,
            maximum=None,
            n_used=0,
            n_missing=missing,
            why_not="Nobody answered, so there is nothing to summarise.",
        )
    least, lower, middle, upper, greatest = (float(x) for x in np.quantile(present, (0, 0.25, 0.5, 0.75, 1)))
    return FiveNumbers(
        minimum=least,
        lower_quartile=lower,
        median=middle,
        upper_quartile=upper,
        maximum=greatest,
        n_used=len(present),
        n_missing=missing,
    )
