"""The workbook of an audit: its figures, its grades side by side, what was learnt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.report import Report
from exports.workbook.case_audit import AuditPaper, LearningLine, RecommendationLine, write_audit_workbook
from survey_app.case_audits.figures.services import unlogged_figures
from survey_app.case_audits.keeping_records.export_log import note_export
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.learning.services import learning_of, recommendations_of
from survey_app.case_audits.models import AUDIT_STATES, DRAW_METHODS, LEARNING_KINDS, AuditCase, CaseAudit
from survey_app.collect.display import LOCAL_TIME
from survey_app.results.services import Reader
from survey_app.results.snapshot import round_data
from survey_app.rounds.models import Round

WORKBOOK = "Workbook"


def audit_workbook(session: Session, audit: CaseAudit, *, reader: Reader, at: datetime) -> bytes:
    """The workbook as it stands now. Taking it is logged; the caller commits.

    Raises
    ------
    StillBlind
        Before moderation opens, whoever asks.
    ResultsRefused
        Where the reader may not read working papers.
    """
    figures = unlogged_figures(session, audit, reader=reader)
    assert audit.round is not None  # there are figures
    paper = AuditPaper(
        figures=figures,
        facts=_facts(audit, _cases(session, audit)),
        learning=tuple(_learning(session, audit)),
        recommendations=tuple(
            RecommendationLine(number=one.number, text=one.text, why=one.why, owner=one.owner.name, theme=one.theme)
            for one in recommendations_of(session, audit)
        ),
    )
    out = BytesIO()
    write_audit_workbook(_report_of_no_answers(session, audit, audit.round, at), paper, out)
    note_export(session, audit, WORKBOOK, by=reader.user_id, format="xlsx")
    return out.getvalue()


def _report_of_no_answers(session: Session, audit: CaseAudit, round_: Round, at: datetime) -> Report:
    """What a workbook needs to know of its round: the figures are those of the audit."""
    from analysis.disclosure import working_report
    from analysis.figures import compute_figures

    data = round_data(session, round_, produced_at=at)
    return working_report(compute_figures(replace(data, title=audit.title, responses=(), codings=(), frame=None)))


def _cases(session: Session, audit: CaseAudit) -> Sequence[AuditCase]:
    return session.scalars(
        select(AuditCase).where(AuditCase.audit_id == audit.id).order_by(AuditCase.number)
    ).all()  # fmt: skip


def _learning(session: Session, audit: CaseAudit) -> list[LearningLine]:
    return [
        LearningLine(
            kind=LEARNING_KINDS[one.kind], theme=one.theme, text=one.text,
            case=one.case.pseudonym if one.case is not None else "",
        )
        for one in learning_of(session, audit)
    ]  # fmt: skip


def _facts(audit: CaseAudit, cases: Sequence[AuditCase]) -> tuple[tuple[str, str], ...]:
    """What the audit is; no names of people."""
    used = [case for case in cases if case.state == "in_use"]
    ways = Counter(DRAW_METHODS.get(case.selection, case.selection) for case in used)
    facts = (
        ("Audit", audit.title),
        ("Kind", KINDS[audit.kind].name),
        ("Theme", audit.theme),
        ("Purpose", audit.purpose),
        ("Where it stands", AUDIT_STATES[audit.state]),
        ("Work looked at", f"{_day(audit.window_starts_on)} to {_day(audit.window_ends_on)}"),
        ("Cases", str(len(used))),
        ("How they were found", "; ".join(f"{way}: {count}" for way, count in ways.items())),
        ("Could not be used", str(len(cases) - len(used)) if len(cases) > len(used) else ""),
        ("Returns due on", _day(audit.returns_due_on)),
        ("Moderation opened on", _day(audit.opened_at)),
        ("Panel planned for", _day(audit.panel_on)),
        ("Next audit due on", _day(audit.re_audit_on)),
    )
    return tuple((name, value) for name, value in facts if value)


def _day(day: date | datetime | None) -> str:
    """A day as people write it; of a moment, the day that it was in England."""
    if day is None:
        return ""
    local = day.astimezone(LOCAL_TIME) if isinstance(day, datetime) else day
    return f"{local:%-d %B %Y}"
