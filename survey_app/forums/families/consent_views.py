"""Pages of consent: what each agreed to, by number, and taking somebody out."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.families import consent
from survey_app.forums.families.forms import AGREED_CHOICES, consents_from, consents_kept
from survey_app.forums.families.groups import all_under_16
from survey_app.forums.families.pages import (
    blueprint,
    group_or_404,
    log_group,
    own_group_or_404,
    parent_needed,
    say_taken_out,
)
from survey_app.forums.planning.forms import ConfirmForm


@blueprint.route("/<group_id>/consent", methods=["GET", "POST"])
@permission("families.record")
def consents(group_id: str) -> ResponseReturnValue:
    """What each of those who took part agreed to."""
    found, form = own_group_or_404(group_id), ConfirmForm()
    if found.held_on is None:
        flash("Enter first when the group was held and how many took part.")
        return redirect(url_for("families.held", group_id=group_id))
    given, problems = consents_kept(found.participants), {}
    if form.validate_on_submit():
        given = consents_from(request.form, found.participants)
        problems = consent.consent_problems(found, given, parent_needed=parent_needed())
        if not problems:
            taken = consent.save_consents(db.session(), found, given, parent_needed=parent_needed())
            log_group("focus group consents saved", found)
            db.session.commit()
            flash("What they agreed to is saved.", "success")
            say_taken_out(taken)
            return redirect(url_for("families.group", group_id=group_id))
    page = render_template(
        "families/consents.html", group=found, cycle=found.cycle, form=form, given=given, problems=problems,
        choices=AGREED_CHOICES, mixed=all_under_16(found) is None, parent_needed=parent_needed(),
    )  # fmt: skip
    return page, 422 if problems else 200


@blueprint.route("/<group_id>/take-out/<int:number>", methods=["GET", "POST"])
@permission("families.open")
def take_out_person(group_id: str, number: int) -> ResponseReturnValue:
    """Somebody withdraws: take out all that they said. The coordinators can do it as well."""
    found, form = group_or_404(group_id), ConfirmForm()
    if not any(one.number == number and not one.withdrawn for one in found.participants):
        abort(404)
    if form.validate_on_submit():
        try:
            taken = consent.withdraw(db.session(), found, number)
        except HubRefused as refused:
            db.session.rollback()
            flash(refused.message)
        else:
            log_group("focus group withdrawal", found)
            db.session.commit()
            flash("They are taken out, with everything they said.", "success")
            say_taken_out(taken)
        return redirect(url_for("families.group", group_id=group_id))
    alone, together = consent.said_alone_and_together(found, number)
    return render_template(
        "families/take_out.html", group=found, cycle=found.cycle, number=number, alone=alone, together=together
    )
