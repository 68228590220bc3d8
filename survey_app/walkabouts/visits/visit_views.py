"""The list of all visits, one visit, and how conflicts of interest in its team are dealt with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.walkabouts.models import VISIT_STATES, Visit, VisitMember
from survey_app.walkabouts.visits import mailing
from survey_app.walkabouts.visits.conflicts import Seat, VisitRefused, handle_conflict, seats_of, take_off
from survey_app.walkabouts.visits.forms import ConfirmForm, HandlingForm
from survey_app.walkabouts.visits.listing import cycles_of, is_over, is_rubric_agreed, proposals, visits_listed
from survey_app.walkabouts.visits.pages import blueprint, log, today, visit_or_404
from survey_app.walkabouts.visits.planning import day_remark
from survey_app.walkabouts.visits.teams import overlap_sentence, overlaps_of


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPage:
    """A visit as its page shows it: the team with how each stands, and what is still to be seen to."""

    visit: Visit
    seats: list[Seat]
    warnings: list[str]
    rubric_agreed: bool
    may_be_done: bool
    may_be_taken_back: bool


@blueprint.app_context_processor
def overview() -> dict[str, Callable[[], list[Visit]]]:
    """For the first page of walkabouts: the proposed visits, looked up where they are shown."""
    return {"proposed_visits": lambda: proposals(db.session(), g.partnership.id)}


def page_of(visit: Visit) -> VisitPage:
    """Everything that the page of a visit needs."""
    session, seats = db.session(), seats_of(db.session(), visit)
    warnings = [
        f"{seat.user.name} belongs to {' and '.join(seat.own)} now. Nobody visits their own agency: take them off."
        for seat in seats
        if seat.own and visit.state == "planned"
    ]
    warnings += [overlap_sentence(overlap) for overlap in overlaps_of(session, visit)]
    remark = day_remark(visit.day) if visit.state == "planned" else ""
    if visit.state == "planned" and is_over(visit):
        warnings.append("Its assessment has gone on without this visit, or was withdrawn. Call the visit off.")
    return VisitPage(
        visit=visit, seats=seats, warnings=[*warnings, *([remark] if remark else [])],
        rubric_agreed=is_rubric_agreed(visit),
        may_be_done=visit.state == "planned" and visit.day is not None and visit.day <= today() and not is_over(visit),
        may_be_taken_back=visit.state == "done" and not is_over(visit),
    )  # fmt: skip


@blueprint.get("/")
@permission("walkabouts.read")
def index() -> ResponseReturnValue:
    """Every visit of the partnership by month, and those that are proposed."""
    state, cycle = request.args.get("state", ""), request.args.get("cycle", "")
    cycles = cycles_of(db.session(), g.partnership.id)
    chosen = next((one for one in cycles if one.slug == cycle), None)
    months = visits_listed(
        db.session(), g.partnership.id, state=state, cycle_id=chosen.id if chosen is not None else None
    )
    proposed = proposals(db.session(), g.partnership.id) if state in ("", "proposed") and chosen is None else []
    return render_template(
        "visits/index.html", months=months, proposals=proposed, cycle=chosen,
        cycle_items=[{"value": one.slug, "text": one.title} for one in cycles],
        state=state if state in VISIT_STATES else "", is_rubric_agreed=is_rubric_agreed,
    )  # fmt: skip


@blueprint.get("/<visit_id>")
@permission("walkabouts.read")
def show(visit_id: str) -> ResponseReturnValue:
    """One visit: where, when, who, and what is still to be seen to."""
    visit = visit_or_404(visit_id)
    return render_template(
        "visits/show.html",
        page=page_of(visit),
        visit=visit,
        form=ConfirmForm(),
        sees_conflicts=can("walkabouts.manage"),
    )


@blueprint.route("/<visit_id>/conflict/<int:user_id>", methods=["GET", "POST"])
@permission("walkabouts.manage")
def conflict(visit_id: str, user_id: int) -> ResponseReturnValue:
    """Deal with a conflict of interest: record how, or take the person off."""
    visit = visit_or_404(visit_id)
    member = _member_or_404(visit, user_id)
    if user_id == current_user.id:
        raise VisitRefused("Somebody else decides how a conflict of your own is dealt with.")
    form = HandlingForm()
    if request.method == "GET":
        form.handling.data, form.seen.data = member.conflict_handling, member.conflict
    if form.validate_on_submit():
        try:
            return _dealt_with(visit, member, form)
        except VisitRefused as refused:
            form.form_errors.append(refused.message)
    page = render_template("visits/conflict.html", form=form, visit=visit, member=member)
    return page, 422 if form.errors else 200


def _dealt_with(visit: Visit, member: VisitMember, form: HandlingForm) -> ResponseReturnValue:
    session = db.session()
    if form.way.data == "off":
        gone = take_off(session, visit, member)
        mailing.tell_taken_off(session, visit, gone)
        words = f"{gone.name} is taken off the team and told so."
    else:
        handle_conflict(session, member, form.handling.data or "", seen=form.seen.data or "", by=current_user.id)
        words = "How the conflict is dealt with is recorded."
    log("conflict of interest dealt with", visit, person=member.user_id, way=form.way.data)
    session.commit()
    flash(words, "success")
    return redirect(url_for("visits.show", visit_id=visit.id))


def _member_or_404(visit: Visit, user_id: int) -> VisitMember:
    return next((member for member in visit.team if member.user_id == user_id), None) or abort(404)
