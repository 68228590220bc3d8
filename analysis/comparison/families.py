"""Many tests at once: the p-values of a named family, adjusted for their number.

Of a hundred questions that differ between no groups, five are "significant" at five per cent. What is screened together
is adjusted together, and the result names the family.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Adjustment = Literal["holm", "benjamini-hochberg"]
METHODS: Mapping[str, str] = {
    "holm": "Holm's adjustment (of all false alarms)",
    "benjamini-hochberg": "Benjamini and Hochberg's adjustment (of the share of false alarms)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustedRow:
    """One test of a family.

    Attributes
    ----------
    name : str
        What was tested.
    p_value : float or None
        As the test gave it; None where it gave none.
    adjusted : float or None
        Adjusted for the number of tests that gave one.
    stands_out : bool
        Whether the adjusted p-value is at most the family's level.
    """

    name: str
    p_value: float | None
    adjusted: float | None
    stands_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustedFamily:
    """The p-values of tests that were screened together.

    Attributes
    ----------
    name : str
        What was screened, for people.
    rows : tuple of AdjustedRow
        In the order given.
    n_used, n_missing : int
        How many tests gave a p-value, and how many did not; these do not count for the adjustment.
    level : float
        At most this is said to stand out.
    method : str
        Which adjustment it is, and what it controls.
    why_not : str or None
        Why nothing is adjusted, where no test gave a p-value.
    """

    name: str
    rows: tuple[AdjustedRow, ...]
    n_used: int
    n_missing: int
    level: float
    method: str
    why_not: str | None = None


def adjust_family(
    name: str, p_values: Mapping[str, float | None], *, method: Adjustment = "holm", level: float = 0.05
) -> AdjustedFamily:
    """Adjust the p-values of a family of tests.

    Parameters
    ----------
    name : str
        What was screened, for example "39 questions by agency". It is part of the result.
    p_values : mapping from a test's name to its p-value
        None or nan where there is none: it stays missing and does not count for the adjustment.
    method : {"holm", "benjamini-hochberg"}, default "holm"
        Holm keeps the chance of any false alarm at the level. Benjamini and Hochberg keep the expected share of false
        alarms among those that stand out there, and find more.
    level : float, default 0.05
        At most this adjusted p-value stands out.

    Returns
    -------
    AdjustedFamily

    Raises
    ------
    ValueError
        Where the family has no name, a p-value is not between 0 and 1, the method is unknown, or the level is not
        between 0 and 1.

    Notes
    -----
    With m p-values in ascending order, Holm's adjusted p-value is max over j ≤ i of min(1, (m − j + 1) p_j), Benjamini
    and Hochberg's min over j ≥ i of min(1, m p_j / j). Equal p-values have equal adjusted ones.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6,
    65-70.
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical
    Society B 57, 289-300.

    Examples
    --------
    Constructed:

    >>> family = adjust_family("four questions by agency", {"a": 0.01, "b": 0.04, "c": 0.03, "d": None})
    >>> [row.adjusted for row in family.rows], family.n_used
    ([0.03, 0.06, 0.06, None], 3)
    """
    if not name.strip():
        raise ValueError("the family has no name: say what was screened")
    if method not in METHODS:
        raise ValueError(f"method is {method!r}; it must be one of {', '.join(METHODS)}")
    if not 0 < level < 1:
        raise ValueError(f"level is {level}, which is not between 0 and 1")
    given = {key: None if p is None or isnan(p) else float(p) for key, p in p_values.items()}
    present = {key: p for key, p in given.items() if p is not None}
    for key, p in present.items():
        if not 0 <= p <= 1:
            raise ValueError(f"the p-value of {key!r} is {p}, which is not between 0 and 1")
    adjust = _holm if method == "holm" else _benjamini_hochberg
    adjusted = dict(zip(present, adjust(np.array(list(present.values()))).tolist(), strict=True))
    rows = tuple(
        AdjustedRow(name=key, p_value=p, adjusted=adjusted.get(key), stands_out=adjusted.get(key, 2.0) <= level)
        for key, p in given.items()
    )
    return AdjustedFamily(
        name=name,
        rows=rows,
        n_used=len(present),
        n_missing=len(given) - len(present),
        level=level,
        method=METHODS[method],
        why_not=None if present else "No test of the family has a p-value, so there is nothing to adjust.",
    )


def _holm(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    m, order = len(p_values), np.argsort(p_values, kind="stable")
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(p_values[order] * (m - np.arange(m))))
    return adjusted


def _benjamini_hochberg(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    m, order = len(p_values), np.argsort(-p_values, kind="stable")
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(p_values[order] * (m / np.arange(m, 0, -1))))
    return adjusted
