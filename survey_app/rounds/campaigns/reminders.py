"""Reminders to the designated leads of schools that have not answered."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.rounds.campaigns.models import Campaign, CampaignReminder
from survey_app.rounds.mailing import queue_invitations
from survey_app.rounds.models import Round


def remind(
    session: Session, campaign: Campaign, *, today: date, region: str = "", days_before: int | None = None
) -> CampaignReminder:
    """Queue a message with a fresh link to the lead of every school that has not answered, of one region or all."""
    messages = queue_invitations(
        session, campaign.round, only=(lambda item: item.strata.get("region") == region) if region else None
    )
    reminder = CampaignReminder(
        round_id=campaign.round_id, days_before=days_before, region=region, sent_on=today, messages=messages
    )
    session.add(reminder)
    session.flush()
    return reminder


def send_due_reminders(session: Session, *, today: date) -> int:
    """Send each planned reminder whose day has come, once; how many.

    Where several days have passed unnoticed, as on a server that was off, one reminder stands for all of them.
    """
    sent = 0
    statement = select(Campaign).join(Round).where(Round.state == "open", Round.closes_on.is_not(None))
    for campaign in session.scalars(statement.with_for_update(of=Campaign)).all():
        due = [days for days in _due(campaign, today) if days not in _done(campaign)]
        for at, days in enumerate(sorted(due)):
            if at == 0:
                remind(session, campaign, today=today, days_before=days)
                sent += 1
            else:
                session.add(CampaignReminder(round_id=campaign.round_id, days_before=days, sent_on=today, messages=0))
        session.flush()
        session.expire(campaign, ["reminders"])
    return sent


def _due(campaign: Campaign, today: date) -> list[int]:
    """The planned days that have come since the round opened."""
    closes_on, opened = campaign.round.closes_on, campaign.round.opens_on or date.min
    if closes_on is None or closes_on < today:
        return []
    return [days for days in campaign.reminder_days if opened < closes_on - timedelta(days=days) <= today]


def _done(campaign: Campaign) -> set[int | None]:
    return {reminder.days_before for reminder in campaign.reminders}
