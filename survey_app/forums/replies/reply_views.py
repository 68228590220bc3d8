"""Pages of the Strategic Group's replies: all of a cycle, one with its history, writing and approving it."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.pages import cycle_or_404, log, today
from survey_app.forums.replies import answering
from survey_app.forums.replies.forms import ApprovalForm, ProgressForm, ReplyForm, TakeDownForm
from survey_app.forums.replies.pages import blueprint, theme_or_404
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.forums.replies.standing import neediest_first, standing_of_theme, standings_of
from survey_app.forums.replies.way import way_of
from survey_app.improvement.you_said.taking import takeable
from survey_app.partnership.services import agencies_of


@blueprint.get("/replies")
@permission("forums.read")
def replies(hub: str) -> ResponseReturnValue:
    """Every theme with its reply, how long it waits, and whether its action is late."""
    cycle = cycle_or_404(hub)
    return render_template(
        "replies/replies.html", cycle=cycle, today=today(),
        standings=neediest_first(standings_of(db.session(), cycle, today())),
    )  # fmt: skip


@blueprint.get("/replies/<int:theme_id>")
@permission("forums.read")
def reply(hub: str, theme_id: int) -> ResponseReturnValue:
    """One theme's reply with everything that was written before."""
    cycle = cycle_or_404(hub)
    return _page(cycle, theme_or_404(cycle, theme_id))


def _page(
    cycle: HubCycle, theme: HubTheme, *, approval: ApprovalForm | None = None, down: TakeDownForm | None = None,
    progress: ProgressForm | None = None,
) -> ResponseReturnValue:  # fmt: skip
    standing = standing_of_theme(db.session(), theme, today())
    pending = standing.pending if standing.pending is not None and standing.pending.state == "waiting" else None
    approval = approval or ApprovalForm(formdata=None)
    if pending is not None and approval.number.data is None:
        approval.number.data = str(pending.number)
    progress = progress or ProgressForm(formdata=None)
    forms = {"approval": approval, "down": down or TakeDownForm(formdata=None), "progress": progress}
    page = render_template(
        "replies/reply.html", cycle=cycle, theme=theme, standing=standing, pending=pending, today=today(),
        written=answering.replies_of(db.session(), theme),
        noted=answering.progress_of(db.session(), standing.reply) if standing.reply else [],
        noticed=answering.telling_reply(db.session(), pending) if pending else [],
        takeable=takeable(db.session(), theme) is not None, way=way_of(db.session(), theme, standing),
        is_mine=pending is not None and pending.written_by_id == current_user.id, **forms,
    )  # fmt: skip
    return page, 422 if any(form.errors for form in forms.values()) else 200


@blueprint.route("/replies/<int:theme_id>/write", methods=["GET", "POST"])
@permission("forums.reply")
def reply_write(hub: str, theme_id: int) -> ResponseReturnValue:
    """Enter the reply on behalf of the group that decided, or word it anew."""
    cycle = cycle_or_404(hub)
    theme, form = theme_or_404(cycle, theme_id), ReplyForm()
    form.choose_agencies(agencies_of(db.session(), g.partnership.id))
    written = answering.replies_of(db.session(), theme)
    if request.method == "GET":
        form.begin(theme, written[0] if written else None)
    if form.validate_on_submit():
        try:
            made = answering.write_reply(
                db.session(), theme, form.wording(), by=current_user.id, seen=form.seen_number, today=today()
            )
        except RepliesRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("hub reply written", f"hub theme {theme.id}", wording=made.number, decision=made.decision)
            db.session.commit()
            flash("The reply is saved. A second person approves it before anybody else reads it.", "success")
            return redirect(url_for("hub_replies.reply", hub=hub, theme_id=theme_id))
    page = render_template("replies/reply_write.html", cycle=cycle, theme=theme, form=form, written=written)
    return page, 422 if form.errors else 200


@blueprint.post("/replies/<int:theme_id>/<any(approve, return):act>")
@permission("forums.approve")
def reply_decide(hub: str, theme_id: int, act: str) -> ResponseReturnValue:
    """Approve what somebody else wrote, or send it back."""
    cycle = cycle_or_404(hub)
    theme, form = theme_or_404(cycle, theme_id), ApprovalForm()
    number = int(form.number.data) if (form.number.data or "").isdecimal() and len(form.number.data or "") < 9 else 0
    found = answering.find_reply(db.session(), theme, number)
    if found is None:
        raise RepliesRefused("This wording is not there any more. Open the theme again and see what stands now.")
    try:
        if not form.validate():
            raise RepliesRefused("The text is longer than 1,000 characters. Shorten it.")
        if act == "approve":
            answering.approve(db.session(), found, by=current_user.id, at=now(), checked=bool(form.checked.data))
        else:
            answering.send_back(db.session(), found, by=current_user.id, at=now(), remark=form.remark.data or "")
    except RepliesRefused as refused:
        db.session.rollback()
        form.form_errors.append(refused.message)
        return _page(cycle, theme_or_404(cycle, theme_id), approval=form)
    log(f"hub reply {'approved' if act == 'approve' else 'sent back'}", f"hub theme {theme.id}", wording=number)
    db.session.commit()
    flash("The reply is approved." if act == "approve" else "The reply is sent back.", "success")
    return redirect(url_for("hub_replies.reply", hub=hub, theme_id=theme_id))


@blueprint.post("/replies/<int:theme_id>/take-down")
@permission("forums.approve")
def reply_take_down(hub: str, theme_id: int) -> ResponseReturnValue:
    """Take what practitioners read of this theme down at once."""
    cycle = cycle_or_404(hub)
    theme, form = theme_or_404(cycle, theme_id), TakeDownForm()
    if not form.validate():
        return _page(cycle, theme, down=form)
    answering.take_down(db.session(), theme, by=current_user.id, at=now(), remark=form.why.data or "")
    log("hub reply taken down", f"hub theme {theme.id}")
    db.session.commit()
    flash("The reply is taken down. Nobody outside reads it any more.", "success")
    return redirect(url_for("hub_replies.reply", hub=hub, theme_id=theme_id))


@blueprint.post("/replies/<int:theme_id>/progress")
@permission("forums.reply")
def reply_progress(hub: str, theme_id: int) -> ResponseReturnValue:
    """Note how the action goes; the public page follows."""
    cycle = cycle_or_404(hub)
    theme, form = theme_or_404(cycle, theme_id), ProgressForm()
    if not form.validate() or form.on_day.data is None:
        return _page(cycle, theme, progress=form)
    try:
        noted = answering.note_progress(
            db.session(), theme, state=form.state.data or "", on_day=form.on_day.data, note=form.note.data or "",
            by=current_user.id, today=today(),
        )  # fmt: skip
    except RepliesRefused as refused:
        db.session.rollback()
        form.on_day.errors = [refused.message]
        return _page(cycle, theme_or_404(cycle, theme_id), progress=form)
    log("hub action progressed", f"hub theme {theme.id}", state=noted.state, on_day=noted.on_day.isoformat())
    db.session.commit()
    flash("It is noted, and the public page shows it." if noted.state == "done" else "It is noted.", "success")
    return redirect(url_for("hub_replies.reply", hub=hub, theme_id=theme_id))
