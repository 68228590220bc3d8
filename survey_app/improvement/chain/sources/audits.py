"""Grades of a case audit as its released report tells them: over all cases, never of one.

The agencies' grades are those of the round's newest release. What the panel changed is told where the release rule of
the audit lets it pass and the panel is done with every case.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import report_from_json
from analysis.report import Report
from survey_app.case_audits.learning import released_figures, report_figures
from survey_app.case_audits.learning.audit_reports import telling_plan
from survey_app.case_audits.learning.release_rules import is_settled, rule_of
from survey_app.case_audits.learning.report_figures import CHANGED
from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.numbers import number_of
from survey_app.improvement.chain.evidence import NotLinkable, Standing
from survey_app.improvement.chain.sources.offers import GONE, Offer, OfferedRecord, Source, ended
from survey_app.results.hidden_rounds import is_hidden
from survey_app.results.releases import newest_snapshot

UNTOLD = (released_figures.TOO_FEW, released_figures.GOES_ON, report_figures.NO_SHIFT)


def open_audits(session: Session, partnership_id: int) -> list[OfferedRecord]:
    """The audits whose returns are no longer blind, the newest first."""
    found = session.scalars(
        select(CaseAudit)
        .where(CaseAudit.partnership_id == partnership_id, CaseAudit.state.in_(("moderation", "finished")))
        .order_by(CaseAudit.created_at.desc(), CaseAudit.id.desc())
    )
    return [
        OfferedRecord(record_id=str(one.id), title=one.title, hint=f"work until {one.window_ends_on:%-d %B %Y}")
        for one in found
        if may_be_told(session, one)
    ]


def may_be_told(session: Session, audit: CaseAudit) -> bool:
    """Whether anything of an audit may be told outside its panel: it is not blind, and its plan names nobody."""
    if audit.is_blind or audit.state not in ("moderation", "finished"):
        return False
    return not (audit.round is not None and is_hidden(audit.round)) and not telling_plan(session, audit)


def grades(session: Session, partnership_id: int, record_id: str) -> Sequence[Offer]:
    """The grades by question, and what the panel changed, as far as they are released."""
    number = number_of(record_id)
    audit = session.get(CaseAudit, number) if number is not None else None
    if audit is None or audit.partnership_id != partnership_id or not may_be_told(session, audit):
        raise NotLinkable(GONE)
    snapshot = newest_snapshot(session, audit.round_id) if audit.round_id is not None else None
    report = report_from_json(json.dumps(snapshot.report)) if snapshot is not None else None
    version = f"release {snapshot.number}" if snapshot is not None else ""
    return [
        Offer(
            place={"part": part, "row": row}, group=group, label=f"{row}: {text}",
            standing=Standing(
                says=f"{ended(group)} {row}: {text}. {audit.title}, report as released.", version=version,
                figure={"part": part, "row": row, "text": text},
                address=f"/p/{audit.partnership.slug}/case-audits/{audit.slug}/report?paper=release",
            ),
        )
        for part, group, row, text in (*_graded(report), *_changed(session, audit, report))
    ]  # fmt: skip


def _graded(report: Report | None) -> Iterator[tuple[str, str, str, str]]:
    heads, lines, _ = report_figures.released_grades(report)
    for line in lines:
        if line.base.isdecimal() and all(count.replace(",", "").isdecimal() for count in line.counts):
            counts = ", ".join(f"{head} {count}" for head, count in zip(heads, line.counts, strict=True))
            yield "grades", "The agencies’ own grades", line.question, f"{counts}; {line.base} graded"


def _changed(session: Session, audit: CaseAudit, report: Report | None) -> Iterator[tuple[str, str, str, str]]:
    if not is_settled(session, audit) or audit.round is None:
        return
    told = released_figures.released_rows(
        audit, report_figures.figures_of(session, audit), rule=rule_of(audit, report), settled=True
    )
    for name, text in told:
        if name == CHANGED and text not in UNTOLD:
            yield "panel", "The panel’s moderation", name, text


SOURCE = Source(
    record_type="case_audit", kind="grade", title="Grades of a case audit",
    hint="As its released report tells them, never of one case", records=open_audits, offers=grades,
    where=("part", "row"),
)  # fmt: skip
