"""Pages on which a period is commented, and comments are approved by somebody else."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from analysis.indicators.periods import last_ended, period_label, periods_between
from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.local_time import today
from survey_app.programme.indicators import commenting
from survey_app.programme.indicators.commenting import CommentRefused, comment_label, waiting_comments
from survey_app.programme.indicators.defining import version_in
from survey_app.programme.indicators.forms import CommentForm, DecideForm
from survey_app.programme.indicators.models import IndicatorAdoption, IndicatorComment
from survey_app.programme.indicators.pages import (
    adoption_or_404,
    blueprint,
    comment_or_404,
    log,
    own_agencies,
    period_or_404,
)
from survey_app.programme.indicators.standing import adoptions_of

MOST_PERIODS = 24


@blueprint.route("/of/<name>/comment", methods=["GET", "POST"])
@permission("indicators.manage", "indicators.submit")
def comment(name: str) -> ResponseReturnValue:
    """Write about a period, as the QA group or as an agency that submits it."""
    adoption, form = adoption_or_404(name), CommentForm()
    _offer(form, adoption)
    if form.validate_on_submit():
        try:
            commenting.write_comment(
                db.session(), adoption, period_or_404(form.period.data), form.text.data or "",
                agency_id=int(form.whose.data) if form.whose.data else None, by_id=current_user.id, today=today(),
            )  # fmt: skip
        except CommentRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("indicator commented", f"indicator {name}")
            db.session.commit()
            flash("Your comment is kept. It is shown once somebody else has approved it.", "success")
            return redirect(url_for(".show", name=name))
    title = version_in(adoption.definition, today()).title
    page = render_template("indicators/comment.html", form=form, adoption=adoption, title=title)
    return page, 422 if form.errors else 200


@blueprint.get("/comments")
@permission("indicators.manage")
def comments() -> ResponseReturnValue:
    """The comments that wait for somebody to approve them."""
    return render_template("indicators/comments.html", rows=[_row(one) for one in _waiting()])


@blueprint.route("/comments/<comment_id>", methods=["GET", "POST"])
@permission("indicators.manage")
def decide(comment_id: str) -> ResponseReturnValue:
    """Approve a comment or send it back; not one's own."""
    found, form = comment_or_404(comment_id), DecideForm()
    if form.validate_on_submit():
        try:
            if form.decision.data == "approve":
                commenting.approve(db.session(), found, by_id=current_user.id)
            else:
                commenting.send_back(db.session(), found, why=form.why.data or "")
        except CommentRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("indicator comment decided", "indicator comment", decision=form.decision.data)
            db.session.commit()
            flash("It is shown now." if form.decision.data == "approve" else "It is sent back.", "success")
            return redirect(url_for(".comments"))
    page = render_template(
        "indicators/decide.html", form=form, row=_row(found), own=found.written_by_id == current_user.id
    )
    return page, 422 if form.errors else 200


@blueprint.post("/comments/<comment_id>/take-down")
@permission("indicators.manage")
def take_down(comment_id: str) -> ResponseReturnValue:
    """Show a comment no longer."""
    found = comment_or_404(comment_id)
    _, title, name, _ = _row(found)
    try:
        commenting.take_down(db.session(), found)
    except CommentRefused as refused:
        flash(refused.message, "error")
    else:
        log("indicator comment taken down", f"indicator {name}")
        db.session.commit()
        flash(f"The comment on “{title}” is not shown any more.", "success")
    return redirect(url_for(".show", name=name))


def _offer(form: CommentForm, adoption: IndicatorAdoption) -> None:
    """The periods that are over, the newest first, and whose words they can be."""
    every = adoption.definition.every
    starts = periods_between(adoption.first_period, last_ended(today(), every), every)[-MOST_PERIODS:]
    form.period.choices = [SelectChoice(one.isoformat(), period_label(one, every)) for one in reversed(starts)]
    mine = own_agencies()
    named = {one.agency_id: one.agency.name for one in adoption.owners if one.agency_id in mine}
    agencies = [SelectChoice(str(agency_id), name) for agency_id, name in named.items()]
    ours = [SelectChoice("", "The QA group")] if can("indicators.manage") else []
    if not ours and not agencies:
        abort(403)
    form.whose.choices = [*ours, *agencies]


def _waiting() -> list[IndicatorComment]:
    return waiting_comments(db.session(), g.partnership.id)


def _row(one: IndicatorComment) -> tuple[IndicatorComment, str, str, str]:
    """A comment with the title and name of its indicator, and its period in words."""
    adoption = next(
        adoption
        for adoption in adoptions_of(db.session(), g.partnership.id)
        if adoption.definition_id == one.definition_id
    )
    title = version_in(adoption.definition, one.period_start).title
    return one, title, adoption.definition.name, comment_label(adoption, one)
