"""One assessment for an agency that spans partnerships: every partnership it works in reads it, and is told.

A partnership reads by a :class:`Share` of one record. Conversations with staff, notes of visits and whatever is not
final stay with the partnership that leads the assessment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import record
from survey_app.database import now
from survey_app.partnership.models import Agency, Footprint, Partnership, Share
from survey_app.partnership.services import when_agency_joins, when_agency_leaves
from survey_app.walkabouts.cycles.people import MANAGE, people_with, tell
from survey_app.walkabouts.models import STAGES, AssessmentMember, Section11Assessment
from survey_app.walkabouts.models.assessments import SHARED_AS

RECORD_TYPE = SHARED_AS
TOLD = """\
{holder} has started a Section 11 assessment of {agencies} on {date}. It works in the area of {reader} too.

An agency that works in several areas is assessed once, so this assessment stands for yours: a second cannot be started
until {months} months after that day. Sign in to Walkabout and open “Shared assessments” under Walkabouts to read how
far it is and, when it is final, what it found. Conversations with staff are not shared.
"""
READ_NOW = """\
{reader} has said that an agency of your assessment of {title} works in its area too. It may read the assessment now.

If that cannot be right, write to that partnership, or ask whoever runs Walkabout.
"""
ENDED = """\
{reader} has said that no agency of your assessment of {title} works in its area any more. It can no longer read the
assessment.
"""
WITHDRAWN = """\
{holder} has withdrawn the Section 11 assessment of {agencies} that was started on {date}.

The reason: {reason}

Your partnership may assess the agency itself now.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedAssessment:
    """An assessment that another partnership leads and lets this one read."""

    assessment: Section11Assessment
    share: Share

    @property
    def stage(self) -> str:
        """How far it is, without telling how the grades stand before they are final."""
        stage = self.assessment.stage
        return STAGES[stage] if stage in ("planned", "final", "withdrawn") else "Under way"


def share_with_areas(session: Session, assessment: Section11Assessment, *, by: int | None) -> list[Partnership]:
    """Share with every other partnership in whose area a member works; those that it is new to are told."""
    members = [member.agency_id for member in assessment.members]
    readers = session.scalars(
        select(Partnership)
        .where(
            Partnership.id.in_(select(Footprint.partnership_id).where(Footprint.agency_id.in_(members))),
            Partnership.id != assessment.partnership_id,
        )
        .order_by(Partnership.id)
    ).all()
    return [reader for reader in readers if grant(session, assessment, reader, by=by)]


def grant(session: Session, assessment: Section11Assessment, reader: Partnership, *, by: int | None) -> bool:
    """Let a partnership read the assessment, and tell it; False where it reads it already."""
    share = session.scalar(
        select(Share).where(
            Share.partnership_id == reader.id, Share.record_type == RECORD_TYPE, Share.record_id == assessment.id
        )
    )
    if share is not None and share.ended_at is None:
        return False
    if share is None:
        share = Share(partnership_id=reader.id, record_type=RECORD_TYPE, record_id=assessment.id)
        session.add(share)
    share.granted_at, share.ended_at, share.granted_by_id = now(), None, by
    session.flush()
    for partnership_id in (assessment.partnership_id, reader.id):
        record(
            session, "section 11 assessment shared", actor_id=by, partnership_id=partnership_id,
            subject=f"section 11 assessment {assessment.id}", details={"reader": reader.slug},
        )  # fmt: skip
    _tell(session, assessment, reader)
    return True


def _tell(session: Session, assessment: Section11Assessment, reader: Partnership) -> None:
    names = agency_names(member.agency for member in assessment.members)
    tell(
        session, reader, people_with(session, reader.id, MANAGE), subject=f"Shared with you: assessment of {names}",
        body=TOLD.format(
            holder=assessment.partnership.name, agencies=names, date=f"{assessment.started_on:%-d %B %Y}",
            reader=reader.name, months=assessment.cycle.assessed_within_months,
        ), about=assessment.id,
    )  # fmt: skip


def tell_of_withdrawal(session: Session, assessment: Section11Assessment) -> None:
    """Those whom it is shared with learn that they may assess the agency themselves."""
    names = agency_names(member.agency for member in assessment.members)
    for reader in readers_of(session, assessment):
        tell(
            session, reader, people_with(session, reader.id, MANAGE), subject=f"Withdrawn: assessment of {names}",
            body=WITHDRAWN.format(
                holder=assessment.partnership.name, agencies=names, date=f"{assessment.started_on:%-d %B %Y}",
                reason=assessment.withdrawn_reason,
            ), about=assessment.id,
        )  # fmt: skip


def agency_names(agencies: Iterable[Agency]) -> str:
    """Names in one phrase: “A”, “A and B”, “A, B and C”."""
    names = sorted(agency.name for agency in agencies)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def readers_of(session: Session, assessment: Section11Assessment) -> list[Partnership]:
    """The partnerships that may read it now, by name."""
    return list(
        session.scalars(
            select(Partnership)
            .join(Share, Share.partnership_id == Partnership.id)
            .where(Share.record_type == RECORD_TYPE, Share.record_id == assessment.id, Share.ended_at.is_(None))
            .order_by(Partnership.name)
        )
    )


def shared_with(session: Session, partnership_id: int) -> list[SharedAssessment]:
    """Every Section 11 assessment that this partnership may read by a share, the newest first."""
    rows = session.execute(
        select(Share, Section11Assessment)
        .join(Section11Assessment, Section11Assessment.id == Share.record_id)
        .where(Share.partnership_id == partnership_id, Share.record_type == RECORD_TYPE, Share.ended_at.is_(None))
        .order_by(Section11Assessment.started_on.desc(), Section11Assessment.title)
    )
    return [SharedAssessment(assessment=assessment, share=share) for share, assessment in rows]


def find_shared(session: Session, partnership_id: int, assessment_id: str) -> SharedAssessment | None:
    """The assessment, if it is shared with this partnership."""
    found = session.execute(
        select(Share, Section11Assessment)
        .join(Section11Assessment, Section11Assessment.id == Share.record_id)
        .where(
            Share.partnership_id == partnership_id, Share.record_type == RECORD_TYPE, Share.ended_at.is_(None),
            Section11Assessment.id == assessment_id,
        )
    ).first()  # fmt: skip
    return SharedAssessment(share=found[0], assessment=found[1]) if found else None


@when_agency_joins
def share_with_newcomer(session: Session, partnership_id: int, agency_id: int) -> None:
    """A partnership that gets the agency into its area later reads its assessment too, and is told."""
    session.execute(select(Agency.id).where(Agency.id == agency_id).with_for_update(key_share=True))
    reader = session.get_one(Partnership, partnership_id)
    held = session.scalars(
        select(Section11Assessment)
        .join(AssessmentMember, AssessmentMember.assessment_id == Section11Assessment.id)
        .where(
            AssessmentMember.agency_id == agency_id, Section11Assessment.partnership_id != partnership_id,
            Section11Assessment.stage != "withdrawn",
        )
        .order_by(Section11Assessment.started_on)
    )  # fmt: skip
    for assessment in held.all():
        if grant(session, assessment, reader, by=None):
            _tell_holder(session, assessment, reader)


@when_agency_leaves
def end_for_leaver(session: Session, partnership_id: int, agency_id: int) -> None:
    """A partnership in whose area no member works any more reads the assessment no longer; its holder is told."""
    session.execute(select(Agency.id).where(Agency.id == agency_id).with_for_update(key_share=True))
    rows = session.execute(
        select(Share, Section11Assessment)
        .join(Section11Assessment, Section11Assessment.id == Share.record_id)
        .join(AssessmentMember, AssessmentMember.assessment_id == Section11Assessment.id)
        .where(
            AssessmentMember.agency_id == agency_id, Share.partnership_id == partnership_id,
            Share.record_type == RECORD_TYPE, Share.ended_at.is_(None),
        )
    )  # fmt: skip
    area = set(session.scalars(select(Footprint.agency_id).where(Footprint.partnership_id == partnership_id)))
    for share, assessment in rows.all():
        if not area & {member.agency_id for member in assessment.members}:
            _end(session, share, assessment)


def _end(session: Session, share: Share, assessment: Section11Assessment) -> None:
    reader, holder = session.get_one(Partnership, share.partnership_id), assessment.partnership
    share.ended_at = now()
    session.flush()
    for partnership in (holder, reader):
        record(
            session, "section 11 assessment no longer shared", actor_id=None, partnership_id=partnership.id,
            subject=f"section 11 assessment {assessment.id}", details={"reader": reader.slug},
        )  # fmt: skip
    tell(
        session, holder, people_with(session, holder.id, MANAGE), about=assessment.id,
        subject=f"No longer shared: assessment of {assessment.title}",
        body=ENDED.format(reader=reader.name, title=assessment.title),
    )  # fmt: skip


def _tell_holder(session: Session, assessment: Section11Assessment, reader: Partnership) -> None:
    """Who leads the assessment learns who reads it now."""
    holder = assessment.partnership
    tell(
        session, holder, people_with(session, holder.id, MANAGE), subject=f"Shared: assessment of {assessment.title}",
        body=READ_NOW.format(reader=reader.name, title=assessment.title), about=assessment.id,
    )  # fmt: skip
