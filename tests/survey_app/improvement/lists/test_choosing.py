"""Each filter against choosing one by one; what is not of a list, or of another partnership, chooses nothing."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy.orm import Session

from survey_app.improvement.actions.planning import drop_action
from survey_app.improvement.lists.choosing import (
    ListQuery,
    actions_of,
    findings_of,
    is_late,
    query_from,
    recommendations_of,
    themes_of,
)
from survey_app.improvement.models import Action, Recommendation
from tests.survey_app.factories import make_agency
from tests.survey_app.improvement.actions.action_world import (
    DUE,
    TODAY,
    World,
    judged,
    make_action,
    make_recommendation,
    make_world,
)
from tests.survey_app.improvement.chain.chain_world import make_finding

LATER = DUE + timedelta(days=1)


@pytest.fixture
def many(session: Session, world: World) -> list[Recommendation]:
    """Recommendations of two agencies, three sources, two themes, each priority, made up to two years ago."""
    other = make_agency(session, world.partnership)
    found = [world.recommendation]
    shapes = product((world.agency, other), ("survey", "inspection"), ("Neglect", "50% of it_all"), (5, 60, 300, 700))
    for number, (agency, source, theme, age) in enumerate(shapes):
        found.append(
            make_recommendation(
                session, world.partnership, agency, source_kind=source, theme=theme,
                made_on=TODAY - timedelta(days=age), priority=("high", "medium", "low")[number % 3],
                state=("open", "retest")[number % 2], reply=("", "accepted")[number // 2 % 2],
            )
        )  # fmt: skip
    return found


@pytest.mark.parametrize(
    ("query", "chooses"),
    [
        ({"theme": "Neglect"}, lambda one, _: one.theme == "Neglect"),
        ({"source": "inspection"}, lambda one, _: one.source_kind == "inspection"),
        ({"state": "retest"}, lambda one, _: one.state == "retest"),
        ({"priority": "high"}, lambda one, _: one.priority == "high"),
        ({"reply": "accepted"}, lambda one, _: one.reply == "accepted"),
        ({"age": "90"}, lambda one, _: 31 <= (TODAY - one.made_on).days <= 90),
        ({"age": "older"}, lambda one, _: (TODAY - one.made_on).days > 365),
        ({"mark": "without_reply"}, lambda one, _: one.reply == ""),
        ({"mark": "without_action"}, lambda one, first: one is not first),
        ({"mark": "without_finding"}, lambda one, _: True),
        ({"words": "TOLD referrer"}, lambda one, _: False),
        ({"words": "referrer every"}, lambda one, _: True),
        ({"words": "%"}, lambda one, _: "%" in one.theme),
        ({"words": "_"}, lambda one, _: "_" in one.theme),
        ({"theme": "Neglect", "priority": "low"}, lambda one, _: one.theme == "Neglect" and one.priority == "low"),
    ],
    ids=lambda value: "-".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else "",
)
def test_a_filter_chooses_what_it_says(
    session: Session, world: World, many: list[Recommendation], query: dict[str, str], chooses: Any
) -> None:
    make_action(session, world)
    found = recommendations_of(session, world.partnership.id, ListQuery(**query), TODAY)
    assert set(found) == {one for one in many if chooses(one, many[0])}


def test_a_dropped_action_leaves_a_recommendation_without_one(session: Session, world: World) -> None:
    action = make_action(session, world)
    query = ListQuery(mark="without_action")
    assert recommendations_of(session, world.partnership.id, query, TODAY) == []
    drop_action(session, action, world.qa.id, "It is done by another.", TODAY)
    assert recommendations_of(session, world.partnership.id, query, TODAY) == [world.recommendation]


def test_an_action_is_late_from_the_day_after_its_due_day(session: Session, world: World) -> None:
    action, query = make_action(session, world), ListQuery(mark="late")
    for day, expected in ((DUE, []), (LATER, [action])):
        assert actions_of(session, world.partnership.id, query, day) == expected
        assert [is_late(action, day)] == [bool(expected)]
        of = recommendations_of(session, world.partnership.id, query, day)
        assert of == ([world.recommendation] if expected else [])


def test_what_waits_to_be_judged_or_was_activity_only_is_found(session: Session, world: World) -> None:
    action = make_action(session, world)
    judged(session, world, action, "activity_only")
    other = make_action(session, world)
    judged(session, world, other, "changed_practice")
    found = actions_of(session, world.partnership.id, ListQuery(mark="activity_only"), TODAY)
    assert found == [action]


def test_findings_without_a_recommendation_are_found(session: Session, world: World) -> None:
    alone, used = make_finding(session, world.partnership), make_finding(session, world.partnership)
    world.recommendation.findings = [used]
    session.flush()
    found = findings_of(session, world.partnership.id, ListQuery(mark="without_recommendation"), TODAY)
    assert found == [alone]


def test_nothing_of_another_partnership_is_listed(session: Session, world: World) -> None:
    other = make_world(session)
    make_action(session, other)
    make_finding(session, other.partnership)
    for read in (recommendations_of, actions_of, findings_of):
        mine = read(session, world.partnership.id, ListQuery(), TODAY)
        assert {one.partnership_id for one in mine} <= {world.partnership.id}
        assert read(session, world.partnership.id, ListQuery(agency=str(other.agency.id)), TODAY) == []
    assert themes_of(session, world.partnership.id) == ["Front door"]


@pytest.mark.parametrize(
    "given",
    [
        {"state": "everything", "mark": "late'--", "agency": "²", "age": "31", "priority": "urgent", "order": "text"},
        {"agency": "9" * 30, "words": "x " * 5_000},
        {"agency": "-1", "source": "Survey"},
        {"unknown": "x"},
    ],
    ids=["not of the list", "huge", "negative", "unknown"],
)
def test_what_is_not_of_the_list_chooses_nothing(session: Session, world: World, given: dict[str, str]) -> None:
    query = query_from(given, "recommendations")
    assert query.chosen.keys() <= {"words"}
    assert isinstance(recommendations_of(session, world.partnership.id, query, TODAY), list)


def test_the_oldest_the_newest_and_the_most_urgent_come_first(
    session: Session, world: World, many: list[Recommendation]
) -> None:
    def numbers(order: str) -> list[int]:
        return [one.number for one in recommendations_of(session, world.partnership.id, ListQuery(order=order), TODAY)]

    assert numbers("oldest") == sorted(one.number for one in many)
    assert numbers("newest") == numbers("") == sorted((one.number for one in many), reverse=True)
    ranks = {one.number: ("high", "medium", "low").index(one.priority) for one in many}
    assert [ranks[number] for number in numbers("priority")] == sorted(ranks.values())


def test_actions_that_are_due_first_come_first(session: Session, world: World) -> None:
    late, early = make_action(session, world), make_action(session, world, due_by=TODAY + timedelta(days=2))
    found: list[Action] = actions_of(session, world.partnership.id, ListQuery(), TODAY)
    assert found == [early, late]
