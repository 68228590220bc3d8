"""The steps of a cycle as its page shows them to the signed-in person, and the one thing that is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, url_for

from survey_app.accounts.permissions import declaration_of, held_permissions
from survey_app.forums.hub.saying import day_words
from survey_app.forums.hub.steps import Stand, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """A step with the addresses that the signed-in person may open.

    ``act`` is a button where ``href`` is given; ``when`` says by when, or how late it is.
    """

    number: int
    title: str
    stand: Stand
    says: str
    act: str
    href: str
    when: str
    is_late: bool


def shown_steps(steps: Sequence[Step], hub: str, *, today: date) -> list[ShownStep]:
    """The steps in their order, as far as the signed-in person's roles go."""
    with_live = "rounds.manage" in held_permissions()
    return [_shown(step, number, hub, today, with_live) for number, step in enumerate(steps, 1)]


def next_of(steps: Sequence[ShownStep]) -> ShownStep | None:
    """The most useful thing to do: what is under way and late, else what is late, else any; in the order of the cycle.

    What was begun comes before what was left out: of a cycle whose leaders reply late, its newsletter is not next.
    """
    open_ = [step for step in steps if step.act and step.stand is not Stand.DONE]
    late = [step for step in open_ if step.is_late]
    under_way = [step for step in late if step.stand is Stand.NOW]
    return next(iter(under_way or late or open_), None)


def _shown(step: Step, number: int, hub: str, today: date, with_live: bool) -> ShownStep:
    is_late = step.by is not None and step.by < today and step.stand is not Stand.DONE
    says = f"{step.says} {step.live}" if step.live and with_live else step.says
    values: dict[str, Any] = {"hub": hub, **dict(step.values)}
    href = url_for(step.endpoint, **values) if _may_open(step.endpoint) else ""
    return ShownStep(
        number=number, title=step.title, stand=step.stand, says=says, act=step.act, href=href,
        when=_when(step, today), is_late=is_late,
    )  # fmt: skip


def _when(step: Step, today: date) -> str:
    """By when something is to be done, said plainly where that day has passed."""
    if step.by is None or step.stand is Stand.DONE or not step.act:
        return ""
    if step.by == today:
        return "Due today."
    if step.by > today:
        return f"Best done by {day_words(step.by)}." if step.stand is Stand.AHEAD else ""
    days = (today - step.by).days
    return f"Late: this was due by {day_words(step.by)}, {days:,} {'day' if days == 1 else 'days'} ago."


def _may_open(endpoint: str) -> bool:
    if endpoint not in current_app.view_functions:
        return False
    declared = declaration_of(current_app, endpoint)
    return declared is not None and (declared.kind != "permission" or declared.permission in held_permissions())
