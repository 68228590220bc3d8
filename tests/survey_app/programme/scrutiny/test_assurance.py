"""Assurance: nobody judges what they gave; nothing is assured without evidence; nothing closes before all is judged."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from survey_app.programme.scrutiny import assurance
from survey_app.programme.scrutiny.assurance import RequestText
from survey_app.programme.scrutiny.models import AssuranceRequest
from survey_app.programme.scrutiny.refusals import ScrutinyRefused
from tests.survey_app.factories import make_user
from tests.survey_app.programme.scrutiny.scrutiny_world import MONDAY, World, belong_to, entry_of

FOUR = ("A new form", "Feedback in a day", "Education at the table", "A sample each quarter")
DEADLINE = MONDAY + timedelta(days=30)


def text(world: World, **values: object) -> RequestText:
    given = {
        "title": "Four improvements of the front door", "why": "They were due in April.", "asked_as": "executive",
        "agency_id": world.health.id, "group_name": "MASH strategic group", "answer_by": DEADLINE, "items": FOUR,
    } | values  # fmt: skip
    return RequestText(**given)


def asked(session: Session, world: World, *, by: int | None = None, **values: object) -> AssuranceRequest:
    return assurance.ask(
        session, world.partnership.id, text(world, **values), by_id=by or world.executive.id, today=MONDAY
    )


def test_four_items_are_judged_one_by_one_and_then_closed(session: Session, world: World) -> None:
    made = asked(session, world)
    for item in made.items:
        assurance.give(session, item, "It is in use.", by_id=world.health_lead.id, today=MONDAY)
    assert assurance.standing_of(made, DEADLINE + timedelta(days=1)) == "to_judge"
    for item, verdict in zip(made.items, ("assured", "partly", "not_assured", "assured"), strict=True):
        with pytest.raises(ScrutinyRefused, match="Not every item is judged"):
            assurance.close(session, made, "Done.", by_id=world.executive.id, today=MONDAY)
        assurance.judge(session, item, verdict, "So it is.", by_id=world.executive.id, seen=1)
    assert assurance.standing_of(made, MONDAY) == "judged"
    assurance.close(session, made, "A recommendation follows.", by_id=world.executive.id, today=MONDAY)
    assert assurance.standing_of(made, MONDAY) == "closed"
    with pytest.raises(ScrutinyRefused, match="not open"):
        assurance.judge(session, made.items[0], "partly", "After all.", by_id=world.executive.id, seen=1)


def test_it_is_late_while_an_item_without_evidence_is_past_the_deadline(session: Session, world: World) -> None:
    made = asked(session, world)
    for item in made.items[:3]:
        assurance.give(session, item, "It is in use.", by_id=world.health_lead.id, today=MONDAY)
    assert assurance.standing_of(made, DEADLINE) == "waiting"
    assert assurance.standing_of(made, DEADLINE + timedelta(days=1)) == "late"
    assurance.judge(session, made.items[3], "not_assured", "Nothing came.", by_id=world.executive.id, seen=0)
    assert assurance.standing_of(made, DEADLINE + timedelta(days=1)) == "to_judge"


@pytest.mark.parametrize("verdict", ["assured", "partly"])
def test_nobody_is_assured_by_nothing(session: Session, world: World, verdict: str) -> None:
    made = asked(session, world)
    with pytest.raises(ScrutinyRefused, match="Nothing was given"):
        assurance.judge(session, made.items[0], verdict, "I believe it.", by_id=world.executive.id, seen=0)


def test_the_asked_agency_judges_nothing_whatever_other_role_its_people_hold(session: Session, world: World) -> None:
    made = asked(session, world)
    assurance.give(session, made.items[0], "It is in use.", by_id=world.health_lead.id, today=MONDAY)
    insider = make_user(session, world.partnership, roles=("executive_member",))
    belong_to(session, insider, world.health)
    for somebody in (world.health_lead, insider):
        with pytest.raises(ScrutinyRefused, match="nobody who belongs"):
            assurance.judge(session, made.items[0], "assured", "Fine.", by_id=somebody.id, seen=1)
        with pytest.raises(ScrutinyRefused, match="nobody who belongs"):
            assurance.close(session, made, "Fine.", by_id=somebody.id, today=MONDAY)


def test_whoever_gave_evidence_and_changed_sides_does_not_judge_it(session: Session, world: World) -> None:
    mover = make_user(session, world.partnership, roles=("agency_lead", "executive_member"))
    belong_to(session, mover, world.health)
    made = asked(session, world)
    assurance.give(session, made.items[0], "It is in use.", by_id=mover.id, today=MONDAY)
    belong_to(session, mover, world.police)
    with pytest.raises(ScrutinyRefused, match="gave evidence for this yourself"):
        assurance.judge(session, made.items[0], "assured", "Fine.", by_id=mover.id, seen=1)


@pytest.mark.parametrize("who", ["police_lead", "qa", "executive", "scrutineer"])
def test_only_the_asked_agency_gives(session: Session, world: World, who: str) -> None:
    made = asked(session, world)
    with pytest.raises(ScrutinyRefused, match="gives the evidence"):
        assurance.give(session, made.items[0], "It is in use.", by_id=getattr(world, who).id, today=MONDAY)


def test_a_request_of_the_executive_is_not_judged_by_the_scrutineer_nor_the_other_way_round(
    session: Session, world: World
) -> None:
    entry = entry_of(session, world)
    theirs = asked(session, world)
    mine = asked(session, world, by=world.scrutineer.id, asked_as="scrutineer", entry_id=entry.id)
    for made, wrong in ((theirs, world.scrutineer), (mine, world.executive)):
        with pytest.raises(ScrutinyRefused, match="Whoever asked judges"):
            assurance.judge(session, made.items[0], "not_assured", "Nothing came.", by_id=wrong.id, seen=0)
    assurance.judge(session, mine.items[0], "not_assured", "Nothing came.", by_id=world.scrutineer.id, seen=0)


@pytest.mark.parametrize("who", ["police_lead", "young", "scrutineer"])
def test_who_may_not_ask_in_the_executives_name_does_not(session: Session, world: World, who: str) -> None:
    with pytest.raises(ScrutinyRefused, match="You may not ask"):
        asked(session, world, by=getattr(world, who).id)


def test_evidence_that_came_meanwhile_is_read_before_judging(session: Session, world: World) -> None:
    made = asked(session, world)
    assurance.give(session, made.items[0], "It is in use.", by_id=world.health_lead.id, today=MONDAY)
    with pytest.raises(ScrutinyRefused, match="More evidence has come"):
        assurance.judge(session, made.items[0], "not_assured", "Nothing came.", by_id=world.executive.id, seen=0)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"items": ["", " "]}, "Name 1 to"), ({"items": ["One"] * 21}, "Name 1 to"), ({"title": " "}, "Say what"),
        ({"answer_by": MONDAY - timedelta(days=1)}, "today or later"), ({"answer_by": date(2040, 1, 1)}, "two years"),
        ({"agency_id": 999_999}, "Choose the agency"), ({"asked_as": "police"}, "for whom"),
    ],
    ids=["no item", "too many", "no title", "past", "far", "no agency", "nobody"],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_said(session: Session, world: World, wrong: dict[str, object], says: str) -> None:
    with pytest.raises(ScrutinyRefused, match=says):
        asked(session, world, **wrong)


def test_a_link_that_is_none_is_refused_and_a_file_and_a_link_together_too(session: Session, world: World) -> None:
    made = asked(session, world)
    with pytest.raises(ScrutinyRefused, match="https"):
        assurance.give(
            session, made.items[0], "See there.", by_id=world.health_lead.id, today=MONDAY, link="javascript:alert(1)"
        )
