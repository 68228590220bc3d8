"""Which records a list shows: by agency, theme, source, state, priority, age, lateness and words, in an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, selectinload

from survey_app.improvement.actions.closing import why_not_closed
from survey_app.improvement.models import (
    ACTION_STATES,
    FINDING_KINDS,
    PRIORITIES,
    PROGRESS_STATES,
    RECOMMENDATION_STATES,
    REPLIES,
    SOURCE_KINDS,
    Action,
    Finding,
    Recommendation,
    ReTest,
)
from survey_app.improvement.models.retests import FOLLOWED

ListName = Literal["recommendations", "actions", "findings"]
LISTS: Mapping[str, str] = {"recommendations": "Recommendations", "actions": "Actions", "findings": "Findings"}
AGES = {"30": "Up to 30 days", "90": "31 to 90 days", "365": "91 days to a year", "older": "Over a year"}
AGE_DAYS = {"30": (0, 30), "90": (31, 90), "365": (91, 365), "older": (366, 100_000)}
MARKS = {
    "recommendations": {
        "open": "Open, or waiting for its re-test", "without_action": "Open, without an action",
        "without_reply": "Open, without a reply", "without_finding": "Open, resting on no finding",
        "late": "With a late action", "result_in": "A re-test’s result waits to be judged",
        "closable": "Can be closed with impact", "reopened": "Opened again",
    },
    "actions": {
        "open": "Open, or waiting to be judged", "late": "Late",
        "overdue": "Past its due day, to be judged or not", "soon": "Due within two weeks",
        "claimed": "Impact waits to be judged", "no_progress": "Open, nothing noted yet", "reopened": "Opened again",
        "activity_only": "Closed as activity only",
    },
    "findings": {"without_recommendation": "Without a recommendation", "without_evidence": "Without evidence"},
}  # fmt: skip
STATES: Mapping[str, Mapping[str, str]] = {
    "recommendations": RECOMMENDATION_STATES, "actions": ACTION_STATES, "findings": FINDING_KINDS,
}  # fmt: skip
ORDERS = {
    "recommendations": {"newest": "Newest first", "oldest": "Oldest first", "priority": "Most urgent first"},
    "actions": {"due": "Open ones first, by due day", "newest": "Newest first", "oldest": "Oldest first"},
    "findings": {"newest": "Newest first", "oldest": "Oldest first"},
}
SOON = timedelta(days=14)
LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """What somebody chose; an empty field chooses nothing. ``mark`` is one of :data:`MARKS` of the list."""

    agency: str = ""
    theme: str = ""
    source: str = ""
    state: str = ""
    priority: str = ""
    reply: str = ""
    progress: str = ""
    age: str = ""
    mark: str = ""
    words: str = ""
    order: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        """The fields that choose something, as an address or a saved view has them."""
        return {name: value for name, value in asdict(self).items() if value}


def query_from(given: Mapping[str, Any], list_name: str) -> ListQuery:
    """The query of an address or a saved view; what is not of its list is passed over."""
    allowed: dict[str, Mapping[str, str]] = {
        "source": SOURCE_KINDS, "state": STATES[list_name], "priority": PRIORITIES, "reply": REPLIES, "age": AGES,
        "progress": PROGRESS_STATES, "mark": MARKS[list_name], "order": ORDERS[list_name],
    }  # fmt: skip
    values = {name: str(given.get(name) or "") for name in ListQuery.__dataclass_fields__}
    for name, known in allowed.items():
        if values[name] not in known:
            values[name] = ""
    agency = values["agency"]
    values["agency"] = agency if agency.isascii() and agency.isdecimal() and len(agency) < 10 else ""
    values["words"] = " ".join(values["words"].split())[:LONGEST_WORDS]
    return ListQuery(**values)


def recommendations_of(session: Session, partnership_id: int, query: ListQuery, today: date) -> list[Recommendation]:
    """The recommendations that a query chooses."""
    of = select(Recommendation).where(Recommendation.partnership_id == partnership_id)
    of = of.options(
        selectinload(Recommendation.actions), selectinload(Recommendation.findings), selectinload(Recommendation.owner)
    )
    conditions = [
        *_same(query.agency, Recommendation.owner_id, int), *_same(query.theme, Recommendation.theme),
        *_same(query.source, Recommendation.source_kind), *_same(query.state, Recommendation.state),
        *_same(query.priority, Recommendation.priority), *_same(query.reply, Recommendation.reply),
        *_aged(query.age, Recommendation.made_on, today),
        *_said(query.words, Recommendation.text, Recommendation.why, Recommendation.source, Recommendation.theme),
        *_recommendation_mark(query.mark, today),
    ]  # fmt: skip
    found = list(session.scalars(_ordered(of.where(*conditions), Recommendation, query.order)))
    if query.order == "priority":
        found.sort(key=lambda one: (list(PRIORITIES).index(one.priority), one.number))
    if query.mark == "closable":
        return [one for one in found if not why_not_closed(session, one)]
    return found


def actions_of(session: Session, partnership_id: int, query: ListQuery, today: date) -> list[Action]:
    """The actions that a query chooses; theme, source and priority are those of their recommendation."""
    of = select(Action).join(Action.recommendation).where(Action.partnership_id == partnership_id)
    of = of.options(
        selectinload(Action.recommendation),
        selectinload(Action.agency),
        selectinload(Action.claims),
        selectinload(Action.owner_account),
    )
    conditions = [
        *_same(query.agency, Action.agency_id, int), *_same(query.theme, Recommendation.theme),
        *_same(query.source, Recommendation.source_kind), *_same(query.priority, Recommendation.priority),
        *_same(query.state, Action.state), *_same(query.progress, Action.progress),
        *_aged(query.age, Action.opened_on, today), *_said(query.words, Action.what, Action.success_measure),
        *_action_mark(query.mark, today),
    ]  # fmt: skip
    of = of.where(*conditions)
    if query.order in ("newest", "oldest"):
        found = list(session.scalars(_ordered(of, Action, query.order)))
    else:
        is_ended = Action.state.not_in(("open", "claimed"))
        found = list(session.scalars(of.order_by(is_ended, Action.due_by, Action.number)))
    if query.mark == "activity_only":
        return [one for one in found if last_verdict(one) == "activity_only"]
    return found


def findings_of(session: Session, partnership_id: int, query: ListQuery, today: date) -> list[Finding]:
    """The findings that a query chooses; withdrawn ones are left out."""
    of = select(Finding).where(Finding.partnership_id == partnership_id, Finding.withdrawn_at.is_(None))
    of = of.options(selectinload(Finding.recommendations), selectinload(Finding.evidence))
    conditions = [
        *_same(query.agency, Finding.agency_id, int), *_same(query.theme, Finding.theme),
        *_same(query.source, Finding.source_kind), *_same(query.state, Finding.kind),
        *_aged(query.age, Finding.found_on, today), *_said(query.words, Finding.text, Finding.theme),
    ]  # fmt: skip
    if query.mark == "without_recommendation":
        conditions.append(~Finding.recommendations.any())
    elif query.mark == "without_evidence":
        conditions.append(~Finding.evidence.any())
    return list(session.scalars(_ordered(of.where(*conditions), Finding, query.order)))


def last_verdict(action: Action) -> str:
    """The verdict on the last claim that was judged, empty where none was."""
    return next((one.verdict for one in reversed(action.claims) if one.verdict), "")


def is_late(action: Action, today: date) -> bool:
    """Whether an action is open, its impact not claimed, and past its due day."""
    return action.state == "open" and action.due_by < today


def themes_of(session: Session, partnership_id: int) -> list[str]:
    """Every theme of the chain, each once."""
    found = {
        theme
        for model in (Recommendation, Finding)
        for theme in session.scalars(select(model.theme).where(model.partnership_id == partnership_id).distinct())
        if theme
    }
    return sorted(found, key=str.casefold)


def _recommendation_mark(mark: str, today: date) -> list[ColumnElement[bool]]:
    is_open = Recommendation.state.in_(("open", "retest"))
    doing = exists().where(Action.recommendation_id == Recommendation.id, Action.state != "dropped")
    late = exists().where(Action.recommendation_id == Recommendation.id, Action.state == "open", Action.due_by < today)
    result_in = Recommendation.retests.any(
        and_(ReTest.found_at.is_not(None), ReTest.result == "", ReTest.cancelled_why == "")
    )
    known: dict[str, ColumnElement[bool]] = {
        "open": is_open, "without_action": and_(is_open, ~doing),
        "without_reply": and_(is_open, Recommendation.reply == ""),
        "without_finding": and_(is_open, ~Recommendation.findings.any(Finding.withdrawn_at.is_(None))), "late": late,
        "result_in": and_(Recommendation.state.in_(FOLLOWED), result_in), "closable": is_open,
        "reopened": Recommendation.reopened > 0,
    }  # fmt: skip
    return [known[mark]] if mark else []


def _action_mark(mark: str, today: date) -> list[ColumnElement[bool]]:
    is_open = Action.state.in_(("open", "claimed"))
    known: dict[str, ColumnElement[bool]] = {
        "open": is_open, "late": and_(Action.state == "open", Action.due_by < today),
        "overdue": and_(is_open, Action.due_by < today),
        "soon": and_(Action.state == "open", Action.due_by.between(today, today + SOON)),
        "claimed": Action.state == "claimed", "no_progress": and_(Action.state == "open", Action.progress == ""),
        "reopened": Action.reopened > 0, "activity_only": Action.state == "closed",
    }  # fmt: skip
    return [known[mark]] if mark else []


def _same(value: str, column: Any, kind: type[str] | type[int] = str) -> list[ColumnElement[bool]]:
    return [column == kind(value)] if value else []


def _aged(age: str, column: Any, today: date) -> list[ColumnElement[bool]]:
    if not age:
        return []
    youngest, oldest = AGE_DAYS[age]
    since = date.min if age == "older" else today - timedelta(days=oldest)
    return [column <= today - timedelta(days=youngest), column >= since]


def _said(words: str, *columns: Any) -> list[ColumnElement[bool]]:
    """Every word stands in one of the columns, whatever its case."""
    return [or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words.split()]


def _ordered(of: Select[Any], model: Any, order: str) -> Select[Any]:
    return of.order_by(model.number.asc() if order == "oldest" else model.number.desc())
