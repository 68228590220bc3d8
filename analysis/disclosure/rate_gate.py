"""The gate for response rates: breakdowns that share their totals, protected together.

A reader knows how many were invited from each group and how many answered in all; what must stay hidden is how many of
a group answered, or did not, where either is small. Groups too small to be shown at all are joined first. Then rows
are hidden until no table, nor all of them together, gives a small number away. What can be worked out is found by
integer programming over the cells of the frame, for a reader who knows even how many were invited in each cell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from analysis.disclosure.rate_groups import Group, breakdown_groups
from analysis.disclosure.wording import FEW
from analysis.report import RateRow, RateTable
from analysis.response_rates import FrameCell

JOINED = "Groups too small to be shown on their own are taken together."


@dataclass(frozen=True, slots=True, kw_only=True)
class GatedRates:
    """The tables as they may be shown; ``touched`` names the breakdowns of which anything is hidden or joined."""

    tables: tuple[RateTable, ...]
    touched: frozenset[str]


def gate_rates(tables: tuple[RateTable, ...], frame: tuple[FrameCell, ...], threshold: int) -> GatedRates:
    """Protect all breakdowns of a round jointly.

    Parameters
    ----------
    tables : tuple of RateTable
        Unsuppressed, one for each breakdown.
    frame : tuple of FrameCell
        The cells that the tables add up.
    threshold : int
        Counts from 1 to this are hidden.
    """
    grouped = {table.name: breakdown_groups(table.name, frame, threshold) for table in tables}
    usable = {name: groups for name, groups in grouped.items() if len(groups) > 1 or not _is_joined(groups)}
    # Loads scipy.optimize, which takes long and which a report without a frame does not need.
    from analysis.disclosure.rate_search import RateSearch

    hidden = RateSearch(frame, tuple(usable.values()), threshold).run()
    shown: list[RateTable] = []
    touched = set(grouped) - set(usable)
    for index, (name, groups) in enumerate(usable.items()):
        rows = hidden.get(index)
        if rows is None:
            touched.add(name)
            continue
        if rows or _is_joined(groups):
            touched.add(name)
        shown.append(_table(next(table for table in tables if table.name == name), groups, rows))
    return GatedRates(tables=tuple(shown), touched=frozenset(touched))


def _is_joined(groups: tuple[Group, ...]) -> bool:
    return any(group.joined for group in groups)


def _table(table: RateTable, groups: tuple[Group, ...], hidden: frozenset[int]) -> RateTable:
    rows = tuple(_row(group, hide=index in hidden) for index, group in enumerate(groups))
    notes = [table.note, JOINED if _is_joined(groups) else None, FEW if hidden else None]
    return replace(table, rows=rows, note=" ".join(note for note in notes if note) or None)


def _row(group: Group, *, hide: bool) -> RateRow:
    if hide:
        return RateRow(label=group.label, invited=group.invited, answered=None, rate=None, mark="c")
    rate = group.answered / group.invited if group.invited and group.answered <= group.invited else None
    return RateRow(
        label=group.label,
        invited=group.invited,
        answered=group.answered,
        rate=rate,
        mark="z" if rate is None else None,
    )
