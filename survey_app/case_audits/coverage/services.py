"""What a partnership's audits have looked at in two years, and what never: agencies, localities, ages, themes, kinds.

Nothing here reads a return: whether one came is enough, so an audit that is still blind counts as under way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from analysis.audit_coverage import AuditCoverage, Look, audit_coverage
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.learning.bands import band_labels
from survey_app.case_audits.learning.themes import themes_in_use
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit, LearningPoint
from survey_app.case_audits.planning.standing import made_at
from survey_app.collect.display import LOCAL_TIME
from survey_app.partnership.models import Locality
from survey_app.partnership.services import agencies_of
from survey_app.results.themes.codeframes import codeframes_of
from survey_app.walkabouts.models import Visit

COUNTED = ("fieldwork", "moderation", "finished")
SIDES = {
    "agencies": ("Agencies", "an agency that made a return on a case"),
    "localities": ("Localities", "the locality of a case"),
    "ages": ("Ages of children", "the age band of a case"),
    "themes": ("Themes", "the theme of an audit, or of learning drawn out of it"),
    "kinds": ("Kinds of audit", "an audit of the kind"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of what was looked at. ``walkabouts`` has the day of each agency's last visit, by name."""

    key: str
    title: str
    what: str
    coverage: AuditCoverage
    walkabouts: dict[str, date]


def coverage_of(session: Session, partnership_id: int, *, as_of: date, working: bool) -> list[Side]:
    """Every side of a partnership's coverage, agencies first, with the themes of audits as the columns beside them.

    Parameters
    ----------
    working : bool
        Whether it is for somebody who reads working papers. Everybody else gets no theme of a text that nobody has
        cleared; and is shown states and days alone, since the counts of cases here are not suppressed.
    """
    audits = session.scalars(
        select(CaseAudit).where(CaseAudit.partnership_id == partnership_id, CaseAudit.state.in_(COUNTED))
    ).all()
    cases = _cases(session, audits)
    agencies = [agency.name for agency in agencies_of(session, partnership_id)]
    columns = sorted({audit.theme for audit in audits if audit.theme}, key=str.casefold)
    looks = {
        "agencies": list(_agencies(session, cases)),
        "localities": [_look(case, case.locality.name) for case in cases if case.locality is not None],
        "ages": [_look(case, band_labels("age_band").get(case.age_band, "")) for case in cases],
        "themes": list(_themes(session, cases, working=working)),
        "kinds": [_look(case, KINDS[case.audit.kind].name) for case in cases],
    }
    expected = {
        "agencies": agencies,
        "localities": _localities(session, partnership_id),
        "ages": list(band_labels("age_band").values()),
        "themes": _expected_themes(session, partnership_id, working=working),
        "kinds": [kind.name for kind in KINDS.values()],
    }
    visited = _visited(session, partnership_id, as_of)
    return [
        Side(
            key=key,
            title=title,
            what=what,
            coverage=audit_coverage(
                looks[key], expected=expected[key], as_of=as_of, groups=columns if key == "agencies" else ()
            ),
            walkabouts=visited if key == "agencies" else {},
        )
        for key, (title, what) in SIDES.items()
    ]


def day_of(audit: CaseAudit) -> date | None:
    """The day an audit counts for: that on which its moderation opened. None while agencies are still auditing."""
    return audit.opened_at.astimezone(LOCAL_TIME).date() if audit.opened_at is not None else None


def _cases(session: Session, audits: Sequence[CaseAudit]) -> Sequence[AuditCase]:
    return session.scalars(
        select(AuditCase)
        .where(AuditCase.audit_id.in_([audit.id for audit in audits]), AuditCase.state == "in_use")
        .options(selectinload(AuditCase.audit), selectinload(AuditCase.locality))
        .order_by(AuditCase.audit_id, AuditCase.number)
    ).all()


def _look(case: AuditCase, value: str, *, group: str = "") -> Look:
    return Look(value=value, audit=str(case.audit_id), case=case.id, on=day_of(case.audit), group=group)


def _agencies(session: Session, cases: Sequence[AuditCase]) -> Iterator[Look]:
    """Agencies that returned on a case, and those asked in an audit that is under way."""
    by_id = {case.id: case for case in cases}
    asked = session.scalars(
        select(AgencyReturn)
        .where(AgencyReturn.case_id.in_(by_id), AgencyReturn.involvement == "asked")
        .options(selectinload(AgencyReturn.agency))
    ).all()
    made = made_at(session, [one.draft_id for one in asked])
    for one in asked:
        case = by_id[one.case_id]
        if one.draft_id in made or day_of(case.audit) is None:
            yield _look(case, one.agency.name, group=case.audit.theme)


def _themes(session: Session, cases: Sequence[AuditCase], *, working: bool) -> Iterator[Look]:
    by_audit: dict[int, list[AuditCase]] = {}
    for case in cases:
        by_audit.setdefault(case.audit_id, []).append(case)
        yield _look(case, case.audit.theme)
    points = select(LearningPoint).where(LearningPoint.audit_id.in_(by_audit), LearningPoint.theme != "")
    for point in session.scalars(points if working else points.where(LearningPoint.cleared_at.is_not(None))).all():
        for case in by_audit[point.audit_id]:
            if point.case_id in (None, case.id):
                yield _look(case, point.theme)


def _localities(session: Session, partnership_id: int) -> list[str]:
    rows = select(Locality.name).where(Locality.partnership_id == partnership_id).order_by(Locality.name)
    return list(session.scalars(rows))


def _expected_themes(session: Session, partnership_id: int, *, working: bool) -> list[str]:
    """Themes that audits had or plan, those that learning is coded with, and those of the codeframes."""
    named = select(CaseAudit.theme).where(
        CaseAudit.partnership_id == partnership_id, CaseAudit.theme != "", CaseAudit.state != "cancelled"
    )
    frames = [
        theme.label for frame in codeframes_of(session, partnership_id) for theme in frame.themes if not theme.parent
    ]
    in_use = themes_in_use(session, partnership_id, cleared_only=not working)
    return sorted({*session.scalars(named), *in_use, *frames}, key=str.casefold)


def _visited(session: Session, partnership_id: int, as_of: date) -> dict[str, date]:
    """The day of each agency's last walkabout."""
    names = {agency.id: agency.name for agency in agencies_of(session, partnership_id)}
    rows = session.execute(
        select(Visit.agency_id, func.max(Visit.day))
        .where(
            Visit.partnership_id == partnership_id, Visit.state == "done", Visit.day.is_not(None), Visit.day <= as_of,
            Visit.agency_id.in_(names),
        )
        .group_by(Visit.agency_id)
    )  # fmt: skip
    return {names[row[0]]: row[1] for row in rows if row[1] is not None}
