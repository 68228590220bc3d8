"""The owner agency's reply to a recommendation."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.improvement.chain.forms import ReplyForm
from survey_app.improvement.chain.pages import attempt, status_of
from survey_app.improvement.chain.replying import reply
from survey_app.improvement.chain.seeing import replied_to_or_403
from survey_app.improvement.pages import blueprint, log


@blueprint.route("/recommendations/<int:number>/reply", methods=["GET", "POST"])
@permission("improvement.manage", "improvement.agency")
def recommendation_reply(number: int) -> ResponseReturnValue:
    """Reply for the owner agency: its lead, or who manages the chain for it."""
    found, form = replied_to_or_403(number), ReplyForm()
    if request.method == "GET":
        form.answer.data, form.because.data, form.seen.data = found.reply, found.because, str(found.revision)
    if form.validate_on_submit() and attempt(
        form,
        lambda: reply(
            db.session(), found, form.answer.data or "", form.because.data or "", current_user.id,
            seen=form.revision, checked=bool(form.checked.data),
        ),
    ):  # fmt: skip
        log("recommendation replied to", found.reference, reply=found.reply)
        db.session.commit()
        flash(f"The reply to {found.reference} is kept.", "success")
        return redirect(url_for("improvement.recommendation", number=number))
    found = replied_to_or_403(number)
    if form.changed_meanwhile:
        form.seen.data = str(found.revision)
    return render_template("improvement/chain/reply.html", form=form, recommendation=found), status_of(form)
