"""Pages of focus groups: all of them, one at a glance, planning it, that it was held, and its questions."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.families import asking, groups
from survey_app.forums.families.clearing import of_large_groups, points_of_cycle, sized
from survey_app.forums.families.forms import HeldForm, PlanForm, QuestionsForm
from survey_app.forums.families.pages import (
    blueprint,
    group_or_404,
    is_mine,
    log_group,
    own_group_or_404,
    parent_needed,
    reader,
)
from survey_app.forums.pages import cycle_or_404, today
from survey_app.forums.planning.cycles import cycles_of
from survey_app.forums.planning.forms import ConfirmForm


@blueprint.get("/")
@permission("families.open")
def index() -> ResponseReturnValue:
    """The cycles in which focus groups are planned, with the groups that one may see."""
    cycles, session = cycles_of(db.session(), g.partnership.id), db.session()
    found = [(cycle, groups.groups_of(session, cycle, reader())) for cycle in cycles]
    shown = [(cycle, of_it) for cycle, of_it in found if of_it or cycle.ends_on >= today()]
    return render_template("families/index.html", found=shown)


@blueprint.get("/telling")
@permission("families.open")
def telling() -> ResponseReturnValue:
    """What to tell children and families before a group begins, to read out or to print."""
    return render_template("families/telling.html", parent_needed=parent_needed())


@blueprint.get("/cycles/<hub>")
@permission("families.open")
def of_cycle(hub: str) -> ResponseReturnValue:
    """The groups of a cycle that one may see."""
    cycle, session = cycle_or_404(hub), db.session()
    waiting = of_large_groups(session, cycle, points_of_cycle(session, cycle, "waiting"))
    return render_template(
        "families/of_cycle.html", cycle=cycle, groups=groups.groups_of(session, cycle, reader()),
        waiting=len(waiting) if can("families.clear") else 0,
    )  # fmt: skip


@blueprint.route("/cycles/<hub>/new", methods=["GET", "POST"])
@permission("families.record")
def plan(hub: str) -> ResponseReturnValue:
    """Plan a group."""
    cycle, form = cycle_or_404(hub), PlanForm()
    if form.validate_on_submit():
        group = groups.plan_group(db.session(), cycle, form.plan(), by_id=current_user.id)
        log_group("focus group planned", group)
        db.session.commit()
        flash("The group is planned. Choose its questions next.", "success")
        return redirect(url_for("families.group", group_id=group.id))
    return render_template("families/plan.html", form=form, cycle=cycle, group=None), 422 if form.errors else 200


@blueprint.get("/<group_id>")
@permission("families.open")
def group(group_id: str) -> ResponseReturnValue:
    """One group: what is done, and what is next."""
    found = group_or_404(group_id)
    return render_template(
        "families/group.html", group=found, cycle=found.cycle, mine=is_mine(found),
        size=sized(db.session(), g.partnership.id, found),
        drafts=sum(point.state == "draft" for point in found.points),
        returned=sum(point.state == "returned" for point in found.points),
        asked=sum(bool(one.agreed_by) for one in found.participants),
        told=sum(one.to_be_told for one in found.participants),
        notes=sum(note.point_id is None for note in found.notes),
    )  # fmt: skip


@blueprint.route("/<group_id>/change", methods=["GET", "POST"])
@permission("families.record")
def change(group_id: str) -> ResponseReturnValue:
    """Change what a group is."""
    found, form = own_group_or_404(group_id), PlanForm()
    if request.method == "GET":
        form.fill_from(found)
    if form.validate_on_submit():
        try:
            groups.change_group(db.session(), found, form.plan())
        except HubRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log_group("focus group changed", found)
            db.session.commit()
            flash("The changes are saved.", "success")
            return redirect(url_for("families.group", group_id=group_id))
    page = render_template("families/plan.html", form=form, cycle=found.cycle, group=found)
    return page, 422 if form.errors else 200


@blueprint.post("/<group_id>/remove")
@permission("families.record")
def remove(group_id: str) -> ResponseReturnValue:
    """Take out a group that did not happen."""
    found = own_group_or_404(group_id)
    hub = found.cycle.slug
    if ConfirmForm().validate_on_submit():
        groups.remove_plan(db.session(), found)
        log_group("focus group taken out", found)
        db.session.commit()
        flash("The group is taken out.", "success")
    return redirect(url_for("families.of_cycle", hub=hub))


@blueprint.route("/<group_id>/held", methods=["GET", "POST"])
@permission("families.record")
def held(group_id: str) -> ResponseReturnValue:
    """When the group was held, and with how many."""
    found, form = own_group_or_404(group_id), HeldForm()
    if request.method == "GET":
        form.held_on.data = found.held_on or min(found.planned_for, today())
        form.people.data, form.helped_by.data = len(found.participants) or None, found.helped_by
    if form.validate_on_submit():
        try:
            groups.record_held(
                db.session(), found, held_on=form.held_on.data or today(), people=form.people.data or 0,
                helped_by=form.helped_by.data or "", today=today(),
            )  # fmt: skip
        except HubRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log_group("focus group held", found)
            db.session.commit()
            flash("It is saved. Next: what each of them agreed to.", "success")
            return redirect(url_for("families.consents", group_id=group_id))
    page = render_template("families/held.html", form=form, group=found, cycle=found.cycle)
    return page, 422 if form.errors else 200


@blueprint.route("/<group_id>/questions", methods=["GET", "POST"])
@permission("families.record")
def questions(group_id: str) -> ResponseReturnValue:
    """What the group is asked."""
    found, form = own_group_or_404(group_id), QuestionsForm()
    form.offer(asking.offered_questions(found.cycle, found.who))
    if request.method == "GET":
        form.fill_from(asking.chosen_questions(found))
    if form.validate_on_submit():
        try:
            groups.choose_questions(db.session(), found, form.texts())
        except HubRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log_group("focus group questions chosen", found, questions=len(found.questions))
            db.session.commit()
            flash("The questions are saved.", "success")
            return redirect(url_for("families.group", group_id=group_id))
    page = render_template("families/questions.html", form=form, group=found, cycle=found.cycle)
    return page, 422 if form.errors else 200
