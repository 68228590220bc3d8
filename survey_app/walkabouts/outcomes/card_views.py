"""The feedback card for the staff of a site: written before the team leaves, printed on one page."""

from __future__ import annotations

from flask import abort, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.database import db, now
from survey_app.walkabouts.models import Visit
from survey_app.walkabouts.outcomes.cards import NEXT_STEPS, find_card, save_card
from survey_app.walkabouts.outcomes.forms import CardForm
from survey_app.walkabouts.outcomes.grades import cycle_grades
from survey_app.walkabouts.outcomes.pages import attempt, blueprint, page


def _visit_of_mine(visit_id: str) -> Visit:
    """A visit that the signed-in person is in the team of."""
    visit = db.session.scalar(select(Visit).where(Visit.id == visit_id, Visit.partnership_id == g.partnership.id))
    if visit is None or all(member.user_id != current_user.id for member in visit.team):
        abort(404)
    return visit


def _grade_names(visit: Visit) -> list[str]:
    if visit.assessment is None:
        return ["Fully met", "Mostly met", "Partly met", "Not met"]
    return list(cycle_grades(visit.assessment.cycle).labels.values())


@blueprint.route("/visits/<visit_id>/card", methods=["GET", "POST"])
@permission("walkabouts.visit")
def card(visit_id: str) -> ResponseReturnValue:
    """Write the card."""
    visit = _visit_of_mine(visit_id)
    present = find_card(db.session(), visit)
    form = CardForm(obj=present, data=None if present is not None else {"next_steps": NEXT_STEPS})
    if form.validate_on_submit() and attempt(form, lambda: _keep(visit, form)):
        flash("The card is ready to print or to show.", "success")
        return redirect(url_for("outcomes.print_card", visit_id=visit.id))
    return page("card", form=form, visit=visit, present=present)


def _keep(visit: Visit, form: CardForm) -> None:
    save_card(
        db.session(), visit, heard=form.heard.data or "", next_steps=form.next_steps.data or "",
        contact=form.contact.data or "", grades=_grade_names(visit), by=current_user.id, at=now(),
    )  # fmt: skip
    record(
        db.session(), "feedback card written", actor_id=current_user.id, partnership_id=g.partnership.id,
        subject=f"visit {visit.id}",
    )  # fmt: skip


@blueprint.get("/visits/<visit_id>/card/print")
@permission("walkabouts.visit")
def print_card(visit_id: str) -> ResponseReturnValue:
    """The card on one page, to print or to show."""
    visit = _visit_of_mine(visit_id)
    found = find_card(db.session(), visit)
    if found is None:
        abort(404)
    return page("card_print", visit=visit, card=found)
