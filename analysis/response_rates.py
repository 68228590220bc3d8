"""Response rates: how many of those asked have answered, overall and by the round's breakdowns.

Where it is not known how many were asked, the true rate is lower than any that can be computed, so it is given as "at
most"; where nothing is known there is no rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.report import RateRow, RateTable, ResponseRate
from analysis.round_data import Population

COUNT_COLUMNS = ("invited", "answered")


def response_rate(answered: int, population: Population) -> ResponseRate:
    """The round's response rate and the sentence that states it.

    Parameters
    ----------
    answered : int
        How many responses there are.
    population : Population
        Whom the round was opened to.

    Returns
    -------
    ResponseRate
        Without a rate where nothing is known of the population, where it is empty, and where there are more answers
        than people asked: that is never shown as more than 100%.

    Raises
    ------
    ValueError
        Where ``answered`` or the size of the population is negative, or a known population has no size.

    Notes
    -----
    The simple rate: usable returns ÷ eligible people asked. With at least N asked, returns ÷ N is an upper limit.

    References
    ----------
    American Association for Public Opinion Research, Standard Definitions (the simple rate is its RR1 or RR2 where all
    eligibility is known).

    Examples
    --------
    >>> response_rate(39, Population(size=225, known=True)).sentence
    '17% (39 of 225)'
    >>> response_rate(33, Population(size=395, known=False)).sentence
    'at most 8.4% (33 of 395 or more)'
    >>> response_rate(33, Population(size=None, known=False)).sentence
    '33 responses; the number asked is not known, so there is no rate'
    """
    size = population.size
    if answered < 0:
        raise ValueError(f"answered is {answered}, which is negative")
    if size is not None and size < 0:
        raise ValueError(f"the size of the population is {size}, which is negative")
    if population.known and size is None:
        raise ValueError("the population is said to be known, but has no size")
    rate = answered / size if size and answered <= size else None
    return ResponseRate(
        answered=answered,
        population=size,
        population_known=population.known,
        rate=rate,
        at_most=rate is not None and not population.known,
        sentence=rate_sentence(answered, size, known=population.known),
        note=population.note or None,
    )


def rate_sentence(answered: int, size: int | None, *, known: bool) -> str:
    """The response rate in words, from the two numbers."""
    if size is None:
        return f"{_responses(answered)}; the number asked is not known, so there is no rate"
    if size == 0:
        return f"{_responses(answered)}; nobody was asked, so there is no rate"
    if answered > size:
        if known:
            return f"{_responses(answered)}, more than the {size:,} asked, so there is no rate"
        return f"{_responses(answered)}; at least {size:,} were asked, but fewer than answered, so there is no rate"
    if known:
        return f"{answered / size:.0%} ({answered:,} of {size:,})"
    return f"at most {answered / size:.1%} ({answered:,} of {size:,} or more)"


def _responses(count: int) -> str:
    return "1 response" if count == 1 else f"{count:,} responses"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameCell:
    """Those who share a value in every breakdown: how many were invited (None: not known), how many answered."""

    groups: Mapping[str, str]
    invited: int | None
    answered: int


def frame_cells(frame: pd.DataFrame | None) -> tuple[FrameCell, ...]:
    """The round's frame as checked values.

    Parameters
    ----------
    frame : DataFrame or None
        A row for each combination of breakdown values, a column for each breakdown, ``invited`` and ``answered``.
        A missing ``invited`` is a group of unknown size; a missing breakdown value becomes "Not stated".

    Raises
    ------
    ValueError
        Where ``answered`` is absent or missing, or a number is negative or not whole: the message names column and row.
    """
    if frame is None or frame.empty:
        return ()
    if "answered" not in frame.columns:
        raise ValueError("the frame has no column 'answered'")
    breakdowns = [str(column) for column in frame.columns if column not in COUNT_COLUMNS]
    cells = []
    for number, row in enumerate(frame.to_dict("records"), start=1):
        answered = _whole(row["answered"], "answered", number)
        if answered is None:
            raise ValueError(f"row {number} of the frame has no number in column 'answered'")
        groups = {name: _group_label(row[name]) for name in breakdowns}
        invited = _whole(row.get("invited"), "invited", number)
        cells.append(FrameCell(groups=groups, invited=invited, answered=answered))
    return tuple(cells)


def _group_label(value: object) -> str:
    return "Not stated" if value is None or pd.isna(value) or value == "" else str(value)  # type: ignore[call-overload]


def _whole(value: object, column: str, row: int) -> int | None:
    """A count from a frame; None where it is missing."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    number = float(value)  # type: ignore[arg-type]
    if number < 0 or not number.is_integer():
        raise ValueError(f"row {row} of the frame, column '{column}': {value!r} is not a number of people")
    return int(number)


def rate_tables(cells: tuple[FrameCell, ...], labels: Mapping[str, str]) -> tuple[RateTable, ...]:
    """One table of response rates for each breakdown, its groups in the order of the frame."""
    names = list(cells[0].groups) if cells else []
    return tuple(_rate_table(name, labels.get(name, name.replace("_", " ").capitalize()), cells) for name in names)


def _rate_table(name: str, label: str, cells: tuple[FrameCell, ...]) -> RateTable:
    groups = tuple(dict.fromkeys(cell.groups[name] for cell in cells))
    members = {group: [cell for cell in cells if cell.groups[name] == group] for group in groups}
    rows = tuple(rate_row(group, members[group]) for group in groups)
    return RateTable(name=name, label=label, rows=rows, note=_note(rows))


def rate_row(label: str, cells: list[FrameCell]) -> RateRow:
    """The line of one group; a rate only where all its sizes are known and no more answered than were asked."""
    sizes = [cell.invited for cell in cells]
    invited = None if None in sizes else sum(size for size in sizes if size is not None)
    answered = sum(cell.answered for cell in cells)
    rate = answered / invited if invited and answered <= invited else None
    return RateRow(label=label, invited=invited, answered=answered, rate=rate, mark="z" if rate is None else None)


def _note(rows: tuple[RateRow, ...]) -> str | None:
    notes = []
    if any(row.invited is None for row in rows):
        notes.append("Where the number invited is not known there is no rate.")
    if any(row.invited is not None and row.answered is not None and row.answered > row.invited for row in rows):
        notes.append("Where more answered than were invited there is no rate; the list of those invited needs a check.")
    return " ".join(notes) or None
