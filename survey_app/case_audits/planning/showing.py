"""The steps of an audit as its page shows them to the signed-in person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app, url_for

from survey_app.accounts.permissions import declaration_of, held_permissions
from survey_app.case_audits.planning.steps import Stand, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """A step with the address that the signed-in person may open, empty where there is none.

    ``when`` says by when something is to be done, or how late it is.
    """

    title: str
    stand: Stand
    says: str
    act: str
    href: str
    when: str
    is_late: bool


def shown_steps(steps: Sequence[Step], slug: str, *, today: date, is_over: bool = False) -> list[ShownStep]:
    """The steps in their order; of an audit that is over nothing is left to do."""
    return [shown_step(step, slug, today=today, is_over=is_over) for step in steps]


def shown_step(step: Step, slug: str, *, today: date, is_over: bool = False) -> ShownStep:
    """One step with its address."""
    is_late = step.by is not None and step.by < today and step.stand is not Stand.DONE and not is_over
    return ShownStep(
        title=step.title, stand=step.stand, says=step.says, act="" if is_over else step.act,
        href=_address(step.endpoint, slug), when=_when(step, today) if not is_over else "", is_late=is_late,
    )  # fmt: skip


def _address(endpoint: str, slug: str) -> str:
    if endpoint not in current_app.view_functions:
        return ""
    declared = declaration_of(current_app, endpoint)
    may = declared is not None and bool(declared.kind != "permission" or declared.permissions & held_permissions())
    return url_for(endpoint, audit=slug) if may else ""


def _when(step: Step, today: date) -> str:
    """By when something is to be done, said plainly where that day has passed."""
    if step.by is None or step.stand is Stand.DONE:
        return ""
    if step.by >= today:
        return f"By {step.by:%-d %B %Y}."
    days = (today - step.by).days
    return f"This was to be done by {step.by:%-d %B %Y}, {days} {'day' if days == 1 else 'days'} ago."
