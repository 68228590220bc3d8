"""A partnership with a scrutineer, the people who answer, and agencies that challenge each other, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from survey_app.accounts.models import Membership, User
from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.scrutiny.models import ScrutinyEntry
from survey_app.programme.scrutiny.register import EntryText, add_entry
from tests.survey_app.factories import make_agency, make_partnership, make_user

MONDAY = date(2026, 3, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everybody who meets on the desk; ``police_lead`` and ``health_lead`` belong to their agencies."""

    partnership: Partnership
    scrutineer: User
    qa: User
    executive: User
    police: Agency
    health: Agency
    police_lead: User
    health_lead: User
    young: User
    other_young: User


def make_world(session: Session) -> World:
    """The partnership and its people."""
    partnership = make_partnership(session)
    police, health = make_agency(session, partnership, agency_type="police"), make_agency(session, partnership)
    people = {
        name: make_user(session, partnership, roles=(role,))
        for name, role in (
            ("scrutineer", "scrutineer"), ("qa", "qa_group"), ("executive", "executive_member"),
            ("police_lead", "agency_lead"), ("health_lead", "agency_lead"), ("young", "young_scrutineer"),
            ("other_young", "young_scrutineer"),
        )
    }  # fmt: skip
    belong_to(session, people["police_lead"], police)
    belong_to(session, people["health_lead"], health)
    return World(partnership=partnership, police=police, health=health, **people)


def belong_to(session: Session, user: User, agency: Agency) -> None:
    """Make somebody's memberships those of an agency."""
    for one in session.query(Membership).filter_by(user_id=user.id):
        one.agency_id = agency.id
    session.flush()


def entry_of(session: Session, world: World, *, today: date = MONDAY, **values: Any) -> ScrutinyEntry:
    """An issue in the register, with other values as given."""
    given = {"kind": "issue", "text": "Feedback on referrals is slow.", "raised_on": today} | values
    return add_entry(
        session, world.partnership.id, EntryText(**given), by_id=world.scrutineer.id, today=today
    )  # fmt: skip


def address_of(app: Flask, rule: Rule, slug: str) -> str:
    """An address of a rule in a partnership: number 1 of whatever it is, and the first of the words that it takes."""
    values: dict[str, Any] = {}
    for name, converter in rule._converters.items():
        if isinstance(converter, AnyConverter):
            values[name] = sorted(converter.items)[0]
        else:
            values[name] = 1 if isinstance(converter, IntegerConverter) else "1"
    with app.test_request_context():
        address: str = app.url_for(rule.endpoint, **values | {"partnership": slug})
    return address
