"""A round of a cycle begins: planned anew with what is sensible, or one that is there already is taken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version, find_instrument, library_entry, publish_draft, save_draft
from survey_app.forums.booking.counting import lock_cycle
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.hub.rounds.kinds import KINDS, RoundKind, closes_on, worded
from survey_app.forums.models import Booking, HubCycle
from survey_app.rounds.anonymity import anonymity_problem, repeated_strata_problem
from survey_app.rounds.models import Round
from survey_app.rounds.policies import default_decision
from survey_app.rounds.services import Access, RoundPlan, create_round, rounds_of
from survey_app.rounds.ways.links import make_general_link

LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginPlan:
    """What is decided as a round of a cycle begins."""

    title: str
    closes_on: date
    access: Access
    anonymous: bool
    introduction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """To whom a round is opened, as far as that can be known."""

    size: int | None
    known: bool
    note: str


def suggested(cycle: HubCycle, kind: RoundKind, today: date) -> BeginPlan:
    """What is sensible for a round of this cycle."""
    return BeginPlan(
        title=kind.round_title.format(theme=cycle.theme)[:LONGEST_TITLE], closes_on=closes_on(kind, cycle, today),
        access=kind.access[0], anonymous=kind.anonymous, introduction=worded(kind, cycle).introduction,
    )  # fmt: skip


def begin(
    session: Session, cycle: HubCycle, kind: RoundKind, plan: BeginPlan, *, by: str, actor_id: int | None, at: datetime
) -> Round:
    """Plan a round of a cycle. It is a draft until somebody opens it; a link for all has its short address at once.

    Raises
    ------
    HubRefused
        The cycle has such a round, or answers to the form cannot be given so.
    """
    cycle = lock_cycle(session, cycle.id)
    _check_is_free(cycle, kind)
    version = version_for(session, cycle.partnership_id, kind, actor_id=actor_id)
    if plan.anonymous and (problem := anonymity_problem(compiled_version(version))):
        raise HubRefused(problem)
    population = population_of(session, cycle, kind, at)
    policy = default_decision(session, cycle.partnership_id, decided_by=by, today=at.date())
    round_ = create_round(
        session, cycle.partnership_id,
        RoundPlan(
            title=plan.title, version_id=version.id, access=plan.access, anonymous=plan.anonymous,
            population_size=population.size, population_known=population.known, population_note=population.note,
            policy_id=policy.id, breakdowns=_breakdowns(version, kind, plan), closes_on=plan.closes_on,
            introduction=plan.introduction,
        ),
    )  # fmt: skip
    setattr(cycle, kind.column, round_)
    session.flush()
    if round_.access == "open":
        make_general_link(session, round_)
    return round_


def version_for(session: Session, partnership_id: int, kind: RoundKind, *, actor_id: int | None) -> InstrumentVersion:
    """The newest published version of what this kind asks; of the library where the partnership has none yet."""
    record = find_instrument(session, partnership_id, kind.form_id)
    if record is not None and record.versions:
        return max(record.versions, key=lambda version: version.number)
    if record is not None:
        raise HubRefused(f"“{record.title}” is a draft among your instruments. Publish it first, then begin.")
    entry = library_entry(kind.form_id)
    if entry is None:
        raise HubRefused(f"The library has no form called “{kind.form_id}”. Publish one under that name first.")
    record = save_draft(session, partnership_id, entry.source, filename=f"{kind.form_id}.yaml", actor_id=actor_id)
    return publish_draft(session, record, actor_id=actor_id)


def population_of(session: Session, cycle: HubCycle, kind: RoundKind, at: datetime) -> Population:
    """To whom a round of this kind is opened: counted where the forums are over and people were checked in."""
    note = f"Everybody {worded(kind, cycle).asked}."
    if kind.column != "evaluation_round":
        return Population(size=None, known=False, note=f"{note} How many these are is not known.")
    forums = [forum for forum in cycle.forums if forum.cancelled_at is None]
    came = select(func.count()).where(Booking.cycle_id == cycle.id, Booking.checked_in_at.is_not(None))
    count = session.scalar(came) or 0
    if count and forums and all(forum.ends_at <= at for forum in forums):
        return Population(size=count, known=True, note=f"{note} Counted at the door.")
    return Population(size=None, known=False, note=f"{note} Planned before all of them were counted at the door.")


def _breakdowns(version: InstrumentVersion, kind: RoundKind, plan: BeginPlan) -> tuple[str, ...]:
    """What the list of who is invited may say of each; nothing where there is no list."""
    if plan.access != "token":
        return ()
    return tuple(name for name in kind.breakdowns if may_say(version, [name], anonymous=plan.anonymous))


def may_say(version: InstrumentVersion, strata: Collection[str], *, anonymous: bool) -> bool:
    """Whether the list may say this of each person: in an anonymous round not what the form asks as well."""
    return not anonymous or not repeated_strata_problem(compiled_version(version), strata)


def linkable(session: Session, cycle: HubCycle) -> list[Round]:
    """The partnership's rounds that no cycle has taken."""
    taken: set[int | None] = set()
    for kind in KINDS.values():
        taken.update(session.scalars(select(getattr(HubCycle, f"{kind.column}_id"))))
    return [round_ for round_ in rounds_of(session, cycle.partnership_id) if round_.id not in taken]


def link(session: Session, cycle: HubCycle, kind: RoundKind, round_id: int) -> Round:
    """Take a round that is there already as the cycle's."""
    cycle = lock_cycle(session, cycle.id)
    _check_is_free(cycle, kind)
    found = next((one for one in linkable(session, cycle) if one.id == round_id), None)
    if found is None:
        raise HubRefused("This round cannot be taken: choose one of the list. Others belong to a cycle already.")
    setattr(cycle, kind.column, found)
    session.flush()
    return found


def unlink(session: Session, cycle: HubCycle, kind: RoundKind) -> None:
    """Take a round off the cycle. The round itself stays with its answers."""
    setattr(lock_cycle(session, cycle.id), kind.column, None)
    session.flush()


def _check_is_free(cycle: HubCycle, kind: RoundKind) -> None:
    round_ = kind.round_of(cycle)
    if round_ is not None:
        raise HubRefused(f"This has begun already, with the round “{round_.title}”.")
