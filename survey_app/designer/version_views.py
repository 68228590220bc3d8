"""An instrument with its versions."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from instruments.compiled import compile_instrument
from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.designer import drafts, services
from survey_app.designer.checking import check_parts
from survey_app.designer.files import find_file
from survey_app.designer.pages import blueprint, instrument_or_404, version_or_404
from survey_app.designer.preview import preview_of


@blueprint.get("/<form_id>")
@permission("instruments.read")
def show(form_id: str) -> ResponseReturnValue:
    """An instrument: its draft if there is one, and all its versions."""
    instrument = instrument_or_404(form_id)
    checked = check_parts(drafts.current_parts(instrument)) if instrument.draft_source else None
    draft = checked.usable if checked else None
    return render_template(
        "designer/show.html", instrument=instrument, checked=checked, draft=draft,
        sections=preview_of(compile_instrument(draft)) if draft else (),
    )  # fmt: skip


@blueprint.get("/<form_id>/versions/<int:number>")
@permission("instruments.read")
def version(form_id: str, number: int) -> ResponseReturnValue:
    """One published version, question by question."""
    found = version_or_404(form_id, number)
    compiled = services.compiled_version(found)
    return render_template(
        "designer/version.html", version=found, settings=compiled.instrument.settings, sections=preview_of(compiled),
        languages=compiled.instrument.languages, earlier=[v.number for v in found.instrument.versions if v != found],
    )  # fmt: skip


__all__ = ["db", "find_file", "show", "version"]
