"""By which rules the clocks run, and the settings of incidents."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.case_audits.numbers import number_of
from survey_app.database import db
from survey_app.local_time import today
from survey_app.programme.incidents.forms import RuleForm, SettingsForm
from survey_app.programme.incidents.pages import blueprint, log
from survey_app.programme.incidents.refusals import IncidentRefused
from survey_app.programme.incidents.rules import (
    FRONT_DOOR_CLOCKS,
    INCIDENT_CLOCKS,
    STATUTORY,
    add_rule,
    as_rule,
    rule_on,
    rules_of,
    statutory,
)
from survey_app.programme.incidents.settings import APPROVING, keep_settings, people_with, settings_of


@blueprint.get("/rules")
@permission("incidents.read")
def rules() -> ResponseReturnValue:
    """Each clock with its rule today, what national guidance says, and every change with its reason."""
    own, day = rules_of(db.session(), g.partnership.id), today()
    groups = [
        ("Serious incidents", [(rule_on(own, key, day), statutory(key)) for key in INCIDENT_CLOCKS]),
        ("Front door", [(rule_on(own, key, day), statutory(key)) for key in FRONT_DOOR_CLOCKS]),
    ]
    return render_template("incidents/rules.html", groups=groups, changes=[(one, as_rule(one)) for one in own])


@blueprint.route("/rules/<clock>", methods=["GET", "POST"])
@permission("incidents.manage")
def change_rule(clock: str) -> ResponseReturnValue:
    """Set a rule of the partnership's own from a day on."""
    if clock not in STATUTORY:
        abort(404)
    form, session = RuleForm(), db.session()
    form.offer(clock)
    present = rule_on(rules_of(session, g.partnership.id), clock, today())
    if request.method == "GET":
        form.fill_from(present, today())
    if form.validate_on_submit():
        try:
            made = add_rule(session, g.partnership.id, form.terms(clock), by_id=current_user.id)
        except IncidentRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("clock rule changed", f"clock {clock}", number=made.number, holds_from=made.holds_from)
            db.session.commit()
            flash("The rule is kept. Incidents that are entered already keep the days that they have.", "success")
            return redirect(url_for("incidents.rules"))
    page = render_template("incidents/rule.html", form=form, clock=clock, present=present, national=statutory(clock))
    return page, 422 if form.errors else 200


@blueprint.route("/settings", methods=["GET", "POST"])
@permission("incidents.manage")
def settings() -> ResponseReturnValue:
    """The chair, the words for a, b and c, and the reminders."""
    form, session = SettingsForm(), db.session()
    form.offer(people_with(session, g.partnership.id, APPROVING))
    if request.method == "GET":
        form.fill_from(settings_of(session, g.partnership.id))
    if form.validate_on_submit():
        try:
            keep_settings(
                session, g.partnership.id, chair_id=number_of(form.chair.data or ""), outcomes=form.outcomes,
                reminders=form.days(), by_id=current_user.id, prefixes=(form.prefixes.data or "").split(","),
            )  # fmt: skip
        except IncidentRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("incident settings changed", "incident settings", chair=form.chair.data)
            db.session.commit()
            flash("The settings are kept.", "success")
            return redirect(url_for("incidents.index"))
    return render_template("incidents/settings.html", form=form), 422 if form.errors else 200
