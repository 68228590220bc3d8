"""What a topic becomes: an audit, a Section 11 cycle, a review, a cycle of the hub, a round, read where it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.programme.progress import RecordState
from survey_app.case_audits.models import CaseAudit, PeerReview
from survey_app.collect.display import LOCAL_TIME
from survey_app.forums.models import Forum, HubCycle
from survey_app.improvement.models import OutsideReview
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import AssessmentStep, Section11Assessment, Section11Cycle, Visit

# Which records can deliver which method, by what a record says that it fits.
FITS: Mapping[str, frozenset[str]] = {
    "neighbour": frozenset({"peer_review", "outside_review"}),
    "expert": frozenset({"outside_review", "peer_review"}),
    "internal": frozenset({"peer_review", "single_agency", "visit", "survey"}),
    "practice_evaluation": frozenset({"practice_evaluation"}),
    "multi_agency_audit": frozenset({"multi_agency", "thematic", "dip_sample"}),
    "deep_dive": frozenset({"deep_dive"}),
    "walkabouts": frozenset({"section11_cycle", "visit"}),
    "section_11": frozenset({"section11_cycle"}),
    "learning_hub": frozenset({"hub_cycle"}),
    "survey": frozenset({"survey"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStanding:
    """How a record stands.

    Attributes
    ----------
    record_type, record_id, title : str
        Which.
    state : {"planned", "under way", "done", "called off"}
        As it is kept there.
    done_on : date or None
        The day it ended, where one is kept.
    fits : frozenset of str
        Of :data:`FITS`.
    permission : str
        Who may read its title and open it.
    endpoint, values
        Its page.
    """

    record_type: str
    record_id: str
    title: str
    state: RecordState
    done_on: date | None
    fits: frozenset[str]
    permission: str
    endpoint: str
    values: Mapping[str, str]

    @property
    def kind_in_words(self) -> str:
        """What it is, within a sentence."""
        label = RECORDS[self.record_type].label
        return f"the {label if label.startswith(('Section', 'Learning')) else label.lower()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordType:
    """One kind of record: its table, what people call it, and how a row of it stands on a day."""

    label: str
    model: Any
    order: Any
    standing: Callable[[Session, Any, date], RecordStanding]


def find_record(
    session: Session, partnership_id: int, record_type: str, record_id: str, today: date | None = None
) -> RecordStanding | None:
    """How a record of this partnership stands; None where there is none, or it is no longer kept."""
    kind = RECORDS.get(record_type)
    if kind is None:
        return None
    key: Any = record_id
    if kind.model.__table__.c.id.type.python_type is int:
        if not (record_id.isascii() and record_id.isdigit() and len(record_id) < 10):
            return None
        key = int(record_id)
    found = session.scalar(select(kind.model).where(kind.model.id == key, kind.model.partnership_id == partnership_id))
    return kind.standing(session, found, today or date.max) if found is not None else None


def records_for(session: Session, partnership_id: int, method: str, *, today: date) -> list[RecordStanding]:
    """The records that can deliver a method, kind by kind, the newest first."""
    found = []
    for kind in RECORDS.values():
        rows = session.scalars(
            select(kind.model).where(kind.model.partnership_id == partnership_id).order_by(kind.order.desc()).limit(200)
        )
        found += [one for row in rows if (one := kind.standing(session, row, today)).fits & FITS[method]]
    return [one for one in found if one.state != "called off"]


def _day(at: datetime | None) -> date | None:
    return at.astimezone(LOCAL_TIME).date() if at is not None else None


def _case_audit(session: Session, one: CaseAudit, today: date) -> RecordStanding:
    states: dict[str, RecordState] = {
        "planning": "planned", "fieldwork": "under way", "moderation": "under way", "finished": "done",
        "cancelled": "called off",
    }  # fmt: skip
    return RecordStanding(
        record_type="case_audit", record_id=str(one.id), title=one.title, state=states[one.state],
        done_on=_day(one.finished_at), fits=frozenset({one.kind}), permission="case_audits.read",
        endpoint="case_audits.show", values={"audit": one.slug},
    )  # fmt: skip


def _section11_cycle(session: Session, one: Section11Cycle, today: date) -> RecordStanding:
    states: dict[str, RecordState] = {"planning": "planned", "fieldwork": "under way", "closed": "done"}
    last = None
    if one.state == "closed":  # a cycle keeps no day of its closing: that of its last step stands for it
        last = session.scalar(
            select(func.max(AssessmentStep.made_at))
            .join(Section11Assessment, Section11Assessment.id == AssessmentStep.assessment_id)
            .where(Section11Assessment.cycle_id == one.id)
        )
    return RecordStanding(
        record_type="section11_cycle", record_id=str(one.id), title=one.title, state=states[one.state],
        done_on=_day(last), fits=frozenset({"section11_cycle"}), permission="walkabouts.read",
        endpoint="walkabouts.cycle", values={"cycle": one.slug},
    )  # fmt: skip


def _visit(session: Session, one: Visit, today: date) -> RecordStanding:
    states: dict[str, RecordState] = {
        "proposed": "planned", "planned": "planned", "done": "done", "cancelled": "called off",
    }  # fmt: skip
    return RecordStanding(
        record_type="visit", record_id=one.id, title=f"Visit to {one.agency.name}", state=states[one.state],
        done_on=one.day if one.state == "done" else None, fits=frozenset({"visit"}), permission="walkabouts.read",
        endpoint="visits.show", values={"visit_id": one.id},
    )  # fmt: skip


def _peer_review(session: Session, one: PeerReview, today: date) -> RecordStanding:
    states: dict[str, RecordState] = {
        "planned": "planned", "fieldwork": "under way", "accuracy": "under way", "handed_over": "done",
        "cancelled": "called off",
    }  # fmt: skip
    return RecordStanding(
        record_type="peer_review", record_id=one.id, title=one.title, state=states[one.state],
        done_on=_day(one.handed_over_at), fits=frozenset({"peer_review"}), permission="peer_reviews.read",
        endpoint="peer_reviews.show", values={"review": one.slug},
    )  # fmt: skip


def _outside_review(session: Session, one: OutsideReview, today: date) -> RecordStanding:
    return RecordStanding(
        record_type="outside_review", record_id=one.id, title=f"{one.reference}: {one.title}", state="done",
        done_on=one.dated, fits=frozenset({"outside_review"}), permission="improvement.read",
        endpoint="improvement.review", values={"number": str(one.number)},
    )  # fmt: skip


def _hub_cycle(session: Session, one: HubCycle, today: date) -> RecordStanding:
    """A cycle is done after its last day, if one of its forums took place."""
    held = session.scalar(select(func.max(Forum.ends_at)).where(Forum.cycle_id == one.id, Forum.cancelled_at.is_(None)))
    took_place = held is not None and held.astimezone(LOCAL_TIME).date() < today
    state: RecordState = "planned" if today < one.starts_on else "under way"
    if took_place and today > one.ends_on:
        state = "done"
    return RecordStanding(
        record_type="hub_cycle", record_id=str(one.id), title=one.theme, state=state,
        done_on=one.ends_on if state == "done" else None, fits=frozenset({"hub_cycle"}), permission="forums.read",
        endpoint="forums.cycle", values={"hub": one.slug},
    )  # fmt: skip


def _round(session: Session, one: Round, today: date) -> RecordStanding:
    states: dict[str, RecordState] = {"draft": "planned", "open": "under way", "closed": "done"}
    return RecordStanding(
        record_type="round", record_id=str(one.id), title=one.title, state=states[one.state],
        done_on=one.closes_on if one.state == "closed" else None, fits=frozenset({"survey"}),
        permission="rounds.read", endpoint="rounds.show", values={"slug": one.slug},
    )  # fmt: skip


RECORDS: Mapping[str, RecordType] = {
    "case_audit": RecordType(label="Case audit", model=CaseAudit, order=CaseAudit.window_ends_on, standing=_case_audit),
    "section11_cycle": RecordType(
        label="Section 11 cycle", model=Section11Cycle, order=Section11Cycle.starts_on, standing=_section11_cycle
    ),
    "visit": RecordType(label="Visit", model=Visit, order=Visit.created_at, standing=_visit),
    "peer_review": RecordType(label="Peer review", model=PeerReview, order=PeerReview.starts_on, standing=_peer_review),
    "outside_review": RecordType(
        label="Outside review", model=OutsideReview, order=OutsideReview.dated, standing=_outside_review
    ),
    "hub_cycle": RecordType(label="Learning Hub cycle", model=HubCycle, order=HubCycle.starts_on, standing=_hub_cycle),
    "round": RecordType(label="Round", model=Round, order=Round.created_at, standing=_round),
}
