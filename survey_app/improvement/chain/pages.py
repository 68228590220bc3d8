"""What the pages of the chain share: refusals that keep what was typed, and the way back."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app, g, url_for

from survey_app.accounts.permissions import can
from survey_app.database import db
from survey_app.improvement.chain.forms import SeenForm
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.chain.shown import CameOf, came_of_record, findings_by_record
from survey_app.improvement.changing import ChangedMeanwhile
from survey_app.improvement.models import Finding
from survey_app.improvement.pages import blueprint

STILL_HERE = "What you typed is still in the form. Look at what is new beside it, and save again."


def attempt(form: SeenForm, act: Callable[[], object]) -> bool:
    """Do something and say whether it was done; a refusal stands in the form, with everything that was typed."""
    try:
        act()
    except ChangedMeanwhile as changed:
        db.session.rollback()
        form.form_errors.append(f"{changed.message} {STILL_HERE}")
        form.changed_meanwhile = True
    except ChainRefused as refused:
        db.session.rollback()
        form.form_errors.append(refused.message)
    else:
        return True
    return False


def status_of(form: SeenForm) -> int:
    """The status of a page with a form: changed meanwhile, not as it should be, or simply shown."""
    if form.changed_meanwhile:
        return 409
    return 422 if form.errors or form.form_errors else 200


def chain_home() -> str:
    """Where the chain begins."""
    known = "improvement.index" in current_app.view_functions
    return url_for("improvement.index" if known else "improvement.reviews")


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """What other features' pages need to say what came of what they show."""
    return {
        "what_came_of": what_came_of, "findings_on": findings_on, "chain_home": chain_home,
    }  # fmt: skip


def what_came_of(*record_types: str, record_id: object) -> CameOf | None:
    """The findings and recommendations that a record has led to; None for who does not read the chain."""
    if not can("improvement.read"):
        return None
    found = came_of_record(db.session(), g.partnership.id, record_types, str(record_id))
    return found if found.findings or found.recommendations else None


def findings_on(record_type: str) -> dict[str, list[Finding]]:
    """The findings that records of a type bear out, by the record's id; none for who does not read the chain."""
    return findings_by_record(db.session(), g.partnership.id, record_type) if can("improvement.read") else {}
