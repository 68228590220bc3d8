"""What an assessment consists of, told by the features that do it: each adds its own line to the assessment's page.

A feature registers one function when its views are imported::

    @assessment_part("visits", position=30)
    def visits_part(session, assessments, viewer):
        return {assessment.id: AssessmentPart(title="Visits", status="2 planned", links=(...)) for ...}

The function is asked for many assessments at once (the overview of a cycle) or for one (its page), and answers for
those it has something to say about. So cycles never import visits, self-assessments or outcomes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from survey_app.walkabouts.models import Section11Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks: what they may do in the partnership of the page. Parts never tell more than that."""

    user_id: int
    partnership_id: int
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLink:
    """A link to a page of the feature, by its endpoint; left out where that does not exist."""

    text: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What somebody has to do next, by whom and until when; ``person`` is a name, or a group such as "QA group"."""

    person: str
    text: str
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentPart:
    """One part of an assessment as its page shows it.

    ``status`` is a few words, also used in the overview; ``tone`` colours it: "" (plain), "green" (done), "blue" (under
    way), "yellow" (waits for somebody), "red" (late), "grey" (not begun).
    """

    title: str
    status: str
    tone: str = ""
    lines: tuple[str, ...] = ()
    links: tuple[PartLink, ...] = ()
    next_steps: tuple[NextStep, ...] = ()


Teller = Callable[[Session, Sequence[Section11Assessment], Viewer], Mapping[str, AssessmentPart]]
"""Assessments → the part of each, by its id."""

SharedTeller = Callable[[Session, Section11Assessment], Sequence[AssessmentPart]]
"""What another partnership may read of an assessment: no staff conversation, no notes, nothing before it is final."""

_tellers: dict[str, tuple[int, Teller]] = {}
_shared_tellers: dict[str, tuple[int, SharedTeller]] = {}


def assessment_part(key: str, *, position: int) -> Callable[[Teller], Teller]:
    """Register what a feature tells of assessments: "rubric" 10, "self" 20, "visits" 30, "outcomes" 40."""

    def register(teller: Teller) -> Teller:
        _tellers[key] = (position, teller)
        return teller

    return register


def shared_part(key: str, *, position: int) -> Callable[[SharedTeller], SharedTeller]:
    """Register what a feature lets other partnerships read of an assessment that is shared with them."""

    def register(teller: SharedTeller) -> SharedTeller:
        _shared_tellers[key] = (position, teller)
        return teller

    return register


def parts_of(
    session: Session, assessments: Sequence[Section11Assessment], viewer: Viewer
) -> dict[str, dict[str, AssessmentPart]]:
    """Key → assessment's id → part, in the order of the positions."""
    return {
        key: dict(teller(session, assessments, viewer))
        for key, (_, teller) in sorted(_tellers.items(), key=lambda pair: pair[1][0])
    }


def shared_parts_of(session: Session, assessment: Section11Assessment) -> list[AssessmentPart]:
    """Everything that a partnership it is shared with may read."""
    tellers = [teller for _, teller in sorted(_shared_tellers.values(), key=lambda pair: pair[0])]
    return [part for teller in tellers for part in teller(session, assessment)]
