"""The blueprints of the scrutineer's desk, and what all of its pages share.

The desk adds its pages to the blueprint of pinned copies, which are part of it.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, g, url_for
from flask_login import current_user

from survey_app.audit_log import record
from survey_app.case_audits.pages import refuse_huge_numbers
from survey_app.case_audits.plain_requests import refuse_control_characters
from survey_app.database import db
from survey_app.partnership.models import AGENCY_TYPES
from survey_app.programme.scrutiny import assurance as requests
from survey_app.programme.scrutiny.models import (
    ACTIVITIES,
    ENTRY_KINDS,
    ENTRY_VERDICTS,
    ITEM_VERDICTS,
    LINK_KINDS,
    OCCASIONS,
    OUTCOMES,
    YOUNG_STATES,
    ScrutinyEntry,
)
from survey_app.programme.scrutiny.people import CHALLENGE, agencies_of
from survey_app.programme.scrutiny.register import STANDINGS, find_entry
from survey_app.results.scrutiny.models import Pin
from survey_app.results.scrutiny.pins import pins_of, shows_hidden
from survey_app.results.scrutiny.views import blueprint

challenges = Blueprint("challenges", __name__, url_prefix="/p/<partnership>/challenges", template_folder="templates")
assurance = Blueprint("assurance", __name__, url_prefix="/p/<partnership>/assurance")
young = Blueprint("young_scrutiny", __name__, url_prefix="/p/<partnership>/young-scrutineers")
blueprint.before_request(refuse_huge_numbers)
blueprint.before_request(refuse_control_characters)
TAGS = {
    "late": "govuk-tag--red", "waiting": "govuk-tag--blue", "answered": "govuk-tag--yellow",
    "to_judge": "govuk-tag--yellow", "judged": "govuk-tag--yellow", "satisfied": "govuk-tag--green",
    "closed": "govuk-tag--green", "noted": "govuk-tag--grey", "withdrawn": "govuk-tag--grey",
}  # fmt: skip


@challenges.app_context_processor
def words() -> dict[str, object]:
    """The names of kinds and states, for every template."""
    return {
        "ACTIVITIES": ACTIVITIES, "ENTRY_KINDS": ENTRY_KINDS, "ENTRY_STANDINGS": STANDINGS,
        "ENTRY_VERDICTS": ENTRY_VERDICTS, "ITEM_VERDICTS": ITEM_VERDICTS, "LINK_KINDS": LINK_KINDS,
        "OCCASIONS": OCCASIONS, "CHALLENGE_OUTCOMES": OUTCOMES, "ASSURANCE_STANDINGS": requests.STANDINGS,
        "AGENCY_TYPES": AGENCY_TYPES, "YOUNG_STATES": YOUNG_STATES, "SCRUTINY_TAGS": TAGS,
    }  # fmt: skip


def entry_or_404(number: int) -> ScrutinyEntry:
    """The entry of this number in the register of this partnership."""
    return find_entry(db.session(), g.partnership.id, number) or abort(404)


def pins_shown() -> list[Pin]:
    """The pinned copies of this partnership that hide nothing from the signed-in person, the newest first."""
    session, app = db.session(), current_app._get_current_object()  # type: ignore[attr-defined]
    return [one for one in pins_of(session, g.partnership.id) if not shows_hidden(session, app, one)]


def own_agencies() -> frozenset[int]:
    """The agencies for which the signed-in person challenges and answers."""
    return agencies_of(db.session(), g.partnership.id, current_user.id, CHALLENGE)


def log(action: str, subject: str, **details: object) -> None:
    """Note in the audit log what the signed-in person did."""
    record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id, subject=subject,
        details={name: str(value) for name, value in details.items()},
    )  # fmt: skip


def seen_number(data: str | None) -> int:
    """The number that a hidden field of a page says was read; none that there is, where the page was made up."""
    return int(data) if data and data.isascii() and data.isdigit() and len(data) < 9 else -1


def handed_out(content: bytes, media_type: str, name: str) -> Response:
    """A file to save, which no browser opens as a page of this site."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in ".-_") else "-" for sign in name)
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{plain}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def to_entry(entry: ScrutinyEntry) -> str:
    """The address of an entry."""
    return url_for("scrutiny.entry", number=entry.number)
