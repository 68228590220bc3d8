"""The scrutineer's desk: what is new, what is owed, the days; the terms; the formal record as Word and Excel."""

from __future__ import annotations

from io import BytesIO

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from exports.documents.scrutiny_register import TITLE, write_scrutiny_register
from exports.workbook.lists import ListSheet, list_workbook
from survey_app.accounts.permissions import can, permission
from survey_app.case_audits.models import CaseAudit
from survey_app.database import db, now
from survey_app.local_time import today
from survey_app.programme.form_page import form_page
from survey_app.programme.scrutiny import (
    answering,
    assurance,
    backlog,
    challenging,
    drafting,
    register,
    reporting,
    young,
)
from survey_app.programme.scrutiny.days import allowance_on
from survey_app.programme.scrutiny.forms import TermsForm
from survey_app.programme.scrutiny.news import mark_seen, news_of, seen_until
from survey_app.programme.scrutiny.pages import handed_out, log
from survey_app.programme.scrutiny.standing import standing_of_days
from survey_app.programme.scrutiny.terms import agree_terms, terms_of
from survey_app.programme.scrutiny.waiting import waiting_for
from survey_app.results.scrutiny.views import blueprint

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    ("Reference", 12), ("Kind", 14), ("Raised", 12), ("About", 26), ("Theme", 24), ("What it says", 60),
    ("Suggested", 40), ("Answer by", 12), ("Where it stands", 20), ("Answers", 60), ("Looked at", 40),
)  # fmt: skip


@blueprint.get("/")
@permission("scrutiny.read")
def index() -> ResponseReturnValue:
    """The desk."""
    session, day, partnership_id = db.session(), today(), g.partnership.id
    since = seen_until(session, partnership_id, current_user.id)
    allowance = allowance_on(session, partnership_id, day)
    standing = None
    if allowance is not None:
        standing = standing_of_days(session, partnership_id, allowance.starts_on, allowance.ends_on, today=day)
    dives = select(CaseAudit).where(CaseAudit.partnership_id == partnership_id, CaseAudit.kind == "deep_dive")
    requests = assurance.requests_of(session, partnership_id)
    reports = reporting.reports_of(session, partnership_id, drafts=can("scrutiny.register"))
    return render_template(
        "scrutiny/index.html", since=since, news=news_of(session, partnership_id, since), days=standing,
        owed=register.unanswered(session, partnership_id, day),
        waiting=waiting_for(session, partnership_id, current_user.id, day),
        drafts=[one for one in reports if not one.is_final],
        escalated=challenging.for_the_executive(session, partnership_id),
        late_requests=[one for one in requests if assurance.standing_of(one, day) == "late"],
        dives=list(session.scalars(dives.order_by(CaseAudit.id.desc()))),
        themes=backlog.themes(session, partnership_id),
        young=len(young.waiting_findings(session, partnership_id, current_user.id)) if can("scrutiny.answer") else 0,
    )  # fmt: skip


@blueprint.post("/seen")
@permission("scrutiny.register")
def seen() -> ResponseReturnValue:
    """Note that what is new has been seen."""
    mark_seen(db.session(), g.partnership.id, current_user.id)
    db.session.commit()
    flash("From now on, only what comes later is new.", "success")
    return redirect(url_for("scrutiny.index"))


@blueprint.route("/terms", methods=["GET", "POST"])
@permission("scrutiny.assure")
def terms() -> ResponseReturnValue:
    """What is agreed for scrutiny."""
    form, known = TermsForm(), terms_of(db.session(), g.partnership.id)
    if request.method == "GET":
        form.answer_days.data, form.respond_days.data = known.answer_days, known.respond_days
        form.minimum_group.data, form.areas.data = known.minimum_group, "\n".join(known.areas)

    def act() -> tuple[str, str]:
        agree_terms(
            db.session(), g.partnership.id, answer_days=form.answer_days.data, respond_days=form.respond_days.data,
            minimum_group=form.minimum_group.data, areas=(form.areas.data or "").splitlines(), by_id=current_user.id,
        )  # fmt: skip
        log("agreed terms of scrutiny", "terms of scrutiny")
        return "The terms hold from now on. Clocks that run already keep their last day.", url_for("scrutiny.index")

    note = None if known.is_own else "These are the product’s suggestion. No guidance sets them: agree your own."
    return form_page(form, "Terms of scrutiny", "Agree these", _desk(), act, note=note)


@blueprint.get("/record.docx")
@permission("scrutiny.read")
def record_word() -> ResponseReturnValue:
    """The formal record as Word."""
    out = BytesIO()
    entries = _record()
    write_scrutiny_register(
        entries, out, partnership=g.partnership.name, produced_at=now(), figures=_figures()
    )  # fmt: skip
    log("scrutineer’s register downloaded", "formal record", entries=len(entries))
    db.session.commit()
    return handed_out(out.getvalue(), WORD, "formal-record-of-scrutiny.docx")


@blueprint.get("/record.xlsx")
@permission("scrutiny.read")
def record_workbook() -> ResponseReturnValue:
    """The formal record as a workbook."""
    entries = _record()
    rows = [
        (
            one["reference"], one["kind"], one["raised_on"], one["about"], one["theme"], one["text"],
            one["suggestion"], one["answer_by"], one["standing"], _answers(one), "; ".join(one["links"]),
        )
        for one in entries
    ]  # fmt: skip
    head = (TITLE, g.partnership.name, *_figures())
    content = list_workbook(ListSheet(name="Register", head=head, columns=COLUMNS, rows=rows))
    log("scrutineer’s register downloaded", "formal record", entries=len(entries))
    db.session.commit()
    return handed_out(content, XLSX, "formal-record-of-scrutiny.xlsx")


def _record() -> list[drafting.Facts]:
    found = reversed(register.entries_of(db.session(), g.partnership.id))
    return [drafting.entry_facts(one, today()) for one in found]


def _figures() -> list[str]:
    figures = answering.answer_figures(db.session(), g.partnership.id, today())
    said = [
        f"As of {today():%-d %B %Y}: {figures.answered} of {figures.asked} entries that ask for an answer have one."
    ]
    if figures.due:
        said.append(f"{figures.in_time} of {figures.due} that were due were answered in time.")
    if figures.median.estimate is not None:
        said.append(
            f"Half were answered within {figures.median.estimate:g} calendar days; open ones count for the days so far."
        )
    return said


def _answers(one: drafting.Facts) -> str:
    return "\n".join(
        f"{answer['answered_on']}{' (late)' if answer['was_late'] else ''}: {answer['text']}"
        + (f" The scrutineer, {answer['verdict'].lower()}: {answer['because']}" if answer["because"] else "")
        for answer in one["answers"]
    )


def _desk() -> tuple[str, str]:
    return "Scrutiny", url_for("scrutiny.index")
