"""The report of an audit: the working paper of the panel, and the release for everybody else.

A release has the figures that have passed the disclosure gate and the texts that a second person has cleared, and
nothing else: no grade of a single case, no case's pseudonym, no words of a return or of a dissent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from analysis.audit_learning import CodedPoint, theme_table
from analysis.case_audits import AuditFigures
from analysis.disclosure import DisclosureRefused
from analysis.report import Report
from exports.documents.audit_report import (
    AuditPoint,
    AuditReportPaper,
    MeetingLine,
    RecommendationLine,
    ThemeLine,
)
from survey_app.case_audits.blindness import refuse_blind_audit
from survey_app.case_audits.figures.services import audit_figures
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.learning import released_figures, report_figures
from survey_app.case_audits.learning.checking import telling_plan_words
from survey_app.case_audits.learning.choosing import how_chosen, used_cases
from survey_app.case_audits.learning.points import learning_of
from survey_app.case_audits.learning.re_audits import ReAudit, re_audit_of
from survey_app.case_audits.learning.recommending import recommendations_of
from survey_app.case_audits.learning.refusals import LearningRefused
from survey_app.case_audits.learning.release_rules import FULL, is_settled, rule_of
from survey_app.case_audits.learning.report_returns import released_returns, returns_by_agency
from survey_app.case_audits.meetings.services import meetings_of
from survey_app.case_audits.models import AuditMeeting, AuditRecommendation, CaseAudit, LearningPoint
from survey_app.collect.display import LOCAL_TIME
from survey_app.forums.replies.telling import Telling
from survey_app.results.services import Paper, Reader, ResultsRefused, current_report, unlogged_report

WAITING = "{} of {} learning points and recommendations wait for a second person to clear them, and are not here."
LATE = "Returns that came after the others could be seen are among those made, and not in the agreement."
WORKING = (
    "The figures here are not suppressed, and cases are named by their pseudonyms: this paper stays with the panel."
)
RELEASED = (
    "Nothing here is of one case. Counts of cases follow the partnership’s disclosure policy; single grades, what "
    "returns say and the words of dissents stay with the panel."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What both versions are made from."""

    audit: CaseAudit
    report: Report | None  # the gate's; None where it lets nothing pass yet
    figures: AuditFigures
    points: list[LearningPoint]
    recommendations: list[AuditRecommendation]
    at: datetime


def audit_report(
    session: Session, audit: CaseAudit, *, reader: Reader, paper: Paper, at: datetime, logged: bool = True
) -> AuditReportPaper:
    """The report of an audit as this reader may have it.

    Parameters
    ----------
    reader : Reader
        ``may_read_working`` is true of whoever moderates, too. A working paper is refused to everybody else.
    logged : bool
        Whether the reading is noted as one of figures; False where the caller notes it.

    Raises
    ------
    StillBlind
        Before moderation opens, whoever asks.
    ResultsRefused
        Where the reader may not read the working paper.
    LearningRefused
        Where a release's title, theme or purpose could tell who somebody is.
    """
    refuse_blind_audit(audit)
    if paper == "working" and not reader.may_read_working:
        raise ResultsRefused("The working paper of this audit is for its panel. Read the released report.")
    parts = _Parts(
        audit=audit,
        report=_report_of(session, audit, reader=reader, paper=paper, at=at, logged=logged),
        figures=audit_figures(session, audit, reader=Reader(user_id=reader.user_id, may_read_working=True))
        if logged and paper == "working"
        else report_figures.figures_of(session, audit),
        points=learning_of(session, audit),
        recommendations=recommendations_of(session, audit),
        at=at,
    )
    if paper == "working":
        return _working(session, parts)
    _refuse_telling_plan(session, audit, quoted=reader.may_read_working)
    return _release(session, parts)


def telling_plan(session: Session, audit: CaseAudit) -> list[Telling]:
    """What in the words of an audit's plan could tell who somebody is, or names a case: they stand in a release."""
    texts = [("the title", audit.title), ("the theme", audit.theme), ("the purpose", audit.purpose)]
    return telling_plan_words(session, audit, [*texts, ("why there is no next audit", audit.no_re_audit_why)])


def _refuse_telling_plan(session: Session, audit: CaseAudit, *, quoted: bool) -> None:
    """Refuse a release whose plan has such words; they are quoted only to who reads working papers."""
    found = telling_plan(session, audit)
    if not found:
        return
    words = ", ".join(dict.fromkeys(f"“{one.text}” in {one.place}" for one in found))
    raise LearningRefused(
        f"The plan of this audit has words that could tell who somebody is: {words}. Change the plan, then release "
        "the report."
        if quoted
        else "The plan of this audit is not ready for a release. Ask whoever leads the audit to look at its words.",
        title="Look at the marked words first" if quoted else "This report cannot be read yet",
    )


def _report_of(
    session: Session, audit: CaseAudit, *, reader: Reader, paper: Paper, at: datetime, logged: bool
) -> Report | None:
    if audit.round is None:
        return None
    found = current_report if logged and paper == "release" else unlogged_report
    try:
        return found(session, audit.round, reader=reader, at=at, paper=paper)
    except DisclosureRefused:
        return None


def _working(session: Session, parts: _Parts) -> AuditReportPaper:
    audit, figures = parts.audit, parts.figures
    cases = used_cases(session, audit)
    names = [case.pseudonym for case in cases]
    heads, grades, moderated = report_figures.full_grades(figures)
    return AuditReportPaper(
        **_common(parts),
        re_audit=_re_audit(session, parts).sentence,
        release_class="working",
        release_number=None,
        chosen=tuple(how_chosen(session, audit, rule=FULL, is_release=False)),
        returns=returns_by_agency(figures),
        returns_note=LATE if figures.returns.n_late else "",
        learning=tuple(_point(one, where=one.case.pseudonym if one.case else "") for one in parts.points),
        case_heads=tuple(names) if any(one.case_id for one in parts.points) else (),
        themes=_themes(parts.points, names, with_cases=True),
        grade_heads=heads,
        grades=grades,
        grades_note="Counts of grades as they stand now, all agencies and cases together.",
        moderated=moderated,
        agreement=tuple(report_figures.agreement_rows(figures)),
        dissents=tuple(report_figures.dissent_sentences(figures)),
        meetings=tuple(_meeting(one) for one in meetings_of(session, audit)),
        recommendations=tuple(_recommendation(one) for one in parts.recommendations),
        method=(*report_figures.method(audit, figures), *figures.notes),
        left_out=(WORKING,),
    )


def _release(session: Session, parts: _Parts) -> AuditReportPaper:
    audit, report = parts.audit, parts.report
    points = [one for one in parts.points if one.cleared_at is not None]
    recommended = [one for one in parts.recommendations if one.cleared_at is not None]
    all_texts = len(parts.points) + len(parts.recommendations)
    waiting = all_texts - len(points) - len(recommended)
    again = _re_audit(session, parts)
    rule, settled = rule_of(audit, report), is_settled(session, audit)
    heads, grades, note = report_figures.released_grades(report)
    returns, returns_note = released_returns(parts.figures, rule)
    return AuditReportPaper(
        **_common(parts),
        re_audit=again.released if again.made is not None else again.sentence,  # the reason was looked at with the plan
        release_class="release",
        release_number=report.release_number if report is not None else None,
        chosen=tuple(how_chosen(session, audit, rule=rule, is_release=True)),
        returns=returns,
        returns_note=returns_note,
        learning=tuple(_point(one) for one in points),
        case_heads=(),
        themes=_themes(points, [case.pseudonym for case in used_cases(session, audit)], with_cases=False),
        grade_heads=heads,
        grades=grades,
        grades_note=note,
        moderated=(),
        agreement=tuple(released_figures.released_rows(audit, parts.figures, rule=rule, settled=settled)),
        dissents=tuple(released_figures.released_dissents(audit, parts.figures, rule=rule, settled=settled)),
        meetings=(),
        recommendations=tuple(_recommendation(one) for one in recommended),
        method=tuple(report_figures.method(audit, parts.figures)),
        left_out=(RELEASED, *((WAITING.format(waiting, all_texts),) if waiting else ())),
    )


def _re_audit(session: Session, parts: _Parts) -> ReAudit:
    return re_audit_of(session, parts.audit, parts.at.astimezone(LOCAL_TIME).date())


def _common(parts: _Parts) -> dict[str, Any]:
    audit, report = parts.audit, parts.report
    return {
        "title": audit.title, "partnership": audit.partnership.name, "kind": KINDS[audit.kind].name,
        "theme": audit.theme, "purpose": audit.purpose, "produced_at": parts.at,
        "window_starts_on": audit.window_starts_on, "window_ends_on": audit.window_ends_on,
        "instrument": report.instrument if report is not None else None,
        "policy": report.policy if report is not None else None,
    }  # fmt: skip


def _themes(points: list[LearningPoint], cases: list[str], *, with_cases: bool) -> tuple[ThemeLine, ...]:
    coded = [
        CodedPoint(kind=one.kind, theme=one.theme, case=one.case.pseudonym if one.case else None) for one in points
    ]  # fmt: skip
    if not any(one.theme for one in coded):
        return ()
    return tuple(
        ThemeLine(
            theme=row.theme or "Without a theme",
            total=row.total.text,
            by_case=tuple(one.text for one in row.by_case) if with_cases else (),
        )
        for row in theme_table(coded, cases=cases).rows
    )


def _point(one: LearningPoint, *, where: str = "") -> AuditPoint:
    return AuditPoint(kind=one.kind, theme=one.theme, text=one.text, where=where)


def _recommendation(one: AuditRecommendation) -> RecommendationLine:
    return RecommendationLine(
        reference=str(one.number), text=one.text, why=one.why, owner=one.owner.name, theme=one.theme
    )


def _meeting(one: AuditMeeting) -> MeetingLine:
    who = "; ".join(f"{there.role} ({there.agency.name})" if there.agency else there.role for there in one.attendees)
    return MeetingLine(met_on=one.met_on, about=one.about, who=who, decided=one.decided, next_steps=one.next_steps)
