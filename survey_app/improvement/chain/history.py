"""The history of a record in words: who changed what, when, from what to what, and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.accounts.models import User
from survey_app.improvement.chain.history_of_retests import OF_THE_RESULT, of_retest
from survey_app.improvement.chain.shown import HIDDEN
from survey_app.improvement.chain.sources.rounds import is_hidden_record
from survey_app.improvement.changing import RECORD_TYPES
from survey_app.improvement.models import (
    ACTION_STATES,
    EVIDENCE_KINDS,
    FINDING_KINDS,
    PRIORITIES,
    PROGRESS_STATES,
    RECOMMENDATION_STATES,
    REPLIES,
    SOURCE_KINDS,
    VERDICTS,
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
    "what": "What is done", "owner": "Role of the owner", "success_measure": "Success measure",
    "done_on": "Work done on", "set": "Set", "record_id": "Put into", "found": "Result", "result": "Judged",
    "reason": "Reason", "cancelled_why": "Called off", "made": "Planned", "progress": "How it goes",
    "verdict": "Judged", "escalation": "Late: told", "executive": "The Executive decided",
}  # fmt: skip
DAYS = {"found_on", "made_on", "closed_on", "due_by", "done_on"}
# What only repeats a line beside it: the moment and the person stand in every line.
LEFT_OUT = {"replied_at", "replied_by_id", "withdrawn_at", "agreed_at", "agreed_by_id", "revision"}
LEFT_OUT |= {"record_type", "placed_at", "found_at", "judged_at", "judged_by_id", "at_reopening"}  # of re-tests
WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": FINDING_KINDS, "source_kind": SOURCE_KINDS, "priority": PRIORITIES, "reply": REPLIES,
    "progress": PROGRESS_STATES, "verdict": VERDICTS,
}  # fmt: skip
STATES: Mapping[str, Mapping[str, str]] = {"action": ACTION_STATES, "recommendation": RECOMMENDATION_STATES}
BY_RULE = "The program, by rule"
SOMEBODY = "Somebody whose account is gone"
UNKNOWN = "Evidence that can no longer be told here"


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


def history_of(
    session: Session, record: Finding | Recommendation | Action, *, reads_result: Callable[[ReTest], bool]
) -> list[HistoryAct]:
    """Every act on a record, the newest first; of a recommendation with those on its re-tests.

    Parameters
    ----------
    reads_result
        Whether the reader may read what a re-test found. Of any other, neither that nor where it lies is told.
    """
    retests = {one.id: one for one in record.retests} if isinstance(record, Recommendation) else {}
    hidden = {one.id for one in retests.values() if not reads_result(one)}
    changes = [
        one
        for one in _changes(session, record, (record.id, *retests))
        if one.field not in LEFT_OUT and not (one.record_id in hidden and one.field in OF_THE_RESULT)
    ]
    words = _Words(
        session=session, agencies=_agencies(session, changes), people=_people(session, changes), retests=retests
    )
    batches: dict[str, list[ChainChange]] = {}
    for change in changes:
        batches.setdefault(change.batch, []).append(change)
    return [
        HistoryAct(
            at=lines[0].at, by=lines[0].by.name if lines[0].by is not None else BY_RULE,
            lines=[words.line(one) for one in reversed(lines)],
        )
        for lines in batches.values()
    ]  # fmt: skip


def _changes(
    session: Session, record: Finding | Recommendation | Action, ids: Collection[str]
) -> Sequence[ChainChange]:
    return session.scalars(
        select(ChainChange)
        .where(
            ChainChange.partnership_id == record.partnership_id, ChainChange.record_id.in_(ids),
            ChainChange.record_type.in_({RECORD_TYPES[type(record)], RECORD_TYPES[ReTest]}),
        )
        .options(selectinload(ChainChange.by))
        .order_by(ChainChange.at.desc(), ChainChange.id.desc())
    ).all()  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What turns kept values into words for this reader."""

    session: Session
    agencies: Mapping[str, str]
    people: Mapping[str, str]
    retests: Mapping[str, ReTest]

    def line(self, change: ChainChange) -> HistoryLine:
        retest = self.retests.get(change.record_id)
        return HistoryLine(
            field=FIELDS.get(change.field, change.field.removesuffix("_id").replace("_", " ").capitalize()),
            was=self._value(change, change.was), became=self._value(change, change.became), why=change.why,
            about=f"Re-test {retest.number}" if retest is not None else "",
        )  # fmt: skip

    def _value(self, change: ChainChange, value: str) -> str:
        retest = self.retests.get(change.record_id)
        if retest is not None:
            return of_retest(self.session, retest, change.field, value)
        if change.record_type == "finding" and change.field == "evidence":
            return self._evidence(value)
        if change.field == "agency_id" or (change.field == "owner_id" and change.record_type == "recommendation"):
            return self.agencies.get(value, value)
        if change.field == "owner_id":
            return self.people.get(value, SOMEBODY) if value else ""
        if change.field == "state":
            return STATES.get(change.record_type, {}).get(value, value)
        if change.field in DAYS and value:
            return f"{date.fromisoformat(value):%-d %B %Y}"
        if change.record_type != "finding" and change.field == "kind":
            return value
        return WORDS.get(change.field, {}).get(value, value)

    def _evidence(self, value: str) -> str:
        """Evidence as it was linked, unless it is of a round that this reader must not read yet."""
        if not value:
            return ""
        try:
            kept = json.loads(value)
            kind, says = EVIDENCE_KINDS[kept["kind"]], kept["says"]
            is_hidden = is_hidden_record(self.session, kept["record_type"], kept["record_id"])
        except (ValueError, TypeError, KeyError):
            return UNKNOWN  # without its record nobody can say who may read it
        return f"{kind}: {HIDDEN if is_hidden else says}"


def _agencies(session: Session, changes: Sequence[ChainChange]) -> dict[str, str]:
    wanted = {
        int(value) for one in changes if one.field in ("agency_id", "owner_id")
        for value in (one.was, one.became) if value.isdecimal()
    }  # fmt: skip
    rows = session.execute(select(Agency.id, Agency.name).where(Agency.id.in_(wanted)).order_by(Agency.id))
    return {str(agency_id): name for agency_id, name in rows}


def _people(session: Session, changes: Sequence[ChainChange]) -> dict[str, str]:
    """The names of those who own an action, or did."""
    wanted = {
        int(value) for one in changes if one.field == "owner_id" and one.record_type == RECORD_TYPES[Action]
        for value in (one.was, one.became) if value.isdecimal()
    }  # fmt: skip
    rows = session.execute(select(User.id, User.name).where(User.id.in_(wanted)).order_by(User.id))
    return {str(user_id): name for user_id, name in rows}
