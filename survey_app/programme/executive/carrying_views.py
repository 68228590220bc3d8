"""Pages of what came of decisions: one decision with its lines, and what is asked of one's own agency."""

from __future__ import annotations

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.improvement.actions.people import agencies_led_by
from survey_app.local_time import today
from survey_app.programme.executive import carrying_out, deciding
from survey_app.programme.executive.forms import CarryingForm
from survey_app.programme.executive.models import CARRYING, ExecutiveDecision
from survey_app.programme.executive.pages import blueprint, decision_or_404, log
from survey_app.programme.form_page import form_page


@blueprint.get("/asked-of-us")
@permission("improvement.agency")
def asked() -> ResponseReturnValue:
    """What the Executive asks of the agencies that one leads, and how it stands."""
    found = carrying_out.asked_of(db.session(), g.partnership.id, _led(), today())
    return render_template("executive/asked.html", decisions=found)


@blueprint.get("/decisions/<int:number>")
@permission("executive.read", "improvement.agency")
def decision(number: int) -> ResponseReturnValue:
    """A decision and what came of it. Who leads an agency sees what is asked of that one."""
    found = _seen_or_404(number)
    return render_template(
        "executive/decision.html", decision=found, later=deciding.replaced_by(db.session(), found), may_see=_may_see,
        standing=carrying_out.standing_of(db.session(), found, today()), may_note=_may_note(found),
    )  # fmt: skip


@blueprint.route("/decisions/<int:number>/note", methods=["GET", "POST"])
@permission("executive.manage", "improvement.agency")
def decision_note(number: int) -> ResponseReturnValue:
    """Note what came of a decision."""
    found, form = _seen_or_404(number), CarryingForm()
    if not _may_note(found):
        abort(404)
    if request.method == "GET":
        form.day.data = today()

    def act() -> tuple[str, str]:
        made = carrying_out.note_what_came(db.session(), found, form.words(), current_user.id, today())
        log("carrying out of a decision noted", found.reference, state=made.state, day=made.day)
        return f"Noted: {found.reference}. {CARRYING[made.state]}.", _to(found)

    return form_page(form, f"What came of {found.reference}", "Note it", (found.reference, _to(found)), act,
                     quoted=found.text)  # fmt: skip


def _led() -> frozenset[int]:
    return agencies_led_by(db.session(), g.partnership.id, current_user.id)


def _seen_or_404(number: int) -> ExecutiveDecision:
    found = decision_or_404(number)
    if not _may_see(found):
        abort(404)
    return found


def _may_see(found: ExecutiveDecision) -> bool:
    return can("executive.read") or found.agency_id in _led()


def _may_note(found: ExecutiveDecision) -> bool:
    return can("executive.manage") or found.agency_id in _led()


def _to(found: ExecutiveDecision) -> str:
    return url_for("executive.decision", number=found.number)
