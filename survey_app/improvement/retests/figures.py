"""The figure of a subject in one record, as it may be told: frozen before and after, side by side.

A walkabout tells the grade of the newest final copy. A case audit tells how many cases the panel settled as favourable,
once it is finished and where no grade is of too few cases. A survey tells what its release shows. What may not be told
is a figure with a reason and without numbers.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import DisclosureRefused
from analysis.proportions import wilson_interval
from analysis.report import Report
from analysis.report_questions import QuestionBlock
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.learning.release_rules import rule_of
from survey_app.case_audits.learning.report_figures import figures_of
from survey_app.case_audits.models import CaseAudit
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.improvement.retests.subjects import free_rounds
from survey_app.results.releases import released_report
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle
from survey_app.walkabouts.models.outcomes import FinalRevision
from survey_app.walkabouts.outcomes.final_grades import final_grades_of, newest_finals

Figure = dict[str, Any]
TOO_FEW = "Not told: it would be of too few cases or grades."
NOT_ASKED = "It was not asked there."
NARRATIVE = "No grade: the standard was not graded, or there were too few conversations."
HIDDEN = "Not told: the release hides it, since too few answered."


def grade_figure(assessment: Section11Assessment, revision: FinalRevision, standard: str) -> Figure:
    """The grade of a standard in a final copy, with the number of the copy and its fingerprint."""
    content = revision.content
    line = next((one for one in content["standards"] if one["name"] == standard), None)
    of = f"{assessment.title}, {content['cycle']}, final copy {revision.number} of {_day(revision.made_at)}"
    base: Figure = {"of": of, "version": f"final copy {revision.number}", "fingerprint": revision.fingerprint}
    if line is None:
        return base | {"why_not": NOT_ASKED}
    grade = final_grades_of(content).get(standard)
    if not grade:
        return base | {"why_not": NARRATIVE}
    return base | {"grade": grade, "grade_label": line["grade_label"], "label": line["label"]}


def audit_figure(session: Session, audit: CaseAudit, question: str) -> Figure:
    """How many cases of a finished audit the panel settled as favourable on a question: all counts, or none.

    Of kinds that no panel moderates, the agencies' own grades as the round's release shows them.
    """
    of = f"{audit.title}, work until {audit.window_ends_on:%-d %B %Y}"
    if audit.round is None:
        return {"of": of, "why_not": NOT_ASKED}
    if not KINDS[audit.kind].moderated:
        return _released(session, audit.round, question, of)
    figures = figures_of(session, audit)
    asked = next((one for one in figures.questions if one.name == question), None)
    counts = next((one for one in figures.grades.panel_by_question if one.name == question), None)
    if asked is None or counts is None or not counts.n_used:
        return {"of": of, "why_not": NOT_ASKED}
    rule = rule_of(audit, None)
    if not rule.allows(len(figures.cases), counts.n_cases, *counts.counts):
        return {"of": of, "why_not": TOO_FEW}
    favourable = [asked.scale.best_to_worst.index(grade) for grade in asked.scale.favourable]
    count = rule.rounded(sum(counts.counts[place] for place in favourable))
    label = " or ".join(asked.grade_labels[place] for place in favourable)
    return {"of": of, "label": label, "version": f"finished {_day(audit.finished_at)}"} | _share(
        count, rule.rounded(counts.n_used)
    )


def survey_figure(session: Session, round_: Round, question: str) -> Figure:
    """The favourable share of a question as the release of a closed round shows it, with the report's interval."""
    return _released(session, round_, question, round_.title)


def before_of(
    session: Session, partnership_id: int, way: str, form_id: str, subject: str, agency_id: int | None
) -> Figure:
    """The newest figure of a subject that may be told today; empty where there is none."""
    if way == "walkabout":
        return _last_grade(session, partnership_id, subject, agency_id) if agency_id is not None else {}
    if way == "case_audit":
        kinds = [kind.key for kind in KINDS.values() if kind.form_id == form_id]
        audit = session.scalar(
            select(CaseAudit)
            .where(CaseAudit.partnership_id == partnership_id, CaseAudit.state == "finished", CaseAudit.kind.in_(kinds))
            .order_by(CaseAudit.finished_at.desc(), CaseAudit.id.desc())
            .limit(1)
        )
        return audit_figure(session, audit, subject) if audit is not None else {}
    closed = [
        one
        for one in free_rounds(session, partnership_id)
        if one.state == "closed" and one.version.instrument.form_id == form_id
    ]
    return survey_figure(session, closed[-1], subject) if closed else {}


def final_of(session: Session, assessment: Section11Assessment) -> FinalRevision | None:
    """The newest final copy of an assessment that is final now."""
    if assessment.stage != "final":
        return None
    return session.scalar(
        select(FinalRevision)
        .where(FinalRevision.assessment_id == assessment.id)
        .order_by(FinalRevision.number.desc())
        .limit(1)
    )


def _last_grade(session: Session, partnership_id: int, standard: str, agency_id: int) -> Figure:
    cycles = session.scalars(
        select(Section11Cycle).where(Section11Cycle.partnership_id == partnership_id).order_by(Section11Cycle.id)
    ).all()
    found = [
        (assessment, revision)
        for assessment, revision in newest_finals(session, cycles)
        if agency_id in {member.agency_id for member in assessment.members}
    ]
    if not found:
        return {}
    return grade_figure(*max(found, key=lambda pair: (pair[1].made_at, pair[1].id)), standard)


def _released(session: Session, round_: Round, question: str, of: str) -> Figure:
    try:
        report = released_report(session, round_, at=now())
    except DisclosureRefused:
        return {"of": of, "why_not": HIDDEN}
    block = _block(report, question)
    if block is None:
        return {"of": of, "why_not": NOT_ASKED}
    share = block.favourable
    if block.mark is not None or share is None or share.count is None or share.base is None or share.mark is not None:
        return {"of": of, "why_not": HIDDEN}
    interval = share.population_interval or share.interval
    return {
        "of": of, "label": block.favourable_label or "Favourable", "count": share.count, "base": share.base,
        "share": share.share, "low": interval.low if interval else None, "high": interval.high if interval else None,
        "method": interval.method if interval else "", "version": report.produced_at[:10],
    }  # fmt: skip


def _block(report: Report, question: str) -> QuestionBlock | None:
    blocks = (block for section in report.sections if section.mark is None for block in section.questions)
    return next((block for block in blocks if block.name == question), None)


def _share(count: int, base: int) -> Figure:
    """A share of cases with Wilson's interval, which assumes that they were drawn by chance from many."""
    found = wilson_interval(count, base)
    figure = {"count": count, "base": base, "share": found.estimate, "low": found.low, "high": found.high}
    return figure | {"method": found.method}


def _day(at: Any) -> str:
    return f"{at.astimezone(LOCAL_TIME):%-d %B %Y}" if at is not None else ""
