"""Inspection and regulatory reports of the partnership's register."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.improvement.chain.evidence import NotLinkable, Standing
from survey_app.improvement.chain.sources.offers import GONE, Offer, OfferedRecord, Source
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.visits.inspections import find_report, reports_of


def logged(session: Session, partnership_id: int) -> list[OfferedRecord]:
    """The reports that are logged, the newest first."""
    return [
        OfferedRecord(
            record_id=line.report.id, title=f"{line.report.agency.name}: {line.report.title}",
            hint=f"{line.report.inspectorate}, {line.report.published_on:%-d %B %Y}",
        )
        for line in reports_of(session, partnership_id)
    ]  # fmt: skip


def report(session: Session, partnership_id: int, record_id: str) -> Sequence[Offer]:
    """The one thing that is logged of a report."""
    found = find_report(session, partnership_id, record_id)
    if found is None:
        raise NotLinkable(GONE)
    slug = session.scalar(select(Partnership.slug).where(Partnership.id == partnership_id))
    head = f"{found.inspectorate}, “{found.title}”, {found.agency.name}, published {found.published_on:%-d %B %Y}"
    says = f"{head}: {found.finding}" if found.finding else f"{head}."
    standing = Standing(
        says=says, version=f"{found.published_on.isoformat()}", address=f"/p/{slug}/walkabouts/visits/inspections"
    )
    return [Offer(label=says, standing=standing)]


SOURCE = Source(
    record_type="inspection_report", kind="inspection", title="An inspection report",
    hint="Of the register of inspections", records=logged, offers=report,
)  # fmt: skip
