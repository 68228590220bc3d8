"""Pages of a file that waits: sending it, what is to be done with it, how it is read as a whole."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from analysis.importing import ImportRefused, Mapping, load_mapping
from analysis.importing.mapping import MOST_BYTES
from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.designer.services import compiled_version
from survey_app.rounds.forms import ConfirmForm
from survey_app.rounds.importing import editing, storing, uploads
from survey_app.rounds.importing.blueprint import (
    blueprint,
    pending_or_404,
    reading_a_file,
    save_mapping,
    upload_or_404,
    waiting_files,
)  # fmt: skip
from survey_app.rounds.importing.files import UploadRefused
from survey_app.rounds.importing.forms import FileSettingsForm, UploadForm, sheet_choices
from survey_app.rounds.importing.models import SavedMapping
from survey_app.rounds.importing.pages import (
    Offered,
    columns_page,
    dates_are_open,
    field_of,
    offered_columns,
    offered_identifiers,
)
from survey_app.rounds.importing.uploads import Pending
from survey_app.rounds.models import Round
from survey_app.rounds.pages import log, round_or_404


@blueprint.route("", methods=["GET", "POST"])
@permission("rounds.manage")
def index(slug: str) -> ResponseReturnValue:
    """Send a file; go on with one that waits; take back what was imported."""
    round_ = round_or_404(slug)
    form = UploadForm()
    saved = uploads.saved_mappings(db.session(), round_)
    form.choose_from(saved)
    if form.validate_on_submit() and (key := _sent(round_, form, saved)):
        return redirect(url_for("imports.show", slug=slug, key=key))
    waiting = uploads.uploads_of(db.session(), round_, current_user.id)
    batches = storing.batches_of(db.session(), round_.id)
    page = render_template("imports/index.html", form=form, round=round_, waiting=waiting, batches=batches)
    return page, 422 if form.errors else 200


def _sent(round_: Round, form: UploadForm, saved: list[SavedMapping]) -> str | None:
    """Take the file in and give its key; where it is refused, say so on the form."""
    uploads.check_importable(round_, now())
    chosen = next((Mapping.model_validate(one.mapping) for one in saved if str(one.id) == form.saved.data), None)
    compiled, anonymous, user_id = compiled_version(round_.version), round_.anonymous, current_user.id
    try:
        uploads.check_waiting(db.session(), round_, user_id)
        given = _given_mapping(form) or chosen
        with reading_a_file():
            received = uploads.receive(
                waiting_files(), form.upload.data.stream, compiled, anonymous=anonymous, given=given
            )
    except ImportRefused as error:
        form.mapping.errors = [*form.mapping.errors, " ".join(error.problems[:5])]
        return None
    except UploadRefused as error:
        form.upload.errors = [*form.upload.errors, error.message]
        return None
    upload = uploads.record_upload(db.session(), round_, received, user_id=user_id, at=now())
    log("import file sent", round_, sha256=upload.sha256)
    db.session.commit()
    return received.key


def _given_mapping(form: UploadForm) -> Mapping | None:
    """The mapping of a file that came with the upload."""
    sent = form.mapping.data
    data = sent.stream.read(MOST_BYTES + 1) if sent else b""
    try:
        return load_mapping(data.decode("utf-8-sig")) if data else None
    except UnicodeDecodeError as error:
        raise ImportRefused(["The mapping is not in UTF-8."]) from error


@blueprint.get("/<key>")
@permission("rounds.manage")
def show(slug: str, key: str) -> ResponseReturnValue:
    """What is to be done with one file, as a list of tasks."""
    round_ = round_or_404(slug)
    pending = pending_or_404(round_, key)
    rows = sum(1 for _ in pending.table.rows())
    return render_template(
        "imports/show.html", round=round_, pending=pending, page=columns_page(pending), rows=rows, form=ConfirmForm(),
        dates_are_open=dates_are_open(pending),
    )  # fmt: skip


@blueprint.route("/<key>/file", methods=["GET", "POST"])
@permission("rounds.manage")
def settings(slug: str, key: str) -> ResponseReturnValue:
    """How the file as a whole is read."""
    round_ = round_or_404(slug)
    with reading_a_file():
        pending = pending_or_404(round_, key)
        days, apart = offered_columns(pending, pending.table, moments=True), offered_identifiers(pending)
    form = FileSettingsForm()
    form.choose_from(days, apart)
    if request.method == "GET":
        form.fill_from(pending.mapping)
    if form.validate_on_submit():
        save_mapping(round_, key, pending, _with_settings(pending, form, [*days, *apart]))
        flash("The settings of the file are saved.", "success")
        return redirect(url_for("imports.show", slug=slug, key=key))
    page = render_template(
        "imports/settings.html", round=round_, pending=pending, form=form, sheets=sheet_choices(pending.table),
        repeats=pending.compiled.repeats if pending.table.repeats else {},
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _with_settings(pending: Pending, form: FileSettingsForm, offered: list[Offered]) -> Mapping:
    keys = {one.field: one.key for one in offered}
    changed = pending.mapping.model_copy(
        update={
            "dates": form.dates.data or None,
            "submitted": keys.get(form.submitted.data, ""),
            "identifier": tuple(keys[one] for one in form.identifier.data or () if one in keys),
            "accept_blanks": bool(form.accept_blanks.data),
        }
    )
    known = {one.sheet for one in pending.table.repeats}
    if not known:
        return changed
    given = {name: request.form.get(f"sheet-{field_of(name)}", "") for name in pending.compiled.repeats}
    return editing.with_sheets(changed, {name: sheet for name, sheet in given.items() if sheet in known})


@blueprint.post("/<key>/discard")
@permission("rounds.manage")
def discard(slug: str, key: str) -> ResponseReturnValue:
    """Remove a file that waits."""
    round_ = round_or_404(slug)
    upload = upload_or_404(round_, key)
    log("import file discarded", round_, sha256=upload.sha256)
    uploads.discard(db.session(), waiting_files(), upload)
    db.session.commit()
    flash("The file has been removed. Nothing was imported.", "success")
    return redirect(url_for("imports.index", slug=slug))
