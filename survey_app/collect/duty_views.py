"""The duty list: worries about children and requests for help, and who has taken each on."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.collect.duty_list import acknowledge as take_on
from survey_app.collect.duty_list import duty_entries
from survey_app.collect.models import HelpRequest, SafetyAlert
from survey_app.database import db

_RECORDS: dict[str, type[SafetyAlert] | type[HelpRequest]] = {"worry": SafetyAlert, "help": HelpRequest}


blueprint = Blueprint("duty", __name__, url_prefix="/p/<partnership>/duty", template_folder="templates")


@blueprint.get("")
@permission("duty.read")
def duty_list() -> ResponseReturnValue:
    """Everything that waits for somebody, then what has been taken on. Reading it is logged."""
    entries = duty_entries(db.session(), g.partnership.id)
    record(
        db.session(), "duty_list.read", actor_id=current_user.id, partnership_id=g.partnership.id,
        subject=f"partnership {g.partnership.id}", details={"entries": len(entries)},
    )  # fmt: skip
    db.session.commit()
    return render_template("collect/duty.html", entries=entries)


@blueprint.post("/<kind>/<record_id>")
@permission("duty.manage")
def acknowledge(kind: str, record_id: str) -> ResponseReturnValue:
    """Record that the signed-in person has taken an entry on."""
    model = _RECORDS.get(kind)
    if model is None:
        abort(404)
    found = db.session.scalars(
        select(model).where(model.id == record_id, model.partnership_id == g.partnership.id).with_for_update()
    ).one_or_none()
    if not isinstance(found, SafetyAlert | HelpRequest):
        abort(404)
    if take_on(found, current_user.id):
        record(
            db.session(), "duty_list.acknowledged", actor_id=current_user.id, partnership_id=g.partnership.id,
            subject=f"{kind} {record_id}",
        )  # fmt: skip
        flash("You have taken this on. Your name and the time are recorded.", "success")
    else:
        flash("Somebody has taken this on already.")
    db.session.commit()
    return redirect(url_for("duty.duty_list"))
