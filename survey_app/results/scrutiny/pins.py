"""Pinning a copy, and finding out whether one was altered since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, defer

from survey_app.accounts.models import Membership, Role, User
from survey_app.mail import queue_mail
from survey_app.partnership.models import Partnership
from survey_app.results.hidden_rounds import hidden_from_reader
from survey_app.results.scrutiny.models import Pin
from survey_app.results.scrutiny.seen import SeenPage, page_at
from survey_app.rounds.models import Round

PINNING = "register.pin"
BODY = """\
{who} pinned a copy of “{title}” as it was seen on {on}.

Copy {number}, fingerprint:
{fingerprint}

Keep this message. If the copy is ever changed, its fingerprint on the page no longer is the one above.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinCheck:
    """Whether the copies of a partnership are as they were pinned.

    Attributes
    ----------
    altered : tuple of int
        The numbers of copies that do not fit their fingerprints, or follow one that is not the one before.
    missing : tuple of int
        The numbers of copies that are gone.
    """

    altered: tuple[int, ...]
    missing: tuple[int, ...]

    @property
    def sound(self) -> bool:
        return not self.altered and not self.missing


def pin_page(session: Session, partnership: Partnership, page: SeenPage, *, note: str, by: User, at: datetime) -> Pin:
    """Keep a copy, and send its fingerprint to everybody who may pin."""
    _lock(session, partnership)
    last = session.scalars(_pins(partnership.id).order_by(Pin.number.desc()).limit(1)).first()
    pin = Pin(
        partnership_id=partnership.id, number=1 if last is None else last.number + 1, title=page.title,
        address=page.address, note=note.strip(), html=page.html, pinned_at=at, pinned_by_id=by.id,
        previous="" if last is None else last.fingerprint,
    )  # fmt: skip
    pin.fingerprint = pin.own_fingerprint()
    session.add(pin)
    session.flush()
    for reader in _who_may_pin(session, partnership.id):
        queue_mail(
            session, to=reader.email, subject=f"Pinned copy {pin.number}: {page.title}", kind="pin",
            partnership_id=partnership.id, about=str(pin.number),
            body=BODY.format(
                who=by.name, title=page.title, on=f"{at:%-d %B %Y at %H:%M} UTC", number=pin.number,
                fingerprint=pin.fingerprint,
            ),
        )  # fmt: skip
    return pin


def pins_of(session: Session, partnership_id: int) -> list[Pin]:
    """The copies of a partnership without their content, the newest first."""
    return list(session.scalars(_pins(partnership_id).options(defer(Pin.html)).order_by(Pin.number.desc())))


def find_pin(session: Session, partnership_id: int, number: int) -> Pin | None:
    return session.scalars(_pins(partnership_id).where(Pin.number == number)).first()


def shows_hidden(session: Session, app: Flask, pin: Pin) -> bool:
    """Whether a copy may show a round that is hidden from whom this session serves.

    The page of one round shows that round; any other page of the dashboard may have shown every round.
    """
    of_partnership = select(Round.id, Round.slug).where(
        Round.partnership_id == pin.partnership_id, Round.id.in_(hidden_from_reader(session))
    )
    hidden = {row.slug for row in session.execute(of_partnership)}
    endpoint, values = page_at(app, pin.address)
    return bool(hidden) and (endpoint != "dashboard.round_" or values["slug"] in hidden)


def check_pins(session: Session, partnership_id: int) -> PinCheck:
    """Look at every copy of a partnership, in order."""
    altered: list[int] = []
    missing: list[int] = []
    expected, previous = 1, ""
    for pin in session.scalars(_pins(partnership_id).order_by(Pin.number).execution_options(yield_per=20)):
        gone = range(expected, pin.number)
        missing += gone
        if pin.own_fingerprint() != pin.fingerprint or (not gone and pin.previous != previous):
            altered.append(pin.number)
        expected, previous = pin.number + 1, pin.fingerprint
    return PinCheck(altered=tuple(altered), missing=tuple(missing))


def _pins(partnership_id: int) -> Select[Pin]:
    return select(Pin).where(Pin.partnership_id == partnership_id)


def _lock(session: Session, partnership: Partnership) -> None:
    """One copy after another: each needs the fingerprint of the one before."""
    session.execute(select(Partnership.id).where(Partnership.id == partnership.id).with_for_update(key_share=True))


def _who_may_pin(session: Session, partnership_id: int) -> list[User]:
    members = select(User, Role).join(Membership, Membership.user_id == User.id).join(Role)
    rows = session.execute(members.where(Membership.partnership_id == partnership_id, User.active)).all()
    found = {user.id: user for user, role in rows if PINNING in role.permissions}
    return [found[key] for key in sorted(found)]
