"""The moderation of an audit as an Excel workbook: cases, grades side by side, dissents. It names no people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from exports.workbook.lists import ListSheet, list_workbook
from survey_app.case_audits.models import CaseAudit, CaseModeration
from survey_app.case_audits.moderation.after_signing import SinceSigning
from survey_app.case_audits.moderation.reading import STATES, CaseState
from survey_app.collect.display import LOCAL_TIME, day_text

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CASES = (
    ("Case", 14), ("State", 14), ("Returns asked for", 12), ("Returns received", 12), ("Not blind", 12),
    ("Questions graded", 12), ("Agencies differ on", 12), ("Most steps apart", 12), ("Settled", 10), ("Dissents", 10),
    ("Minutes spent", 10), ("Meeting", 18), ("Agencies at the meeting", 40), ("Joint working", 20),
    ("Joint working: why", 50), ("Disagreement that remains", 50), ("Signed off", 18),
    ("What came after sign-off, and is not signed", 50),
)  # fmt: skip
GRADES = (
    ("Case", 14), ("Question", 10), ("What is asked", 50), ("Agency", 28), ("Its grade, or why none", 24),
    ("When moderation opened", 24), ("Blind", 10), ("Steps apart", 10), ("Moderated grade", 24), ("Reason", 60),
)  # fmt: skip
DISSENTS = (
    ("Case", 14), ("Question", 10), ("Moderated grade", 24), ("Agency", 28), ("Grade it would give", 24), ("Why", 60),
)  # fmt: skip
Row = Sequence[str | int | None]


def moderation_workbook(audit: CaseAudit, states: Sequence[CaseState], since: Mapping[str, SinceSigning]) -> bytes:
    """The workbook of an audit's moderation, as it is now; ``since``: of signed cases, by id, what came afterwards."""
    head = [f"Moderation: {audit.title}", "Cases stand under their pseudonyms. Nobody who was at a meeting is named."]
    return list_workbook(
        ListSheet(name="Cases", head=head, columns=CASES, rows=[_case(one, since) for one in states]),
        ListSheet(name="Grades", head=head, columns=GRADES, rows=[row for one in states for row in _grades(one)]),
        ListSheet(name="Dissents", head=head, columns=DISSENTS, rows=[row for one in states for row in _dissents(one)]),
    )


def _case(state: CaseState, since: Mapping[str, SinceSigning]) -> Row:
    sides, held = state.sides, state.moderation
    scale = sides.questions[0].question.scale if sides.questions else None
    joint = scale.text(held.joint_working) if scale is not None and held is not None else ""
    signed = held.signed_at.astimezone(LOCAL_TIME).date() if held is not None and held.signed_at else None
    return (
        state.case.pseudonym, STATES[state.state], sides.asked, sides.returned, len(sides.late), state.to_settle,
        sides.differing, sides.widest, state.settled, state.dissents, round(state.seconds / 60),
        day_text(held.panel.met_on) if held is not None and held.panel is not None else "",
        ", ".join(_agencies_at(held)) if held is not None else "",
        joint, held.joint_working_why if held is not None else "", held.unresolved if held is not None else "",
        day_text(signed) if signed is not None else "",
        since[state.case.id].in_words if state.case.id in since else "",
    )  # fmt: skip


def _agencies_at(held: CaseModeration) -> list[str]:
    seats = held.panel.attendees if held.panel is not None else ()
    return sorted({one.agency.name for one in seats if one.agency is not None})


def _grades(state: CaseState) -> Iterator[Row]:
    for line in state.questions:
        question = line.sides.question
        reason = line.settled.reason if line.settled is not None else ""
        for side in line.sides.sides:
            came = side.state not in ("missing", "not_involved")
            yield (
                state.case.pseudonym, question.number, question.text, side.agency.name, side.text,
                side.was or (side.text if came and not side.not_blind else ""),
                ("No" if side.not_blind else "Yes") if came else "",
                line.sides.apart, line.settled_text, reason,
            )  # fmt: skip


def _dissents(state: CaseState) -> Iterator[Row]:
    for line in state.questions:
        question = line.sides.question
        for one in line.dissents:
            yield (
                state.case.pseudonym, question.number, line.settled_text, one.agency.name,
                question.scale.text(one.grade), one.reason,
            )  # fmt: skip
