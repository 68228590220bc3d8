"""A cycle of the Learning Hub that the browser tests look at: one forum with places left, one that is full."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.booking.links import link_key
from survey_app.forums.contacts.entering import enter_booking
from survey_app.partnership.contact_book import Source, add_contact
from survey_app.partnership.models import Contact, Partnership
from tests.browser.door_demo import prepare_door
from tests.browser.newsletter_demo import prepare_newsletter
from tests.browser.replies_demo import prepare_replies
from tests.browser.tables_demo import prepare_tables
from tests.survey_app.factories import make_round
from tests.survey_app.forums.hub_factories import make_booking, make_forum, make_hub_cycle


def prepare_hub(session: Session, partnership: Partnership) -> dict[str, Any]:
    """The slug of the cycle, the ids of the full forum and of people with, waiting for and offered a place."""
    cycle = make_hub_cycle(
        session, partnership, slug="looked-at", introduction="Two hours on what you are seeing (constructed).",
        questions=["What are you seeing? (constructed)", "What gets in the way? (constructed)"],
    )  # fmt: skip
    cycle.survey_round = make_round(session, partnership, access="token", state="draft")
    for number in range(3):
        address = f"agreed-{number}@constructed.example"
        session.add(Contact(partnership_id=partnership.id, name=f"Agreed {number}", email=address, consented=True))
    make_forum(session, cycle, title="With places left (constructed)", capacity=30, chair="Chris Example")
    full = make_forum(
        session, cycle, title="Full (constructed)", public_name="fullone", link="https://meeting.example/full",
        directions="Step-free from the car park.\nBus 7 stops outside.", speakers=["Sally Example", "Tom Example"],
    )  # fmt: skip
    booked = make_booking(session, full, access_needs="Hearing loop (constructed)")
    offered = make_booking(session, full, state="offered", offer_ends_at=now() + timedelta(days=2))
    waiting = make_booking(session, full, state="waiting")
    contact = enter_booking(session, make_booking(session, full, may_contact=True, name="Fay Constructed"))
    assert contact is not None
    source = Source(kind="hand", label="Business card (constructed)")
    twin = add_contact(session, partnership.id, name=contact.name, email="fay@constructed.example", source=source)
    return {
        **prepare_door(session, cycle), "contact": contact.id, "twin": twin.id,
        **prepare_newsletter(session, cycle),
        **prepare_tables(session, full),
        **prepare_replies(session, cycle),
        "hub": cycle.slug, "forum": full.id, "booking": booked.id, "offered": offered.id, "waiting": waiting.id,
        "public_forum": full.public_name, "place_key": link_key(current_app.config["SECRET_KEY"], offered),
    }  # fmt: skip
