"""Challenges: whoever was challenged ends nothing; whoever challenged decides; what is not resolved goes higher."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from survey_app.programme.scrutiny import challenging
from survey_app.programme.scrutiny.challenging import ChallengeText
from survey_app.programme.scrutiny.models import PartnerChallenge
from survey_app.programme.scrutiny.refusals import ScrutinyRefused
from tests.survey_app.factories import make_user
from tests.survey_app.programme.scrutiny.scrutiny_world import MONDAY, World, belong_to, entry_of

RESPOND_BY = date(2026, 3, 16)  # ten working days on


def text(world: World, **values: object) -> ChallengeText:
    given = {
        "raised_as": "agency", "by_agency_id": world.police.id, "to_agency_id": world.health.id,
        "what": "Reports come late.", "why": "Conferences go ahead without them.", "raised_on": MONDAY,
    } | values  # fmt: skip
    return ChallengeText(**given)


def raised(session: Session, world: World, *, by: int | None = None, **values: object) -> PartnerChallenge:
    return challenging.raise_challenge(
        session, world.partnership.id, text(world, **values), by_id=by or world.police_lead.id, today=MONDAY
    )


def answered(session: Session, world: World) -> PartnerChallenge:
    made = raised(session, world)
    challenging.respond(session, made, "A second typist began.", by_id=world.health_lead.id, today=MONDAY)
    return made


def decide(
    session: Session, made: PartnerChallenge, outcome: str, by: int, *, day: date = MONDAY, seen: int = 1
) -> None:
    challenging.decide(session, made, outcome, "Because it is so.", by_id=by, today=day, seen=seen)


def test_a_challenge_has_a_clock_and_is_late_after_its_last_day(session: Session, world: World) -> None:
    made = raised(session, world)
    assert (made.reference, made.respond_by) == ("CH-001", RESPOND_BY)
    assert not challenging.is_late(made, RESPOND_BY)
    assert challenging.is_late(made, RESPOND_BY + timedelta(days=1))


@pytest.mark.parametrize("outcome", ["accepted", "explained", "ask_again", "not_resolved"])
def test_the_challenged_agency_closes_nothing(session: Session, world: World, outcome: str) -> None:
    made = answered(session, world)
    with pytest.raises(ScrutinyRefused, match="decides whether"):
        decide(session, made, outcome, world.health_lead.id)
    assert made.outcome == ""


def test_nobody_who_belongs_to_the_challenged_agency_closes_it_in_another_role(session: Session, world: World) -> None:
    """Somebody of the Executive who comes from the challenged agency speaks for neither side's decision."""
    insider = make_user(session, world.partnership, roles=("executive_member",))
    belong_to(session, insider, world.health)
    made = raised(session, world, by=world.executive.id, raised_as="executive", by_agency_id=None)
    challenging.respond(session, made, "A second typist began.", by_id=world.health_lead.id, today=MONDAY)
    with pytest.raises(ScrutinyRefused, match="decides whether"):
        decide(session, made, "explained", insider.id)
    decide(session, made, "not_resolved", world.executive.id)
    with pytest.raises(ScrutinyRefused, match="nobody who belongs"):
        challenging.settle(session, made, "It is fine.", by_id=insider.id, today=MONDAY)


def test_whoever_belongs_to_both_agencies_does_not_decide(session: Session, world: World) -> None:
    both = make_user(session, world.partnership, roles=("agency_lead",))
    belong_to(session, both, world.health)
    made = answered(session, world)
    assert not challenging.may_decide(session, made, both.id)
    with pytest.raises(ScrutinyRefused, match="agency of your own"):
        raised(session, world, by=both.id)


@pytest.mark.parametrize("who", ["police_lead", "qa", "executive", "scrutineer", "young"])
def test_only_the_challenged_agency_responds(session: Session, world: World, who: str) -> None:
    made = raised(session, world)
    with pytest.raises(ScrutinyRefused, match="do not answer for it"):
        challenging.respond(session, made, "All is well.", by_id=getattr(world, who).id, today=MONDAY)


def test_a_challenge_in_another_name_is_refused(session: Session, world: World) -> None:
    for raised_as, by in (("agency", world.qa), ("executive", world.police_lead), ("scrutineer", world.qa)):
        agency = world.police.id if raised_as == "agency" else None
        with pytest.raises(ScrutinyRefused):
            raised(session, world, by=by.id, raised_as=raised_as, by_agency_id=agency)


def test_an_agency_does_not_challenge_itself(session: Session, world: World) -> None:
    with pytest.raises(ScrutinyRefused, match="does not challenge itself"):
        raised(session, world, to_agency_id=world.police.id)


def test_asking_again_begins_a_new_clock_and_keeps_what_was_not_enough(session: Session, world: World) -> None:
    made = answered(session, world)
    decide(session, made, "ask_again", world.police_lead.id, day=date(2026, 3, 9))
    assert (made.outcome, made.waits, made.respond_by) == ("", True, date(2026, 3, 23))
    challenging.respond(session, made, "And a third.", by_id=world.health_lead.id, today=date(2026, 3, 24))
    assert [(one.text, one.not_enough, one.was_late) for one in made.responses] == [
        ("A second typist began.", "Because it is so.", False), ("And a third.", "", True),
    ]  # fmt: skip
    decide(session, made, "accepted", world.police_lead.id, day=date(2026, 3, 25), seen=2)
    assert made.is_ended


def test_nothing_is_decided_before_a_response_and_nothing_by_whoever_read_an_older_one(
    session: Session, world: World
) -> None:
    made = raised(session, world)
    with pytest.raises(ScrutinyRefused, match="no response yet"):
        decide(session, made, "accepted", world.police_lead.id, seen=0)
    with pytest.raises(ScrutinyRefused, match="no response yet"):
        decide(session, made, "not_resolved", world.police_lead.id, seen=0, day=RESPOND_BY)
    challenging.respond(session, made, "A second typist began.", by_id=world.health_lead.id, today=MONDAY)
    with pytest.raises(ScrutinyRefused, match="since you opened it"):
        decide(session, made, "accepted", world.police_lead.id, seen=0)


def test_silence_goes_to_the_executive_once_its_day_has_passed(session: Session, world: World) -> None:
    made, day = raised(session, world), RESPOND_BY + timedelta(days=1)
    decide(session, made, "not_resolved", world.police_lead.id, seen=0, day=day)
    assert challenging.for_the_executive(session, world.partnership.id) == [made]
    assert made.escalated_on == day
    challenging.advise(session, made, "Meet, with the figures.", by_id=world.scrutineer.id)
    challenging.settle(session, made, "Health reports monthly.", by_id=world.executive.id, today=day)
    assert made.outcome == "settled"
    assert "Because it is so." in made.outcome_words
    assert challenging.for_the_executive(session, world.partnership.id) == []


def test_a_member_of_the_executive_alone_settles_without_a_meeting(session: Session, world: World) -> None:
    made = answered(session, world)
    assert not challenging.may_settle(session, made, world.executive.id)  # not with the Executive yet
    decide(session, made, "not_resolved", world.police_lead.id)
    insider = make_user(session, world.partnership, roles=("executive_member",))
    belong_to(session, insider, world.health)
    may = [one for one in (world.executive, world.qa, world.scrutineer, insider)
           if challenging.may_settle(session, made, one.id)]  # fmt: skip
    assert may == [world.executive]


def test_advice_is_the_scrutineers_and_only_where_nothing_was_resolved(session: Session, world: World) -> None:
    made = answered(session, world)
    with pytest.raises(ScrutinyRefused, match="was not resolved"):
        challenging.advise(session, made, "Meet.", by_id=world.scrutineer.id)
    decide(session, made, "not_resolved", world.police_lead.id)
    with pytest.raises(ScrutinyRefused, match="Only the independent scrutineer"):
        challenging.advise(session, made, "Meet.", by_id=world.qa.id)


def test_a_challenge_out_of_the_register_is_the_scrutineers(session: Session, world: World) -> None:
    entry = entry_of(session, world)
    made = raised(session, world, by=world.scrutineer.id, raised_as="scrutineer", by_agency_id=None, entry_id=entry.id)
    challenging.respond(session, made, "A second typist began.", by_id=world.health_lead.id, today=MONDAY)
    decide(session, made, "explained", world.scrutineer.id)
    with pytest.raises(ScrutinyRefused, match="Only the scrutineer"):
        raised(session, world, entry_id=entry.id)


def test_an_agency_sees_the_challenges_that_concern_it(session: Session, world: World) -> None:
    made = raised(session, world)
    here = world.partnership.id
    assert challenging.challenges_of(session, here, frozenset({world.health.id})) == [made]
    assert challenging.challenges_of(session, here, frozenset()) == []
    assert challenging.find_challenge(session, here, 1, frozenset({world.police.id + 1_000})) is None
