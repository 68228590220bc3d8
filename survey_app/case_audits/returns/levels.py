"""The levels of need as they were in force when the work of a case was done, beside the form's question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from instruments.compiled import CompiledInstrument
from survey_app.case_audits.models import CaseAudit
from survey_app.designer.levels import VERSION, levels_on

QUESTION = "b2_level"


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsThen:
    """The version in force at the end of the audit's window, and what is to be known about it."""

    number: int
    source: str
    in_force_from: date
    on: date
    levels: Sequence[Mapping[str, str]]
    notes: Sequence[str]

    @property
    def words(self) -> str:
        """Which version it is, since when, and of which document."""
        since = f"version {self.number}, in force since {_day(self.in_force_from)}"
        return f"{since} ({self.source})" if self.source else since


def levels_then(session: Session, audit: CaseAudit, form: CompiledInstrument | None) -> LevelsThen | None:
    """The levels by which a case of an audit is judged; None where the form does not ask, or none were in force."""
    question = form.find(QUESTION) if form is not None else None
    end = audit.window_ends_on
    in_force, _ = levels_on(session, audit.partnership_id, end)
    if question is None or in_force is None:
        return None
    notes = []
    before, _ = levels_on(session, audit.partnership_id, audit.window_starts_on)
    if before is None or before.number != in_force.number:
        earlier = f"version {before.number} until then" if before is not None else "none is kept for the time before"
        notes.append(f"It came into force within the period looked at: {earlier}.")
    listed = {choice.columns.get(VERSION, "") for choice in question.choices}
    if listed == {""} and [one["name"] for one in in_force.levels] != [
        choice.name for choice in question.choices if choice.missing is None
    ]:
        notes.append("The form lists levels of its own. Choose the one that comes nearest.")
    elif listed not in ({""}, {str(in_force.number)}):
        named = ", ".join(sorted(one for one in listed if one))
        notes.append(f"The form lists version {named}. Choose the level that comes nearest.")
    return LevelsThen(
        number=in_force.number, source=in_force.source, in_force_from=in_force.in_force_from, on=end,
        levels=in_force.levels, notes=notes,
    )  # fmt: skip


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
