"""Publishing a draft, after a look at what it changes; or forgetting it."""

from __future__ import annotations

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.designer import services
from survey_app.designer.bank import bank_differences
from survey_app.designer.checking import check_parts
from survey_app.designer.comparing import changes_between
from survey_app.designer.outline import languages_of
from survey_app.designer.pages import blueprint, draft_page, instrument_or_404, log, opened
from survey_app.designer.summary import summary_of


@blueprint.get("/<form_id>/draft/publish")
@permission("instruments.publish")
def review(form_id: str) -> ResponseReturnValue:
    """What stands in the way, and what the new version will change."""
    found, parts = opened(form_id)
    checked = check_parts(parts)
    last = found.versions[-1] if found.versions else None
    changes = None
    if checked.usable is not None and last is not None:
        changes = changes_between(services.compiled_version(last).instrument, checked.usable)
    return draft_page(
        "publish.html", found, checked=checked, last=last, changes=changes,
        summary=summary_of(parts, checked, languages_of(parts)), next_number=(last.number if last else 0) + 1,
        bank=bank_differences(db.session(), g.partnership.id, parts),
        can_publish=bool(found.draft_source),
    )  # fmt: skip


@blueprint.post("/<form_id>/publish")
@permission("instruments.publish")
def publish(form_id: str) -> ResponseReturnValue:
    """Publish the draft as the next version."""
    found = instrument_or_404(form_id)
    revision = request.form.get("revision")
    if revision is not None and revision != str(found.draft_revision):
        flash("The draft was changed after you opened this page. Look at it as it is now, then publish.")
        return redirect(url_for("designer.review", form_id=form_id))
    version = services.publish_draft(db.session(), found, actor_id=current_user.id)
    log("instrument published", f"instrument {form_id}, version {version.number}")
    db.session.commit()
    flash(f"Version {version.number} is published. It never changes again.", "success")
    return redirect(url_for("designer.show", form_id=form_id))


@blueprint.post("/<form_id>/discard")
@permission("instruments.publish")
def discard(form_id: str) -> ResponseReturnValue:
    """Forget the draft."""
    services.discard_draft(db.session(), instrument_or_404(form_id))
    log("instrument draft discarded", f"instrument {form_id}")
    db.session.commit()
    flash("The draft is discarded.", "success")
    return redirect(url_for("designer.index"))


@blueprint.get("/<form_id>/draft/discard")
@permission("instruments.publish")
def ask_discard(form_id: str) -> ResponseReturnValue:
    """Ask before a draft is forgotten."""
    return draft_page("discard.html", opened(form_id)[0])
