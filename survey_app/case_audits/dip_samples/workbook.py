"""The workbook of a dip sample."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

from sqlalchemy.orm import Session

from analysis.report import Report
from exports.workbook.dip_sample import DipPaper, write_dip_workbook
from survey_app.case_audits.dip_samples.reading import figures_of, random_draws
from survey_app.case_audits.dip_samples.series import series_of
from survey_app.case_audits.dip_samples.terms import terms_of
from survey_app.case_audits.models import AUDIT_STATES, CaseAudit
from survey_app.case_audits.sampling.drawing import sample_of
from survey_app.collect.display import LOCAL_TIME
from survey_app.results.snapshot import round_data
from survey_app.rounds.models import Round


def dip_workbook(session: Session, audit: CaseAudit, *, at: datetime) -> bytes:
    """The workbook as it stands now; StillBlind before the returns are open. The caller logs that it was taken."""
    figures = figures_of(session, audit)
    series = series_of(session, audit)
    assert audit.round is not None  # there are returns
    paper = DipPaper(
        figures=figures,
        trends=series.trends if len(series.samples) > 1 else (),
        facts=_facts(session, audit),
    )
    out = BytesIO()
    write_dip_workbook(_report_of_no_answers(session, audit.round, at), paper, out)
    return out.getvalue()


def _report_of_no_answers(session: Session, round_: Round, at: datetime) -> Report:
    """What a workbook needs to know of its round: the figures are those of the audit."""
    from analysis.disclosure import working_report
    from analysis.figures import compute_figures

    data = round_data(session, round_, produced_at=at)
    return working_report(compute_figures(replace(data, responses=(), codings=(), frame=None)))


def _facts(session: Session, audit: CaseAudit) -> tuple[tuple[str, str], ...]:
    """What the sample is; no names of people."""
    draws = [sample_of(draw).draw for draw in random_draws(session, audit)]
    terms = terms_of(session, audit)
    facts = (
        ("Dip sample", audit.title),
        ("Purpose", audit.purpose),
        ("Where it stands", AUDIT_STATES[audit.state]),
        ("Referrals received", f"{_day(audit.window_starts_on)} to {_day(audit.window_ends_on)}"),
        ("Drawn by", "; ".join(f"{one.algorithm}, seed {one.seed}" for one in draws)),
        ("Hash of the list", "; ".join(dict.fromkeys(one.frame_hash for one in draws))),
        ("Opening hours", terms.hours.sentence),
        ("Follows", audit.earlier.title if audit.earlier is not None else ""),
    )
    return tuple((name, value) for name, value in facts if value)


def _day(day: date | datetime) -> str:
    local = day.astimezone(LOCAL_TIME) if isinstance(day, datetime) else day
    return f"{local:%-d %B %Y}"
