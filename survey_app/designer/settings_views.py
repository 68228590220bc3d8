"""What an instrument is as a whole, and its files."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.designer import drafts
from survey_app.designer.checking import check_parts, sentence
from survey_app.designer.conflicts import Conflicting, compared
from survey_app.designer.files import add_file, draft_files, read_upload, remove_file
from survey_app.designer.models import InstrumentRecord
from survey_app.designer.pages import blueprint, change, draft_page, instrument_or_404, log, opened
from survey_app.designer.parts import Parts, Row, text_of
from survey_app.designer.question_saving import clean, one_line
from survey_app.designer.services import FORM_ID, find_instrument

COLUMNS = ("form_title", "purpose", "source", "licence", "unit", "default_language", "instance_name")
LINES = ("purpose", "source", "instance_name")
UNITS = {
    "people": "People: small numbers are hidden in results",
    "organisations": "Organisations: agencies, schools, practices",
    "cases": "Cases: files or children’s cases that are looked at",
}


@blueprint.route("/<form_id>/draft/settings", methods=["GET", "POST"])
@permission("instruments.publish")
def instrument_settings(form_id: str) -> ResponseReturnValue:
    """Title, purpose, source and what one answer counts."""
    found, parts = opened(form_id)
    if request.method == "POST":
        return _save(found)
    values = {column: text_of(parts.settings, column) for column in COLUMNS}
    return _page(found, parts, values, {})


def _page(found: InstrumentRecord, parts: Parts, values: dict[str, str], errors: dict[str, str]) -> ResponseReturnValue:
    checked = check_parts(parts)
    return draft_page(
        "settings.html", found, 422 if errors else 200, values=values, errors=errors, units=UNITS,
        seen=request.form.get("seen") or drafts.fingerprint(parts.settings), form_id=text_of(parts.settings, "form_id"),
        can_rename=not found.versions, found_errors={} if errors else checked.at("settings", ""),
        problems=[sentence(problem.message) for problem in checked.of("settings", "")],
        files=draft_files(db.session(), found),
    )  # fmt: skip


def _save(found: InstrumentRecord) -> ResponseReturnValue:
    typed = {
        column: clean(request.form.get(column)) if column in LINES else one_line(request.form.get(column))
        for column in COLUMNS
    }
    form_id = one_line(request.form.get("form_id")) if not found.versions else ""
    errors = _wrong(found, typed, form_id)
    if errors:
        parts = drafts.current_parts(found)
        return _page(found, parts, typed, errors)
    try:
        change(found, lambda parts: _write(parts, typed, form_id))
    except Conflicting as conflict:
        return draft_page("conflict.html", found, 409, title="Settings", key="", conflict=conflict)
    if form_id and form_id != found.form_id:
        found.form_id = form_id
        db.session.commit()
    flash("Saved.", "success")
    return redirect(url_for("designer.outline", form_id=found.form_id))


def _wrong(found: InstrumentRecord, typed: dict[str, str], form_id: str) -> dict[str, str]:
    errors = {}
    if not typed["form_title"]:
        errors["form_title"] = "Write a title."
    elif len(typed["form_title"]) > 300:
        errors["form_title"] = "The title has at most 300 characters."
    if not typed["default_language"]:
        errors["default_language"] = "Write the language that the questions are written in, such as English (en)."
    if form_id and not FORM_ID.fullmatch(form_id):
        errors["form_id"] = "Use small letters, digits and hyphens, at most 64 in all."
    elif form_id and form_id != found.form_id and find_instrument(db.session(), found.partnership_id, form_id):
        errors["form_id"] = f"You have another instrument “{form_id}”. Choose another name."
    return errors


def _write(parts: Parts, typed: dict[str, str], form_id: str) -> str:
    if request.form.get("seen") not in (drafts.fingerprint(parts.settings), None):
        mine: Row = {**parts.settings, **typed}
        fields = [(name, value) for name, value in request.form.items(multi=True) if name != "seen"]
        raise Conflicting(compared(parts.settings, mine), seen=drafts.fingerprint(parts.settings), fields=fields)
    for column, value in typed.items():
        if value:
            parts.settings[column] = value
        else:
            parts.settings.pop(column, None)
    if form_id:
        parts.settings["form_id"] = form_id
    return "settings changed"


@blueprint.post("/<form_id>/draft/files")
@permission("instruments.publish")
def add_instrument_file(form_id: str) -> ResponseReturnValue:
    """Add pictures and recordings that questions show."""
    found = instrument_or_404(form_id)
    uploads = [read_upload(upload) for upload in request.files.getlist("files") if upload.filename]
    for upload in uploads:
        add_file(db.session(), found, upload)
    if uploads:
        log("instrument files added", f"instrument {form_id}")
        flash(f"Added: {', '.join(upload.name for upload in uploads)}.", "success")
    db.session.commit()
    return redirect(url_for("designer.instrument_settings", form_id=form_id))


@blueprint.post("/<form_id>/draft/files/delete")
@permission("instruments.publish")
def delete_instrument_file(form_id: str) -> ResponseReturnValue:
    """Take a file out of the draft; published versions keep theirs."""
    found = instrument_or_404(form_id)
    name = request.form.get("name", "")
    if remove_file(found, name):
        log("instrument file removed", f"instrument {form_id}")
        flash(f"{name} is removed from the draft.", "success")
    db.session.commit()
    return redirect(url_for("designer.instrument_settings", form_id=form_id))
