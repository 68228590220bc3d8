"""Bringing an instrument in: from a file, with every problem beside its row, or from nothing."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.designer import services
from survey_app.designer.files import MEDIA_TYPES, add_file
from survey_app.designer.forms import NewForm, UploadForm
from survey_app.designer.models import InstrumentRecord
from survey_app.designer.names import form_id_from
from survey_app.designer.pages import blueprint, instrument_or_404, log
from survey_app.designer.parts import DraftUnreadable, free_name, new_parts, read_parts
from survey_app.designer.uploads import Uploaded, read_uploaded
from survey_app.errors import UserError


@blueprint.route("/upload/file", methods=["GET", "POST"])
@permission("instruments.publish")
def upload() -> ResponseReturnValue:
    """Read a file into a draft, or show its rows with everything that is wrong beside them."""
    return _take_in(UploadForm(), None)


@blueprint.route("/<form_id>/edit", methods=["GET", "POST"])
@permission("instruments.publish")
def edit(form_id: str) -> ResponseReturnValue:
    """Edit the draft as YAML, or replace it by a file."""
    instrument = instrument_or_404(form_id)
    form = UploadForm()
    if request.method == "GET":
        newest = instrument.versions[-1].source if instrument.versions else ""
        form.source.data = services.draft_yaml(instrument) or newest
    return _take_in(form, instrument)


def _take_in(form: UploadForm, instrument: InstrumentRecord | None) -> ResponseReturnValue:
    read: Uploaded | None = None
    if form.is_submitted() and (given := form.read()) is not None:
        read = read_uploaded(given)
        if read.instrument is not None:
            return _keep(read)
        if request.form.get("keep") == "working" and read.text:
            return _keep_unfinished(read)
        form.source.data = read.text
    status = 422 if form.errors or (read is not None) else 200
    page = render_template("designer/upload.html", form=form, read=read, instrument=instrument)
    return page, status


def _keep(read: Uploaded) -> ResponseReturnValue:
    if read.text:  # YAML stays as it was written, its comments included
        saved = services.save_draft(
            db.session(), g.partnership.id, read.text, filename=read.filename, actor_id=current_user.id
        )
    else:
        saved = services.create_draft(db.session(), g.partnership.id, read.parts(), actor_id=current_user.id)
    for file in read.files:
        if any(file.name.lower().endswith(ending) for ending in MEDIA_TYPES):
            add_file(db.session(), saved, file)
    log("instrument draft saved", f"instrument {saved.form_id}")
    db.session.commit()
    flash("The draft is saved. Read it through, then publish it.", "success")
    return redirect(url_for("designer.show", form_id=saved.form_id))


def _keep_unfinished(read: Uploaded) -> ResponseReturnValue:
    """A file with problems as a working copy: the outline shows them, and nothing can be published before they go."""
    try:
        saved = services.create_draft(
            db.session(), g.partnership.id, read_parts(read.text), actor_id=current_user.id
        )  # fmt: skip
    except DraftUnreadable as error:
        raise UserError(f"{error.message} It cannot be kept as a working copy.") from None
    log("instrument draft saved", f"instrument {saved.form_id}")
    db.session.commit()
    flash("The file is kept as a working copy. Its problems are listed below.")
    return redirect(url_for("designer.outline", form_id=saved.form_id))


@blueprint.route("/new/instrument", methods=["GET", "POST"])
@permission("instruments.publish")
def new() -> ResponseReturnValue:
    """Start an instrument from nothing."""
    form = NewForm()
    if form.validate_on_submit():
        taken = {record.form_id for record in services.instruments_of(db.session(), g.partnership.id)}
        form_id = free_name(form_id_from(form.title.data), taken).replace("_", "-")
        parts = new_parts(form_id, form.title.data.strip(), form.language.data.strip())
        parts.settings["unit"] = form.unit.data
        if (form.purpose.data or "").strip():
            parts.settings["purpose"] = form.purpose.data.strip()
        saved = services.create_draft(db.session(), g.partnership.id, parts, actor_id=current_user.id)
        log("instrument begun", f"instrument {saved.form_id}")
        db.session.commit()
        return redirect(url_for("designer.outline", form_id=saved.form_id))
    return render_template("designer/new.html", form=form), 422 if form.errors else 200
