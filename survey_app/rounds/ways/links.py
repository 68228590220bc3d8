"""Short links into open rounds: one for everybody, and one for each agency, which counts and tells nobody apart."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass
from functools import cache

import segno
from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session, joinedload

from survey_app.errors import UserError
from survey_app.partnership.models import Agency, Footprint
from survey_app.rounds.mail_models import ShortLink
from survey_app.rounds.models import Round
from survey_app.rounds.services import with_form

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # without what is misread from a wall
LENGTH = 5


class WayRefused(UserError):
    """A way in cannot be made for this round; the message says why."""

    status = 409
    title = "That did not work"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyLink:
    """An agency's link, with how many answers came by it."""

    link: ShortLink
    agency: str

    @property
    def rate(self) -> str:
        """The share of those it was given to; empty where that is not known or cannot be right."""
        headcount = self.link.headcount
        return f"{round(100 * self.link.answers / headcount)}%" if headcount and self.link.answers <= headcount else ""


def check_can_have_links(round_: Round) -> None:
    """Refuse a round that nobody can answer by one link for all."""
    if round_.access != "open":
        raise WayRefused(
            "Only a round that anyone with the link can answer has short links. Plan such a round for them."
        )


def general_link(session: Session, round_: Round) -> ShortLink | None:
    """The short link for everybody, once it is made."""
    return session.scalars(
        select(ShortLink).where(ShortLink.round_id == round_.id, ShortLink.agency_id.is_(None)).limit(1)
    ).first()


def make_general_link(session: Session, round_: Round) -> ShortLink:
    """The short link for everybody; made when it is first asked for."""
    check_can_have_links(round_)
    session.refresh(round_, with_for_update={"key_share": True})  # two people may ask at once
    return general_link(session, round_) or _made(session, round_, None)


def agency_links(session: Session, round_: Round) -> list[AgencyLink]:
    """The links of agencies by name."""
    rows = session.execute(
        select(ShortLink, Agency.name)
        .join(Agency, Agency.id == ShortLink.agency_id)
        .where(ShortLink.round_id == round_.id)
        .order_by(Agency.name)
    )
    return [AgencyLink(link=link, agency=name) for link, name in rows]


def make_agency_links(session: Session, round_: Round) -> int:
    """A link for each agency of the partnership's area that has none; how many are new."""
    check_can_have_links(round_)
    session.refresh(round_, with_for_update={"key_share": True})
    known = {one.link.agency_id for one in agency_links(session, round_)}
    area = session.scalars(select(Footprint.agency_id).where(Footprint.partnership_id == round_.partnership_id))
    fresh = [agency_id for agency_id in area if agency_id not in known]
    for agency_id in fresh:
        _made(session, round_, agency_id)
    return len(fresh)


def set_headcount(session: Session, round_: Round, agency_id: int, headcount: int | None) -> None:
    """Note to how many an agency has given its link."""
    session.execute(
        update(ShortLink)
        .where(ShortLink.round_id == round_.id, ShortLink.agency_id == agency_id)
        .values(headcount=headcount)
    )
    session.flush()


def _made(session: Session, round_: Round, agency_id: int | None) -> ShortLink:
    while session.get(ShortLink, code := "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))) is not None:
        pass
    link = ShortLink(code=code, round_id=round_.id, agency_id=agency_id)
    session.add(link)
    session.flush()
    return link


def find_link(session: Session, code: str) -> ShortLink | None:
    """The link of a code, as typed from a wall."""
    return session.scalars(_link_of_code(), {"of_code": code.strip().lower()[:12]}).first()


@cache
def _link_of_code() -> Select[ShortLink]:
    """The query, made once: whoever scans a code asks it."""
    with_round = joinedload(ShortLink.round).options(*with_form())
    return select(ShortLink).where(ShortLink.code == bindparam("of_code")).options(with_round)


def count_answer(session: Session, round_id: int, code: str) -> None:
    """Count an answer that came by an agency's link. Who gave it, and when, is noted nowhere."""
    session.execute(
        update(ShortLink)
        .where(ShortLink.code == code, ShortLink.round_id == round_id)
        .values(answers=ShortLink.answers + 1)
    )


def qr_png(text: str) -> bytes:
    """The code as a picture large enough for a slide."""
    out = io.BytesIO()
    segno.make(text, error="q", micro=False).save(out, kind="png", scale=24, border=4)
    return out.getvalue()


def qr_svg(text: str, *, label: str) -> str:
    """The code as a picture that any size suits."""
    out = io.BytesIO()
    code = segno.make(text, error="q", micro=False)
    code.save(out, kind="svg", title=label, border=4, light="#fff", xmldecl=False, omitsize=True, nl=False)
    return out.getvalue().decode("utf-8")
