"""Bank holidays: what is known, and changes that one person puts forward and another confirms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.local_time import today
from survey_app.programme.incidents.forms import ApplyForm, GovUkForm, OneOffForm, TakeBackForm
from survey_app.programme.incidents.holiday_proposals import (
    confirm,
    put_list,
    put_one_off,
    put_take_back,
    send_back,
    waiting_proposals,
)
from survey_app.programme.incidents.holidays import (
    as_file,
    changes_of,
    compare,
    holidays_of,
    read_gov_uk,
)
from survey_app.programme.incidents.models import BankHolidayProposal
from survey_app.programme.incidents.pages import blueprint, log
from survey_app.programme.incidents.refusals import IncidentRefused

SUBJECT = "bank holidays"
WAITS = "It waits for a second person. Nothing counts by it until they have confirmed it."


@blueprint.get("/bank-holidays")
@permission("incidents.manage", "partnership.manage", "incidents.read")
def holidays() -> ResponseReturnValue:
    """All bank holidays from this year on, and every change of the list."""
    return _page(OneOffForm(formdata=None), GovUkForm(formdata=None), TakeBackForm(formdata=None))


@blueprint.post("/bank-holidays/one-off")
@permission("incidents.manage", "partnership.manage")
def add_holiday() -> ResponseReturnValue:
    """Put forward a one-off holiday that was proclaimed."""
    form = OneOffForm()
    if form.validate_on_submit():
        try:
            put_one_off(
                db.session(), form.day.data or date.max, form.title.data or "", form.reason.data or "",
                by_id=current_user.id, partnership_id=g.partnership.id, today=today(),
            )  # fmt: skip
        except IncidentRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            return _done("bank holiday put forward", WAITS, day=form.day.data)
    return _page(form, GovUkForm(formdata=None), TakeBackForm(formdata=None))


@blueprint.post("/bank-holidays/take-back")
@permission("incidents.manage", "partnership.manage")
def take_back_holiday() -> ResponseReturnValue:
    """Put forward that a one-off holiday was added by mistake."""
    form = TakeBackForm()
    if form.validate_on_submit():
        try:
            put_take_back(
                db.session(), form.day.data or date.max, form.reason.data or "", by_id=current_user.id,
                partnership_id=g.partnership.id, today=today(),
            )  # fmt: skip
        except IncidentRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            return _done("taking back a bank holiday put forward", WAITS, day=form.day.data)
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
    """Put the list forward as it was shown; it is read and checked again."""
    form = ApplyForm()
    try:
        listed = read_gov_uk((form.content.data or "").encode())
        ticked = {_day(text) for text in form.take_out.raw_data or ()}
        put_list(
            db.session(), listed, mark=form.mark.data or "", take_out=[day for day in ticked if day is not None],
            by_id=current_user.id, partnership_id=g.partnership.id, today=today(),
        )  # fmt: skip
    except IncidentRefused as refused:
        db.session.rollback()
        other = GovUkForm(formdata=None)
        other.form_errors.append(refused.message)
        return _page(OneOffForm(formdata=None), other, TakeBackForm(formdata=None))
    return _done("list of bank holidays put forward", WAITS, days=len(listed), taken_out=len(ticked))


@blueprint.post("/bank-holidays/<int:proposal>/confirm")
@permission("incidents.manage", "partnership.manage")
def confirm_holidays(proposal: int) -> ResponseReturnValue:
    """Confirm what somebody else put forward."""
    found = _proposal_or_404(proposal)
    try:
        confirm(db.session(), found, by_id=current_user.id, today=today())
    except IncidentRefused as refused:
        db.session.rollback()
        flash(refused.message, "problem")
        return redirect(url_for("incidents.holidays"))
    return _done("bank holidays changed", "The bank holidays are changed. Clocks count by them from now on.",
                 change=found.says)  # fmt: skip


@blueprint.post("/bank-holidays/<int:proposal>/send-back")
@permission("incidents.manage", "partnership.manage")
def send_holidays_back(proposal: int) -> ResponseReturnValue:
    """Send a change back, or take back one's own."""
    found = _proposal_or_404(proposal)
    try:
        send_back(db.session(), found, by_id=current_user.id)
    except IncidentRefused as refused:
        db.session.rollback()
        flash(refused.message, "problem")
        return redirect(url_for("incidents.holidays"))
    return _done("change of bank holidays sent back", "The change is sent back. Nothing of it counts.")


def _proposal_or_404(number: int) -> BankHolidayProposal:
    found = db.session.get(BankHolidayProposal, number) if number < 2**31 else None
    return found if found is not None and found.partnership_id == g.partnership.id else abort(404)


def _difference(listed: Mapping[date, str]) -> ResponseReturnValue:
    diff = compare(holidays_of(db.session()), listed, today=today())
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
        ours=g.partnership.id, waiting=waiting_proposals(db.session(), g.partnership.id), me=current_user.id,
    )  # fmt: skip
    return page, status


def _done(action: str, words: str, **details: object) -> ResponseReturnValue:
    log(action, SUBJECT, **details)
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("incidents.holidays"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
