"""A row in every table of the schema, all of one age, for tests of what must reach every table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Float, Integer, LargeBinary, String, Table, insert
from sqlalchemy.orm import Session

from survey_app.database import Document, UtcDateTime, new_uuid
from survey_app.schema import metadata
from tests.survey_app.factories import make_agency

# Tables that a test fills by itself.
GIVEN = ("role", "partnership", "boards_logo", "retention_rule", "separate_contacts", "incident_setting")
FIRST_ALLOWED = re.compile(r"^(\w+) IN \('(\w*)'")
# Columns that name a row without a foreign key: the table of that row.
LOOSE = {
    ("attachment", "submission_id"): "submission",
    ("chain_change", "record_id"): "finding",
    ("coding", "response_key"): "submission",
    ("comment_coding", "response_key"): "submission",
    ("quote", "response_key"): "submission",
    ("imported_answer", "answer_key"): "submission",
    ("share", "record_id"): "section11_assessment",
    ("self_assessment", "draft_id"): "draft",
    ("visit_notes", "draft_id"): "draft",
} | {(name, "draft_id"): "draft" for name in ("alert_permit", "device_alert", "device_messages", "draft_conflict")}
# What the constraints of a table ask for beyond that.
ASKED: Mapping[str, Mapping[str, Any]] = {
    "brief": {"checked_by_id": None},
    "member_question": {"answered_by_id": None},
    "action_escalation": {"level": 1},
    "action_evidence": {"withdrawn_at": None},
    "audit_recommendation": {"number": 1},
    "booking": {"offer_ends_at": None},
    "commission_objective": {"judged_on": None},
    "assurance_item": {"judged_at": None},
    "partner_challenge": {"about_id": None, "to_agency_id": None, "outcome_on": None},
    "scrutiny_answer": {"judged_at": None, "judged_by_id": None},
    "scrutiny_day": {"quarters": 1},
    "scrutiny_terms": {"minimum_group": 5},
    "young_finding": {"cleared_by_id": None},
    "disclosure_decision": {"rounding": 1},
    "escalation_rule": {"lead_after": 1, "executive_after": 2},
    "feedback_entry": {"decided_by_id": None},
    "hub_report_delivery": {"meeting": ""},
    "hub_you_said": {"not_asked_because": ""},
    "hub_theme_reply": {"decision": "not_accepted", "checked_by_id": None},
    "indicator_aggregate": {"partnerships": 3, "base": None},
    "indicator_comment": {"state": "waits", "approved_by_id": None},
    "impact_claim": {"judged_at": None, "judged_by_id": None},
    "improvement_action": {"state": "closed"},
    "clock_rule": {"unit": "months", "trigger_day": 0},
    "bank_holiday_proposal": {"decided_at": None, "decided_by_id": None},
    "incident_breach": {"clock": "notification"},
    "incident_decision": {
        "what": "notify",
        "first_by_id": None,
        "first_at": None,
        "second_by_id": None,
        "second_at": None,
        "chair_id": None,
    },
    "serious_incident": {"panel_replied_on": None, "children": 1},
    "outbox_message": {"state": "sent"},
    "focus_group_point": {"decided_by_id": None},
    "quote_proposal": {"decided_by_id": None},
    "peer_review": {"handed_over_at": None},
    "programme_version": {"decided_at": None, "decided_by_id": None},
    "re_test": {"judged_at": None},
    "recommendation": {"state": "closed"},
    "round": {"state": "closed"},
    "self_evidence": {"link": ""},
    "share": {"record_type": "section11_assessment", "ended_at": None},
}


class FilledTables:
    """A row in each table, of the moment ``at``, marked with a word in every text; ``keys`` names them by table."""

    def __init__(self, session: Session, mark: str, at: datetime, *, partnership_id: int, second_user_id: int) -> None:
        self._session, self._mark, self._at = session, mark, at
        self._given = {"partnership": partnership_id}
        self._second_user_id = second_user_id
        self.keys: dict[str, tuple[Any, ...]] = {}
        for table in metadata.sorted_tables:
            if table.name not in GIVEN:
                key = session.connection().execute(insert(table).values(self._values(table))).inserted_primary_key
                self.keys[table.name] = tuple(key or ())

    def row(self, table: Table) -> dict[str, Any] | None:
        """The row as it is now, without what retention notes of itself; None when it is gone."""
        pairs = zip(table.primary_key.columns, self.keys[table.name], strict=True)
        found = self._session.execute(table.select().where(*(column == key for column, key in pairs))).mappings()
        values = dict(next(iter(found), {}))
        return {name: value for name, value in values.items() if name not in ("retain_until", "due_on")} or None

    def _values(self, table: Table) -> dict[str, Any]:
        values = {column.name: self._value(table, column) for column in table.columns if not _counts_itself(column)}
        for constraint in table.constraints:
            if isinstance(constraint, CheckConstraint) and (match := FIRST_ALLOWED.match(str(constraint.sqltext))):
                values[match[1]] = match[2]
        return values | dict(ASKED.get(table.name, {})) | self._asked_of_this_row(table.name)

    def _asked_of_this_row(self, name: str) -> dict[str, Any]:
        if name == "double_coding":
            return {"second_coder_id": self._second_user_id}
        if name == "sent_notes":
            return {"draft_id": self._name("submission")}
        if name == "case_list":
            return {"id": new_uuid()}
        if name == "case_resolution":
            return {"raised_with_id": make_agency(self._session).id}
        if name == "resolution_stage":
            return {"number": 1 + self._at.year % 8}
        if name in ("annual_report", "review_commission", "scrutiny_programme"):
            return {"year": self._at.year}
        if name == "forum":
            return {"ends_at": self._at + timedelta(hours=2)}
        return {}

    def _value(self, table: Table, column: Column[Any]) -> Any:
        for key in column.foreign_keys:
            target = key.column.table.name
            if target == "role":
                return "auditor"
            if target == table.name and column.nullable:  # the first of its kind follows none
                return None
            return self._given.get(target) or self.keys[target][0]
        if (table.name, column.name) in LOOSE:
            return self._name(LOOSE[table.name, column.name])
        if column.primary_key and isinstance(column.type, String):
            return self._name(table.name)[: column.type.length]
        return self._of_type(column)

    def _name(self, table: str) -> str:
        """The key of the row of a table whose keys are texts."""
        return f"{self._mark} {table}"[:32]

    def _of_type(self, column: Column[Any]) -> Any:
        kind = column.type
        if column.name in ("legal_hold", "retention_state", "retain_until", "due_on"):
            return {"legal_hold": False, "retention_state": "kept"}.get(column.name)
        if isinstance(kind, UtcDateTime):
            return self._at
        if isinstance(kind, Date):
            return self._at.date()
        if isinstance(kind, Boolean):
            return False
        if isinstance(kind, Integer | Float):
            return self._at.year - 2009  # another one for each age, and small
        if isinstance(kind, LargeBinary):
            return f"{self._mark} in bytes".encode()
        if isinstance(kind, type(Document)):
            return {"said": f"{self._mark} in a document"}
        return f"{self._mark} {column.name}"[: getattr(kind, "length", None)]


def _counts_itself(column: Column[Any]) -> bool:
    alone = len(column.table.primary_key.columns) == 1
    own = column.primary_key and alone and isinstance(column.type, Integer) and not column.foreign_keys
    return own and column.autoincrement is not False
