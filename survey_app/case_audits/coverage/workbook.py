"""Coverage as an Excel list: a row for each agency, locality, age band, theme and kind of audit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exports.workbook.lists import ListSheet, list_workbook
from survey_app.case_audits.coverage.services import Side

STATES = {
    "looked at": "Looked at",
    "under way": "Being looked at now",
    "before": "Only before that",
    "never": "NEVER",
}
COLUMNS = (
    ("Side", 18), ("Which", 40), ("In two years", 22), ("Audits", 10), ("Cases", 10), ("Cases under way", 16),
    ("Last look", 14), ("Days ago", 10), ("Expected", 10), ("Last walkabout", 16),
)  # fmt: skip
COUNTS = ("Audits", "Cases", "Cases under way")
WORKING = "For the QA group: counts of cases are not suppressed."
RELEASED = "Without counts of cases."


def coverage_workbook(sides: Sequence[Side], partnership: str, *, working: bool) -> bytes:
    """One sheet: what the period is, then a table with filters. Counts are in it for who reads working papers alone."""
    first = sides[0].coverage
    head = (
        f"What case audits have looked at: {partnership}",
        f"From {first.since:%d.%m.%Y} to {first.as_of:%d.%m.%Y}. An audit counts for the day its moderation opened. "
        f"{WORKING if working else RELEASED}",
    )
    kept = [place for place, (name, _) in enumerate(COLUMNS) if working or name not in COUNTS]
    rows = [tuple(row[place] for place in kept) for row in _rows(sides)]
    columns = tuple(COLUMNS[place] for place in kept)
    return list_workbook(ListSheet(name="Coverage", head=head, columns=columns, rows=rows))


def _rows(sides: Sequence[Side]) -> Iterator[tuple[str | int | None, ...]]:
    for side in sides:
        for row in side.coverage.rows:
            cell, visited = row.overall, side.walkabouts.get(row.value)
            yield (
                side.title, row.value, STATES[cell.state], cell.n_audits, cell.n_cases, cell.n_under_way,
                cell.last.isoformat() if cell.last else None, cell.age_days, "Yes" if row.is_expected else "No",
                visited.isoformat() if visited else None,
            )  # fmt: skip
