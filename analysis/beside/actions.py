"""Actions and the recommendations that they carry out, with their state on one day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.beside.day_cells import read_day, read_text, require_columns
from analysis.beside.records import ActionLine, Actions
from analysis.csv_files import ProblemList, read_table
from analysis.durations import action_figures
from analysis.working_days.counting import as_days

COLUMNS = ("reference", "recommendation", "action", "owner", "opened_on", "due_on", "closed_on", "impact")
NEEDED = COLUMNS[:7]


def actions_of(frame: pd.DataFrame, as_of: date, *, note: str | None = None) -> Actions:
    """The actions as they stood on a day.

    Parameters
    ----------
    frame : DataFrame
        A row for each action, and one for each recommendation that has none: its ``action`` is missing or blank.

        ==================  =================================================================================
        ``reference``       what people call it: "A1"
        ``recommendation``  in full; actions with the same text carry out the same one
        ``action``          what is to be done
        ``owner``           the agency
        ``opened_on``       datetime64, date or ISO text; the day on which it was agreed
        ``due_on``          the same, or missing
        ``closed_on``       the same; missing while it is open
        ``impact``          optional text: what changed for children
        ==================  =================================================================================
    as_of : date
        The day. What was opened later is left out; what was closed later is open.
    note : str, optional
        What is to be said of them as a whole.

    Returns
    -------
    Actions
        Those that are overdue first, then the other open ones by the day on which they are due, then the closed ones,
        the newest first.

    Raises
    ------
    ValueError
        Where a column is not there, holds what is no day, or an action has no day of opening.
    """
    days = {name: _days(frame, name) for name in ("opened_on", "due_on", "closed_on")}
    rows: list[dict[Any, Any]] = [
        {**row, **{name: column[place] for name, column in days.items()}}
        for place, row in enumerate(frame.to_dict("records"))
    ]
    acted = [row for row in rows if _text(row.get("action"))]
    lines = tuple(sorted((line for row in acted for line in _line(row, as_of)), key=_order))
    taken_up = {line.recommendation for line in lines}
    named = dict.fromkeys(_text(row.get("recommendation")) for row in rows)
    known = pd.DataFrame(
        [(row["opened_on"], row["due_on"], row["closed_on"], bool(_text(row.get("impact")))) for row in acted],
        columns=["opened", "due", "closed", "impact"],
    )
    figures = action_figures(known, opened="opened", due="due", closed="closed", as_of=as_of, impact="impact")
    return Actions(
        lines=lines,
        figures=figures,
        without_action=tuple(text for text in named if text and text not in taken_up),
        note=note,
    )


def _days(frame: pd.DataFrame, name: str) -> list[date | None]:
    if name not in frame.columns:
        raise ValueError(f"there is no column '{name}'; there are {[str(column) for column in frame.columns]}")
    found: list[date | None] = as_days(frame[name], name).tolist()
    return found


def _line(row: Mapping[Any, Any], as_of: date) -> Iterator[ActionLine]:
    opened, due, closed = row["opened_on"], row["due_on"], row["closed_on"]
    if opened is None:
        raise ValueError(f"the action '{_text(row.get('reference')) or _text(row['action'])}' has no day of opening")
    if opened > as_of:
        return
    closed = closed if closed is not None and closed <= as_of else None
    overdue = closed is None and due is not None and due < as_of
    yield ActionLine(
        reference=_text(row.get("reference")),
        recommendation=_text(row.get("recommendation")),
        action=_text(row["action"]),
        owner=_text(row.get("owner")),
        opened_on=opened,
        due_on=due,
        closed_on=closed,
        status="Closed" if closed else "Overdue" if overdue else "Open",
        impact=_text(row.get("impact")),
    )


def _order(line: ActionLine) -> tuple[int, int, str]:
    """Overdue, open, closed; the open ones by their due day, the closed ones backwards by the day of closing."""
    group = ("Overdue", "Open", "Closed").index(line.status)
    day = -line.closed_on.toordinal() if line.closed_on else (line.due_on or date.max).toordinal()
    return group, day, line.reference


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value).strip()


def read_actions(path: Path) -> pd.DataFrame:
    """Read actions from a CSV file with the columns of :func:`actions_of`; days as 2026-03-31 or 31/03/2026.

    Raises
    ------
    FileProblems
        A missing column, a blank recommendation, an action without owner or day of opening, what is no day, an action
        closed before it was opened.
    """
    problems = ProblemList()
    table = read_table(path, problems)
    require_columns(table, NEEDED, problems)
    rows: list[dict[str, Any]] = []
    for line, cells in table.rows:
        acted = bool(cells.get("action"))
        row: dict[str, Any] = {
            "reference": cells.get("reference", ""),
            "recommendation": read_text(table, line, cells, "recommendation", problems, what="the recommendation"),
            "action": cells.get("action", ""),
            "owner": read_text(table, line, cells, "owner", problems, what="the agency" if acted else ""),
            "opened_on": read_day(table, line, cells, "opened_on", problems, needed=acted),
            "due_on": read_day(table, line, cells, "due_on", problems),
            "closed_on": read_day(table, line, cells, "closed_on", problems),
            "impact": cells.get("impact", ""),
        }
        opened, closed = row["opened_on"], row["closed_on"]
        if opened is not None and closed is not None and closed < opened:
            problems.add(path, line, "closed_on", "is before the day on which the action was opened")
        rows.append(row)
    problems.raise_any()
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
