"""Days and ages as people say them, on the dashboard."""

from __future__ import annotations

from datetime import date

from analysis.section11 import CoverageCell

COVERAGE_STATES = {
    "current": "within 12 months",
    "old": "older than 12 months",
    "undated": "no date",
    "none": "no evidence",
    "not applicable": "does not apply",
}


def day_text(day: date) -> str:
    """A day as people write it."""
    return f"{day:%-d %B %Y}"


def counted(count: int, one: str, many: str = "") -> str:
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def age_text(days: int) -> str:
    """How long ago: “12 days”, “3 months”, “2 years”; never rounded up."""
    if days == 0:
        return "today"
    if days < 31:
        return counted(days, "day")
    if 365 < days < 396:
        return "over a year"
    if days < 730:
        return counted(int(days / 30.44), "month")
    return counted(int(days / 365.25), "year")


def closing_text(closes_on: date | None, today: date) -> str:
    """When an open round closes, or that it should have."""
    if closes_on is None:
        return "No closing date"
    days = (closes_on - today).days
    if days < 0:
        return f"{counted(-days, 'day')} past its closing date"
    return "Closes today" if days == 0 else "Closes tomorrow" if days == 1 else f"Closes in {days} days"


def coverage_text(cell: CoverageCell) -> str:
    """What stands in a cell of the coverage table."""
    if cell.state == "current" and cell.age_days is not None and cell.age_days > 365:
        return "12 months"  # to the day, in a leap year
    if cell.age_days is not None:
        return age_text(cell.age_days)
    return {"undated": "No date", "none": "None", "not applicable": "n/a"}.get(cell.state, cell.state)
