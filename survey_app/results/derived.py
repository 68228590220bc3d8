"""Reports made from the reports of rounds: two compared, one agency, all rounds of a partnership."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from analysis.comparison import comparable_questions
from analysis.derived_reports import (
    AgencyReport,
    ComparisonReport,
    PartnershipReport,
    ReportsRefused,
    agency_report,
    comparison_report,
    partnership_report,
)
from analysis.disclosure import DisclosureRefused
from analysis.report import Report
from survey_app.designer.services import compiled_version
from survey_app.errors import UserError
from survey_app.partnership.models import Partnership
from survey_app.results.services import Paper, Reader, current_report, is_blind
from survey_app.rounds.models import Round
from survey_app.rounds.services import rounds_of


class DerivedRefused(UserError):
    """These rounds cannot be put together; the message says why."""


def compare_rounds(
    session: Session, first: Round, second: Round, *, reader: Reader, at: datetime, paper: Paper
) -> ComparisonReport:
    """Two rounds of one partnership side by side, by the newest version that each has asked."""
    before, after = (compiled_version(round_.version).instrument for round_ in (first, second))
    earlier, later = (current_report(session, one, reader=reader, at=at, paper=paper) for one in (first, second))
    try:
        return comparison_report(earlier, later, comparable_questions(before, after), produced_at=at)
    except ReportsRefused as error:
        raise DerivedRefused(str(error)) from error


def report_for_agency(
    session: Session, round_: Round, breakdown: str, group: str, *, reader: Reader, at: datetime, paper: Paper
) -> AgencyReport:
    """What one group of a breakdown said, beside everybody else."""
    report = current_report(session, round_, reader=reader, at=at, paper=paper)
    try:
        return agency_report(report, breakdown, group, produced_at=at)
    except ReportsRefused as error:
        raise DerivedRefused(str(error)) from error


def report_of_partnership(
    session: Session, partnership: Partnership, *, reader: Reader, at: datetime
) -> PartnershipReport:
    """Every round of a partnership that has a release; rounds still blind, or with too few answers, are left out."""
    rounds = [one for one in rounds_of(session, partnership.id) if one.state != "draft" and not is_blind(one)]
    found = [_released(session, round_, reader, at) for round_ in rounds]
    return partnership_report(partnership.name, [one for one in found if one is not None], produced_at=at)


def _released(session: Session, round_: Round, reader: Reader, at: datetime) -> Report | None:
    try:
        return current_report(session, round_, reader=reader, at=at, paper="release")
    except DisclosureRefused:
        return None
