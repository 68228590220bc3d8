"""The question at the end of a group, and the stop that a yes leads to."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import db, now
from survey_app.forums.families import worries
from survey_app.forums.families.forms import ToldForm, UnsafeForm
from survey_app.forums.families.pages import blueprint, log_group, own_group_or_404


@blueprint.route("/<group_id>/unsafe", methods=["GET", "POST"])
@permission("families.record")
def unsafe(group_id: str) -> ResponseReturnValue:
    """Is anybody unsafe now? A yes is on the duty list before anything else is shown."""
    found, form = own_group_or_404(group_id), UnsafeForm()
    if request.method == "GET":
        form.unsafe.data = found.unsafe or None
    if form.validate_on_submit():
        is_unsafe = form.unsafe.data == "yes"
        worries.answer_unsafe(db.session(), g.partnership, found, unsafe=is_unsafe, by_id=current_user.id)
        log_group("focus group worry raised" if is_unsafe else "focus group without a worry", found)
        db.session.commit()
        if is_unsafe:
            return redirect(url_for("families.worry", group_id=group_id))
        flash("Your answer is saved.", "success")
        return redirect(url_for("families.hand_in", group_id=group_id))
    page = render_template("families/unsafe.html", form=form, group=found, cycle=found.cycle)
    return page, 422 if form.errors else 200


@blueprint.route("/<group_id>/worry", methods=["GET", "POST"])
@permission("families.record")
def worry(group_id: str) -> ResponseReturnValue:
    """The stop: the urgent route first, then who was told and when."""
    found, form = own_group_or_404(group_id), ToldForm()
    if worries.newest_alert(db.session(), found) is None:
        return redirect(url_for("families.unsafe", group_id=group_id))
    if request.method == "GET":
        form.offer(now().astimezone(LOCAL_TIME))
    if form.validate_on_submit():
        worries.record_told(
            db.session(), found, told=form.told.data or "", told_at=form.moment(), note=form.note.data or ""
        )
        log_group("focus group worry passed on", found)
        db.session.commit()
        flash("It is recorded, and the duty list has it.", "success")
        return redirect(url_for("families.group", group_id=group_id))
    page = render_template("families/worry.html", form=form, group=found, cycle=found.cycle)
    return page, 422 if form.errors else 200
