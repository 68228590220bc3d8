"""The blueprint of rounds, and what all of its pages need."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, g, request
from flask_login import current_user

from survey_app.accounts.permissions import can
from survey_app.audit_log import record
from survey_app.database import db
from survey_app.rounds.models import Round
from survey_app.rounds.services import breakdown_label, find_round

blueprint = Blueprint("rounds", __name__, url_prefix="/p/<partnership>/rounds", template_folder="templates")
blueprint.add_app_template_filter(breakdown_label)


def round_or_404(slug: str) -> Round:
    """The round of this address in the partnership of this page."""
    round_ = find_round(db.session(), g.partnership.id, slug)
    if round_ is None:
        abort(404)
    return round_


def sees_live_counts(round_: Round) -> bool:
    """Whether the signed-in person sees how many have answered by now: those who run rounds do, and the named team."""
    return can("rounds.manage") or (can("results.working") and not round_.anonymous)


def public_address(path: str) -> str:
    """The whole address of a page as people outside reach it."""
    base = current_app.config["WALKABOUT_PUBLIC_URL"] or request.url_root
    return f"{base.rstrip('/')}{path}"


def log(action: str, round_: Round, **details: object) -> None:
    """Record what the signed-in person does with a round."""
    record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id,
        subject=f"round {round_.slug}", details=details,
    )  # fmt: skip
