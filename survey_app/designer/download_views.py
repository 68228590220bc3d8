"""Taking an instrument away: as XLSForm, as YAML, and as a Word form for paper."""

from __future__ import annotations

from io import BytesIO

from flask import abort, request
from flask.typing import ResponseReturnValue

from exports.paper_form import write_paper_form
from instruments.compiled import compile_instrument
from instruments.errors import InstrumentsError
from instruments.model import Instrument
from instruments.xlsform.writing import write_xlsform
from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.designer import services
from survey_app.designer.files import find_file
from survey_app.designer.models import InstrumentFile
from survey_app.designer.pages import blueprint, download, instrument_or_404, version_or_404
from survey_app.errors import UserError

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class NotReady(UserError):
    """A draft with problems cannot be made into a form."""

    status = 409
    title = "The draft has problems"

    def __init__(self) -> None:
        super().__init__(
            "Put the problems right that the outline lists, then download it. YAML can be had at any time."
        )


@blueprint.get("/<form_id>/versions/<int:number>.yaml")
@permission("instruments.read")
def version_source(form_id: str, number: int) -> ResponseReturnValue:
    """The YAML of a published version."""
    return download(version_or_404(form_id, number).source, f"{form_id}-v{number}.yaml", "application/yaml")


@blueprint.get("/<form_id>/versions/<int:number>.xlsx")
@permission("instruments.read")
def version_xlsform(form_id: str, number: int) -> ResponseReturnValue:
    """A published version as XLSForm."""
    instrument = services.compiled_version(version_or_404(form_id, number)).instrument
    return _xlsform(instrument, f"{form_id}-v{number}.xlsx")


@blueprint.get("/<form_id>/versions/<int:number>.docx")
@permission("instruments.read")
def version_paper(form_id: str, number: int) -> ResponseReturnValue:
    """A published version as a Word form for paper."""
    return _paper(services.compiled_version(version_or_404(form_id, number)).instrument, f"{form_id}-v{number}.docx")


@blueprint.get("/<form_id>/draft.yaml")
@permission("instruments.publish")
def draft_source(form_id: str) -> ResponseReturnValue:
    """The draft as YAML, finished or not."""
    found = instrument_or_404(form_id)
    if not found.draft_source:
        abort(404)
    return download(services.draft_yaml(found), f"{form_id}-draft.yaml", "application/yaml")


@blueprint.get("/<form_id>/draft.xlsx")
@permission("instruments.publish")
def draft_xlsform(form_id: str) -> ResponseReturnValue:
    """The draft as XLSForm."""
    return _xlsform(_draft(form_id), f"{form_id}-draft.xlsx")


@blueprint.get("/<form_id>/draft.docx")
@permission("instruments.publish")
def draft_paper(form_id: str) -> ResponseReturnValue:
    """The draft as a Word form for paper."""
    return _paper(_draft(form_id), f"{form_id}-draft.docx")


def _draft(form_id: str) -> Instrument:
    found = instrument_or_404(form_id)
    if not found.draft_source:
        abort(404)
    instrument = services.draft_instrument(found)
    if instrument is None:
        raise NotReady
    return instrument


def _xlsform(instrument: Instrument, name: str) -> ResponseReturnValue:
    try:
        content = write_xlsform(instrument)
    except InstrumentsError as error:
        raise UserError(f"This instrument cannot be written as XLSForm: {error}") from error
    return download(content, name, WORKBOOK)


def _paper(instrument: Instrument, name: str) -> ResponseReturnValue:
    language = request.args.get("language")
    wanted = language if language in instrument.languages else None
    buffer = BytesIO()
    write_paper_form(compile_instrument(instrument), buffer, language=wanted)
    return download(buffer.getvalue(), name, WORD)


@blueprint.get("/<form_id>/versions/<int:number>/files/<name>")
@permission("instruments.read")
def version_file(form_id: str, number: int, name: str) -> ResponseReturnValue:
    """A picture or recording of a published version."""
    version = version_or_404(form_id, number)
    return _file(find_file(db.session(), version.instrument_id, version.files, name))


@blueprint.get("/<form_id>/draft/files/<name>")
@permission("instruments.publish")
def draft_file(form_id: str, name: str) -> ResponseReturnValue:
    """A picture or recording of the draft."""
    found = instrument_or_404(form_id)
    return _file(find_file(db.session(), found.id, found.draft_files, name))


def _file(file: InstrumentFile | None) -> ResponseReturnValue:
    if file is None:
        abort(404)
    response = download(file.content, "", file.media_type)
    response.headers["Content-Disposition"] = "inline"
    return response
