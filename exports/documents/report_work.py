"""What changed since the last round, what is being done, and the visits that a round rests on."""

from __future__ import annotations

from analysis.beside import Actions, Beside
from analysis.derived_reports.compared import Compared
from analysis.derived_reports.comparison import ComparisonReport
from analysis.durations.actions import ActionShare
from exports.briefing import actions_sentence, change_sentence
from exports.documents.paper import Paper
from exports.documents.share_tables import Row
from exports.documents.tables import NUMBER, STRONG, Cell, Column
from exports.formats import percent_text
from exports.wording import date_text, share_text

CHANGES = (
    Column(head="Question", share=34, style=STRONG),
    Column(head="Before", share=17, style=NUMBER),
    Column(head="Now", share=17, style=NUMBER),
    Column(head="Difference (95%)", share=18, style=NUMBER),
    Column(head="Finding", share=14),
)
NOT_COMPARED = (Column(head="Question", share=45, style=STRONG), Column(head="Why it is not compared", share=55))
ACTIONS = (
    Column(head="Action", share=44),
    Column(head="Owner", share=20),
    Column(head="Due", share=16),
    Column(head="Status", share=20),
)
VISITS = (
    Column(head="Agency and site", share=36, style=STRONG),
    Column(head="Day", share=18),
    Column(head="Team", share=26),
    Column(head="Conversations", share=20, style=NUMBER),
)
FINDINGS = {"higher": "rose", "lower": "fell", "no clear difference": "no clear change", "not compared": "not compared"}


def write_change(paper: Paper, beside: Beside) -> None:
    """Every question that can be compared with the round before, and those that cannot, with the reasons."""
    comparison = beside.comparison
    paper.heading("What changed since last time")
    if comparison is None:
        why = beside.notes.get("comparison", "No earlier round that asked the same questions stands beside this one.")
        paper.paragraph(why)
        return
    paper.paragraph(change_sentence(comparison))
    for warning in comparison.warnings:
        paper.paragraph(paper.signed(warning), "Walkabout Note")
    rows: list[Row] = [
        [
            one.label,
            paper.signed(share_text(one.favourable.first)),
            paper.signed(share_text(one.favourable.second)),
            difference_text(one.favourable),
            FINDINGS[one.favourable.verdict],
        ]
        for one in comparison.questions
        if one.favourable is not None
    ]
    if rows:
        paper.table(CHANGES, rows, title="Favourable answers in both rounds")
    _write_not_compared(paper, comparison)


def difference_text(found: Compared) -> str:
    """A difference in percentage points, with its interval."""
    if found.difference is None or found.low is None or found.high is None:
        return "–"
    said = f"{found.difference * 100:+.0f} points ({found.low * 100:+.0f} to {found.high * 100:+.0f})"
    return said.replace("-", "−")


def _write_not_compared(paper: Paper, comparison: ComparisonReport) -> None:
    if comparison.not_compared:
        rows: list[Row] = [[one.label, " ".join(one.reasons)] for one in comparison.not_compared]
        paper.table(NOT_COMPARED, rows, title="Questions that are not compared")
    definition = next((one for one in comparison.definitions if one.term == "Change between rounds"), None)
    if definition is not None:
        paper.paragraph(definition.text, "Walkabout Note")


def write_actions(paper: Paper, beside: Beside) -> None:
    """Every action with the recommendation that it carries out, and what came of it."""
    actions = beside.actions
    paper.heading("What is being done")
    if actions is None:
        paper.paragraph(beside.notes.get("actions", "No action is recorded beside this round yet."))
        return
    paper.paragraph(actions_sentence(actions))
    if actions.note:
        paper.paragraph(actions.note, "Walkabout Note")
    paper.bullets(_figures(actions))
    rows: list[Row] = [
        [
            Cell(text=f"{one.reference} {one.action}", style=STRONG, detail=one.recommendation),
            one.owner,
            date_text(one.due_on, "No date set"),
            Cell(text=_status(one.status, one.closed_on), detail=one.impact),
        ]
        for one in actions.lines
    ]
    if rows:
        paper.table(ACTIONS, rows, title="Actions, and what came of them")
    if actions.without_action:
        paper.heading("Recommendations without an action", 2)
        paper.bullets(actions.without_action)


def _status(status: str, closed_on: object) -> str:
    return status if closed_on is None else f"{status} {closed_on:%d.%m.%Y}"


def _figures(actions: Actions) -> list[str]:
    found = actions.figures
    shares: list[tuple[str, ActionShare | None]] = [
        ("Closed in time, of those closed that had a due date", found.closed_in_time),
        ("Closed with evidence of impact", found.with_impact),
        ("Opened again after they were closed", found.reopened),
    ]
    said = [
        f"{label}: {percent_text(share.estimate)} ({share.count} of {share.base})."
        for label, share in shares
        if share is not None and share.estimate is not None
    ]
    median = found.median
    if median.estimate is not None:
        said.append(f"Half of the actions were closed within {median.estimate:.0f} {found.unit}.")
    return said


def write_visits(paper: Paper, beside: Beside) -> None:
    """The visits that the round rests on, where there were any."""
    visits = beside.visits
    if visits is None or not visits.lines:
        return
    paper.heading("Visits")
    if visits.note:
        paper.paragraph(visits.note, "Walkabout Note")
    rows: list[Row] = [
        [
            Cell(text=one.agency, detail=one.site),
            date_text(one.on),
            one.team,
            Cell(
                text="not recorded" if one.conversations is None else f"{one.conversations:,}",
                detail=f"Signed off {date_text(one.signed_off_on)}" if one.signed_off_on else "Not signed off",
            ),
        ]
        for one in visits.lines
    ]
    paper.table(VISITS, rows, title="Visits")
