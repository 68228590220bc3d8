"""The page of one action, and what its owner does there: notes, evidence, the claim of what came of it."""

from __future__ import annotations

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import undefer
from werkzeug.datastructures import FileStorage

from survey_app.accounts.permissions import permission
from survey_app.collect.uploads import MEGABYTE, Upload, UploadRefused, accept
from survey_app.database import db
from survey_app.improvement.actions import evidence as store
from survey_app.improvement.actions.forms import ClaimForm, EvidenceForm, NoteForm, WhyForm, say
from survey_app.improvement.actions.impact import claim_impact
from survey_app.improvement.actions.ladder import days_of, ladder_of
from survey_app.improvement.actions.pages import (
    is_of_same_agency,
    may_of,
    seen_action_or_404,
    waiting_claim,
    working_or_403,
)
from survey_app.improvement.actions.progress import note_progress
from survey_app.improvement.actions.refusals import ActionRefused
from survey_app.improvement.changing import ChangedMeanwhile
from survey_app.improvement.models import Action, ActionEvidence
from survey_app.improvement.pages import blueprint, log
from survey_app.local_time import today

READERS = ("improvement.read", "improvement.act", "improvement.agency")
WORKERS = ("improvement.act", "improvement.agency", "improvement.manage")


@blueprint.get("/actions/<int:number>")
@permission(*READERS)
def action(number: int) -> ResponseReturnValue:
    """One action: what it is for, where it stands, its ladder, notes, evidence and claims."""
    found = seen_action_or_404(number)
    days = days_of(db.session(), found.partnership_id)
    return render_template(
        "improvement/actions/action.html", action=found, may=may_of(found), days=days,
        ladder=ladder_of(found, days, today()), claim=waiting_claim(found),
        same_agency={one.id for one in found.claims if one.judged_by_id and is_of_same_agency(found, one.judged_by_id)},
    )  # fmt: skip


@blueprint.route("/actions/<int:number>/progress", methods=["GET", "POST"])
@permission(*WORKERS)
def action_progress(number: int) -> ResponseReturnValue:
    """Note how an action goes."""
    found, form = working_or_403(number), NoteForm()
    if request.method == "GET":
        form.seen.data = str(found.revision)
        form.progress.data = request.args.get("progress") or found.progress or None
    if form.validate_on_submit():
        try:
            note_progress(
                db.session(), found, form.progress.data or "", form.text.data or "", current_user.id, today(),
                seen=form.seen_revision() if form.seen.data else None,
            )  # fmt: skip
        except (ActionRefused, ChangedMeanwhile) as refused:
            refuse(form, refused)
            form.seen.data = str(seen_action_or_404(number).revision)
        else:
            return done(found, "action: progress noted", "Your note is kept.", progress=form.progress.data)
    return shown("improvement/actions/note.html", seen_action_or_404(number), form)


@blueprint.route("/actions/<int:number>/evidence", methods=["GET", "POST"])
@permission(*WORKERS)
def action_evidence(number: int) -> ResponseReturnValue:
    """Add a file or an address."""
    found, form = working_or_403(number), EvidenceForm()
    if form.validate_on_submit():
        try:
            upload = _upload(form.upload.data)
            made = store.add_evidence(
                db.session(), found,
                store.NewEvidence(
                    shows=form.shows.data or "", dated=form.dated.data, link=form.link.data or "", upload=upload
                ),
                current_user.id, today(),
            )  # fmt: skip
        except UploadRefused as refused:
            form.upload.errors = [f"The file {refused}."]
        except ActionRefused as refused:
            refuse(form, refused)
        else:
            return done(found, "action: evidence added", "The evidence is kept.", evidence=made.number)
    return shown("improvement/actions/evidence.html", seen_action_or_404(number), form)


@blueprint.get("/actions/<int:number>/evidence/<int:piece>")
@permission(*READERS)
def action_evidence_file(number: int, piece: int) -> ResponseReturnValue:
    """A file of the evidence, to save; no browser opens it as a page of this site. Each reading is logged."""
    found = seen_action_or_404(number)
    item = _piece(found, piece)
    content = db.session.get_one(ActionEvidence, item.id, options=[undefer(ActionEvidence.content)]).content
    if content is None:
        abort(404)
    response = Response(content, mimetype=item.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{_plain(item.file_name)}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    log("action: evidence read", found.reference, evidence=item.number)
    db.session.commit()
    return response


@blueprint.route("/actions/<int:number>/evidence/<int:piece>/withdraw", methods=["GET", "POST"])
@permission(*WORKERS)
def action_evidence_withdraw(number: int, piece: int) -> ResponseReturnValue:
    """Take a piece of evidence back: its file or address is destroyed."""
    found, form = working_or_403(number), WhyForm()
    item = _piece(found, piece)
    if form.validate_on_submit():
        try:
            store.withdraw_evidence(db.session(), item, form.why.data or "", current_user.id)
        except ActionRefused as refused:
            refuse(form, refused)
        else:
            words = "It is taken back. The file or address is destroyed; the reason stays."
            return done(found, "action: evidence taken back", words, evidence=piece)
    return shown("improvement/actions/withdraw.html", seen_action_or_404(number), form, item=_piece(found, piece))


@blueprint.route("/actions/<int:number>/claim", methods=["GET", "POST"])
@permission(*WORKERS)
def action_claim(number: int) -> ResponseReturnValue:
    """Say what came of an action; somebody else judges it."""
    found, form = working_or_403(number), ClaimForm()
    if request.method == "GET":
        form.seen.data = str(found.revision)
    if form.validate_on_submit():
        try:
            made = claim_impact(
                db.session(), found, form.says.data or "", form.how_known.data or "", current_user.id,
                form.no_evidence_why.data or "", seen=form.seen_revision(),
            )  # fmt: skip
        except (ActionRefused, ChangedMeanwhile) as refused:
            refuse(form, refused)
            form.seen.data = str(seen_action_or_404(number).revision)
        else:
            words = "Your claim is kept. Somebody who never owned this action judges it."
            return done(found, "action: impact claimed", words, claim=made.number)
    return shown("improvement/actions/claim.html", seen_action_or_404(number), form)


def refuse(form: object, refused: ActionRefused | ChangedMeanwhile) -> None:
    """Undo what was begun, and say on the form why it was refused. Where somebody else has to act, say so as a page."""
    db.session.rollback()
    if isinstance(refused, ActionRefused) and refused.status == 422:
        say(form, refused)  # type: ignore[arg-type]
    elif isinstance(refused, ChangedMeanwhile):
        form.form_errors.append(refused.message)  # type: ignore[attr-defined]
    else:
        raise refused


def done(found: Action, act: str, words: str, **details: object) -> ResponseReturnValue:
    """Log, commit, and go back to the action's page."""
    number = found.number
    log(act, found.reference, **details)
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("improvement.action", number=number))


def shown(template: str, found: Action, form: object, **values: object) -> ResponseReturnValue:
    """A page with a form about an action."""
    page = render_template(template, action=found, form=form, **values)
    return page, 422 if form.errors else 200  # type: ignore[attr-defined]


def _piece(found: Action, piece: int) -> ActionEvidence:
    return next((one for one in found.evidence if one.number == piece and one.is_kept), None) or abort(404)


def _upload(sent: FileStorage | None) -> Upload | None:
    if not sent or not sent.filename:
        return None
    limit = int(current_app.config["WALKABOUT_MAX_FILE_MB"]) * MEGABYTE
    return accept("file", sent.filename, sent.stream.read(limit + 1), {}, limit=limit)


def _plain(name: str) -> str:
    """A file's name as a header may hold it."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "-" for sign in name)
