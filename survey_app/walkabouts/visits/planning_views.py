"""Pages that plan a visit, change it, call it off, and say that it took place."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.walkabouts.models import Section11Assessment, Visit
from survey_app.walkabouts.visits import mailing, notice, planning
from survey_app.walkabouts.visits.conflicts import VisitRefused, agencies_concerned, own_agencies
from survey_app.walkabouts.visits.forms import ConfirmForm, ReasonForm, VisitForm, visit_form
from survey_app.walkabouts.visits.listing import assessments_to_visit, find_visit
from survey_app.walkabouts.visits.pages import blueprint, links_of, log, today, visit_or_404
from survey_app.walkabouts.visits.teams import overlap_sentence, overlaps_of, visitors

ANNOUNCED = {"site", "day", "starts_at", "ends_at"}  # what an agency is told of anew


@blueprint.get("/new")
@permission("walkabouts.manage")
def choose() -> ResponseReturnValue:
    """The assessments in which a visit can be planned now; those of the agency, where one is proposed."""
    proposal = _proposal()
    agency_id = proposal.agency_id if proposal is not None else None
    assessments = assessments_to_visit(db.session(), g.partnership.id, agency_id)
    return render_template("visits/choose.html", assessments=assessments, proposal=proposal)


@blueprint.route("/new/<assessment_id>", methods=["GET", "POST"])
@permission("walkabouts.manage")
def plan(assessment_id: str) -> ResponseReturnValue:
    """Plan a visit for an assessment."""
    assessment, proposal = _assessment_or_404(assessment_id), _proposal()
    form = visit_form(visitors(db.session(), g.partnership.id))
    agencies = [member.agency for member in assessment.members]
    if proposal is not None:
        agencies = [agency for agency in agencies if agency.id == proposal.agency_id] or abort(404)
    form.choose_agencies(agencies)
    if form.validate_on_submit():
        try:
            visit = planning.plan_visit(
                db.session(), assessment, int(form.agency.data), form.plan(), today=today(), proposal=proposal
            )
        except VisitRefused as refused:
            form.form_errors.append(refused.message)
        else:
            return _planned(visit)
    barred = _barred(form, assessment, agencies[0].id)
    page = render_template(
        "visits/plan.html", form=form, assessment=assessment, visit=None, proposal=proposal,
        team=form.choices(barred), one_agency=len(agencies) == 1,
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _planned(visit: Visit) -> ResponseReturnValue:
    told = mailing.tell_planned(db.session(), visit, links_of(visit.id))
    log("visit planned", visit, assessment=visit.assessment_id or "")
    _warn(visit)
    db.session.commit()
    flash(f"The visit is planned, and its team of {told} is told by e-mail. The agency is not told yet.", "success")
    return redirect(url_for("visits.show", visit_id=visit.id))


@blueprint.route("/<visit_id>/change", methods=["GET", "POST"])
@permission("walkabouts.manage")
def change(visit_id: str) -> ResponseReturnValue:
    """Change a planned visit."""
    visit = visit_or_404(visit_id)
    if visit.state != "planned":
        raise VisitRefused("Only a planned visit can be changed.")
    people = {user.id: user for user in visitors(db.session(), g.partnership.id)}
    people |= {member.user_id: member.user for member in visit.team}
    form = visit_form(sorted(people.values(), key=lambda user: (user.name.casefold(), user.id)))
    form.choose_agencies([visit.agency])
    if request.method == "GET":
        form.fill_from(visit)
        form.seen.data = str(visit.calendar_sequence)
    if form.validate_on_submit():
        seen = int(form.seen.data) if (form.seen.data or "").isdecimal() else -1
        try:
            changed = planning.change_visit(db.session(), visit, form.plan(), today=today(), seen=seen)
        except VisitRefused as refused:
            form.form_errors.append(refused.message)
        else:
            return _changed(visit, changed)
    page = render_template(
        "visits/plan.html", form=form, assessment=visit.assessment, visit=visit, proposal=None, one_agency=True,
        team=form.choices(_barred(form, visit.assessment, visit.agency_id)),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _changed(visit: Visit, changed: planning.VisitChange) -> ResponseReturnValue:
    links = links_of(visit.id)
    told = mailing.tell_changed(db.session(), visit, changed, links)
    words = f"The visit is changed. Told by e-mail: {told} of the team." if told else "The visit is changed."
    if ANNOUNCED & set(changed.schedule):
        renewed = notice.renew_notice(db.session(), visit, links, at=now())
        if renewed:
            words += " The agency is told too."
        elif renewed == 0:
            words += " Nobody at the agency can be told by e-mail: print the letter and send it again."
    log("visit changed", visit, changed=", ".join(changed.schedule), team=bool(changed.added or changed.removed))
    _warn(visit)
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("visits.show", visit_id=visit.id))


@blueprint.route("/<visit_id>/cancel", methods=["GET", "POST"])
@permission("walkabouts.manage")
def cancel(visit_id: str) -> ResponseReturnValue:
    """Call a planned visit off, or decline a proposed one, with the reason."""
    visit = visit_or_404(visit_id)
    was_planned = visit.state == "planned"
    if visit.state not in ("planned", "proposed"):
        raise VisitRefused("Only a planned or proposed visit can be called off.")
    form = ReasonForm()
    if form.validate_on_submit():
        planning.cancel_visit(db.session(), visit, form.reason.data or "")
        if was_planned:
            mailing.tell_called_off(db.session(), visit, links_of(visit.id))
            notice.notice_called_off(db.session(), visit, links_of(visit.id))
        log("visit called off" if was_planned else "proposed visit declined", visit)
        db.session.commit()
        words = "The visit is called off, and everybody who was told of it is told so."
        flash(words if was_planned else "The proposed visit is declined.", "success")
        return redirect(url_for("visits.index"))
    return render_template("visits/cancel.html", form=form, visit=visit), 422 if form.errors else 200


@blueprint.post("/<visit_id>/done")
@permission("walkabouts.manage")
def done(visit_id: str) -> ResponseReturnValue:
    """Say that the visit took place, or take that back."""
    visit = visit_or_404(visit_id)
    if ConfirmForm().validate_on_submit() and request.form.get("take_back"):
        planning.mark_not_done(db.session(), visit)
        log("visit not done after all", visit)
        words = "The visit is planned again."
    else:
        planning.mark_done(db.session(), visit, today=today(), by=current_user.id)
        log("visit done", visit)
        words = "The visit is marked as done."
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("visits.show", visit_id=visit_id))


def _assessment_or_404(assessment_id: str) -> Section11Assessment:
    found = next((one for one in assessments_to_visit(db.session(), g.partnership.id) if one.id == assessment_id), None)
    return found or abort(404)


def _proposal() -> Visit | None:
    """The proposed visit that is planned, as the address names it."""
    visit_id = request.args.get("proposal", "")
    if not visit_id:
        return None
    visit = find_visit(db.session(), g.partnership.id, visit_id)
    if visit is None or visit.state != "proposed":
        abort(404)
    return visit


def _barred(form: VisitForm, assessment: Section11Assessment | None, agency_id: int) -> dict[int, list[str]]:
    """Whose own agency this is."""
    agencies = agencies_concerned(agency_id, assessment)
    return own_agencies(db.session(), [user.id for user in form.people], agencies)


def _warn(visit: Visit) -> None:
    """Say at once what is unusual."""
    for overlap in overlaps_of(db.session(), visit):
        flash(overlap_sentence(overlap))
    remark = planning.day_remark(visit.day)
    if remark:
        flash(remark)
