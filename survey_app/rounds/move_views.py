"""The page that moves an open round on to a newer version of its instrument."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.rounds import moving
from survey_app.rounds.forms import ConfirmForm
from survey_app.rounds.overview import overview_of
from survey_app.rounds.pages import blueprint, log, round_or_404


@blueprint.route("/<slug>/version", methods=["GET", "POST"])
@permission("rounds.manage")
def move(slug: str) -> ResponseReturnValue:
    """Show what the newest version changes, then ask it from now on."""
    round_ = round_or_404(slug)
    if ConfirmForm().validate_on_submit():
        chosen = request.form.get("version", "")
        moving.move_on(db.session(), round_, int(chosen) if chosen.isascii() and chosen.isdecimal() else 0)
        log("round moved to another version", round_, version=round_.version.number)
        db.session.commit()
        flash(f"“{round_.title}” asks version {round_.version.number} from now on.", "success")
        return redirect(url_for("rounds.show", slug=slug))
    planned = moving.planned_move(db.session(), round_)
    overview = overview_of(db.session(), round_, live=True, with_rates=False, at=now())
    return render_template("rounds/move.html", round=round_, move=planned, overview=overview, few=moving.FEW)
