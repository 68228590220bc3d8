"""A school campaign under way, and levels of need, for the pages that show them."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from survey_app.designer.levels import publish_levels
from survey_app.designer.services import find_instrument
from survey_app.rounds.campaigns.school_list import SchoolRow
from survey_app.rounds.campaigns.services import start_campaign, take_list
from survey_app.rounds.models import Round
from survey_app.rounds.services import open_round

LEVELS = "Universal: ordinary services\nEarly help: one service with support\nStatutory: a social worker\n"


def prepare_campaign(session: Session, like: Round) -> dict[str, str]:
    """Three schools in two regions are asked by the partnership of a round; the campaign's address."""
    regions = ("North (constructed)", "South (constructed)", "North (constructed)")
    rows = [
        SchoolRow(
            line=number, urn=f"{100_000 + number}", name=f"Made-up School {number}", region=region, phase="Primary",
            lead_name=f"Lead {number} Example", lead_email=f"lead{number}@school.example" if number else "",
        )
        for number, region in enumerate(regions)
    ]  # fmt: skip
    take_list(session, like.partnership_id, rows)
    audit = find_instrument(session, like.partnership_id, "school-safeguarding-audit")
    assert audit is not None
    today = date.today()
    campaign = start_campaign(
        session, like.partnership_id, title="Audit of schools (constructed)", version_id=audit.versions[-1].id,
        policy_id=like.policy_id, closes_on=today + timedelta(days=40), reminder_days=(21, 7),
    )  # fmt: skip
    open_round(session, campaign.round, today=today)
    publish_levels(session, like.partnership_id, LEVELS, source="", in_force_from=today, actor_id=None)
    return {"campaign": campaign.round.slug}
