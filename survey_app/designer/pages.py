"""What every page of the designer begins with: the instrument, its draft, and who else has it open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.audit_log import record
from survey_app.database import db
from survey_app.designer import drafts, services
from survey_app.designer.models import InstrumentRecord, InstrumentVersion
from survey_app.designer.parts import Parts
from survey_app.designer.services import LibraryEntry

blueprint = Blueprint("designer", __name__, url_prefix="/p/<partnership>/instruments", template_folder="templates")


def instrument_or_404(form_id: str) -> InstrumentRecord:
    found = services.find_instrument(db.session(), g.partnership.id, form_id)
    if found is None:
        abort(404)
    return found


def version_or_404(form_id: str, number: int) -> InstrumentVersion:
    found = services.find_version(instrument_or_404(form_id), number)
    if found is None:
        abort(404)
    return found


def library_entry_or_404(form_id: str) -> LibraryEntry:
    found = services.library_entry(form_id)
    if found is None:
        abort(404)
    return found


def opened(form_id: str) -> tuple[InstrumentRecord, Parts]:
    """An instrument and the rows that an edit begins from; 404 where there is nothing to edit."""
    found = instrument_or_404(form_id)
    if not drafts.current_source(found):
        abort(404)
    return found, drafts.current_parts(found)


def change(found: InstrumentRecord, act: Callable[[Parts], str]) -> Parts:
    """Make one change of a draft, note it in the audit log, and commit."""
    before = found.draft_revision
    parts = drafts.edit_draft(db.session(), found, act, actor_id=current_user.id)
    if found.draft_revision != before:
        log("instrument draft changed", f"instrument {found.form_id}")
    db.session.commit()
    return parts


def log(action: str, subject: str) -> None:
    record(db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id, subject=subject)


def draft_page(template: str, found: InstrumentRecord, status: int = 200, **values: Any) -> ResponseReturnValue:
    """A page of the designer, with what all of them show."""
    others = drafts.companions(db.session(), found, current_user.id)
    page = render_template(f"designer/{template}", instrument=found, companions=others, **values)
    return page, status


def wants_json() -> bool:
    """Whether the page's script asks, and not the browser itself."""
    return request.accept_mimetypes.best == "application/json"


def download(content: str | bytes, name: str, media_type: str) -> Response:
    """A file to keep."""
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
