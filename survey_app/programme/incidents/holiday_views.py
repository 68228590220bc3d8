"""Bank holidays: what is known, one-off ones, and gov.uk's list with what it would change before it does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.programme.incidents.forms import ApplyForm, GovUkForm, OneOffForm, TakeBackForm
from survey_app.programme.incidents.holidays import (
    add_one_off,
    apply_list,
    as_file,
    changes_of,
    compare,
    holidays_of,
    read_gov_uk,
    take_back,
)
from survey_app.programme.incidents.pages import blueprint, log, today
from survey_app.programme.incidents.refusals import IncidentRefused

SUBJECT = "bank holidays"


@blueprint.get("/bank-holidays")
@permission("incidents.manage", "partnership.manage", "incidents.read")
def holidays() -> ResponseReturnValue:
    """All bank holidays from this year on, and every change of the list."""
    return _page(OneOffForm(formdata=None), GovUkForm(formdata=None), TakeBackForm(formdata=None))


@blueprint.post("/bank-holidays/one-off")
@permission("incidents.manage", "partnership.manage")
def add_holiday() -> ResponseReturnValue:
    """Add a one-off holiday that was proclaimed."""
    form = OneOffForm()
    if form.validate_on_submit():
        try:
            made = add_one_off(
                db.session(), form.day.data, form.title.data or "", form.reason.data or "", by_id=current_user.id,
                partnership_id=g.partnership.id, today=today(),
            )  # fmt: skip
        except IncidentRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            return _done("bank holiday added", f"{made.title}, {made.day:%-d %B %Y}, is a bank holiday now.", made.day)
    return _page(form, GovUkForm(formdata=None), TakeBackForm(formdata=None))


@blueprint.post("/bank-holidays/take-back")
@permission("incidents.manage", "partnership.manage")
def take_back_holiday() -> ResponseReturnValue:
    """Take back a one-off holiday that was added by mistake."""
    form = TakeBackForm()
    if form.validate_on_submit():
        try:
            made = take_back(
                db.session(), form.day.data, form.reason.data or "", by_id=current_user.id,
                partnership_id=g.partnership.id, today=today(),
            )  # fmt: skip
        except IncidentRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            return _done("bank holiday taken back", f"{made.day:%-d %B %Y} is a working day again.", made.day)
    return _page(OneOffForm(formdata=None), GovUkForm(formdata=None), form)


@blueprint.post("/bank-holidays/compare")
@permission("incidents.manage", "partnership.manage")
def compare_holidays() -> ResponseReturnValue:
    """Show what gov.uk's list would change."""
    form = GovUkForm()
    if form.validate_on_submit():
        try:
            listed = read_gov_uk(form.file.data.read())
            return _difference(listed)
        except IncidentRefused as refused:
            form.form_errors.append(refused.message)
    return _page(OneOffForm(formdata=None), form, TakeBackForm(formdata=None))


@blueprint.post("/bank-holidays/apply")
@permission("incidents.manage", "partnership.manage")
def apply_holidays() -> ResponseReturnValue:
    """Apply the list as it was shown; it is read and checked again."""
    form = ApplyForm()
    try:
        listed = read_gov_uk((form.content.data or "").encode())
        ticked = {_day(text) for text in form.take_out.raw_data or ()}
        diff = apply_list(
            db.session(), listed, mark=form.mark.data or "", take_out={day for day in ticked if day is not None},
            by_id=current_user.id, partnership_id=g.partnership.id, today=today(),
        )  # fmt: skip
    except IncidentRefused as refused:
        db.session.rollback()
        other = GovUkForm(formdata=None)
        other.form_errors.append(refused.message)
        return _page(OneOffForm(formdata=None), other, TakeBackForm(formdata=None))
    log("bank holidays loaded", SUBJECT, added=len(diff.added), taken_out=len(ticked), new_years=diff.new_years)
    db.session.commit()
    flash("The bank holidays are up to date. Clocks count by them from now on.", "success")
    return redirect(url_for("incidents.holidays"))


def _difference(listed: Mapping[date, str]) -> ResponseReturnValue:
    diff = compare(holidays_of(db.session()), listed)
    form = ApplyForm(formdata=None)
    form.content.data, form.mark.data = as_file(listed), diff.mark
    return render_template("incidents/holidays_compared.html", diff=diff, form=form, today=today())


def _page(one_off: OneOffForm, gov_uk: GovUkForm, back: TakeBackForm) -> ResponseReturnValue:
    known, day = holidays_of(db.session()), today()
    coming = [(one, title) for one, title in sorted(known.days.items()) if one.year >= day.year]
    status = 422 if any(form.errors for form in (one_off, gov_uk, back)) else 200
    changes = changes_of(db.session())
    newest = {one.day: one for one in reversed(changes)}
    removable = [one for one in newest.values() if one.is_off and one.source == "proclaimed" and one.day > day]
    page = render_template(
        "incidents/holidays.html", known=known, coming=coming, changes=changes, one_off=one_off, gov_uk=gov_uk,
        back=back, runs_out=known.runs_out(day), removable=sorted(removable, key=lambda one: one.day),
        ours=g.partnership.id,
    )  # fmt: skip
    return page, status


def _done(action: str, words: str, day: date) -> ResponseReturnValue:
    log(action, SUBJECT, day=day)
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("incidents.holidays"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
