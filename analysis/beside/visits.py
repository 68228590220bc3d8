"""Walkabout visits: where, when, by whom, and how many conversations there were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.beside.day_cells import read_day, read_number, read_text, require_columns
from analysis.beside.records import Visit, Visits
from analysis.csv_files import ProblemList, read_table
from analysis.report import Report
from analysis.working_days.counting import as_days

COLUMNS = ("agency", "site", "on", "team", "conversations", "signed_off_on")
NEEDED = COLUMNS[:4]
NOT_COUNTED = "How many conversations there were at each visit stands in the working paper only."


def visits_of(frame: pd.DataFrame, *, note: str | None = None) -> Visits:
    """The visits, the earliest first.

    Parameters
    ----------
    frame : DataFrame
        A row for each visit.

        =================  ======================================================
        ``agency``         whose
        ``site``           where
        ``on``             datetime64, date or ISO text
        ``team``           who visited
        ``conversations``  optional: with how many members of staff; or missing
        ``signed_off_on``  optional: when the agency's reply was settled
        =================  ======================================================
    note : str, optional
        What is to be said of them as a whole.

    Raises
    ------
    ValueError
        Where a column is not there, holds what is no day, or a visit has no day.
    """
    for name in NEEDED:
        if name not in frame.columns:
            raise ValueError(f"there is no column '{name}'; there are {[str(column) for column in frame.columns]}")
    days = as_days(frame["on"], "on").tolist()
    signed = (
        as_days(frame["signed_off_on"], "signed_off_on").tolist() if "signed_off_on" in frame else [None] * len(days)
    )
    lines = [_visit(row, on, off) for row, on, off in zip(frame.to_dict("records"), days, signed, strict=True)]
    return Visits(lines=tuple(sorted(lines, key=lambda visit: (visit.on, visit.agency, visit.site))), note=note)


def visits_beside(report: Report, visits: Visits) -> Visits:
    """The visits as they may stand beside a report: in a release without the numbers of conversations.

    These count people. A report counts the conversations of all visits together, and hides even that where it is small;
    one by one they would tell it.
    """
    if report.release_class == "working" or all(visit.conversations is None for visit in visits.lines):
        return visits
    lines = tuple(replace(visit, conversations=None) for visit in visits.lines)
    return Visits(lines=lines, note=f"{visits.note} {NOT_COUNTED}" if visits.note else NOT_COUNTED)


def _visit(row: Mapping[Any, Any], on: date | None, signed_off_on: date | None) -> Visit:
    if on is None:
        raise ValueError(f"the visit to '{row['agency']}' has no day")
    count = row.get("conversations")
    return Visit(
        agency=str(row["agency"]).strip(),
        site=str(row["site"]).strip(),
        on=on,
        team=str(row["team"]).strip(),
        conversations=None if count is None or pd.isna(count) else int(count),
        signed_off_on=signed_off_on,
    )


def read_visits(path: Path) -> pd.DataFrame:
    """Read visits from a CSV file with the columns of :func:`visits_of`; days as 2026-03-31 or 31/03/2026.

    Raises
    ------
    FileProblems
        A missing column, a visit without agency or day, what is no day or no number, a sign-off before the visit.
    """
    problems = ProblemList()
    table = read_table(path, problems)
    require_columns(table, NEEDED, problems)
    rows: list[dict[str, Any]] = []
    for line, cells in table.rows:
        row: dict[str, Any] = {
            "agency": read_text(table, line, cells, "agency", problems, what="the agency visited"),
            "site": cells.get("site", ""),
            "on": read_day(table, line, cells, "on", problems, needed=True),
            "team": cells.get("team", ""),
            "conversations": read_number(table, line, cells, "conversations", problems),
            "signed_off_on": read_day(table, line, cells, "signed_off_on", problems),
        }
        if row["on"] is not None and row["signed_off_on"] is not None and row["signed_off_on"] < row["on"]:
            problems.add(path, line, "signed_off_on", "is before the day of the visit")
        rows.append(row)
    problems.raise_any()
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
