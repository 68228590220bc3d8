"""Pages that change what was agreed about an action: its words, measure, owner, day, and its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.case_audits.numbers import number_of
from survey_app.database import db
from survey_app.improvement.actions import planning
from survey_app.improvement.actions.action_views import done, refuse
from survey_app.improvement.actions.forms import DaysForm, DueForm, MeasureForm, OwnerForm, PlanForm, WhyForm, WordsForm
from survey_app.improvement.actions.ladder import SUGGESTED, days_of, decide_days
from survey_app.improvement.actions.pages import leading_or_403, led_agencies, seen_recommendation_or_404
from survey_app.improvement.actions.planning import add_action, add_first_action
from survey_app.improvement.actions.refusals import ActionRefused
from survey_app.improvement.chain.carrying import Carried, still_to_plan
from survey_app.improvement.changing import ChangedMeanwhile
from survey_app.improvement.models import Action, Recommendation
from survey_app.improvement.pages import blueprint, log
from survey_app.local_time import today
from survey_app.partnership.services import agencies_of

LEADERS = ("improvement.agency", "improvement.manage")


def _time(found: Action, form: Any) -> None:
    planning.give_more_time(
        db.session(), found, form.due_by.data, current_user.id, form.why.data, today(), seen=form.seen_revision()
    )


def _owner(found: Action, form: Any) -> None:
    planning.name_owner(
        db.session(), found, number_of(form.owner_id.data or ""), form.owner.data or "", current_user.id,
        form.why.data or "", seen=form.seen_revision(),
    )  # fmt: skip


def _measure(found: Action, form: Any) -> None:
    planning.change_measure(
        db.session(), found, form.success_measure.data, current_user.id, form.why.data, seen=form.seen_revision()
    )


def _words(found: Action, form: Any) -> None:
    planning.reword(db.session(), found, form.what.data, current_user.id, form.why.data, seen=form.seen_revision())


def _drop(found: Action, form: Any) -> None:
    planning.drop_action(db.session(), found, current_user.id, form.why.data, today(), seen=form.seen_revision())


def _reopen(found: Action, form: Any) -> None:
    planning.reopen_action(
        db.session(), found, form.due_by.data, current_user.id, form.why.data, today(), seen=form.seen_revision()
    )


# act → (heading, form, what does it, what is said afterwards)
ACTS: dict[str, tuple[str, type[Any], Callable[[Action, Any], None], str]] = {
    "time": ("Give more time", DueForm, _time, "The new day is kept; the first one stays beside it."),
    "owner": ("Say who does it", OwnerForm, _owner, "It is in other hands now."),
    "measure": (
        "Change the measure of success",
        MeasureForm,
        _measure,
        "The measure is changed; the old one stays in the history.",
    ),
    "words": ("Say it in other words", WordsForm, _words, "The words are changed."),
    "drop": ("Drop the action", WhyForm, _drop, "The action is dropped. The recommendation stays open."),
    "reopen": ("Open it again", DueForm, _reopen, "The action is open again."),
}


@blueprint.route("/actions/<int:number>/<any(time, owner, measure, words, drop, reopen):act>", methods=["GET", "POST"])
@permission(*LEADERS)
def action_change(number: int, act: str) -> ResponseReturnValue:
    """Change what was agreed, with a reason."""
    found = leading_or_403(number)
    heading, form_class, work, words = ACTS[act]
    form = form_class()
    _fill(form, found)
    if form.validate_on_submit():
        try:
            work(found, form)
        except (ActionRefused, ChangedMeanwhile) as refused:
            refuse(form, refused)
            found = leading_or_403(number)
            form.seen.data = str(found.revision)
        else:
            return done(found, f"action: {act}", words)
    page = render_template("improvement/actions/change.html", action=found, form=form, act=act, heading=heading)
    return page, 422 if form.errors else 200


@blueprint.route("/recommendations/<int:number>/actions/new", methods=["GET", "POST"])
@permission(*LEADERS)
def action_new(number: int) -> ResponseReturnValue:
    """Plan an action of a recommendation, beginning with what was agreed where it comes from."""
    recommendation, form = seen_recommendation_or_404(number), PlanForm()
    everybody = agencies_of(db.session(), g.partnership.id)
    agencies = everybody if can("improvement.manage") else [one for one in everybody if one.id in led_agencies()]
    form.offer(agencies, planning.owners_offered(db.session(), g.partnership.id, recommendation.owner_id))
    agreed = still_to_plan(db.session(), recommendation)
    if request.method == "GET":
        form.agency.data = str(recommendation.owner_id)
        if agreed is not None:
            _begin_with(form, agreed)
    if form.validate_on_submit():
        try:
            made = _plan(recommendation, form, agreed)
        except ActionRefused as refused:
            refuse(form, refused)
            recommendation = seen_recommendation_or_404(number)
            agreed = still_to_plan(db.session(), recommendation)
            form.carried.data = form.carried.data if agreed else ""
        else:
            return done(made, "action: planned", f"{made.reference} is planned.")
    page = render_template(
        "improvement/actions/new.html", recommendation=recommendation, form=form, agreed=agreed, today=today()
    )
    return page, 422 if form.errors else 200


def _begin_with(form: PlanForm, agreed: Carried) -> None:
    """Fill the form with what was agreed, a day that has passed included."""
    form.carried.data, form.what.data, form.due_by.data = "1", agreed.what, agreed.agreed.due_on
    form.owner_id.data, form.owner.data = str(agreed.owner_id or ""), agreed.role
    form.success_measure.data = agreed.agreed.success_measure


def _plan(recommendation: Recommendation, form: PlanForm, agreed: Carried | None) -> Action:
    """Plan what the form says; what was agreed elsewhere once only, with the day of then beside it."""
    session, plan = db.session(), form.plan()
    if not form.carried.data:
        planning.refuse_planned_today(session, recommendation, plan, current_user.id, today())
        return add_action(session, recommendation, plan, current_user.id, today())
    if agreed is not None:
        plan = replace(plan, first_due_by=agreed.agreed.due_on)
    return add_first_action(session, recommendation, plan, current_user.id, today())


@blueprint.route("/escalation", methods=["GET", "POST"])
@permission("improvement.manage")
def escalation_days() -> ResponseReturnValue:
    """After how many days late actions go up to the agency's lead and the Executive."""
    form, days = DaysForm(), days_of(db.session(), g.partnership.id)
    if request.method == "GET":
        form.lead_after.data, form.executive_after.data = days.lead_after, days.executive_after
    if form.validate_on_submit():
        try:
            kept = decide_days(
                db.session(), g.partnership.id, form.lead_after.data or 0, form.executive_after.data or 0,
                current_user.id,
            )  # fmt: skip
        except ActionRefused as refused:
            refuse(form, refused)
        else:
            log("escalation days decided", "escalation", lead=kept.lead_after, executive=kept.executive_after)
            db.session.commit()
            flash("The days are kept. They hold from the next run of the morning on.", "success")
            return redirect(url_for("improvement.escalation_days"))
    page = render_template("improvement/actions/days.html", form=form, days=days, suggested=SUGGESTED)
    return page, 422 if form.errors else 200


def _fill(form: Any, found: Action) -> None:
    """Offer what can be chosen, and show what holds now."""
    if isinstance(form, OwnerForm):
        form.offer(planning.owners_offered(db.session(), g.partnership.id, found.agency_id))
    if request.method == "POST":
        return
    form.seen.data = str(found.revision)
    for name in ("what", "success_measure", "owner"):
        if name in form._fields:
            form._fields[name].data = getattr(found, name)
    if isinstance(form, OwnerForm):
        form.owner_id.data = str(found.owner_id or "")
