"""The outline of a draft, and taking the last change back."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.designer import drafts
from survey_app.designer.checking import check_parts
from survey_app.designer.outline import languages_of, outline_of
from survey_app.designer.pages import blueprint, draft_page, instrument_or_404, log, opened
from survey_app.designer.summary import summary_of


@blueprint.get("/<form_id>/draft")
@permission("instruments.publish")
def outline(form_id: str) -> ResponseReturnValue:
    """Every section and question of the draft, and what is still to do."""
    found, parts = opened(form_id)
    checked = check_parts(parts)
    languages = languages_of(parts)
    return draft_page(
        "outline.html", found, rows=outline_of(parts, checked, languages), checked=checked,
        summary=summary_of(parts, checked, languages), change=drafts.last_change(db.session(), found),
        is_mine=_is_mine(found_change=drafts.last_change(db.session(), found)),
    )  # fmt: skip


def _is_mine(found_change: object) -> bool:
    return getattr(found_change, "by_id", None) == current_user.id


@blueprint.post("/<form_id>/draft/undo")
@permission("instruments.publish")
def undo(form_id: str) -> ResponseReturnValue:
    """Take the last change back."""
    found = instrument_or_404(form_id)
    revision = request.form.get("revision", "")
    number = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 9 else -1
    what = drafts.undo(db.session(), found, revision=number, actor_id=current_user.id)
    log("instrument draft change undone", f"instrument {form_id}")
    db.session.commit()
    flash(f"Undone: {what}.", "success")
    if not found.draft_source and not found.versions:
        return redirect(url_for("designer.index"))
    return redirect(url_for("designer.outline", form_id=form_id))


@blueprint.get("/<form_id>/draft/changes")
@permission("instruments.publish")
def changes(form_id: str) -> ResponseReturnValue:
    """What was changed in this draft, by whom and when."""
    found = opened(form_id)[0]
    return draft_page("changes.html", found, changes=drafts.changes_of(db.session(), found))
