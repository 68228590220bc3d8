"""The history of a record in words: who changed what, when, from what to what, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.improvement.changing import RECORD_TYPES
from survey_app.improvement.models import (
    ACTION_STATES,
    FINDING_KINDS,
    PRIORITIES,
    RECOMMENDATION_STATES,
    REPLIES,
    SOURCE_KINDS,
    Action,
    ChainChange,
    Finding,
    Recommendation,
    ReTest,
)
from survey_app.partnership.models import Agency

FIELDS = {
    "entered": "Entered", "findings": "Findings it rests on", "evidence": "Evidence", "text": "Words", "why": "Why",
    "kind": "Kind", "theme": "Theme", "source_kind": "Where it comes from", "source": "Source", "found_on": "Found on",
    "made_on": "Made on", "agency_id": "Agency", "owner_id": "Owner", "priority": "Priority", "reply": "Reply",
    "because": "Reason of the reply", "state": "State", "state_why": "Why it is in this state",
    "withdrawn_why": "Withdrawn", "closed_on": "Closed on", "reopened": "How often opened again", "due_by": "Due",
    "what": "What is done", "owner": "Owner", "success_measure": "Success measure", "done_on": "Work done on",
}  # fmt: skip
# What only repeats a line beside it: the moment and the person stand in every line.
LEFT_OUT = {"replied_at", "replied_by_id", "withdrawn_at", "agreed_at", "agreed_by_id", "revision"}
WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": FINDING_KINDS, "source_kind": SOURCE_KINDS, "priority": PRIORITIES, "reply": REPLIES,
    "state": {**ACTION_STATES, **RECOMMENDATION_STATES},
}  # fmt: skip
BY_RULE = "The program, by rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One field's change in words. ``about`` names the re-test where the line is of one."""

    field: str
    was: str
    became: str
    why: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryAct:
    """What one person did at one moment, to one record."""

    at: datetime
    by: str
    lines: Sequence[HistoryLine]


def history_of(session: Session, record: Finding | Recommendation | Action) -> list[HistoryAct]:
    """Every act on a record, the newest first; of a recommendation with those on its re-tests."""
    ids = {record.id: ""}
    if isinstance(record, Recommendation):
        ids |= {one.id: f"Re-test {one.number}" for one in record.retests}
    changes = session.scalars(
        select(ChainChange)
        .where(
            ChainChange.partnership_id == record.partnership_id, ChainChange.record_id.in_(ids),
            ChainChange.record_type.in_({RECORD_TYPES[type(record)], RECORD_TYPES[ReTest]}),
        )
        .options(selectinload(ChainChange.by))
        .order_by(ChainChange.at.desc(), ChainChange.id.desc())
    ).all()  # fmt: skip
    agencies = _agencies(session, changes)
    batches: dict[str, list[ChainChange]] = {}
    for change in changes:
        if change.field not in LEFT_OUT:
            batches.setdefault(change.batch, []).append(change)
    return [
        HistoryAct(
            at=lines[0].at, by=lines[0].by.name if lines[0].by is not None else BY_RULE,
            lines=[_line(one, agencies, ids.get(one.record_id, "")) for one in reversed(lines)],
        )
        for lines in batches.values()
    ]  # fmt: skip


def _line(change: ChainChange, agencies: Mapping[str, str], about: str) -> HistoryLine:
    return HistoryLine(
        field=FIELDS.get(change.field, change.field.removesuffix("_id").replace("_", " ").capitalize()),
        was=_value(change, change.was, agencies), became=_value(change, change.became, agencies), why=change.why,
        about=about,
    )  # fmt: skip


def _value(change: ChainChange, value: str, agencies: Mapping[str, str]) -> str:
    if change.field == "agency_id" or (change.field == "owner_id" and change.record_type == "recommendation"):
        return agencies.get(value, value)
    if change.record_type != "finding" and change.field == "kind":
        return value
    return WORDS.get(change.field, {}).get(value, value)


def _agencies(session: Session, changes: Sequence[ChainChange]) -> dict[str, str]:
    wanted = {
        int(value) for one in changes if one.field in ("agency_id", "owner_id")
        for value in (one.was, one.became) if value.isdecimal()
    }  # fmt: skip
    rows = session.execute(select(Agency.id, Agency.name).where(Agency.id.in_(wanted)).order_by(Agency.id))
    return {str(agency_id): name for agency_id, name in rows}
