"""Constructed visits behind the demo's walkabouts: each has its day and site from the notes that were received."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.models import Submission, SubmissionRevision
from survey_app.database import now
from survey_app.partnership.models import Agency, Partnership
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import Visit, VisitMember, VisitNotes
from survey_app.walkabouts.visits.inspections import ReportEntry, log_report

PERSON_OF = {"leader": "auditor", "auditor": "second-auditor", "young_scrutineer": "young-scrutineer"}
REPORT_DAYS_AGO = 18


def load_section11_visits(
    session: Session, partnership: Partnership, people: Mapping[str, User], *, today: date
) -> None:
    """Load the visits of :file:`visits.csv`, and an inspection report that proposes one more.

    All are of the last cycle, and belong to no assessment, since none was kept then; the visits of the present cycle
    belong to its assessments.
    """
    for row in _rows():
        for submission_id, document in _notes(session, partnership, row["round"], row["agency"]):
            _visit(session, partnership, people, row, submission_id, document)
    _propose(session, partnership, people, today)
    session.flush()


def _rows() -> list[dict[str, str]]:
    with (Path(__file__).parent / "visits.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _notes(session: Session, partnership: Partnership, title: str, agency: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The received notes of a round about an agency."""
    rows = session.execute(
        select(Submission.id, SubmissionRevision.document)
        .join(SubmissionRevision, SubmissionRevision.submission_id == Submission.id)
        .join(Round, Round.id == Submission.round_id)
        .where(Round.partnership_id == partnership.id, Round.title == title)
        .order_by(Submission.reference)
    ).all()
    return ((submission_id, document) for submission_id, document in rows if document.get("agency") == agency)


def _visit(
    session: Session, partnership: Partnership, people: Mapping[str, User], row: Mapping[str, str],
    submission_id: str, document: Mapping[str, Any],
) -> None:  # fmt: skip
    agency = session.scalar(select(Agency).where(Agency.name == row["agency"]))
    if agency is None:
        agency = Agency(name=row["agency"], agency_type=row["agency_type"])
        session.add(agency)
        session.flush()
    visit = Visit(
        partnership_id=partnership.id, agency_id=agency.id, site=document["site"], state="done",
        day=date.fromisoformat(document["visit_date"]), starts_at=row["starts_at"], ends_at=row["ends_at"],
    )  # fmt: skip
    session.add(visit)
    session.flush()
    for position, role in enumerate(row["team"].split()):
        person = people[PERSON_OF[role]].id
        session.add(VisitMember(visit_id=visit.id, user_id=person, role=role, position=position, declared_at=now()))
    session.add(VisitNotes(visit_id=visit.id, user_id=people[PERSON_OF["leader"]].id, draft_id=submission_id))
    session.flush()


def _propose(session: Session, partnership: Partnership, people: Mapping[str, User], today: date) -> None:
    """A report with a concern, whose visit nobody has planned yet."""
    agency = session.scalars(select(Agency).where(Agency.name == "Youth services")).one()
    entry = ReportEntry(
        agency_id=agency.id,
        inspectorate="Example Inspectorate (constructed)",
        title="Inspection of youth services (constructed)",
        published_on=date.fromordinal(today.toordinal() - REPORT_DAYS_AGO),
        link="",
        finding="Supervision was irregular, and staff were unsure whom to tell of an allegation (constructed).",
        is_concern=True,
    )
    log_report(session, partnership.id, entry, by=people["qa"].id, today=today)
