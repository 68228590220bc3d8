"""Entering an incident, its days, the reason of a breach, and its end."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.local_time import today
from survey_app.programme.incidents.breaches import give_reason
from survey_app.programme.incidents.entering import change_days, end_incident, enter_incident
from survey_app.programme.incidents.forms import DaysForm, NewIncidentForm, WhyForm
from survey_app.programme.incidents.pages import blueprint, incident_or_404, log
from survey_app.programme.incidents.refusals import IncidentChanged, IncidentRefused
from survey_app.programme.incidents.rules import INCIDENT_CLOCKS


@blueprint.route("/new", methods=["GET", "POST"])
@permission("incidents.manage")
def enter() -> ResponseReturnValue:
    """Enter an incident by its reference."""
    form = NewIncidentForm()
    if request.method == "GET":
        form.aware_on.data = today()
    if form.validate_on_submit():
        try:
            made = enter_incident(db.session(), g.partnership.id, form.incident(), by_id=current_user.id, today=today())
        except IncidentRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("serious incident entered", f"serious incident {made.name}")
            return _done(made.number, f"{made.name} is entered. Its clocks run.")
    return render_template("incidents/new.html", form=form), 422 if form.errors else 200


@blueprint.route("/<int:number>/days", methods=["GET", "POST"])
@permission("incidents.manage")
def days(number: int) -> ResponseReturnValue:
    """Enter what was done on which day, or put it right."""
    incident, form = incident_or_404(number), DaysForm()
    if request.method == "GET":
        form.fill_from(incident)
    if form.validate_on_submit():
        try:
            changed = change_days(
                db.session(), incident, form.values(), why=form.why.data or "", by_id=current_user.id, today=today(),
                seen=form.seen,
            )  # fmt: skip
        except (IncidentRefused, IncidentChanged) as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            if changed:
                log("serious incident changed", f"serious incident {incident.name}", fields=", ".join(changed))
            return _done(
                number, "The days are kept, and the clocks counted from them." if changed else "Nothing changed."
            )
    return render_template("incidents/days.html", form=form, incident=incident), 422 if form.errors else 200


@blueprint.route("/<int:number>/breaches/<clock>", methods=["GET", "POST"])
@permission("incidents.manage")
def breach(number: int, clock: str) -> ResponseReturnValue:
    """Say why a due day was missed."""
    incident, form = incident_or_404(number), WhyForm()
    found = next((one for one in incident.breaches if one.clock == clock), None)
    if clock not in INCIDENT_CLOCKS or found is None:
        abort(404)
    if request.method == "GET":
        form.why.data = found.reason
    if form.validate_on_submit():
        try:
            give_reason(
                db.session(), incident, clock, form.why.data or "", by_id=current_user.id, today=today()
            )  # fmt: skip
        except IncidentRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("reason of a breach entered", f"serious incident {incident.name}", clock=clock)
            return _done(number, "The reason is kept beside the breach.")
    page = render_template("incidents/breach.html", form=form, incident=incident, breach=found)
    return page, 422 if form.errors else 200


@blueprint.route("/<int:number>/end", methods=["GET", "POST"])
@permission("incidents.manage")
def end(number: int) -> ResponseReturnValue:
    """Close the record once no clock runs."""
    incident, form = incident_or_404(number), WhyForm()
    if form.validate_on_submit():
        try:
            end_incident(db.session(), incident, why=form.why.data or "", by_id=current_user.id, today=today())
        except IncidentRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("serious incident closed", f"serious incident {incident.name}")
            return _done(number, f"{incident.name} is closed.")
    return render_template("incidents/end.html", form=form, incident=incident), 422 if form.errors else 200


def _done(number: int, words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("incidents.show", number=number))
