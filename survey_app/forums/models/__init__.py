"""The tables of the Learning Hub: a cycle on one theme, its forums, who has a place at them, and what was heard."""

from __future__ import annotations

from survey_app.forums.models.bookings import ACTIVE_STATES, BOOKING_STATES, HELD_STATES, Booking
from survey_app.forums.models.cycles import Forum, HubCycle
from survey_app.forums.models.door import Attendance, DoorAct, DoorList
from survey_app.forums.models.newsletters import NEWSLETTER_STATES, Newsletter, NewsletterRecipient
from survey_app.forums.models.said import YouSaidPage, YouSaidReading
from survey_app.forums.models.themes import HubTheme

__all__ = [
    "ACTIVE_STATES",
    "BOOKING_STATES",
    "HELD_STATES",
    "NEWSLETTER_STATES",
    "Attendance",
    "Booking",
    "DoorAct",
    "DoorList",
    "Forum",
    "HubCycle",
    "HubTheme",
    "Newsletter",
    "NewsletterRecipient",
    "YouSaidPage",
    "YouSaidReading",
]
