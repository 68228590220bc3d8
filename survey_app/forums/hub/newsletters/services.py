"""A newsletter from its draft to the moment at which somebody says "send it", or the record of one sent elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from survey_app.collect.uploads import Upload
from survey_app.database import random_key
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.hub.newsletters.audience import Audience, audience_of
from survey_app.forums.models import HubCycle, Newsletter, NewsletterRecipient
from survey_app.rounds.mail_models import MailingList

JUST_SENT = "newsletter_just_sent"  # key of Session.info: after the commit, the worker is told
CONTACTS = "The contact book: everybody who agreed to be written to"
CHANGED = "Who gets it has changed since you looked. This is the list now; nothing is sent yet."


class AudienceHasChanged(HubRefused):
    """Somebody came on the list, or left it, after it was looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterPlan:
    """What is written, and for whom: everybody who agreed, or those on a list."""

    title: str
    text: str
    list_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """A newsletter that was sent by other means."""

    title: str
    text: str
    sent_on: date
    told_to: str
    told: int | None
    upload: Upload | None = None


def newsletters_of(session: Session, cycle: HubCycle) -> list[Newsletter]:
    """The newsletters of a cycle, the newest first; drafts before all."""
    found = session.scalars(select(Newsletter).where(Newsletter.cycle_id == cycle.id).order_by(Newsletter.id.desc()))
    return sorted(found, key=lambda one: (one.state != "draft", -(one.sent_on or date.max).toordinal()))


def find_newsletter(session: Session, cycle: HubCycle, newsletter_id: int) -> Newsletter | None:
    """A newsletter of this cycle."""
    found = session.get(Newsletter, newsletter_id)
    return found if found is not None and found.cycle_id == cycle.id else None


def lists_to_choose(session: Session, cycle: HubCycle) -> list[MailingList]:
    """The partnership's lists by name."""
    own = select(MailingList).where(MailingList.partnership_id == cycle.partnership_id)
    return list(session.scalars(own.order_by(MailingList.name)))


def save_draft(session: Session, cycle: HubCycle, newsletter: Newsletter | None, plan: NewsletterPlan) -> Newsletter:
    """Keep what is written, as a new draft or in place of what a draft said."""
    if newsletter is None:
        newsletter = Newsletter(cycle_id=cycle.id)
        session.add(newsletter)
    else:
        newsletter = _locked_draft(session, newsletter)
    newsletter.title, newsletter.text = plan.title.strip(), plan.text.strip()
    chosen = next((one for one in lists_to_choose(session, cycle) if one.id == plan.list_id), None)
    if plan.list_id is not None and chosen is None:
        raise HubRefused("This list is not there any more. Choose another one.")
    newsletter.audience, newsletter.list_id = ("list", chosen.id) if chosen is not None else ("contacts", None)
    newsletter.told_to = f"List: {chosen.name}" if chosen is not None else CONTACTS
    session.flush()
    return newsletter


def drop_draft(session: Session, newsletter: Newsletter) -> None:
    """Throw a draft away."""
    session.delete(_locked_draft(session, newsletter))
    session.flush()


def start_sending(session: Session, newsletter: Newsletter, *, mark: str, by: int, today: date) -> Audience:
    """Fix who gets the newsletter, and ask the worker to send it. Whoever opts out before it leaves gets none.

    Raises
    ------
    AudienceHasChanged
        The list that bears this mark is not the list now.
    HubRefused
        It is sent already, nobody gets it, or there is nothing in it.
    """
    newsletter = _locked_draft(session, newsletter)
    if newsletter.audience == "list" and newsletter.list_id is None:
        raise HubRefused("The list that was chosen is not there any more. Choose another one.")
    if not newsletter.text:
        raise HubRefused("There is nothing in it yet. Write it first.")
    audience = audience_of(session, newsletter)
    if audience.mark != mark:
        raise AudienceHasChanged(CHANGED)
    if not audience.receivers:
        raise HubRefused("Nobody gets it as things stand.")
    rows = [
        {"id": random_key(), "newsletter_id": newsletter.id, "contact_id": one.contact_id} for one in audience.receivers
    ]
    session.execute(insert(NewsletterRecipient), rows)
    newsletter.state, newsletter.sent_on, newsletter.sent_by_id = "sending", today, by
    session.flush()
    session.info[JUST_SENT] = True
    return audience


def record_elsewhere(session: Session, cycle: HubCycle, sent: Elsewhere, *, by: int) -> Newsletter:
    """Note a newsletter that was sent by other means, with its text or its file."""
    upload = sent.upload
    newsletter = Newsletter(
        cycle_id=cycle.id, title=sent.title.strip(), text=sent.text.strip(), state="elsewhere", audience="",
        told_to=sent.told_to.strip(), told=sent.told, sent_on=sent.sent_on, sent_by_id=by,
        file_name=upload.name if upload else "", media_type=upload.media_type if upload else "",
        content=upload.content if upload else None,
    )  # fmt: skip
    session.add(newsletter)
    session.flush()
    return newsletter


def count_recipients(session: Session, newsletter: Newsletter) -> int:
    """How many stood on the list as it was sent."""
    return session.scalar(select(func.count()).where(NewsletterRecipient.newsletter_id == newsletter.id)) or 0


def _locked_draft(session: Session, newsletter: Newsletter) -> Newsletter:
    """The draft, which nobody else changes or sends meanwhile."""
    found = session.get(Newsletter, newsletter.id, with_for_update=True, populate_existing=True)
    if found is None:
        raise HubRefused("This draft is not there any more.")
    if found.state != "draft":
        raise HubRefused("This newsletter is sent already, so it stays as it is.")
    return found
