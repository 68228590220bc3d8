"""The life of a round: planned, opened to its population, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from survey_app.designer.models import InstrumentRecord, InstrumentVersion
from survey_app.designer.services import compiled_version
from survey_app.errors import UserError
from survey_app.happenings import work_changed
from survey_app.partnership.models import Partnership
from survey_app.rounds.anonymity import anonymity_problem, repeated_strata_problem
from survey_app.rounds.breaking_down import still_possible
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.slugs import unique_slug
from survey_app.rounds.strata import SMALLEST_GROUP, fix_groups

Access = Literal["named", "token", "open"]

BREAKDOWNS = {"agency": "Agency", "forum": "Forum", "role": "Role", "locality": "Locality", "sector": "Sector"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """All that is decided about a round before it opens."""

    title: str
    version_id: int
    access: Access
    anonymous: bool
    population_size: int | None
    population_known: bool
    population_note: str
    policy_id: int
    breakdowns: tuple[str, ...] = ()
    opens_on: date | None = None
    closes_on: date | None = None
    introduction: str = ""
    codeframe_id: int | None = None
    smallest_group: int = SMALLEST_GROUP


class RoundRefused(UserError):
    """A round cannot be changed as asked; the message says what is missing."""


def breakdown_label(name: str) -> str:
    """What people call a breakdown."""
    return BREAKDOWNS.get(name, name.replace("_", " ").capitalize())


def published_versions(session: Session, partnership_id: int) -> list[InstrumentVersion]:
    """The versions that a new round of this partnership may use, newest first within each instrument."""
    return list(
        session.scalars(
            select(InstrumentVersion)
            .join(InstrumentRecord)
            .where(InstrumentRecord.partnership_id == partnership_id)
            .order_by(InstrumentRecord.title, InstrumentVersion.number.desc())
        )
    )


def rounds_of(session: Session, partnership_id: int) -> list[Round]:
    """Every round of a partnership, newest first."""
    return list(session.scalars(select(Round).where(Round.partnership_id == partnership_id).order_by(Round.id.desc())))


def find_round(session: Session, partnership_id: int, slug: str) -> Round | None:
    """The round of this partnership under this slug."""
    return session.scalars(select(Round).where(Round.partnership_id == partnership_id, Round.slug == slug)).first()


def find_round_with_form(session: Session, partnership_id: int, slug: str) -> Round | None:
    """The same for pages of answering, with all that each of them needs. Such a round cannot be locked by a refresh."""
    return session.scalars(_round_of_slug(), {"of_partnership": partnership_id, "of_slug": slug}).first()


@cache
def _round_of_slug() -> Select[Round]:
    """The query, made once: every page of answering asks it."""
    found = select(Round).where(Round.partnership_id == bindparam("of_partnership"), Round.slug == bindparam("of_slug"))
    return found.options(*with_form())


@cache
def with_form() -> tuple[Any, ...]:
    """Options of a query for rounds that brings along, in one go, what every page of answering needs."""
    return (
        joinedload(Round.partnership).joinedload(Partnership.logo),
        joinedload(Round.version).joinedload(InstrumentVersion.instrument),
    )


def find_round_anywhere(session: Session, slug: str, *, partnership_slug: str = "") -> Round:
    """The round with this slug in whichever partnership has one; for the command line, which belongs to none."""
    query = select(Round).join(Partnership).where(Round.slug == slug)
    if partnership_slug:
        query = query.where(Partnership.slug == partnership_slug)
    found = list(session.scalars(query.order_by(Partnership.slug)))
    if not found:
        raise RoundRefused(f"There is no round called “{slug}”{' in that partnership' if partnership_slug else ''}.")
    if len(found) > 1:
        names = ", ".join(round_.partnership.slug for round_ in found)
        raise RoundRefused(f"Several partnerships have a round called “{slug}”: {names}. Name one with --partnership.")
    return found[0]


def create_round(session: Session, partnership_id: int, plan: RoundPlan) -> Round:
    """Store a new draft round under a slug of its own."""
    taken = session.scalars(select(Round.slug).where(Round.partnership_id == partnership_id)).all()
    round_ = Round(partnership_id=partnership_id, slug=unique_slug(plan.title, taken), state="draft")
    _apply(round_, plan)
    session.add(round_)
    session.flush()
    return round_


def update_round(session: Session, round_: Round, plan: RoundPlan) -> None:
    """Change a round that has not opened. Its address stays, since it may already stand in a draft e-mail."""
    if round_.state != "draft":
        raise RoundRefused("This round has opened, so its plan can no longer change. Close it and plan a new round.")
    _apply(round_, plan)
    session.flush()
    session.expire(round_, ["version"])
    round_.break_down_by = list(still_possible(round_, compiled_version(round_.version)))
    session.flush()


def _apply(round_: Round, plan: RoundPlan) -> None:
    round_.title = plan.title
    round_.version_id = plan.version_id
    round_.access = plan.access
    round_.anonymous = plan.anonymous
    round_.population_size = plan.population_size
    round_.population_known = plan.population_known
    round_.population_note = plan.population_note
    round_.policy_id = plan.policy_id
    round_.breakdowns = list(plan.breakdowns)
    round_.opens_on = plan.opens_on
    round_.closes_on = plan.closes_on
    round_.introduction = plan.introduction
    round_.codeframe_id = plan.codeframe_id
    round_.smallest_group = plan.smallest_group


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationCount:
    """How many stand in the frame of a round, and how many of them are marked as answered."""

    invited: int
    answered: int


def count_invitations(session: Session, round_id: int) -> InvitationCount:
    """The frame's size and its marks."""
    invited = session.scalar(select(func.count()).where(Invitation.round_id == round_id)) or 0
    answered = session.scalar(select(func.count()).where(Invitation.round_id == round_id, Invitation.answered)) or 0
    return InvitationCount(invited=invited, answered=answered)


def open_round(session: Session, round_: Round, *, today: date) -> None:
    """Open a draft round. From here on its population, breakdowns, groups and policy stay as they are.

    Its version can change to a newer one only: :mod:`survey_app.rounds.moving`.
    """
    if round_.state != "draft":
        raise RoundRefused(f"“{round_.title}” cannot be opened: it is already {round_.state}.")
    if round_.closes_on is not None and round_.closes_on < today:
        raise RoundRefused(
            f"“{round_.title}” cannot be opened: its closing date, {round_.closes_on:%-d %B %Y}, has passed. "
            "Change the date first."
        )
    _check_frame(round_, count_invitations(session, round_.id).invited)
    _check_anonymity(session, round_)
    fix_groups(session, round_)
    round_.state = "open"
    if round_.opens_on is None or round_.opens_on > today:
        round_.opens_on = today
    session.flush()
    work_changed(session, round_.partnership_id)


def _check_frame(round_: Round, invited: int) -> None:
    """Refuse a round that nobody could answer, or whose response rate could pass 100%."""
    if round_.access == "token" and invited == 0:
        raise RoundRefused(
            f"“{round_.title}” cannot be opened: it is answered through personal links, and nobody is invited yet. "
            "Import the invitations first."
        )
    if round_.population_size is not None and invited > round_.population_size:
        raise RoundRefused(
            f"“{round_.title}” cannot be opened: {invited} are invited, but the population is given as "
            f"{round_.population_size}. Correct the population or the invitations."
        )


def _check_anonymity(session: Session, round_: Round) -> None:
    """Refuse to open an anonymous round whose form asks what would tell people apart."""
    if not round_.anonymous:
        return
    compiled = compiled_version(round_.version)
    if problem := anonymity_problem(compiled) or repeated_strata_problem(compiled, known_strata(session, round_)):
        raise RoundRefused(f"“{round_.title}” cannot be opened. {problem}")


def known_strata(session: Session, round_: Round) -> tuple[str, ...]:
    """The strata that the list of a round says of whoever is invited."""
    rows = session.execute(select(Invitation.agency_id, Invitation.strata).where(Invitation.round_id == round_.id))
    known: set[str] = set()
    for agency_id, strata in rows:
        known |= {name for name, value in strata.items() if value} | ({"agency"} if agency_id is not None else set())
    return tuple(sorted(known))


def close_round(session: Session, round_: Round, *, today: date) -> None:
    """Close an open round for good.

    Of an anonymous round, what is still sealed is opened next, in the same transaction, by
    :func:`survey_app.collect.sealing.open_batches`.
    """
    session.refresh(round_, with_for_update={"key_share": True})  # an answer on its way in waits, or is in already
    if round_.state != "open":
        raise RoundRefused(f"“{round_.title}” cannot be closed: it is {round_.state}.")
    round_.state = "closed"
    if round_.closes_on is None or round_.closes_on > today:
        round_.closes_on = today
    session.flush()
