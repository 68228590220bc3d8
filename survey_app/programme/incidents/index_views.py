"""What is due next, one incident, and the figures of the clocks."""

from __future__ import annotations

from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm

from survey_app.accounts.permissions import can, permission
from survey_app.database import db, now
from survey_app.local_time import today
from survey_app.page_openings import is_a_reading, is_fetched_ahead
from survey_app.programme.incidents.approving import why_not_approve
from survey_app.programme.incidents.clocks import ClockState, calendar_of, day_in_london, running, states_of
from survey_app.programme.incidents.copies import acknowledge, note_reading
from survey_app.programme.incidents.figures import clock_figures, incidents_of, unexplained
from survey_app.programme.incidents.holidays import holidays_of
from survey_app.programme.incidents.models import IncidentDecision, SeriousIncident
from survey_app.programme.incidents.next_step import next_step
from survey_app.programme.incidents.pages import blueprint, incident_or_404, log
from survey_app.programme.incidents.refusals import IncidentRefused
from survey_app.programme.incidents.rules import rules_of
from survey_app.programme.incidents.settings import settings_of


@blueprint.get("/")
@permission("incidents.read")
def index() -> ResponseReturnValue:
    """What is late, what is due next, and every incident."""
    session, day = db.session(), today()
    incidents = incidents_of(session, g.partnership.id)
    own, calendar = rules_of(session, g.partnership.id), calendar_of(session)
    due: list[tuple[SeriousIncident, ClockState]] = []
    rows = []
    for one in incidents:
        states = states_of(one, own, calendar, day)
        live = running(states) if one.is_open else []
        due += [(one, state) for state in live]
        rows.append((one, live, [state for state in states if state.state == "unknown"]))
    due.sort(key=lambda pair: (pair[1].due_on or date.max, pair[0].number))
    waiting = [(one, decision) for one in incidents for decision in one.decisions if decision.waits and one.is_open]
    mine = [(one, decision) for one, decision in waiting if can("incidents.approve") and not why_not_approve(
        session, decision, current_user.id
    )]  # fmt: skip
    unread = [one for one in incidents if any(c.user_id == current_user.id and c.read_at is None for c in one.copies)]
    return render_template(
        "incidents/index.html", due=due, rows=rows, mine=mine, unread=unread,
        waiting=[pair for pair in waiting if pair not in mine], today=day,
        unexplained=unexplained(session, g.partnership.id), settings=settings_of(session, g.partnership.id),
        runs_out=holidays_of(session).runs_out(day),
    )  # fmt: skip


@blueprint.get("/<int:number>")
@permission("incidents.read")
def show(number: int) -> ResponseReturnValue:
    """One incident with its clocks, decisions, copies and history. Opening it is a reading of one's copies."""
    incident, session, day = incident_or_404(number), db.session(), today()
    if is_fetched_ahead(request.headers):  # nothing to show later, so that opening the page asks for it and is noted
        return "", 204
    if is_a_reading(request.method, request.headers):
        read = note_reading(session, incident, current_user.id, at=now())
        if read:
            log("serious incident read", f"serious incident {incident.name}", copies=len(read))
    states = states_of(incident, rules_of(session, g.partnership.id), calendar_of(session), day)
    settings = settings_of(session, g.partnership.id)
    mine = [one for one in incident.copies if one.user_id == current_user.id]
    blocked = {one.number: why_not_approve(session, one, current_user.id) for one in incident.decisions if one.waits}
    may_approve = incident.is_open and can("incidents.approve")
    for_me = next((one for one in incident.decisions if may_approve and blocked.get(one.number) == ""), None)
    page = render_template(
        "incidents/show.html", incident=incident, states=states, today=day, form=FlaskForm(),
        settings=settings, step=next_step(incident, states, chair=settings.chair_name),
        blocked=blocked, for_me=for_me,
        to_acknowledge=[one for one in mine if one.read_at is not None and one.acknowledged_at is None],
        sent_early={one.number for one in incident.decisions if _sent_before(incident, one)},
    )  # fmt: skip
    db.session.commit()
    return page


@blueprint.post("/<int:number>/acknowledge")
@permission("incidents.read")
def acknowledge_copy(number: int) -> ResponseReturnValue:
    """Say that one has read one's copy."""
    incident = incident_or_404(number)
    try:
        acknowledge(db.session(), incident, current_user.id, at=now())
    except IncidentRefused as refused:
        db.session.rollback()
        flash(refused.message, "problem")
        return redirect(url_for("incidents.show", number=number))
    log("serious incident acknowledged", f"serious incident {incident.name}")
    db.session.commit()
    flash("It is noted that you have read this.", "success")
    return redirect(url_for("incidents.show", number=number))


@blueprint.get("/figures")
@permission("incidents.read")
def figures() -> ResponseReturnValue:
    """How the clocks were kept. References only for those who read incidents; so this page is theirs alone."""
    session = db.session()
    found = clock_figures(session, g.partnership.id, today())
    reasons = {
        (one.name, breach.clock): (one, breach)
        for one in incidents_of(session, g.partnership.id) for breach in one.breaches
    }  # fmt: skip
    return render_template(
        "incidents/figures.html", figures=found, reasons=reasons, may_explain=can("incidents.manage")
    )


def _sent_before(incident: SeriousIncident, decision: IncidentDecision) -> bool:
    """Whether the notification was sent on a day before both had approved it."""
    if decision.kind != "notification" or not decision.is_approved or decision.second_at is None:
        return False
    return incident.notified_on is not None and day_in_london(decision.second_at) > incident.notified_on
