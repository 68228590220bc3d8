"""The blueprint of the case-resolution log, and who sees which of its entries."""

from __future__ import annotations

from flask import Blueprint, abort, g
from flask_login import current_user
from sqlalchemy import select

from survey_app.accounts.models import Membership
from survey_app.accounts.permissions import can
from survey_app.case_audits.models import DISPUTES, RESOLVED_AS, CaseResolution
from survey_app.case_audits.resolutions.log import find_resolution
from survey_app.database import db

RAISING = "resolutions.raise"

blueprint = Blueprint(
    "resolutions", __name__, url_prefix="/p/<partnership>/case-resolutions", template_folder="../templates"
)


@blueprint.context_processor
def words() -> dict[str, object]:
    """What disagreements are about, and how they end, for every template."""
    return {"DISPUTES": DISPUTES, "RESOLVED_AS": RESOLVED_AS}


def own_agencies() -> frozenset[int]:
    """The agencies for which the signed-in person may enter disagreements; a councillor’s agency is none of them."""
    mine = select(Membership).where(
        Membership.user_id == current_user.id, Membership.partnership_id == g.partnership.id
    )
    return frozenset(
        one.agency_id
        for one in db.session.scalars(mine)
        if one.agency_id is not None and RAISING in one.role.permissions
    )


def agencies_seen() -> frozenset[int] | None:
    """Whose disagreements one sees: those of one’s own agency, or all (None)."""
    return None if can("resolutions.read") else own_agencies()


def may_act(resolution: CaseResolution) -> bool:
    """Whether one may take a disagreement on: those of one’s own agency, or all who manage the log."""
    if can("resolutions.manage"):
        return True
    return can("resolutions.raise") and bool({resolution.raised_by_id, resolution.raised_with_id} & own_agencies())


def resolution_or_404(resolution_id: str) -> CaseResolution:
    """A disagreement that one may see; any other does not exist."""
    return find_resolution(db.session(), g.partnership.id, resolution_id, agencies_seen()) or abort(404)


def acting_or_403(resolution_id: str) -> CaseResolution:
    """A disagreement that one may take on."""
    found = resolution_or_404(resolution_id)
    return found if may_act(found) else abort(403)
