"""The external review of impact of each year, and the partnership's own arrangements beside published ones."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from analysis.programme import benchmark as published
from analysis.programme.years import year_of
from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.errors import UserError
from survey_app.improvement.models import OutsideReview
from survey_app.local_time import today
from survey_app.programme.year.arrangements import decide, decisions_of
from survey_app.programme.year.commissions import (
    commission,
    find_commission,
    judge_objective,
    link_report,
    note_progress,
    state_of,
    years_of_review,
)
from survey_app.programme.year.forms import ArrangementsForm, CommissionForm, JudgeForm, NoteForm, WordsForm
from survey_app.programme.year.models import ReviewCommission
from survey_app.programme.year.pages import blueprint, log, year_or_404


class ReportForm(WordsForm):
    """Which imported review is the report."""

    review = SelectField("Report", validators=[InputRequired("Choose the report.")])


@blueprint.get("/external-reviews")
@permission("programme.read")
def reviews() -> ResponseReturnValue:
    """Every year with its review, gaps included."""
    day = today()
    return render_template(
        "programme/reviews.html", years=years_of_review(db.session(), g.partnership.id, day), year=year_of(day)
    )


@blueprint.route("/external-reviews/<int:year>/commission", methods=["GET", "POST"])
@permission("programme.manage")
def review_new(year: int) -> ResponseReturnValue:
    """Commission the review of a year."""
    form = CommissionForm()
    year_or_404(year)
    if form.validate_on_submit():
        try:
            commission(
                db.session(), g.partnership.id, form.plan(year), by_id=current_user.id, checked=form.checked.data
            )  # fmt: skip
        except UserError as error:
            db.session.rollback()
            form.form_errors.append(error.message)
        else:
            return _done(year, "The review is commissioned.", "external review commissioned")
    return render_template("programme/review_new.html", form=form, year=year), 422 if form.errors else 200


@blueprint.get("/external-reviews/<int:year>")
@permission("programme.read")
def review(year: int) -> ResponseReturnValue:
    """One year's review: objectives, progress, report."""
    return _page(_or_404(year))


@blueprint.post("/external-reviews/<int:year>/notes")
@permission("programme.manage")
def review_note(year: int) -> ResponseReturnValue:
    """Note how it goes."""
    found, form = _or_404(year), NoteForm()
    if form.validate_on_submit():
        try:
            note_progress(
                db.session(), found, form.text.data or "", by_id=current_user.id, checked=form.checked.data
            )  # fmt: skip
        except UserError as error:
            db.session.rollback()
            form.form_errors.append(error.message)
        else:
            return _done(year, "The note is kept.", "external review noted")
    return _page(found, note=form)


@blueprint.post("/external-reviews/<int:year>/report")
@permission("programme.manage")
def review_report(year: int) -> ResponseReturnValue:
    """Link the imported report."""
    found, form = _or_404(year), ReportForm()
    _offer(form, found)
    if form.validate_on_submit():
        try:
            link_report(db.session(), found, form.review.data or "")
        except UserError as error:
            db.session.rollback()
            form.form_errors.append(error.message)
        else:
            return _done(year, "The report is linked.", "external review reported")
    return _page(found, report=form)


@blueprint.route("/external-reviews/<int:year>/objectives/<int:position>", methods=["GET", "POST"])
@permission("programme.endorse")
def review_judge(year: int, position: int) -> ResponseReturnValue:
    """Judge for the Executive whether an objective was met."""
    found, form = _or_404(year), JudgeForm()
    objective = next((one for one in found.objectives if one.position == position), None) or abort(404)
    if request.method == "GET" and objective.verdict:
        form.verdict.data, form.reason.data = objective.verdict, objective.reason
    if form.validate_on_submit():
        try:
            judge_objective(
                db.session(), objective, form.verdict.data or "", form.reason.data or "", by_id=current_user.id,
                today=today(), checked=form.checked.data,
            )  # fmt: skip
        except UserError as error:
            db.session.rollback()
            form.form_errors.append(error.message)
        else:
            return _done(year, "Your judgement is kept.", "external review judged")
    page = render_template("programme/review_judge.html", form=form, review=found, objective=objective, year=year)
    return page, 422 if form.errors else 200


@blueprint.get("/arrangements")
@permission("programme.read")
def arrangements() -> ResponseReturnValue:
    """The model in force beside the published distribution."""
    return _arrangements(ArrangementsForm(formdata=None))


@blueprint.route("/arrangements/decide", methods=["GET", "POST"])
@permission("programme.manage", "programme.endorse")
def arrangements_decide() -> ResponseReturnValue:
    """Record a decision on the model, with its reason."""
    form = ArrangementsForm()
    if form.validate_on_submit() and form.decided_on.data is not None:
        try:
            made = decide(
                db.session(), g.partnership.id, chairing=form.chairing.data or "", scrutiny=form.scrutiny.data or "",
                reason=form.reason.data or "", decided_by=form.decided_by.data or "", by_id=current_user.id,
                decided_on=form.decided_on.data, today=today(), checked=form.checked.data,
            )  # fmt: skip
        except UserError as error:
            db.session.rollback()
            form.form_errors.append(error.message)
        else:
            log("arrangements decided", "arrangements", chairing=made.chairing, scrutiny=made.scrutiny)
            db.session.commit()
            flash("The decision is recorded.", "success")
            return redirect(url_for("programme.arrangements"))
    page = render_template("programme/arrangements_decide.html", form=form, year=year_of(today()))
    return page, 422 if form.errors else 200


def _arrangements(form: ArrangementsForm) -> ResponseReturnValue:
    decisions = decisions_of(db.session(), g.partnership.id)
    own = decisions[0] if decisions else None
    return render_template(
        "programme/arrangements.html", decisions=decisions, own=own, form=form, year=year_of(today()),
        chairing=published.benchmark(own.chairing if own else None, published.CHAIRING),
        scrutiny=published.benchmark(own.scrutiny if own else None, published.SCRUTINY), source=published.SOURCE,
        note=published.NOTE,
    )  # fmt: skip


def _or_404(year: int) -> ReviewCommission:
    return find_commission(db.session(), g.partnership.id, year_or_404(year)) or abort(404)


def _offer(form: ReportForm, found: ReviewCommission) -> None:
    rows = db.session.scalars(
        select(OutsideReview)
        .where(OutsideReview.partnership_id == g.partnership.id)
        .order_by(OutsideReview.dated.desc(), OutsideReview.number)
    )
    form.review.choices = [
        SelectChoice("", "Choose the report"),
        *(SelectChoice(one.id, f"{one.reference}: {one.title} ({one.dated:%-d %B %Y})") for one in rows),
    ]


def _page(
    found: ReviewCommission, note: NoteForm | None = None, report: ReportForm | None = None
) -> ResponseReturnValue:  # fmt: skip
    note = note or NoteForm(formdata=None)
    report = report or ReportForm(formdata=None)
    _offer(report, found)
    state, late = state_of(found, found.year, today())
    page = render_template(
        "programme/review.html", review=found, state=state, late=late, note=note, report=report, year=found.year,
        commissioned_it=found.made_by_id == current_user.id,
    )  # fmt: skip
    return page, 422 if note.errors or report.errors else 200


def _done(year: int, words: str, action: str) -> ResponseReturnValue:
    log(action, f"external review of {year}")
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("programme.review", year=year))
