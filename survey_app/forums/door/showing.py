"""What somebody shows at the door: their code, as letters and as a QR code, on the page of their place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from survey_app.forums.door.codes import door_code, spaced
from survey_app.forums.models import Booking
from survey_app.forums.pages import whole_address
from survey_app.walkabouts.self_assessment.qr_code import qr_svg


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCode:
    """The code of somebody who has a place, in groups of letters, and as a picture that leads to its address."""

    spaced: str
    picture: str


def shown_code(booking: Booking, *, at: datetime) -> ShownCode | None:
    """The code of a booking; None where there is nothing to show it for."""
    forum = booking.forum
    if booking.state != "booked" or forum.cancelled_at is not None or forum.ends_at <= at or not forum.place:
        return None
    code = door_code(current_app.config["SECRET_KEY"], booking.id)
    address = whole_address("hub_booking.door_code", public_name=forum.public_name, code=spaced(code))
    return ShownCode(spaced=spaced(code), picture=qr_svg(address, label="Your code for the door"))
