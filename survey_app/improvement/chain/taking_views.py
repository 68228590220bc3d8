"""The page from which recommendations made elsewhere are taken up."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.improvement.chain.forms import SeenForm
from survey_app.improvement.chain.pages import attempt, status_of
from survey_app.improvement.chain.taking_up import take_up, take_up_all, waiting
from survey_app.improvement.models import PRIORITIES, Recommendation
from survey_app.improvement.pages import blueprint, log
from survey_app.partnership.services import agencies_of


@blueprint.route("/take-up", methods=["GET", "POST"])
@permission("improvement.manage")
def taking_up() -> ResponseReturnValue:
    """What audits, peer reviews and assessments recommend and nobody has taken up; one click takes it up."""
    form = SeenForm()
    if form.validate_on_submit():
        made = _take(form)
        if made:
            for one in made:
                log("recommendation taken up", one.reference, origin=one.origin_type, owner=one.owner_id)
            db.session.commit()
            flash(_words(made), "success")
            if not form.form_errors:
                return redirect(url_for("improvement.taking_up"))
    session = db.session()
    page = render_template(
        "improvement/chain/taking_up.html", form=form, proposals=waiting(session, g.partnership.id),
        agencies=agencies_of(session, g.partnership.id),
        names={one.id: one.name for one in agencies_of(session, g.partnership.id)},
    )  # fmt: skip
    return page, status_of(form)


def _take(form: SeenForm) -> list[Recommendation]:
    """Take up the one of the button, or all that are waiting; what is in the way stands in the form."""
    session, pressed = db.session(), request.form.get("take", "")
    if pressed == "all":
        chosen = [(one.origin_type, one.origin_id) for one in waiting(session, g.partnership.id)]
        made, refused = take_up_all(session, g.partnership.id, chosen, current_user.id, checked=bool(form.checked.data))
        form.form_errors.extend(dict.fromkeys(refused))
        return made
    origin_type, _, origin_id = pressed.partition(":")
    owner, priority = request.form.get(f"owner-{origin_id}", ""), request.form.get(f"priority-{origin_id}", "medium")
    made = []
    attempt(
        form,
        lambda: made.append(
            take_up(
                session, g.partnership.id, origin_type, origin_id, current_user.id, checked=bool(form.checked.data),
                owner_id=int(owner) if owner.isascii() and owner.isdecimal() and len(owner) < 10 else None,
                priority=priority if priority in PRIORITIES else "medium",
            )
        ),
    )  # fmt: skip
    return made


def _words(made: list[Recommendation]) -> str:
    references = ", ".join(one.reference for one in made)
    return f"{references} {'is' if len(made) == 1 else 'are'} taken up."
