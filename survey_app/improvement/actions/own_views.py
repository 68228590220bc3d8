"""“My actions”, for a phone and a minute; and “Your agency's actions”, for whoever leads an agency's part."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.improvement.actions.pages import led_agencies
from survey_app.improvement.actions.progress import SAYS_WHY, note_progress
from survey_app.improvement.actions.reading import actions_of_agencies, actions_of_owner, recommendations_to
from survey_app.improvement.models import Action
from survey_app.improvement.pages import action_or_404, log
from survey_app.local_time import today
from survey_app.partnership.services import agencies_of

my_actions = Blueprint("my_actions", __name__, url_prefix="/p/<partnership>/my-actions", template_folder="../templates")
agency_actions = Blueprint(
    "agency_actions", __name__, url_prefix="/p/<partnership>/agency-actions", template_folder="../templates"
)


@my_actions.get("/")
@permission("improvement.act")
def mine() -> ResponseReturnValue:
    """What one has to do, the soonest first, with one tap for how it goes."""
    found = actions_of_owner(db.session(), g.partnership.id, current_user.id, today())
    return render_template(
        "improvement/actions/mine.html", open_=[one for one in found if one.action.is_open],
        ended=[one for one in found if not one.action.is_open],
    )  # fmt: skip


@my_actions.post("/<int:number>/note")
@permission("improvement.act")
def note(number: int) -> ResponseReturnValue:
    """One tap: on track, or done. What needs words goes to the page that asks for them."""
    found = _own_or_404(number)
    progress = request.form.get("progress", "")
    if progress in SAYS_WHY:
        return redirect(url_for("improvement.action_progress", number=number, progress=progress))
    note_progress(db.session(), found, progress, "", current_user.id, today())
    log("action: progress noted", found.reference, progress=progress)
    db.session.commit()
    words = "Noted: the work is done. Say next what came of it." if progress == "done" else "Noted: on track."
    flash(words, "success")
    return redirect(url_for("my_actions.mine", _anchor=f"a{number}"))


@agency_actions.get("/")
@permission("improvement.agency")
def index() -> ResponseReturnValue:
    """What one's agency was recommended and does: replies first, then what is late."""
    led = led_agencies()
    found = actions_of_agencies(db.session(), g.partnership.id, led, today())
    recommendations = recommendations_to(db.session(), g.partnership.id, led)
    return render_template(
        "improvement/actions/agency.html", led=led, day=today(),
        agencies=[one for one in agencies_of(db.session(), g.partnership.id) if one.id in led],
        to_reply=[one for one in recommendations if not one.reply],
        without_action=[one for one in recommendations if one.reply and not one.actions],
        late=[one for one in found if one.ladder.is_late],
        going=[one for one in found if one.action.is_open and not one.ladder.is_late],
        ended=[one for one in found if not one.action.is_open],
    )  # fmt: skip


def _own_or_404(number: int) -> Action:
    found = action_or_404(number)
    return found if found.owner_id == current_user.id else abort(404)
