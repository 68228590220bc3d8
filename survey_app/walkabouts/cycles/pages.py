"""What all pages of cycles and assessments need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import abort, current_app, g, url_for
from flask_login import current_user

from survey_app.accounts.permissions import declaration_of, held_permissions
from survey_app.audit_log import record
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import db, now
from survey_app.walkabouts.cycles.cycles import find_assessment, find_cycle
from survey_app.walkabouts.cycles.parts import AssessmentPart, PartLink, Viewer
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLink:
    """A link that the signed-in person may follow."""

    text: str
    href: str


def cycle_or_404(slug: str) -> Section11Cycle:
    """The cycle of this address in the partnership of this page."""
    cycle = find_cycle(db.session(), g.partnership.id, slug)
    if cycle is None:
        abort(404)
    return cycle


def assessment_or_404(assessment_id: str) -> Section11Assessment:
    """The assessment of this address, if the partnership of this page leads it."""
    assessment = find_assessment(db.session(), g.partnership.id, assessment_id)
    if assessment is None:
        abort(404)
    return assessment


def today() -> date:
    """The day it is in England."""
    return now().astimezone(LOCAL_TIME).date()


def viewer() -> Viewer:
    """The signed-in person, as the parts of an assessment know them."""
    return Viewer(user_id=current_user.id, partnership_id=g.partnership.id, permissions=held_permissions())


def links_of(part: AssessmentPart) -> list[ShownLink]:
    """The links of a part that lead somewhere, and whose pages the signed-in person may open."""
    return [shown for link in part.links if (shown := _shown(link)) is not None]


def _shown(link: PartLink) -> ShownLink | None:
    if link.endpoint not in current_app.view_functions:
        return None
    declared = declaration_of(current_app, link.endpoint)
    if declared is None or (declared.kind == "permission" and declared.permission not in held_permissions()):
        return None
    return ShownLink(text=link.text, href=url_for(link.endpoint, **link.values))


def log(action: str, cycle: Section11Cycle, **details: object) -> None:
    """Record what the signed-in person does with a cycle."""
    record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id,
        subject=f"section 11 cycle {cycle.slug}", details=details,
    )  # fmt: skip
