"""Who else has a draft open: what the page's script asks for now and then."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.designer import drafts
from survey_app.designer.pages import blueprint, instrument_or_404


@blueprint.post("/<form_id>/draft/presence")
@permission("instruments.publish")
def presence(form_id: str) -> ResponseReturnValue:
    """Say that one is here, and hear who else is and at which revision the draft stands."""
    found = instrument_or_404(form_id)
    if found.draft_source:
        drafts.note_editor(db.session(), found, current_user.id)
    others = drafts.companions(db.session(), found, current_user.id)
    db.session.commit()
    return jsonify(revision=found.draft_revision, others=[other.said for other in others])
