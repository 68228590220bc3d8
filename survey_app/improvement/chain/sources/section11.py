"""Grades of Section 11 assessments: those of the newest final copy, and no draft."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.improvement.chain.evidence import NotLinkable, Standing
from survey_app.improvement.chain.sources.offers import GONE, Offer, OfferedRecord, Source
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle
from survey_app.walkabouts.outcomes.final_grades import final_grades_of, newest_finals


def final_assessments(session: Session, partnership_id: int) -> list[OfferedRecord]:
    """The assessments of the partnership that have a final copy, by title."""
    found = newest_finals(session, _cycles(session, partnership_id))
    return [
        OfferedRecord(
            record_id=assessment.id, title=assessment.title,
            hint=f"{revision.content['cycle']}, final copy {revision.number}",
        )
        for assessment, revision in found
        if assessment.partnership_id == partnership_id
    ]  # fmt: skip


def grades(session: Session, partnership_id: int, record_id: str) -> Sequence[Offer]:
    """The grade of each standard in the newest final copy; standards without one are left out."""
    finals = newest_finals(session, _cycles(session, partnership_id))
    found = [one for one in finals if (one[0].id, one[0].partnership_id) == (record_id, partnership_id)]
    if not found:
        raise NotLinkable(GONE)
    assessment, revision = found[0]
    content, slug = revision.content, session.scalar(select(Partnership.slug).where(Partnership.id == partnership_id))
    given = final_grades_of(content)
    return [
        Offer(
            place={"standard": one["name"]}, label=f"{one['label']}: {one['grade_label']}",
            standing=Standing(
                says=f"{assessment.title}, {one['label']}: {one['grade_label']}. {content['cycle']}, "
                f"final copy {revision.number} of {revision.made_at:%-d %B %Y}.",
                version=f"final copy {revision.number}",
                figure={"standard": one["name"], "grade": one["grade"], "fingerprint": revision.fingerprint},
                address=f"/p/{slug}/walkabouts/outcomes/{assessment.id}/final/{revision.number}",
            ),
        )
        for one in content["standards"]
        if given.get(one["name"])
    ]  # fmt: skip


def _cycles(session: Session, partnership_id: int) -> Sequence[Section11Cycle]:
    members = select(Section11Assessment.cycle_id).where(Section11Assessment.partnership_id == partnership_id)
    return session.scalars(
        select(Section11Cycle).where(Section11Cycle.id.in_(members)).order_by(Section11Cycle.id)
    ).all()


SOURCE = Source(
    record_type="section11_assessment", kind="grade", title="A grade of a Section 11 assessment",
    hint="Of its newest final copy", records=final_assessments, offers=grades, where=("standard",),
)  # fmt: skip
