"""Decisions on an incident: entered by one, approved by two others."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.local_time import today
from survey_app.programme.incidents.approving import approve, propose, send_back
from survey_app.programme.incidents.forms import DecisionForm, WhyForm
from survey_app.programme.incidents.models import DECISIONS, NOTIFYING
from survey_app.programme.incidents.pages import blueprint, decision_or_404, incident_or_404, log
from survey_app.programme.incidents.refusals import IncidentRefused
from survey_app.programme.incidents.settings import settings_of


@blueprint.route("/<int:number>/decide/<kind>", methods=["GET", "POST"])
@permission("incidents.manage")
def decide(number: int, kind: str) -> ResponseReturnValue:
    """Enter a decision for two others to approve."""
    incident, form = incident_or_404(number), DecisionForm()
    if kind not in DECISIONS:
        abort(404)
    form.offer(_choices(kind))
    if form.validate_on_submit():
        try:
            made = propose(
                db.session(), incident, kind, form.what.data or "", form.because.data or "", by_id=current_user.id
            )  # fmt: skip
        except IncidentRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("decision entered", f"serious incident {incident.name}", decision=made.number, kind=kind)
            db.session.commit()
            flash("The decision waits for two people to approve it.", "success")
            return redirect(url_for("incidents.show", number=number))
    settings = settings_of(db.session(), g.partnership.id)
    page = render_template("incidents/decide.html", form=form, incident=incident, kind=kind, settings=settings)
    return page, 422 if form.errors else 200


@blueprint.post("/<int:number>/decisions/<int:decision>/approve")
@permission("incidents.approve")
def approve_decision(number: int, decision: int) -> ResponseReturnValue:
    """Approve a decision that somebody else entered."""
    incident = incident_or_404(number)
    found = decision_or_404(incident, decision)
    try:
        both = approve(db.session(), found, by_id=current_user.id, today=today())
    except IncidentRefused as refused:
        db.session.rollback()
        flash(refused.message, "problem")
        return redirect(url_for("incidents.show", number=number))
    except IntegrityError:  # the database’s own rule of two people
        db.session.rollback()
        flash("The two who approve are two different people, and neither entered it.", "problem")
        return redirect(url_for("incidents.show", number=number))
    log("decision approved", f"serious incident {incident.name}", decision=decision, by_both=both)
    db.session.commit()
    words = "Both have approved it. Every member of the Executive gets a copy."
    flash(words if both else "You have approved it. One more has to.", "success")
    return redirect(url_for("incidents.show", number=number))


@blueprint.route("/<int:number>/decisions/<int:decision>/send-back", methods=["GET", "POST"])
@permission("incidents.approve", "incidents.manage")
def send_back_decision(number: int, decision: int) -> ResponseReturnValue:
    """Send a decision back, or take back one's own."""
    incident, form = incident_or_404(number), WhyForm()
    found = decision_or_404(incident, decision)
    if not can("incidents.approve") and found.entered_by_id != current_user.id:
        abort(403)
    if form.validate_on_submit():
        try:
            send_back(db.session(), found, form.why.data or "", by_id=current_user.id)
        except IncidentRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("decision sent back", f"serious incident {incident.name}", decision=decision)
            db.session.commit()
            flash("The decision is sent back. Another can be entered.", "success")
            return redirect(url_for("incidents.show", number=number))
    page = render_template("incidents/send_back.html", form=form, incident=incident, decision=found)
    return page, 422 if form.errors else 200


def _choices(kind: str) -> Mapping[str, str]:
    if kind == "notification":
        return NOTIFYING
    return settings_of(db.session(), g.partnership.id).outcomes
