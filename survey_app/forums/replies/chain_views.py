"""The page from which a reply goes into the improvement chain."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.errors import UserError
from survey_app.forums.models import HubTheme
from survey_app.forums.pages import cycle_or_404, log, today
from survey_app.forums.replies.answering import published, replies_of
from survey_app.forums.replies.forms import TakingForm
from survey_app.forums.replies.in_chain import recommendation_of, theme_behind
from survey_app.forums.replies.pages import blueprint, theme_or_404
from survey_app.improvement.models import Recommendation
from survey_app.improvement.you_said.taking import missing_of, take_reply, takeable
from survey_app.partnership.services import agencies_of


@blueprint.app_context_processor
def leading_back() -> dict[str, Callable[[Recommendation], str]]:
    """For the page of a recommendation: the address of the reply it was made of, where the reader may open it."""
    return {"reply_behind": _reply_behind}


def _reply_behind(recommendation: Recommendation) -> str:
    theme = theme_behind(db.session(), recommendation) if can("forums.read") else None
    return url_for("hub_replies.reply", hub=theme.cycle.slug, theme_id=theme.id) if theme is not None else ""


@blueprint.route("/replies/<int:theme_id>/into-chain", methods=["GET", "POST"])
@permission("improvement.manage")
def reply_into_chain(hub: str, theme_id: int) -> ResponseReturnValue:
    """Take a reply into the chain, with how it will be known that it helped; asked again, it leads to what is there."""
    cycle = cycle_or_404(hub)
    theme, form = theme_or_404(cycle, theme_id), TakingForm()
    session = db.session()
    taken = recommendation_of(session, g.partnership.id, replies_of(session, theme))
    if taken is not None:
        return redirect(url_for("improvement.recommendation", number=taken.number))
    reply = takeable(session, theme) or abort(404)
    form.ask(missing_of(session, reply, today()), agencies_of(session, g.partnership.id))
    if form.validate_on_submit():
        done = _take(theme, form)
        if done is not None:
            return done
        theme = theme_or_404(cycle, theme_id)
        reply = published(session, theme) or abort(404)
    page = render_template("replies/into_chain.html", cycle=cycle, theme=theme, reply=reply, form=form)
    return page, 422 if form.errors and request.method == "POST" else 200


def _take(theme: HubTheme, form: TakingForm) -> ResponseReturnValue | None:
    """Where to go once it is taken; None where something is in the way, which the form then says."""
    theme_id = theme.id
    try:
        made = take_reply(db.session(), theme, form.taking(), by_id=current_user.id, today=today())
    except UserError as refused:
        db.session.rollback()
        form.form_errors.append(refused.message)
        return None
    log("hub reply taken into the chain", f"hub theme {theme_id}", recommendation=made.reference)
    db.session.commit()
    flash(f"The reply is in the chain as {made.reference}, with its first action.", "success")
    return redirect(url_for("improvement.recommendation", number=made.number))
