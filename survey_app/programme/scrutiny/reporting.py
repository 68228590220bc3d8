"""The scrutineer's report: begun from the records, edited, and frozen with a fingerprint when it is final."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.case_audits.locking import lock_row
from survey_app.database import now
from survey_app.improvement.chain.numbering import next_number
from survey_app.improvement.chain.sent_twice import kept_before
from survey_app.improvement.chain.words import check_words
from survey_app.partnership.models import Partnership
from survey_app.programme.scrutiny.drafting import facts_of, first_sections
from survey_app.programme.scrutiny.models import ReportSection, ScrutinyReport
from survey_app.programme.scrutiny.people import REGISTER, may
from survey_app.programme.scrutiny.refusals import ScrutinyRefused

LONGEST, LONGEST_HEADING, MOST_SECTIONS, LONGEST_PERIOD = 4_000, 200, 30, 731
TO_FILL = re.compile(r"\[[^\[\]]*\]")


def begin(
    session: Session, partnership: Partnership, *, title: str, starts_on: date, ends_on: date, by_id: int, today: date
) -> ScrutinyReport:
    """Begin a report on a period: facts from the records, and sections with words to begin with."""
    _refuse_others(session, partnership.id, by_id)
    called = " ".join(title.split())
    if not called or len(called) > 200:
        raise ScrutinyRefused("Give the report a title of at most 200 characters.")
    if not starts_on <= ends_on or (ends_on - starts_on).days > LONGEST_PERIOD or starts_on > today:
        raise ScrutinyRefused("Choose a period that has begun, begins before it ends, and is at most two years long.")
    check_words(session, partnership.id, [("The title", called)], checked=True)
    facts = facts_of(session, partnership.id, starts_on, ends_on, today=today)
    number = next_number(session, ScrutinyReport, partnership.id)
    values: dict[str, Any] = {
        "partnership_id": partnership.id, "title": called, "starts_on": starts_on, "ends_on": ends_on,
        "made_by_id": by_id,
    }  # fmt: skip
    if same := kept_before(session, ScrutinyReport, final_at=None, **values):
        raise ScrutinyRefused(f"You have begun this report already: it is {same.reference}.")
    report = ScrutinyReport(**values, number=number, facts=facts)
    session.add(report)
    session.flush()
    drafts = first_sections(session, partnership.id, partnership.name, facts, starts_on, ends_on)
    session.add_all(
        ReportSection(report_id=report.id, position=position, heading=one.heading, area=one.area, text=one.text)
        for position, one in enumerate(drafts)
    )
    session.flush()
    session.expire(report, ["sections"])
    return report


def edit(
    session: Session, report: ScrutinyReport, texts: Sequence[tuple[str, str, str]], *, by_id: int, seen: int,
    checked: bool = False,
) -> None:  # fmt: skip
    """Put sections in place of those so far: heading, area and text of each, in order. Empty ones are left out."""
    _lock_draft(session, report, by_id, seen)
    kept = [
        (" ".join(heading.split())[:LONGEST_HEADING], area, text.replace("\r\n", "\n").strip())
        for heading, area, text in texts
        if heading.strip() and text.strip()
    ]
    if not kept or len(kept) > MOST_SECTIONS:
        raise ScrutinyRefused(f"A report has 1 to {MOST_SECTIONS} sections with a heading and a text each.")
    check_words(session, report.partnership_id, [(heading, text) for heading, _, text in kept], checked=checked)
    session.execute(delete(ReportSection).where(ReportSection.report_id == report.id))
    session.add_all(
        ReportSection(report_id=report.id, position=position, heading=heading, area=area[:120], text=text)
        for position, (heading, area, text) in enumerate(kept)
    )
    report.revision += 1
    session.flush()
    session.expire(report, ["sections"])


def refresh(session: Session, report: ScrutinyReport, *, by_id: int, today: date, seen: int) -> None:
    """Take the facts from the records again; what was written stays, and recommendations stay where they were put."""
    _lock_draft(session, report, by_id, seen)
    placed = report.facts.get("placed", {})
    facts = facts_of(session, report.partnership_id, report.starts_on, report.ends_on, today=today)
    report.facts = _with_places(facts, placed)
    report.revision += 1
    session.flush()


def place(session: Session, report: ScrutinyReport, areas: Mapping[str, str], *, by_id: int, seen: int) -> None:
    """Put recommendations, by their references, under areas of the report; empty: under none of them.

    A recommendation itself has no area: to whom a report addresses it is its author's word, and part of the report.
    """
    _lock_draft(session, report, by_id, seen)
    known = {one.area for one in report.sections if one.area}
    for reference in (one["reference"] for one in report.facts["recommendations"]):
        if areas.get(reference, "") and areas[reference] not in known:
            raise ScrutinyRefused(f"{reference}: choose an area of this report from the list.")
    report.facts = _with_places(report.facts, {**report.facts.get("placed", {}), **areas})
    report.revision += 1
    session.flush()


def _with_places(facts: Mapping[str, Any], placed: Mapping[str, str]) -> dict[str, Any]:
    """The facts with recommendations where their author put them; what was never put anywhere stays where it was."""
    made = [{**one, "area": placed.get(one["reference"], one["area"])} for one in facts["recommendations"]]
    known = {one["reference"] for one in made}
    return {**facts, "recommendations": made, "placed": {key: area for key, area in placed.items() if key in known}}


def make_final(session: Session, report: ScrutinyReport, *, by_id: int, today: date, seen: int) -> None:
    """Freeze a report as it is. Refused while words in square brackets wait to be written, or before it has ended."""
    _lock_draft(session, report, by_id, seen)
    left = [f"{one.heading}: {TO_FILL.findall(one.text)[0]}" for one in report.sections if TO_FILL.search(one.text)]
    if left:
        raise ScrutinyRefused(f"Write these first, or take them out. {' '.join(left)}")
    if report.ends_on > today:
        raise ScrutinyRefused(f"The period ends on {report.ends_on:%-d %B %Y}. A report is final from then on.")
    drafted = date.fromisoformat(report.facts["drafted_on"])
    if drafted < report.ends_on:
        raise ScrutinyRefused(
            f"The facts were taken on {drafted:%-d %B %Y}, before the period had ended. Take the facts again first, "
            "and see that your words still fit them."
        )
    _refuse_overlap(session, report)
    report.final_at, report.final_by_id = now(), by_id
    report.fingerprint = fingerprint_of(report)
    session.flush()


def content_of(report: ScrutinyReport) -> dict[str, Any]:
    """All that a report says, as its fingerprint takes it."""
    return {
        "partnership": report.partnership_id, "number": report.number, "title": report.title,
        "starts_on": report.starts_on.isoformat(), "ends_on": report.ends_on.isoformat(), "facts": report.facts,
        "sections": [[one.heading, one.area, one.text] for one in report.sections],
        "final_at": report.final_at.astimezone(UTC).isoformat() if report.final_at else "",
        "final_by": report.final_by_id,
    }  # fmt: skip


def fingerprint_of(report: ScrutinyReport) -> str:
    """SHA-256 over that, as JSON with sorted keys and without spaces."""
    text = json.dumps(content_of(report), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_sound(report: ScrutinyReport) -> bool:
    """Whether a final report is as it was made final; True of a draft."""
    return not report.is_final or fingerprint_of(report) == report.fingerprint


def reports_of(session: Session, partnership_id: int, *, drafts: bool) -> list[ScrutinyReport]:
    """The reports of a partnership, the newest first; drafts only for whoever writes them."""
    query = select(ScrutinyReport).where(ScrutinyReport.partnership_id == partnership_id)
    if not drafts:
        query = query.where(ScrutinyReport.final_at.is_not(None))
    return list(session.scalars(query.order_by(ScrutinyReport.number.desc())))


def find_report(session: Session, partnership_id: int, number: int, *, drafts: bool) -> ScrutinyReport | None:
    """The report of this number; a draft only for whoever writes it."""
    return next((one for one in reports_of(session, partnership_id, drafts=drafts) if one.number == number), None)


def _refuse_others(session: Session, partnership_id: int, by_id: int) -> None:
    if not may(session, partnership_id, by_id, REGISTER):
        raise ScrutinyRefused("Only the independent scrutineer writes this report.")


def _refuse_overlap(session: Session, report: ScrutinyReport) -> None:
    """Two final reports on overlapping periods are refused: one less the other could tell what a few people said."""
    session.execute(
        select(Partnership.id).where(Partnership.id == report.partnership_id).with_for_update(key_share=True)
    )
    for one in reports_of(session, report.partnership_id, drafts=False):
        if one.id != report.id and one.starts_on <= report.ends_on and report.starts_on <= one.ends_on:
            raise ScrutinyRefused(
                f"{one.reference} is final and covers {one.starts_on:%-d %B %Y} to {one.ends_on:%-d %B %Y}. Periods of "
                "final reports do not overlap: from what two of them tell, one could work out what a few people said."
            )


def _lock_draft(session: Session, report: ScrutinyReport, by_id: int, seen: int) -> None:
    _refuse_others(session, report.partnership_id, by_id)
    lock_row(session, report)
    session.expire(report, ["sections"])
    if report.is_final:
        raise ScrutinyRefused(f"{report.reference} is final and stays as it is.")
    if report.revision != seen:
        raise ScrutinyRefused(f"{report.reference} was changed since you opened it. Open it again.")
