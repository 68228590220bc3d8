"""A partnership with a QA group, its chair and an Executive, and incidents of it. All constructed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.partnership.models import Partnership
from survey_app.programme.incidents.approving import approve, propose
from survey_app.programme.incidents.entering import NewIncident, change_days, enter_incident
from survey_app.programme.incidents.models import IncidentDecision, SeriousIncident
from survey_app.programme.incidents.rules import RuleTerms
from survey_app.programme.incidents.settings import OUTCOMES, keep_settings
from tests.survey_app.factories import make_partnership, make_user

AWARE = date(2026, 12, 18)  # a Friday; the Panel is to be notified by Tuesday 29 December
TODAY = date(2026, 12, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Who there is. ``qa`` enters, ``chair`` and one of the Executive approve."""

    partnership: Partnership
    qa: User
    second_qa: User
    chair: User
    executive: User
    second_executive: User
    scrutineer: User
    councillor: User


def make_world(session: Session, *, chair: bool = True) -> World:
    partnership = make_partnership(session)
    people = {
        "qa": ("qa_group",), "second_qa": ("qa_group",), "chair": ("qa_group",), "executive": ("executive_member",),
        "second_executive": ("executive_member",), "scrutineer": ("scrutineer",), "councillor": ("councillor",),
    }  # fmt: skip
    world = World(
        partnership=partnership,
        **{name: make_user(session, partnership, roles=roles) for name, roles in people.items()},
    )
    if chair:
        name_chair(session, world, world.chair)
    return world


def name_chair(session: Session, world: World, chair: User, *, by: User | None = None) -> None:
    keep_settings(
        session, world.partnership.id, chair_id=chair.id, outcomes=OUTCOMES, reminders=(3, 1, 0),
        by_id=(by or world.qa).id,
    )  # fmt: skip


def make_incident(session: Session, world: World, *, reference: str = "SI-2026-7", **values: Any) -> SeriousIncident:
    today = values.pop("today", TODAY)
    given = NewIncident(reference=reference, children=1, **({"aware_on": AWARE} | values))
    return enter_incident(session, world.partnership.id, given, by_id=world.qa.id, today=today)


def decide(
    session: Session, world: World, incident: SeriousIncident, kind: str = "notification", what: str = "notify",
    *, today: date = TODAY,
) -> IncidentDecision:  # fmt: skip
    """A decision that both have approved."""
    made = propose(session, incident, kind, what, "The criteria are met.", by_id=world.qa.id)
    approve(session, made, by_id=world.executive.id, today=today)
    approve(session, made, by_id=world.chair.id, today=today)
    return made


def enter_days(
    session: Session, world: World, incident: SeriousIncident, *, today: date = TODAY, why: str = "", **values: Any
) -> list[str]:  # fmt: skip
    return change_days(session, incident, values, why=why, by_id=world.qa.id, today=today)


def terms(**values: Any) -> RuleTerms:
    """Devon's rule of 2018, or another one: five days of the incident."""
    given: dict[str, Any] = {
        "clock": "notification", "trigger": "happened", "limit": 5, "unit": "calendar days", "trigger_day": 0,
        "off_day_trigger": "stays", "basis": "Local arrangements, 2018", "holds_from": date(2026, 1, 1),
        "reason": "Agreed by the partners.",
    }  # fmt: skip
    return RuleTerms(**(given | values))
