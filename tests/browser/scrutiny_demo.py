"""What pages of the scrutineer's desk need beside the demo: a draft, a pack, and what the police owe."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.scrutiny import assurance, backlog, challenging, packs, reporting
from survey_app.programme.scrutiny.models import ScrutinyDay, YoungFinding


def prepare_scrutiny(session: Session, partnership: Partnership) -> dict[str, Any]:
    """Numbers of challenges to the police, a request, a draft and a pack; ids of a day and an area; young findings."""
    today = now().astimezone(LOCAL_TIME).date()
    people = {one.email.split("@")[0]: one.id for one in session.scalars(select(User))}
    police = session.scalars(select(Agency).where(Agency.name == "Police")).one()
    owed, up = (
        _challenge(session, partnership, police.id, people["executive"], today, f"{what} come late (constructed).")
        for what in ("Reports", "Minutes")
    )
    challenging.respond(session, up, "We do (constructed).", by_id=people["agency-lead"], today=today, checked=True)
    challenging.decide(
        session, up, "not_resolved", "It goes on (constructed).", by_id=people["executive"], today=today, seen=1,
        checked=True,
    )  # fmt: skip
    given = assurance.RequestText(
        title="Supervision (constructed)", why="It was promised (constructed).", asked_as="executive",
        agency_id=police.id, answer_by=today, items=["Supervision is kept (constructed)"], checked=True,
    )  # fmt: skip
    asked = assurance.ask(session, partnership.id, given, by_id=people["executive"], today=today)
    draft = reporting.begin(
        session, partnership, title="The next one (constructed)", starts_on=today - timedelta(days=182),
        ends_on=today + timedelta(days=100), by_id=people["scrutineer"], today=today,
    )  # fmt: skip
    pack = packs.make_pack(
        session, partnership.id, title="For the Executive (constructed)", note="", numbers=[1],
        by_id=people["scrutineer"], today=today, checked=True,
    )  # fmt: skip
    found = session.scalars(select(YoungFinding).where(YoungFinding.partnership_id == partnership.id)).all()
    day = session.scalars(select(ScrutinyDay.id).order_by(ScrutinyDay.worked_on.desc())).first()
    return {
        "challenge_owed": owed.number, "challenge_up": up.number, "assurance_owed": asked.number,
        "scrutiny_draft": draft.number, "seen_pack": pack.number, "scrutiny_day": day,
        "scrutiny_theme": backlog.themes(session, partnership.id)[0].id,
        "young_waiting": next(one.number for one in found if one.state == "waiting"),
        "young_cleared": next(one.number for one in found if one.state == "cleared"),
    }  # fmt: skip


def _challenge(session: Session, partnership: Partnership, to_id: int, by_id: int, today: Any, what: str) -> Any:
    given = challenging.ChallengeText(
        raised_as="executive", by_agency_id=None, to_agency_id=to_id, what=what,
        why="Conferences go without (constructed).", raised_on=today, checked=True,
    )  # fmt: skip
    return challenging.raise_challenge(session, partnership.id, given, by_id=by_id, today=today)
