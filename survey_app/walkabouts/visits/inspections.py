"""Inspection and regulatory reports: logged for an agency, and with a concern each proposes one visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.partnership.models import Agency, Footprint
from survey_app.walkabouts.models import InspectionReport, Visit
from survey_app.walkabouts.visits.conflicts import VisitRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEntry:
    """What is logged of a report."""

    agency_id: int
    inspectorate: str
    title: str
    published_on: date
    link: str
    finding: str
    is_concern: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedReport:
    """A report with the visit that it proposed, if any."""

    report: InspectionReport
    visit: Visit | None


def agencies_here(session: Session, partnership_id: int) -> list[Agency]:
    """The agencies that work in the partnership's area, by name."""
    return list(
        session.scalars(
            select(Agency)
            .join(Footprint, Footprint.agency_id == Agency.id)
            .where(Footprint.partnership_id == partnership_id)
            .order_by(Agency.name)
        )
    )


def log_report(
    session: Session, partnership_id: int, entry: ReportEntry, *, by: int, today: date
) -> tuple[InspectionReport, Visit | None]:
    """Log a report; with a concern, a visit is proposed."""
    _check(session, partnership_id, entry, today)
    report = InspectionReport(partnership_id=partnership_id, logged_by_id=by)
    _set(report, entry)
    session.add(report)
    session.flush()
    return report, _propose(session, report)


def change_report(session: Session, report: InspectionReport, entry: ReportEntry, *, today: date) -> Visit | None:
    """Correct what is logged; where a concern is seen only now, the visit that is proposed by it.

    A report has one proposal for good: one that was declined does not come back.
    """
    session.refresh(report, with_for_update=True)
    _check(session, report.partnership_id, entry, today)
    if entry.agency_id != report.agency_id and proposal_of(session, report) is not None:
        raise VisitRefused("This report has proposed a visit to its agency, so its agency can no longer change.")
    _set(report, entry)
    session.flush()
    return _propose(session, report)


def _check(session: Session, partnership_id: int, entry: ReportEntry, today: date) -> None:
    if entry.agency_id not in {agency.id for agency in agencies_here(session, partnership_id)}:
        raise VisitRefused("Choose an agency that works in this partnership’s area.")
    if entry.published_on > today:
        raise VisitRefused("The day of publication is still to come. Check it.")
    if entry.link and not entry.link.startswith(("https://", "http://")):
        raise VisitRefused("Enter the link with https:// at its beginning, or leave it blank.")
    if entry.is_concern and not entry.finding.strip():
        raise VisitRefused("Say what the concern is, in a sentence or two: the proposed visit repeats it.")


def _set(report: InspectionReport, entry: ReportEntry) -> None:
    report.agency_id, report.published_on, report.is_concern = entry.agency_id, entry.published_on, entry.is_concern
    report.inspectorate, report.title = " ".join(entry.inspectorate.split()), " ".join(entry.title.split())
    report.link, report.finding = entry.link.strip(), entry.finding.strip()


def proposal_of(session: Session, report: InspectionReport) -> Visit | None:
    """The visit that the report proposed, whatever became of it."""
    return session.scalar(select(Visit).where(Visit.inspection_id == report.id))


def _propose(session: Session, report: InspectionReport) -> Visit | None:
    """Propose a visit for a report with a concern, once."""
    if not report.is_concern or proposal_of(session, report) is not None:
        return None
    visit = Visit(
        partnership_id=report.partnership_id, agency_id=report.agency_id, inspection_id=report.id, state="proposed",
        reason=f"{report.inspectorate}, “{report.title}”: {report.finding}",
    )  # fmt: skip
    session.add(visit)
    session.flush()
    return visit


def find_report(session: Session, partnership_id: int, report_id: str) -> InspectionReport | None:
    """The report of this partnership."""
    return session.scalar(
        select(InspectionReport).where(
            InspectionReport.id == report_id, InspectionReport.partnership_id == partnership_id
        )
    )


def reports_of(session: Session, partnership_id: int, agency_ids: frozenset[int] | None = None) -> list[LoggedReport]:
    """The reports that a partnership has logged, of these agencies or of all, the newest first."""
    query = (
        select(InspectionReport)
        .where(InspectionReport.partnership_id == partnership_id)
        .options(selectinload(InspectionReport.agency))
        .order_by(InspectionReport.published_on.desc(), InspectionReport.logged_at.desc(), InspectionReport.id)
    )
    if agency_ids is not None:
        query = query.where(InspectionReport.agency_id.in_(agency_ids))
    reports = list(session.scalars(query))
    visits = session.scalars(select(Visit).where(Visit.inspection_id.in_([report.id for report in reports]))).all()
    by_report = {visit.inspection_id: visit for visit in visits}
    return [LoggedReport(report=report, visit=by_report.get(report.id)) for report in reports]
