"""A list of the chain as an Excel file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from exports.workbook.lists import ListSheet, list_workbook
from survey_app.improvement.lists.choosing import is_late, last_verdict
from survey_app.improvement.models import (
    ACTION_STATES,
    FINDING_KINDS,
    PRIORITIES,
    PROGRESS_STATES,
    RECOMMENDATION_STATES,
    REPLIES,
    SOURCE_KINDS,
    VERDICTS,
    Action,
    Finding,
    Recommendation,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = {
    "recommendations": (
        ("Number", 10), ("Recommendation", 60), ("Why", 40), ("Owner", 26), ("Priority", 12), ("Theme", 24),
        ("From", 24), ("Which", 30), ("Made", 12), ("Age in days", 10), ("Reply", 18), ("Because", 30), ("State", 22),
        ("Closed", 12), ("Opened again", 10), ("Actions", 10), ("Late actions", 10), ("Findings", 20),
    ),
    "actions": (
        ("Number", 10), ("Action", 60), ("Recommendation", 16), ("Agency", 26), ("Role", 24), ("Opened", 12),
        ("Due", 12), ("First due", 12), ("Late", 8), ("Measure of success", 40), ("Progress", 14), ("State", 22),
        ("Closed", 12), ("Last verdict", 20), ("Opened again", 10),
    ),
    "findings": (
        ("Number", 10), ("Finding", 60), ("Kind", 14), ("Theme", 24), ("From", 24), ("Found", 12), ("Agency", 26),
        ("Pieces of evidence", 12), ("Recommendations", 30),
    ),
}  # fmt: skip


def chain_workbook(list_name: str, rows: Sequence[Any], said: Sequence[str], partnership: str, today: date) -> bytes:
    """One sheet: what is listed, as of which day, and a row for each record. It names roles and agencies, no people."""
    readers = {"recommendations": _recommendation, "actions": _action, "findings": _finding}
    head = (
        f"{list_name.capitalize()}: {partnership}",
        f"As of {today:%-d %B %Y}. {'; '.join(said) if said else 'All of them'}.",
    )
    cells = (tuple(readers[list_name](row, today)) for row in rows)  # type: ignore[operator]
    return list_workbook(ListSheet(name=list_name.capitalize(), head=head, columns=COLUMNS[list_name], rows=cells))


def _recommendation(one: Recommendation, today: date) -> Iterator[str | int | date | None]:
    kept = [action for action in one.actions if action.state != "dropped"]
    yield from (one.reference, one.text, one.why, one.owner.name, PRIORITIES[one.priority], one.theme)
    yield from (SOURCE_KINDS[one.source_kind], one.source, one.made_on, (today - one.made_on).days)
    yield from (REPLIES[one.reply], one.because, RECOMMENDATION_STATES[one.state], one.closed_on, one.reopened)
    yield from (len(kept), sum(is_late(action, today) for action in kept))
    yield ", ".join(finding.reference for finding in one.findings)


def _action(one: Action, today: date) -> Iterator[str | int | date | None]:
    yield from (one.reference, one.what, one.recommendation.reference, one.agency.name, one.owner)
    yield from (one.opened_on, one.due_by, one.first_due_by)
    yield from ("Yes" if is_late(one, today) else "No", one.success_measure, PROGRESS_STATES.get(one.progress, ""))
    yield from (ACTION_STATES[one.state], one.closed_on, VERDICTS.get(last_verdict(one), ""), one.reopened)


def _finding(one: Finding, today: date) -> Iterator[str | int | date | None]:
    yield from (one.reference, one.text, FINDING_KINDS[one.kind], one.theme, SOURCE_KINDS[one.source_kind])
    yield from (one.found_on, one.agency.name if one.agency else None, len(one.evidence))
    yield ", ".join(recommendation.reference for recommendation in one.recommendations)
