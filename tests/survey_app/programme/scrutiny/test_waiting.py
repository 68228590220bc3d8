"""What waits for somebody on the desk: each of both sides is told what is theirs to do, and only that."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.resolutions import log
from survey_app.programme.scrutiny import answering, assurance, challenging, young
from survey_app.programme.scrutiny.waiting import waiting_for
from tests.survey_app.programme.scrutiny.scrutiny_world import MONDAY, World, entry_of
from tests.survey_app.programme.scrutiny.test_challenging import raised
from tests.survey_app.programme.scrutiny.test_young import found

MONTHS_LATER = MONDAY + timedelta(days=90)


def acts(session: Session, world: World, who: User, today: date = MONDAY) -> list[tuple[str, bool]]:
    return [(one.act, one.is_late) for one in waiting_for(session, world.partnership.id, who.id, today)]


def test_an_answer_waits_for_the_scrutineer_until_it_is_judged(session: Session, world: World) -> None:
    entry, by = entry_of(session, world), world.scrutineer
    assert acts(session, world, by) == []
    answering.answer(session, entry, "We will.", by_id=world.qa.id, today=MONDAY, seen=1)
    assert acts(session, world, by) == [("Read the answer", False)]
    assert acts(session, world, world.qa) == []
    answering.judge(session, entry, "satisfied", "", by_id=by.id, today=MONDAY, seen=1)
    assert acts(session, world, by) == []


def test_a_challenge_waits_for_one_side_after_the_other_then_for_the_executive(session: Session, world: World) -> None:
    made = raised(session, world)
    assert acts(session, world, world.health_lead) == [("Respond", False)]
    assert acts(session, world, world.health_lead, MONTHS_LATER) == [("Respond", True)]
    assert acts(session, world, world.police_lead) == []
    late = acts(session, world, world.police_lead, MONTHS_LATER)
    assert late == [("No response came: take it to the Executive", False)]
    challenging.respond(session, made, "No.", by_id=world.health_lead.id, today=MONDAY)
    assert acts(session, world, world.health_lead) == []
    assert acts(session, world, world.police_lead) == [("Say whether the response is enough", False)]
    challenging.decide(session, made, "not_resolved", "It goes on.", by_id=world.police_lead.id, today=MONDAY, seen=1)
    assert acts(session, world, world.police_lead) == []
    assert acts(session, world, world.qa) == []
    assert acts(session, world, world.executive) == [("Decide for the Executive", False)]
    assert acts(session, world, world.scrutineer) == [("Give your advice", False)]
    challenging.advise(session, made, "Meet.", by_id=world.scrutineer.id)
    assert acts(session, world, world.scrutineer) == []


def test_a_request_waits_for_evidence_then_for_judgement_then_to_be_closed(session: Session, world: World) -> None:
    given = assurance.RequestText(
        title="Supervision", why="It was promised.", asked_as="scrutineer", agency_id=world.police.id,
        answer_by=MONDAY, items=["Supervision is kept", "It is reflective"],
    )  # fmt: skip
    made = assurance.ask(session, world.partnership.id, given, by_id=world.scrutineer.id, today=MONDAY)
    assert acts(session, world, world.police_lead) == [("Give evidence for 2 items", False)]
    assert acts(session, world, world.police_lead, MONTHS_LATER) == [("Give evidence for 2 items", True)]
    assert acts(session, world, world.health_lead) == []
    for item in made.items:
        assurance.give(session, item, "The record.", by_id=world.police_lead.id, today=MONDAY)
    assert acts(session, world, world.police_lead) == []
    assert acts(session, world, world.scrutineer) == [("Judge 2 items", False)]
    assert acts(session, world, world.executive) == []
    for item in made.items:
        assurance.judge(session, item, "assured", "So it is.", by_id=world.scrutineer.id, seen=1)
    assert acts(session, world, world.scrutineer) == [("Close it: every item is judged", False)]
    assurance.close(session, made, "Nothing follows.", by_id=world.scrutineer.id, today=MONDAY)
    assert acts(session, world, world.scrutineer) == []


def test_what_a_young_scrutineer_found_waits_to_be_read_and_then_answered(session: Session, world: World) -> None:
    made = found(session, world)
    assert acts(session, world, world.qa) == [("Read what a young scrutineer found", False)]
    assert acts(session, world, world.scrutineer) == []
    assert acts(session, world, world.young) == []
    young.clear(session, made, by_id=world.qa.id, seen=young.text_of(made), checked=True)
    assert acts(session, world, world.executive) == [("Answer a young scrutineer", False)]
    young.answer(session, made, "From next term.", by_id=world.qa.id)
    assert acts(session, world, world.qa) == []


def test_a_disagreement_at_the_last_stage_waits_for_the_scrutineers_advice(session: Session, world: World) -> None:
    given = log.Disagreement(
        raised_on=MONDAY, raised_by_id=world.police.id, raised_with_id=world.health.id, about="threshold",
        summary="One agency sees neglect that goes on, the other early help that works.",
    )  # fmt: skip
    made = log.raise_disagreement(
        session, world.partnership.id, given, by=world.police_lead.id, today=MONTHS_LATER
    )  # fmt: skip
    assert acts(session, world, world.scrutineer) == []
    while log.next_stage(session, made) is not None:
        log.move_on(session, made, on=MONDAY, note="No agreement.", by=world.police_lead.id, today=MONTHS_LATER)
    assert acts(session, world, world.scrutineer) == [("Give your advice", False)]
    assert acts(session, world, world.scrutineer, MONTHS_LATER) == [("Give your advice", True)]
    assert acts(session, world, world.qa) == []
    log.advise(session, made, "Look at the chronology together.", by=world.scrutineer.id)
    assert acts(session, world, world.scrutineer) == []


def test_what_is_late_stands_first(session: Session, world: World) -> None:
    entry = entry_of(session, world)
    answering.answer(session, entry, "We will.", by_id=world.qa.id, today=MONDAY, seen=1)
    challenging.raise_challenge(
        session, world.partnership.id,
        challenging.ChallengeText(
            raised_as="agency", by_agency_id=world.police.id, to_agency_id=world.health.id, what="Reports come late.",
            why="Conferences go without.", raised_on=MONDAY,
        ),
        by_id=world.police_lead.id, today=MONDAY,
    )  # fmt: skip
    given = assurance.RequestText(
        title="Reports", why="They were promised.", asked_as="executive", agency_id=world.health.id,
        answer_by=MONDAY + timedelta(days=60), items=["Reports come in time"],
    )  # fmt: skip
    assurance.ask(session, world.partnership.id, given, by_id=world.executive.id, today=MONDAY)
    told = acts(session, world, world.health_lead, MONDAY + timedelta(days=30))
    assert told == [("Respond", True), ("Give evidence for 1 item", False)]
