"""The annual report's pack by the headings of Working Together: evidence, statements, costs, publication, Word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from flask import abort, current_app, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from analysis.derived_reports.annual import AnnualPack
from analysis.derived_reports.annual_headings import HEADINGS
from analysis.derived_reports.references import RoundReference
from analysis.programme.years import first_day, last_day, year_of
from analysis.report import Share
from exports.formats import count_text, percent_text
from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.errors import UserError
from survey_app.local_time import today
from survey_app.programme.year.annual import (
    add_cost,
    add_statement,
    begin_report,
    find_report,
    publication_clock,
    publish,
    read_pence,
    take_out,
)
from survey_app.programme.year.annual_evidence import YearEvidence, evidence_of, pounds
from survey_app.programme.year.forms import CostForm, PublishedForm, StatementForm, choices
from survey_app.programme.year.models import COST_KINDS, AnnualCost, AnnualStatement
from survey_app.programme.year.pages import blueprint, log, year_or_404
from survey_app.programme.year.priorities import InForce, in_force
from survey_app.results.dashboard.annual import pack_of
from survey_app.results.pages import reader
from survey_app.results.presentation import mark_sign

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
READS = "results.download"  # whoever reads the figures of rounds; everybody who does reads the programme too


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All that stands on the page of a year, and in its Word file."""

    pack: AnnualPack
    evidence: dict[str, list[YearEvidence]]
    priorities: list[InForce]


@blueprint.get("/annual")
@permission(READS)
def annual() -> ResponseReturnValue:
    """The pack of the year that is over."""
    return redirect(url_for("programme.annual_year", year=year_of(today()) - 1))


@blueprint.get("/annual/<int:year>")
@permission(READS)
def annual_year(year: int) -> ResponseReturnValue:
    """The pack of a year: each heading with its evidence, or that there is nothing to show."""
    report, day = find_report(db.session(), g.partnership.id, year_or_404(year)), today()
    clock, is_late = publication_clock(report, year, day)
    return render_template(
        "programme/annual.html", year=year, report=report, clock=clock, is_late=is_late, found=_pack(year),
        pages=_pages, pounds=pounds, share_text=_share_text, newest=year_of(day),
        statements={heading.name: [one for one in (report.statements if report else ())
                                   if one.heading == heading.name] for heading in HEADINGS},
    )  # fmt: skip


@blueprint.get("/annual/<int:year>/pack.docx")
@permission(READS)
def annual_word(year: int) -> ResponseReturnValue:
    """The same in Word."""
    from exports.documents import write_annual_pack  # loads what makes documents, which no other page needs
    from exports.office_templates import TemplateRefused

    found = _pack(year_or_404(year), in_words=True)
    out = BytesIO()
    setting = "WALKABOUT_DOCUMENT_TEMPLATE"
    try:
        write_annual_pack(found.pack, out, template=current_app.config[setting])
    except TemplateRefused as error:
        raise UserError(f"{error} Tell your administrator: the setting is {setting}.", title="The template") from error
    log("results downloaded", f"annual pack {year}", rounds=", ".join(one.slug for one in found.pack.sources))
    db.session.commit()
    out.seek(0)
    response = send_file(
        out, mimetype=DOCX, as_attachment=True, download_name=f"{g.partnership.slug}-annual-pack-{year}.docx"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/annual/<int:year>/statements/<heading>", methods=["GET", "POST"])
@permission("programme.manage")
def annual_statement(year: int, heading: str) -> ResponseReturnValue:
    """Write a statement under a heading."""
    about = next((one for one in HEADINGS if one.name == heading), None) or abort(404)
    form = StatementForm()
    year_or_404(year)
    if form.validate_on_submit():
        try:
            report = begin_report(db.session(), g.partnership.id, year)
            add_statement(
                db.session(), report, heading, form.text.data or "", form.source.data or "", by_id=current_user.id,
                checked=form.checked.data,
            )  # fmt: skip
        except UserError as error:
            db.session.rollback()
            form.form_errors.append(error.message)
        else:
            return _done(year, "The statement is kept.", "annual statement written")
    page = render_template("programme/annual_statement.html", form=form, year=year, heading=about)
    return page, 422 if form.errors else 200


@blueprint.route("/annual/<int:year>/costs", methods=["GET", "POST"])
@permission("programme.manage")
def annual_cost(year: int) -> ResponseReturnValue:
    """Enter what a partner contributed, or what was spent."""
    form = CostForm()
    form.kind.choices = choices(COST_KINDS)
    year_or_404(year)
    if form.validate_on_submit():
        try:
            report = begin_report(db.session(), g.partnership.id, year)
            add_cost(
                db.session(), report, kind=form.kind.data or "", partner=form.partner.data or "",
                pence=read_pence(form.pounds.data or ""), source=form.source.data or "", by_id=current_user.id,
            )  # fmt: skip
        except UserError as error:
            db.session.rollback()
            form.form_errors.append(error.message)
        else:
            return _done(year, "The amount is kept.", "annual cost entered")
    return render_template("programme/annual_cost.html", form=form, year=year), 422 if form.errors else 200


@blueprint.post("/annual/<int:year>/take-out")
@permission("programme.manage")
def annual_take_out(year: int) -> ResponseReturnValue:
    """Take a statement or an amount out again."""
    report = find_report(db.session(), g.partnership.id, year_or_404(year)) or abort(404)
    lines: list[AnnualStatement | AnnualCost] = [*report.statements, *report.costs]
    line = next((one for one in lines if one.id == request.form.get("line")), None) or abort(404)
    try:
        take_out(db.session(), report, line)
    except UserError as error:
        db.session.rollback()
        flash(error.message, "problem")
        return redirect(url_for("programme.annual_year", year=year))
    return _done(year, "It is taken out.", "annual line taken out")


@blueprint.route("/annual/<int:year>/published", methods=["GET", "POST"])
@permission("programme.manage")
def annual_published(year: int) -> ResponseReturnValue:
    """Record when and where the report was published."""
    form = PublishedForm()
    year_or_404(year)
    if form.validate_on_submit() and form.published_on.data is not None:
        try:
            report = begin_report(db.session(), g.partnership.id, year)
            publish(db.session(), report, form.published_on.data, form.link.data or "", today=today())
        except UserError as error:
            db.session.rollback()
            form.form_errors.append(error.message)
        else:
            return _done(year, "Its publication is recorded.", "annual report published")
    return render_template("programme/annual_published.html", form=form, year=year), 422 if form.errors else 200


def _pack(year: int, *, in_words: bool = False) -> Pack:
    """The year's evidence from rounds and from records. For Word, records and statements are paragraphs."""
    session = db.session()
    report = find_report(session, g.partnership.id, year)
    evidence = evidence_of(session, g.partnership.id, year, report=report, today=today())
    priorities = in_force(session, g.partnership.id, first_day(year), last_day(year))
    statements: dict[str, list[str]] = {}
    if in_words:
        for name, lines in evidence.items():
            statements.setdefault(name, []).extend(f"{one.says} (Source: {one.source})" for one in lines)
        for one in report.statements if report is not None else ():
            statements.setdefault(one.heading, []).append(f"{one.text} (Source: {one.source})")
    pack = pack_of(session, g.partnership, year, reader=reader(), at=now(), statements=statements)
    note = f"{_in_force(priorities)} (Source: the sets of priorities, as on {today():%-d %B %Y})"
    return Pack(pack=replace(pack, note=note), evidence=evidence, priorities=priorities)


def _in_force(priorities: list[InForce]) -> str:
    named = "; ".join(
        f"{one.set.title if one.set is not None else 'none'} ({one.starts_on:%-d %B %Y} to {one.ends_on:%-d %B %Y})"
        for one in priorities
    )
    return f"Priorities in force: {named}."


def _pages(endpoint: str, values: dict[str, Any]) -> str:
    """The page of a record, where this installation has it."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


def _share_text(share: Share, source: RoundReference) -> str:
    """A share with its count and base, or the sign of the round's own policy where it is hidden."""
    if share.share is None:
        return mark_sign(share.mark, source.policy)
    return f"{percent_text(share.share)} ({count_text(share.count)} of {count_text(share.base)})"


def _done(year: int, words: str, action: str) -> ResponseReturnValue:
    log(action, f"annual report of {year}")
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("programme.annual_year", year=year))
