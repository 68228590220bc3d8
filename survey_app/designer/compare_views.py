"""Two versions of an instrument, side by side."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from instruments.model import Instrument
from survey_app.accounts.permissions import permission
from survey_app.designer import services
from survey_app.designer.comparing import changes_between
from survey_app.designer.models import InstrumentRecord
from survey_app.designer.pages import blueprint, instrument_or_404

DRAFT = "draft"


@blueprint.get("/<form_id>/compare")
@permission("instruments.read")
def compare_versions(form_id: str) -> ResponseReturnValue:
    """What changed from one version to another, or to the draft."""
    found = instrument_or_404(form_id)
    offered = [str(version.number) for version in found.versions]
    if found.draft_source:
        offered.append(DRAFT)
    old = request.args.get("old") or next(iter(offered[-2:]), "")
    new = request.args.get("new") or (offered[-1] if offered else "")
    comparison = None
    if len(offered) > 1:
        before, after = _instrument(found, old), _instrument(found, new)
        comparison = changes_between(before, after) if before is not None and after is not None else None
    return render_template(
        "designer/compare.html", instrument=found, offered=offered, old=old, new=new, comparison=comparison
    )


def _instrument(found: InstrumentRecord, which: str) -> Instrument | None:
    if which == DRAFT:
        return services.draft_instrument(found) if found.draft_source else None
    version = services.find_version(found, int(which)) if which.isascii() and which.isdigit() else None
    if version is None:
        abort(404)
    return services.compiled_version(version).instrument
