"""The partnership's own instruments, and the library."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.designer import services
from survey_app.designer.pages import blueprint, download, library_entry_or_404, log
from survey_app.designer.preview import preview_of


@blueprint.get("/")
@permission("instruments.read")
def index() -> ResponseReturnValue:
    """The partnership's own instruments, and the library."""
    own = services.instruments_of(db.session(), g.partnership.id)
    return render_template(
        "designer/index.html", own=own, taken={item.form_id for item in own}, library=services.library_entries(),
        problems=services.library_problems(),
    )  # fmt: skip


@blueprint.get("/library/<form_id>")
@permission("instruments.read")
def library_entry(form_id: str) -> ResponseReturnValue:
    """An instrument of the library, question by question."""
    entry = library_entry_or_404(form_id)
    compiled = services.compile_source(entry.source, f"{form_id}.yaml")
    own = services.find_instrument(db.session(), g.partnership.id, form_id)
    return render_template(
        "designer/library.html", entry=entry, settings=compiled.instrument.settings, sections=preview_of(compiled),
        own=own,
    )  # fmt: skip


@blueprint.post("/library/<form_id>/take")
@permission("instruments.publish")
def take(form_id: str) -> ResponseReturnValue:
    """Make an instrument of the library the partnership's own draft."""
    entry = library_entry_or_404(form_id)
    saved = services.save_draft(
        db.session(), g.partnership.id, entry.source, filename=f"{form_id}.yaml", actor_id=current_user.id
    )
    log("instrument taken from the library", f"instrument {saved.form_id}")
    db.session.commit()
    return redirect(url_for("designer.show", form_id=saved.form_id))


@blueprint.get("/library/<form_id>.yaml")
@permission("instruments.read")
def library_source(form_id: str) -> ResponseReturnValue:
    """The YAML of an instrument of the library."""
    return download(library_entry_or_404(form_id).source, f"{form_id}.yaml", "application/yaml")
