"""The same sample again, from its record and the list: the proof that nobody picked it."""

from __future__ import annotations

from dataclasses import fields

import pandas as pd

from analysis.sampling.draw_order import ALGORITHM
from analysis.sampling.draws import draw_simple, draw_systematic
from analysis.sampling.frames import canonical_text, sampling_frame
from analysis.sampling.records import DrawRecord
from analysis.sampling.stratified_draws import draw_stratified


def redraw(record: DrawRecord, rows: pd.DataFrame) -> DrawRecord:
    """Draw again from the record and see that it comes out the same.

    Parameters
    ----------
    record : DrawRecord
        The record of the draw.
    rows : DataFrame
        The list that it says it was drawn from, in any order of rows; further columns do not matter.

    Returns
    -------
    DrawRecord
        Drawn anew, the numbers to a stratum included, and equal to ``record``.

    Raises
    ------
    ValueError
        Where the record names another algorithm; where the list is not the one that was drawn from, by its hash; and
        where the record does not say what its seed draws: the message names the attribute that differs.

    Examples
    --------
    >>> rows = pd.DataFrame({"case": ["A1", "A2", "A3", "A4"]})
    >>> record = draw_simple(rows, 2, key="case", seed=20261129)
    >>> redraw(record, rows[::-1]).drawn
    ('A4', 'A1')
    """
    if record.algorithm != ALGORITHM:
        raise ValueError(f"algorithm is {record.algorithm!r}; this version draws by {ALGORITHM!r}")
    check_frame(record, rows)
    again = _draw(record, rows)
    for field in fields(DrawRecord):
        found, stated = getattr(again, field.name), getattr(record, field.name)
        if found != stated:
            raise ValueError(f"the record does not say what its seed draws: {field.name} is {stated!r}, not {found!r}")
    return again


def drawn_rows(record: DrawRecord, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that were drawn, in the order of the draw.

    Parameters
    ----------
    record : DrawRecord
        The record of the draw.
    rows : DataFrame
        The list that was drawn from.

    Returns
    -------
    DataFrame
        A copy of the drawn rows, their index 0, 1, 2, …

    Raises
    ------
    ValueError
        Where the list is not the one that was drawn from.
    """
    check_frame(record, rows)
    places = {canonical_text(value, record.key_column): row for row, value in enumerate(rows[record.key_column])}
    return rows.iloc[[places[key] for key in record.drawn]].reset_index(drop=True)


def check_frame(record: DrawRecord, rows: pd.DataFrame) -> None:
    """Refuse a list whose hash is not the record's."""
    found = sampling_frame(rows, key=record.key_column, stratum=record.stratum_column, order=record.order_column)
    if found.frame_hash != record.frame_hash:
        raise ValueError(
            f"this is not the frame that was drawn from: it has {len(found.keys):,} cases and the hash "
            f"{found.frame_hash}; the record says {record.frame_size:,} and {record.frame_hash}"
        )


def _draw(record: DrawRecord, rows: pd.DataFrame) -> DrawRecord:
    exclusions = {one.key: one.reason for one in record.exclusions}
    key, seed = record.key_column, record.seed
    if record.method == "simple":
        return draw_simple(rows, record.n, key=key, seed=seed, exclusions=exclusions)
    if record.method == "systematic":
        return draw_systematic(rows, record.n, key=key, seed=seed, order=record.order_column, exclusions=exclusions)
    if record.stratum_column is None:
        raise ValueError("stratum_column is None, but method is 'stratified'")
    if record.allocation == "stated" or record.allocation is None:
        numbers = {one.stratum: one.n for one in record.strata}
        return draw_stratified(rows, numbers, key=key, stratum=record.stratum_column, seed=seed, exclusions=exclusions)
    return draw_stratified(
        rows,
        record.n,
        key=key,
        stratum=record.stratum_column,
        seed=seed,
        allocation=record.allocation,
        minimum=record.minimum,
        spreads={one.stratum: one.spread or 0.0 for one in record.strata} if record.allocation == "neyman" else None,
        exclusions=exclusions,
    )
