"""What unequal weights cost: the effective number of answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimates.strata import numbers_of


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveSampleSize:
    """How many equally weighted answers are as good as those at hand.

    Attributes
    ----------
    estimate : float or None
        The effective number of answers, at most ``n_used``; None where there is no positive weight.
    design_effect : float or None
        ``n_used`` ÷ ``estimate``: by how much the weights raise the variance.
    n_used, n_missing : int
        How many weights there are, those of 0 included, and how many are missing.
    method : str
        Whose formula it is.
    why_not : str or None
        Why there is no effective number.
    """

    estimate: float | None
    design_effect: float | None
    n_used: int
    n_missing: int
    method: str = "Kish: (Σw)²/Σw²"
    why_not: str | None = None


def effective_sample_size(weights: pd.Series) -> EffectiveSampleSize:
    """Kish's effective number of answers.

    Parameters
    ----------
    weights : Series of numbers
        The weight of each answer, on any scale; missing ones are left out.

    Returns
    -------
    EffectiveSampleSize
        Without a number, and with the reason, where no weight is positive.

    Raises
    ------
    ValueError
        Where a weight is negative or infinite.

    Notes
    -----
    n_eff = (Σw)²/Σw². It is n where all weights are equal. It takes the weights for unrelated to the answers; weights
    that follow the answers closely can lower the variance, which this formula does not see.

    References
    ----------
    Kish, L. (1965). Survey Sampling, section 11.2C; the same in Kish, L. (1992), Journal of Official Statistics 8,
    183-200 (the loss is 1 + the squared coefficient of variation of the weights).

    Examples
    --------
    >>> effective_sample_size(pd.Series([1.0, 1.0, 2.0])).estimate
    2.6666666666666665
    """
    numbers = numbers_of(weights)
    present = numbers[~np.isnan(numbers)]
    if (present < 0).any():
        raise ValueError(f"weights has {present[present < 0][0]}, which is no weight")
    n, missing = len(present), len(numbers) - len(present)
    largest = float(present.max(initial=0.0))
    if largest == 0:
        why = "No answer has a positive weight, so there is no effective number of answers."
        return EffectiveSampleSize(estimate=None, design_effect=None, n_used=n, n_missing=missing, why_not=why)
    scaled = present / largest
    effective = float(scaled.sum() ** 2 / (scaled**2).sum())
    return EffectiveSampleSize(estimate=effective, design_effect=n / effective, n_used=n, n_missing=missing)
