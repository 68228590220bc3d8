"""Case by agency: who is asked about what, on one page, and many asked at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit
from survey_app.case_audits.numbers import number_of
from survey_app.case_audits.planning.asking import ask_agency, withdraw
from survey_app.case_audits.planning.plans import AuditRefused
from survey_app.case_audits.planning.standing import Standing, standings_of
from survey_app.partnership.models import Agency
from survey_app.partnership.services import agencies_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One agency beside one case; no standing where it is not asked.

    ``key`` names it in the page's form. A cell that is ``fixed`` shows its state instead of a tick box: the return is
    begun, made, or the agency was not involved.
    """

    case: AuditCase
    agency: Agency
    standing: Standing | None

    @property
    def key(self) -> str:
        return cell_key(self.case, self.agency.id)

    @property
    def fixed(self) -> str:
        if self.standing is None:
            return ""
        if self.standing.state in ("made", "not_involved"):
            return self.standing.state
        return "begun" if self.standing.is_begun else ""

    @property
    def ticked(self) -> bool:
        return self.standing is not None and not self.fixed


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The cases in use, the agencies beside them, and those that could be asked as well."""

    agencies: list[Agency]
    rows: list[tuple[AuditCase, list[Cell]]]
    others: list[Agency]

    @property
    def ticked(self) -> list[str]:
        """The keys of the cells that are ticked now."""
        return [cell.key for _, cells in self.rows for cell in cells if cell.ticked]


def matrix_of(session: Session, audit: CaseAudit, today: date, *, beside: Collection[int] = ()) -> Matrix:
    """The matrix with the agencies that are asked about any case, and with those of ``beside`` that may be asked."""
    area = agencies_of(session, audit.partnership_id)
    standings = {(one.asked.case_id, one.asked.agency_id): one for one in standings_of(session, audit, today)}
    columns = {one.asked.agency.id: one.asked.agency for one in standings.values()}
    columns |= {agency.id: agency for agency in area if agency.id in beside}
    agencies = sorted(columns.values(), key=lambda agency: (agency.name.casefold(), agency.id))
    rows = [
        (
            case,
            [Cell(case=case, agency=one, standing=standings.get((case.id, one.id))) for one in agencies],
        )
        for case in cases_in_use(session, audit)
    ]
    return Matrix(agencies=agencies, rows=rows, others=[agency for agency in area if agency.id not in columns])


def cases_in_use(session: Session, audit: CaseAudit) -> list[AuditCase]:
    """The cases of an audit that are used, by number."""
    rows = session.scalars(
        select(AuditCase).where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use").order_by(AuditCase.number)
    )
    return list(rows)


def ask_about_all(session: Session, audit: CaseAudit, agency_ids: Collection[int], *, by: int | None) -> int:
    """Ask agencies about every case; those that are asked, or were not involved, stay as they are. How many are new."""
    there = {(one.case_id, one.agency_id) for one in _returns(session, audit)}
    fresh = [
        (case, agency_id)
        for case in cases_in_use(session, audit)
        for agency_id in sorted(agency_ids)
        if (case.id, agency_id) not in there
    ]
    for case, agency_id in fresh:
        ask_agency(session, case, agency_id, by=by)
    return len(fresh)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixChange:
    """How many returns are asked for anew, and how many no longer."""

    asked: int
    withdrawn: int


def change_matrix(
    session: Session, audit: CaseAudit, *, was: Collection[str], ticked: Collection[str], by: int | None
) -> MatrixChange:
    """Ask what was ticked since the page was shown, and withdraw what was unticked; all else stays as it is now.

    Parameters
    ----------
    was, ticked : collection of str
        The keys of the cells that the page showed as ticked, and that are ticked in the form sent.
    """
    asked = withdrawn = 0
    found = {cell_key(one.case, one.agency_id): one for one in _returns(session, audit)}
    for case, agency_id in _cells(session, audit, set(ticked) - set(was)):
        key = cell_key(case, agency_id)
        if key not in found:
            ask_agency(session, case, agency_id, by=by)
            asked += 1
    for key in sorted(set(was) - set(ticked)):
        if key in found and found[key].involvement == "asked":
            withdraw(session, found[key])
            withdrawn += 1
    return MatrixChange(asked=asked, withdrawn=withdrawn)


def cell_key(case: AuditCase, agency_id: int) -> str:
    """What names a cell in the page's form."""
    return f"{case.number}-{agency_id}"


def _cells(session: Session, audit: CaseAudit, keys: Collection[str]) -> Iterator[tuple[AuditCase, int]]:
    cases = {case.number: case for case in cases_in_use(session, audit)}
    for key in sorted(keys):
        first, _, second = key.partition("-")
        case, agency_id = cases.get(number_of(first) or 0), number_of(second)
        if case is None or agency_id is None:
            raise AuditRefused("A case of this page is no longer used in the audit. Open the page again.")
        yield case, agency_id


def _returns(session: Session, audit: CaseAudit) -> list[AgencyReturn]:
    statement = select(AgencyReturn).join(AuditCase).where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use")
    return list(session.scalars(statement))
