"""Draws from the list as a whole: simple and systematic. Each gives a record from which it can be drawn again."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.sampling.draw_order import ALGORITHM, check_seed, order_of_chance, random_start
from analysis.sampling.exclusions import check_n, checked_exclusions, eligible_rows
from analysis.sampling.frames import sampling_frame
from analysis.sampling.records import DrawRecord


def draw_simple(
    rows: pd.DataFrame, n: int, *, key: str, seed: int, exclusions: Mapping[str, str] | None = None
) -> DrawRecord:
    """Draw n cases, each sample of n as likely as any other.

    Parameters
    ----------
    rows : DataFrame
        The list to draw from, a row for each case, in any order.
    n : int
        How many to draw.
    key : str
        The column that names the case: text or whole numbers, each once, none missing.
    seed : int
        From 0 to 2⁵³ − 1, recorded before the draw; :func:`analysis.sampling.fresh_seed` makes one.
    exclusions : mapping of str to str, optional
        Cases that cannot be drawn: the key as text and the reason. They stay in the list and its hash.

    Returns
    -------
    DrawRecord
        The keys in the order of the draw. The same list, seed and exclusions give the same, whatever the order of rows.

    Raises
    ------
    ValueError
        Where the list is not fit (see :func:`analysis.sampling.sampling_frame`), an excluded key is not in it or has no
        reason, the seed is none, or ``n`` is not between 1 and the number that may be drawn.

    Notes
    -----
    The first n in the order of :func:`analysis.sampling.order_of_chance`. Every case is drawn with probability n/N.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd edition, section 2.1.

    Examples
    --------
    Constructed:

    >>> rows = pd.DataFrame({"case": ["A1", "A2", "A3", "A4"]})
    >>> draw_simple(rows, 2, key="case", seed=20261129, exclusions={"A4": "in the pilot"}).drawn
    ('A1', 'A3')
    """
    frame = sampling_frame(rows, key=key)
    left_out = checked_exclusions(frame, exclusions)
    eligible = eligible_rows(frame, left_out)
    check_n(n, len(eligible))
    return DrawRecord(
        method="simple",
        algorithm=ALGORITHM,
        seed=seed,
        frame_hash=frame.frame_hash,
        frame_size=len(frame.keys),
        key_column=key,
        n=n,
        exclusions=left_out,
        drawn=tuple(order_of_chance(seed, [frame.keys[row] for row in eligible])[:n]),
    )


def draw_systematic(
    rows: pd.DataFrame,
    n: int,
    *,
    key: str,
    seed: int,
    order: str | None = None,
    exclusions: Mapping[str, str] | None = None,
) -> DrawRecord:
    """Go through the list in order and take a case at equal steps from a random start.

    Parameters
    ----------
    rows, n, key, seed, exclusions
        As for :func:`draw_simple`.
    order : str, optional
        The column by which the list is put in order: whole numbers by value, dates by time, text by the bytes of its
        UTF-8; equal ones by key. Without it the key is the order. None may be missing.

    Returns
    -------
    DrawRecord
        The keys in the order of the list.

    Raises
    ------
    ValueError
        As for :func:`draw_simple`.

    Notes
    -----
    With N cases that may be drawn, in order from 0, and a whole number u from 0 to N − 1 given by
    :func:`analysis.sampling.random_start`, the cases at ⌊(u + jN)/n⌋ for j = 0, …, n − 1 are taken: a step of N/n
    which need not be whole. Every case is drawn with probability exactly n/N, since u + jN takes each value below nN
    once. There are at most N different samples: a list that goes up and down in step with N/n (every tenth referral is
    a Monday's) gives a bad one, and no sample shows its own sampling error. An order by date or by area spreads the
    sample over time or space.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd edition, sections 8.1 and 8.2. Murthy, M. N. (1967). Sampling Theory
    and Methods, chapter 5 (fractional intervals).

    Examples
    --------
    Constructed:

    >>> rows = pd.DataFrame({"case": range(1, 26)})
    >>> draw_systematic(rows, 4, key="case", seed=7, order="case").drawn
    ('2', '9', '15', '21')
    """
    check_seed(seed)
    frame = sampling_frame(rows, key=key, order=order)
    left_out = checked_exclusions(frame, exclusions)
    eligible = eligible_rows(frame, left_out)
    check_n(n, len(eligible))
    if frame.places is not None:
        eligible.sort(key=frame.places.__getitem__)  # a stable sort: equal ones stay in the order of their keys
    size, start = len(eligible), random_start(seed, len(eligible))
    return DrawRecord(
        method="systematic",
        algorithm=ALGORITHM,
        seed=seed,
        frame_hash=frame.frame_hash,
        frame_size=len(frame.keys),
        key_column=key,
        order_column=order,
        n=n,
        exclusions=left_out,
        drawn=tuple(frame.keys[eligible[(start + step * size) // n]] for step in range(n)),
    )
