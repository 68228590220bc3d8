"""What needs a decision of the Executive: read from where it arose, so that nobody has to remember to raise it.

A matter is offered until it is decided. Being put on an agenda and deferred, or taken off it, does not end it, and
neither does a meeting that is cancelled. A programme waits until it is endorsed or sent back where it is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from survey_app.case_audits.learning.recommending import recommendations_of
from survey_app.case_audits.models import CaseAudit
from survey_app.collect.display import LOCAL_TIME
from survey_app.improvement.actions import escalation
from survey_app.improvement.chain.sources.audits import may_be_told
from survey_app.improvement.models import Recommendation
from survey_app.programme.executive import carrying_out
from survey_app.programme.executive.models import AgendaItem, ExecutiveMeeting
from survey_app.programme.incidents.models import IncidentBreach, SeriousIncident
from survey_app.programme.scrutiny import assurance, challenging, register
from survey_app.programme.year.models import ScrutinyProgramme
from survey_app.programme.year.versions import waiting_version

OWN = "own"  # an item that somebody wrote by hand
SOURCES = {
    "escalation": "A late action", "challenge": "A challenge that is not resolved",
    "scrutiny": "What the scrutineer raised", "refused": "A recommendation that is not accepted",
    "programme": "The scrutiny programme", "assurance": "Assurance that is late", "breach": "A clock that was missed",
    "deep_dive": "A deep dive that is finished", "decision": "A decision that is not carried out",
    OWN: "Raised here",
}  # fmt: skip
TITLE = 280


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One matter that waits for a decision.

    Attributes
    ----------
    source_type, source_id : str
        What it is about; the same matter has the same pair.
    number : int or None
        Of the page that shows it.
    raised_on : date
        Since when it waits.
    deferred : int
        How often the Executive has put it off.
    """

    source_type: str
    source_id: str
    title: str
    asks: str
    raised_on: date
    number: int | None = None
    paper: str = ""
    deferred: int = 0


def waiting_for(session: Session, partnership_id: int, today: date) -> list[Waiting]:
    """Everything that needs a decision and is on no coming agenda, what waits longest first."""
    settled, put_off = _settled(session, partnership_id), _times_put_off(session, partnership_id)
    found = [
        replace(one, deferred=put_off[one.source_type, one.source_id])
        for read in READERS
        for one in read(session, partnership_id, today)
        if (one.source_type, one.source_id) not in settled
    ]
    return sorted(found, key=lambda one: (one.raised_on, one.source_type, one.source_id))


def _settled(session: Session, partnership_id: int) -> set[tuple[str, str]]:
    """Matters that were decided, or stand on an agenda that is still to come.

    A decision about a programme does not settle it: the version itself is endorsed or sent back.
    """
    rows = session.execute(
        select(AgendaItem.source_type, AgendaItem.source_id)
        .join(ExecutiveMeeting)
        .where(ExecutiveMeeting.partnership_id == partnership_id)
        .where(
            and_(AgendaItem.state == "decided", AgendaItem.source_type != "programme")
            | and_(AgendaItem.state == "open", ExecutiveMeeting.state.in_(("planned", "sent")))
        )
    )
    return {(row[0], row[1]) for row in rows}


def _late_actions(session: Session, partnership_id: int, today: date) -> Iterator[Waiting]:
    for one in escalation.for_the_executive(session, partnership_id):
        action = one.action
        late = days_in_words((today - action.due_by).days)
        yield Waiting(
            source_type="escalation", source_id=one.id, number=action.number, raised_on=one.reached_on,
            title=_short(f"{action.reference} is {late} late: {action.what}"),
            asks="Decide what happens: more time, another owner, or another action.",
        )  # fmt: skip


def _challenges(session: Session, partnership_id: int, today: date) -> Iterator[Waiting]:
    for one in challenging.for_the_executive(session, partnership_id):
        yield Waiting(
            source_type="challenge", source_id=one.id, number=one.number, raised_on=one.escalated_on or one.raised_on,
            title=_short(f"{one.reference} is not resolved: {one.what}"),
            asks="Settle what the two sides have not resolved, and say why.",
        )  # fmt: skip


def _scrutiny(session: Session, partnership_id: int, today: date) -> Iterator[Waiting]:
    for one in register.unanswered(session, partnership_id, today):
        if one.is_late:
            yield Waiting(
                source_type="scrutiny", source_id=f"{one.entry.id}:{len(one.entry.answers)}",  # each answer owed is new
                number=one.entry.number, raised_on=one.entry.raised_on,
                title=_short(f"{one.entry.reference} of the scrutineer is without an answer: {one.entry.text}"),
                asks="Decide what the partnership answers.",
            )  # fmt: skip


def _refused(session: Session, partnership_id: int, today: date) -> Iterator[Waiting]:
    of = select(Recommendation).where(
        Recommendation.partnership_id == partnership_id, Recommendation.state == "not_accepted"
    )
    for one in session.scalars(of.order_by(Recommendation.number)):
        replied = one.replied_at.astimezone(LOCAL_TIME).date() if one.replied_at is not None else one.made_on
        yield Waiting(
            source_type="refused", source_id=f"{one.id}:{one.reopened}", number=one.number, raised_on=replied,
            title=_short(f"{one.owner.name} does not accept {one.reference}: {one.text}"),
            asks=f"Decide whether that stands. The agency says: {one.because}", paper=one.why,
        )  # fmt: skip


def _programme(session: Session, partnership_id: int, today: date) -> Iterator[Waiting]:
    of = select(ScrutinyProgramme).where(ScrutinyProgramme.partnership_id == partnership_id)
    for programme in session.scalars(of.order_by(ScrutinyProgramme.year)):
        version = waiting_version(programme)
        if version is not None:
            yield Waiting(
                source_type="programme", source_id=version.id, number=programme.year,
                title=f"The scrutiny programme of {programme.year} to {programme.year + 1}, version {version.number}",
                asks="Endorse the programme, or send it back and say why.",
                raised_on=version.put_at.astimezone(LOCAL_TIME).date(),
            )  # fmt: skip


def _assurance(session: Session, partnership_id: int, today: date) -> Iterator[Waiting]:
    for one in assurance.requests_of(session, partnership_id):
        if assurance.standing_of(one, today) == "late":
            yield Waiting(
                source_type="assurance", source_id=one.id, number=one.number, raised_on=one.asked_on,
                title=_short(f"{one.reference}: the assurance asked for is late: {one.title}"),
                asks="Decide how the assurance is obtained.",
            )  # fmt: skip


def _breaches(session: Session, partnership_id: int, today: date) -> Iterator[Waiting]:
    of = (
        select(IncidentBreach, SeriousIncident)
        .join(SeriousIncident, SeriousIncident.id == IncidentBreach.incident_id)
        .where(SeriousIncident.partnership_id == partnership_id, IncidentBreach.stands)
        .order_by(IncidentBreach.noted_at, IncidentBreach.id)
    )
    for breach, incident in session.execute(of):
        yield Waiting(
            source_type="breach", source_id=breach.id, number=incident.number,
            title=_short(f"{incident.reference}: a clock was missed"), raised_on=breach.due_day,
            asks="Decide what is learnt from it, and whether anything else is to be done.", paper=breach.reason,
        )  # fmt: skip


def _deep_dives(session: Session, partnership_id: int, today: date) -> Iterator[Waiting]:
    """Deep dives that are finished, as far as they may be told: with what a second person has cleared, and no more."""
    of = select(CaseAudit).where(
        CaseAudit.partnership_id == partnership_id, CaseAudit.kind == "deep_dive", CaseAudit.state == "finished"
    )
    for audit in session.scalars(of.order_by(CaseAudit.id)):
        if not may_be_told(session, audit):
            continue
        cleared = [one for one in recommendations_of(session, audit) if one.cleared_at is not None]
        asked = {0: "It makes no recommendation.", 1: "Decide on its recommendation."}
        ended = audit.finished_at.astimezone(LOCAL_TIME).date() if audit.finished_at is not None else today
        yield Waiting(
            source_type="deep_dive", source_id=str(audit.id), number=audit.id, raised_on=ended,
            title=_short(f"What the deep dive “{audit.title}” found"),
            asks="Receive what was found. " + asked.get(len(cleared), f"Decide on its {len(cleared)} recommendations."),
            paper="\n\n".join(f"{one.number}. {one.owner.name}: {one.text}" for one in cleared),
        )  # fmt: skip


def _decisions(session: Session, partnership_id: int, today: date) -> Iterator[Waiting]:
    for one, standing in carrying_out.late_decisions(session, partnership_id, today):
        if one.due_by is not None:
            yield Waiting(
                source_type=carrying_out.TAKEN_UP, source_id=carrying_out.matter_of(session, one), number=one.number,
                raised_on=one.due_by,
                title=_short(f"{one.reference} is {days_in_words(standing.days_late)} late: {one.text}"),
                asks="Decide what happens: more time, another agency, or another way. The new decision counts instead.",
                paper=standing.newest.text if standing.newest is not None else "",
            )  # fmt: skip


def _own(session: Session, partnership_id: int, today: date) -> Iterator[Waiting]:
    """Items that were written by hand, in their newest words: put off, taken off, or left at a cancelled meeting."""
    written = session.scalars(
        select(AgendaItem)
        .join(ExecutiveMeeting)
        .where(ExecutiveMeeting.partnership_id == partnership_id, AgendaItem.source_type == OWN)
        .order_by(AgendaItem.added_at, AgendaItem.id)
    )
    for one in {item.source_id: item for item in written}.values():
        yield Waiting(
            source_type=OWN, source_id=one.source_id, title=one.title, asks=one.asks, raised_on=one.raised_on,
            paper=one.paper,
        )  # fmt: skip


READERS: tuple[Callable[[Session, int, date], Iterator[Waiting]], ...] = (
    _late_actions, _challenges, _scrutiny, _refused, _programme, _assurance, _breaches, _deep_dives, _decisions, _own,
)  # fmt: skip


def days_in_words(days: int) -> str:
    """A number of days as people say it: 1 day, 12 days."""
    return f"{days:,} {'day' if days == 1 else 'days'}"


def times_deferred(session: Session, item: AgendaItem) -> int:
    """How often a matter was put off at meetings, this one among them."""
    return _times_put_off(session, item.meeting.partnership_id)[item.source_type, item.source_id]


def _times_put_off(session: Session, partnership_id: int) -> Counter[tuple[str, str]]:
    rows = session.execute(
        select(AgendaItem.source_type, AgendaItem.source_id)
        .join(ExecutiveMeeting)
        .where(ExecutiveMeeting.partnership_id == partnership_id, AgendaItem.state == "deferred")
    )
    return Counter((row[0], row[1]) for row in rows)


def _short(text: str) -> str:
    return text if len(text) <= TITLE else f"{text[: TITLE - 1].rstrip()}…"
