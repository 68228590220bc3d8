"""Agencies asked, not involved, and asked after all; auditors named and changed; conflicts of interest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import AgencyReturn
from survey_app.case_audits.pages import today
from survey_app.case_audits.planning.asking import (
    ask_agency,
    assign_auditor,
    extend,
    mark_not_involved,
    withdraw,
)
from survey_app.case_audits.planning.audits import AuditRefused
from survey_app.case_audits.planning.conflicts import conflict_refusal, declare, handle_conflict
from survey_app.case_audits.planning.standing import standings_of
from survey_app.case_audits.returns.services import NoReturn, begin_return
from survey_app.collect.models import Draft
from survey_app.database import now
from survey_app.errors import Conflict
from tests.survey_app.case_audits.audit_factories import make_asked, make_audit, make_case, make_returned
from tests.survey_app.case_audits.planning.planned import SECRET, Planned, make_planned
from tests.survey_app.factories import make_agency, make_partnership, make_user


def _begun(session: Session, found: Planned, number: int = 0) -> Draft:
    """A return that its auditor has begun."""
    asked = found.asked[number]
    assert found.audit.round is not None
    draft = Draft(
        id=asked.draft_id, round_id=found.audit.round.id, author_id=asked.auditor_id, document={"why": SECRET}
    )
    session.add(draft)
    session.flush()
    return draft


def _states(session: Session, found: Planned, days: int = 0) -> list[str]:
    day = today() + timedelta(days=days)
    standings = {one.asked.id: one.state for one in standings_of(session, found.audit, day)}
    return [standings[one.id] for one in found.asked]


def test_an_agency_is_asked_about_a_case_once(session: Session) -> None:
    found = make_planned(session)
    assert ask_agency(session, found.cases[0], found.health.id).id == found.asked[0].id


def test_only_agencies_of_the_area_are_asked(session: Session) -> None:
    found = make_planned(session)
    elsewhere = make_agency(session, make_partnership(session))
    for agency in (elsewhere, make_agency(session)):
        with pytest.raises(AuditRefused, match="work in the partnership’s area"):
            ask_agency(session, found.cases[0], agency.id)


def test_nobody_is_asked_about_a_case_that_is_not_used(session: Session) -> None:
    found = make_planned(session)
    case = make_case(session, found.audit, state="unusable", unusable_why="Another area’s.")
    with pytest.raises(AuditRefused, match="not used"):
        ask_agency(session, case, found.health.id)


@pytest.mark.parametrize("kind", [key for key, kind in KINDS.items() if not kind.many_agencies])
def test_one_agency_grades_a_case_where_the_kind_says_so(session: Session, kind: str) -> None:
    audit = make_audit(session, kind=kind)
    case = make_case(session, audit)
    first = make_asked(session, case)
    another = make_agency(session, audit.partnership)
    with pytest.raises(AuditRefused, match="one agency"):
        ask_agency(session, case, another.id)
    mark_not_involved(session, first, "Not ours.", by=None)
    assert ask_agency(session, case, another.id).involvement == "asked"
    with pytest.raises(AuditRefused, match="one agency"):
        ask_agency(session, case, first.agency_id)


def test_an_agency_that_was_not_involved_is_never_missing_or_late(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    with pytest.raises(AuditRefused, match="Say why"):
        mark_not_involved(session, found.asked[0], "  ", by=found.nurse.id)
    mark_not_involved(session, found.asked[0], "Never known to us.", by=found.nurse.id)
    assert _states(session, found) == ["not_involved", "due", "due", "due"]
    assert _states(session, found, days=90) == ["not_involved", "late", "late", "late"]
    ask_agency(session, found.cases[0], found.health.id, by=found.qa.id)
    assert (found.asked[0].involvement, found.asked[0].not_involved_why) == ("asked", "")
    assert _states(session, found, days=90)[0] == "late"


def test_whoever_has_returned_was_involved_and_stays_the_author(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    make_returned(session, found.asked[0])
    with pytest.raises(AuditRefused, match="so it was involved"):
        mark_not_involved(session, found.asked[0], "Not ours.", by=found.qa.id)
    with pytest.raises(AuditRefused, match="its author stays"):
        assign_auditor(session, found.asked[0], None, by=found.qa.id)
    with pytest.raises(AuditRefused, match="has begun its return"):
        withdraw(session, found.asked[0])
    with pytest.raises(AuditRefused, match="Nothing is due"):
        extend(session, found.asked[0], today() + timedelta(days=99), "More.", today=today())


def test_what_is_begun_is_not_withdrawn(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    _begun(session, found)
    with pytest.raises(AuditRefused, match="has begun its return"):
        withdraw(session, found.asked[0])
    withdraw(session, found.asked[1])
    assert len(standings_of(session, found.audit, today())) == 3


def test_another_auditor_begins_anew_and_reads_nothing_of_the_first(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    draft, asked = _begun(session, found), found.asked[0]
    declare(session, asked, "I know the family.", by=found.nurse.id, at=now())
    midwife = make_user(session, found.partnership, roles=("auditor",), agency=found.health)
    assign_auditor(session, asked, midwife.id, by=found.qa.id)
    assert asked.draft_id != draft.id
    assert draft.author_id == found.nurse.id
    assert (asked.conflict, asked.declared_at, asked.reminders) == ("", None, [])
    first_again = asked.draft_id
    assign_auditor(session, asked, found.nurse.id, by=found.qa.id)
    assert asked.draft_id not in (draft.id, first_again)


def test_naming_the_same_person_again_changes_nothing(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    before = found.asked[0].draft_id
    assign_auditor(session, found.asked[0], found.nurse.id, by=found.qa.id)
    assert found.asked[0].draft_id == before


def test_an_auditor_is_of_the_agency_unless_there_is_a_reason(session: Session) -> None:
    found = make_planned(session)
    with pytest.raises(AuditRefused, match="audits for another agency"):
        assign_auditor(session, found.asked[0], found.officer.id, by=found.qa.id)
    assign_auditor(session, found.asked[0], found.officer.id, by=found.qa.id, outside_why="Nobody else is free.")
    assert found.asked[0].outside_why == "Nobody else is free."
    assign_auditor(session, found.asked[0], found.nurse.id, by=found.qa.id, outside_why="Left over.")
    assert found.asked[0].outside_why == ""


def test_whoever_makes_no_returns_here_is_not_named(session: Session) -> None:
    found = make_planned(session)
    elsewhere = make_user(session, make_partnership(session), roles=("auditor",), agency=found.health)
    reader = make_user(session, found.partnership, roles=("scrutineer",), agency=found.health)
    gone = make_user(session, found.partnership, roles=("auditor",), agency=found.health)
    gone.active = False
    for user_id in (elsewhere.id, reader.id, gone.id, found.qa.id, 10**9):
        with pytest.raises(AuditRefused, match="no role that makes returns"):
            assign_auditor(session, found.asked[0], user_id, by=found.qa.id, outside_why="Because.")


def test_a_return_waits_for_a_declaration_and_for_somebody_elses_decision(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    asked = found.asked[0]
    assert "Say first whether you know" in conflict_refusal(asked)
    declare(session, asked, "  ", by=found.nurse.id, at=now())
    assert conflict_refusal(asked) == ""
    declare(session, asked, "I supervised the health visitor.", by=found.nurse.id, at=now())
    assert "decides who makes this" in conflict_refusal(asked).replace("\n", " ")
    with pytest.raises(AuditRefused, match="Somebody else decides"):
        handle_conflict(session, asked, "It is fine.", seen=asked.conflict, by=found.nurse.id)
    with pytest.raises(Conflict):
        handle_conflict(session, asked, "It is fine.", seen="I know nobody.", by=found.qa.id)
    handle_conflict(session, asked, "Ended years ago.", seen=asked.conflict, by=found.qa.id)
    assert conflict_refusal(asked) == ""
    assert asked.handled_by_id == found.qa.id
    declare(session, asked, "And I know the mother.", by=found.nurse.id, at=now())
    assert conflict_refusal(asked) != ""
    assert asked.handled_by_id is None


def test_only_the_auditor_declares_and_not_after_the_return(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    for user_id in (found.officer.id, found.qa.id):
        with pytest.raises(AuditRefused, match="Only the auditor"):
            declare(session, found.asked[0], "", by=user_id, at=now())
    make_returned(session, found.asked[0])
    with pytest.raises(AuditRefused, match="stays as it is"):
        declare(session, found.asked[0], "Late thought.", by=found.nurse.id, at=now())


def test_where_people_audit_their_own_work_by_design_nothing_is_declared(session: Session) -> None:
    own = make_asked(session, make_case(session, make_audit(session, kind="practice_evaluation")))
    assert conflict_refusal(own) == ""


def test_more_time_is_later_than_before_and_says_why(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    asked, due = found.asked[0], found.audit.returns_due_on
    assert due is not None
    for day, why in ((due, "Leave."), (today() - timedelta(days=1), "Leave."), (due + timedelta(days=7), " ")):
        with pytest.raises(AuditRefused):
            extend(session, asked, day, why, today=today())
    extend(session, asked, due + timedelta(days=7), "Leave.", today=today())
    assert _states(session, found, days=33) == ["due", "late", "late", "late"]


def test_nobody_takes_their_own_conflict_back_and_what_was_said_stays(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    asked = found.asked[0]
    declare(session, asked, "I supervised the health visitor.", by=found.nurse.id, at=now())
    with pytest.raises(AuditRefused, match="somebody else decides"):
        declare(session, asked, " ", by=found.nurse.id, at=now())
    declare(session, asked, "Only for a day.", by=found.nurse.id, at=now())
    assert asked.conflict == "I supervised the health visitor.\n\nAdded: Only for a day."
    assert conflict_refusal(asked) != ""
    handle_conflict(session, asked, "A day is no matter.", seen=asked.conflict, by=found.qa.id)
    with pytest.raises(AuditRefused, match="somebody else decides"):
        declare(session, asked, "", by=found.nurse.id, at=now())
    assert asked.conflict_handling == "A day is no matter."


def test_what_is_withdrawn_meanwhile_is_refused_in_words(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    asked = found.asked[0]
    assert asked.case.audit.round is not None
    gone = delete(AgencyReturn).where(AgencyReturn.id == asked.id)
    session.execute(gone.execution_options(synchronize_session=False))
    with pytest.raises(AuditRefused, match="no longer asked"):
        mark_not_involved(session, asked, "Never known to us.", by=found.qa.id)
    with pytest.raises(AuditRefused, match="no longer asked"):
        assign_auditor(session, asked, None, by=found.qa.id)
    with pytest.raises(NoReturn, match="no longer asked"):
        begin_return(session, asked, found.nurse)
