"""Decisions are of the day of their meeting, never rewritten, and reach what they are about."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from statsmodels.duration.survfunc import SurvfuncRight

from survey_app.improvement.actions.escalation import for_the_executive
from survey_app.improvement.models import ChainChange, Escalation
from survey_app.programme.executive import meetings
from survey_app.programme.executive.deciding import (
    DecisionText,
    decide,
    decision_figures,
    decisions_of,
    replace_decision,
    replaced_by,
)
from survey_app.programme.executive.meetings import ItemText
from survey_app.programme.executive.models import AgendaItem, DecisionChanged, ExecutiveDecision, ExecutiveMeeting
from survey_app.programme.executive.refusals import ExecutiveRefused
from survey_app.programme.scrutiny import challenging
from survey_app.programme.scrutiny.challenging import ChallengeText
from tests.survey_app.factories import make_agency
from tests.survey_app.improvement.actions.action_world import World, make_world
from tests.survey_app.programme.scrutiny import scrutiny_world
from tests.survey_app.programme.scrutiny.scrutiny_world import MONDAY
from tests.survey_app.programme.year.year_world import TODAY as YEAR_DAY
from tests.survey_app.programme.year.year_world import YearWorld

AGREED = DecisionText(kind="agreed", text="Six more weeks, and a second worker.")


@pytest.fixture
def item(session: Session, world: World, meeting: ExecutiveMeeting, late: Escalation, today: date) -> AgendaItem:
    return meetings.take_onto(session, meeting, [("escalation", late.id)], world.qa.id, today)[0]


def test_a_decision_on_a_late_action_answers_its_escalation(
    session: Session, world: World, item: AgendaItem, late: Escalation, today: date
) -> None:
    made = decide(session, item, AGREED, world.qa.id, today)
    assert (made.reference, made.decided_on, item.state) == ("D-001", today, "decided")
    assert late.answer == "D-001: Six more weeks, and a second worker."
    assert for_the_executive(session, world.partnership.id) == []
    line = session.scalars(select(ChainChange).where(ChainChange.field == "executive")).one()
    assert line.record_id == late.action_id


def test_noting_a_late_action_decides_nothing(
    session: Session, world: World, item: AgendaItem, late: Escalation, today: date
) -> None:
    with pytest.raises(ExecutiveRefused, match="noting it is none"):
        decide(session, item, DecisionText(kind="noted", text="Noted.", because="So."), world.qa.id, today)
    assert (item.state, late.answered_at) == ("open", None)


def test_nothing_that_waits_is_only_noted(session: Session) -> None:
    year = YearWorld(session)
    year.topic()
    version = year.put()
    meeting = meetings.plan_meeting(session, year.id, YEAR_DAY, "", year.qa.id)
    (item,) = meetings.take_onto(session, meeting, [("programme", version.id)], year.qa.id, YEAR_DAY)
    noted = DecisionText(kind="noted", text="Noted.", because="So.")
    with pytest.raises(ExecutiveRefused, match="noting it is none"):
        decide(session, item, noted, year.qa.id, YEAR_DAY)
    made = decide(session, item, AGREED, year.qa.id, YEAR_DAY)
    with pytest.raises(ExecutiveRefused, match="noting it is none"):
        replace_decision(session, made, noted, year.qa.id)
    own = meetings.write_item(session, meeting, ItemText(title="A", asks="Note it."), year.qa.id, YEAR_DAY)
    assert decide(session, own, noted, year.qa.id, YEAR_DAY).kind == "noted"


def test_a_correction_reaches_the_late_action(
    session: Session, world: World, item: AgendaItem, late: Escalation, today: date
) -> None:
    first = decide(session, item, AGREED, world.qa.id, today)
    better = DecisionText(kind="agreed", text="Eight more weeks.", because="Six was written down wrongly.")
    second = replace_decision(session, first, better, world.qa.id)
    assert late.answer == "D-002: Eight more weeks. (It takes the place of D-001.)"
    lines = session.scalars(select(ChainChange).where(ChainChange.field == "executive").order_by(ChainChange.id)).all()
    assert {one.became for one in lines} == {"D-001: Six more weeks, and a second worker.", late.answer}
    replace_decision(session, second, DecisionText(kind="agreed", text="Nine.", because="Eight was."), world.qa.id)
    assert late.answer == "D-003: Nine. (It takes the place of D-002.)"


def test_a_correction_reaches_the_challenge_and_keeps_what_was_not_resolved(session: Session) -> None:
    desk = scrutiny_world.make_world(session)
    challenge = challenging.raise_challenge(
        session, desk.partnership.id,
        ChallengeText(
            raised_as="agency", by_agency_id=desk.police.id, to_agency_id=desk.health.id, what="Reports come late.",
            why="Conferences go ahead without them.", raised_on=MONDAY,
        ),
        by_id=desk.police_lead.id, today=MONDAY,
    )  # fmt: skip
    challenging.respond(session, challenge, "A second typist began.", by_id=desk.health_lead.id, today=MONDAY)
    challenging.decide(
        session, challenge, "not_resolved", "They are late still.", by_id=desk.police_lead.id, today=MONDAY, seen=1
    )
    meeting = meetings.plan_meeting(session, desk.partnership.id, MONDAY, "", desk.qa.id)
    (item,) = meetings.take_onto(session, meeting, [("challenge", challenge.id)], desk.qa.id, MONDAY)
    first = decide(session, item, AGREED, desk.executive.id, MONDAY)
    assert challenge.outcome == "settled"
    better = DecisionText(kind="agreed", text="Two typists.", because="One was written down wrongly.")
    replace_decision(session, first, better, desk.executive.id)
    assert challenge.outcome_words == (
        "D-002: Two typists. (It takes the place of D-001.)\n\nNot resolved before: They are late still."
    )


def test_an_item_has_one_first_decision_also_for_the_database(
    session: Session, world: World, item: AgendaItem, today: date
) -> None:
    made = decide(session, item, AGREED, world.qa.id, today)
    session.add(
        ExecutiveDecision(
            partnership_id=made.partnership_id,
            item_id=item.id,
            number=2,
            kind="agreed",
            text="Again.",
            decided_on=today,
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_nothing_is_decided_before_the_meeting(session: Session, world: World, today: date) -> None:
    to_come = meetings.plan_meeting(session, world.partnership.id, today + timedelta(days=1), "", world.qa.id)
    item = meetings.write_item(session, to_come, ItemText(title="A", asks="Agree."), world.qa.id, today)
    with pytest.raises(ExecutiveRefused, match="Nothing is decided before it"):
        decide(session, item, AGREED, world.qa.id, today)


@pytest.mark.parametrize(
    "words",
    [
        DecisionText(kind="agreed", text=" "),
        DecisionText(kind="perhaps", text="Perhaps."),
        DecisionText(kind="not_agreed", text="No."),
        DecisionText(kind="agreed", text="x" * 4_001),
        DecisionText(kind="agreed", text="Yes.", due_by=date(2020, 1, 1)),
        DecisionText(kind="agreed", text="Yes.", agency_id=2_000_000),
    ],
    ids=["nothing", "unknown", "no reason", "long", "due before", "agency unknown"],
)
def test_a_decision_that_cannot_be_acted_on_is_refused(
    session: Session, world: World, item: AgendaItem, words: DecisionText, today: date
) -> None:
    with pytest.raises(ExecutiveRefused):
        decide(session, item, words, world.qa.id, today)
    assert session.scalars(select(ExecutiveDecision)).all() == []


def test_an_agency_from_elsewhere_carries_nothing_out(
    session: Session, world: World, item: AgendaItem, today: date
) -> None:
    elsewhere = make_agency(session, make_world(session).partnership)
    with pytest.raises(ExecutiveRefused, match="works in the partnership"):
        decide(session, item, DecisionText(kind="agreed", text="Yes.", agency_id=elsewhere.id), world.qa.id, today)


def test_an_item_is_decided_once_and_corrected_by_another_decision(
    session: Session, world: World, item: AgendaItem, today: date
) -> None:
    first = decide(session, item, AGREED, world.qa.id, today)
    with pytest.raises(ExecutiveRefused, match="dealt with"):
        decide(session, item, AGREED, world.qa.id, today)
    with pytest.raises(ExecutiveRefused, match="Say why"):
        replace_decision(session, first, AGREED, world.qa.id)
    better = DecisionText(kind="agreed", text="Eight more weeks.", because="Six was written down wrongly.")
    second = replace_decision(session, first, better, world.qa.id)
    assert replaced_by(session, first) is second
    with pytest.raises(ExecutiveRefused, match="replaced already"):
        replace_decision(session, first, better, world.qa.id)
    assert [one.text for one in decisions_of(session, world.partnership.id)] == [second.text, first.text]


def test_no_decision_is_rewritten(session: Session, world: World, item: AgendaItem, today: date) -> None:
    made = decide(session, item, AGREED, world.qa.id, today)
    made.text = "Something else."
    with pytest.raises(DecisionChanged):
        session.flush()


def test_the_log_is_searched_word_by_word_and_by_partnership(
    session: Session, world: World, item: AgendaItem, today: date
) -> None:
    made = decide(session, item, AGREED, world.qa.id, today)
    for words, expected in (("weeks WORKER", [made]), ("100%", []), ("late", [made]), ("nothing", [])):
        assert decisions_of(session, world.partnership.id, words) == expected
    assert decisions_of(session, make_world(session).partnership.id) == []


def test_days_until_a_decision_are_those_of_statsmodels_with_what_waits_censored(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    ages = {"decided": (3, 10, 40), "waiting": (5, 90)}
    for kind, days in ages.items():
        for age in days:
            item = meetings.write_item(session, meeting, ItemText(title=f"{age}", asks="Agree."), world.qa.id, today)
            session.execute(
                update(AgendaItem).where(AgendaItem.id == item.id).values(raised_on=today - timedelta(days=age))
            )
            session.refresh(item)
            if kind == "decided":
                first = decide(session, item, AGREED, world.qa.id, today)
                again = DecisionText(kind="agreed", text="Corrected.", because="A slip.")
                replace_decision(session, first, again, world.qa.id)
    found = decision_figures(session, world.partnership.id, today)
    times = np.array([*ages["decided"], *ages["waiting"]], dtype=float)
    events = np.array([1, 1, 1, 0, 0])
    assert (found.n_decided, found.n_waiting) == (3, 2)
    assert found.median.estimate == SurvfuncRight(times, events).quantile(0.5)
