"""Meetings name who was there; time is counted while the case is open, once, and corrected by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from survey_app.case_audits.blindness import StillBlind
from survey_app.case_audits.models import CaseModeration
from survey_app.case_audits.moderation.cases import begin
from survey_app.case_audits.moderation.meetings import (
    Attendee,
    Meeting,
    add_meeting,
    change_meeting,
    mark_of,
    remove_meeting,
)
from survey_app.case_audits.moderation.reading import panels_of
from survey_app.case_audits.moderation.refusals import ModerationRefused
from survey_app.case_audits.moderation.signing import sign_off
from survey_app.case_audits.moderation.timing import LONGEST_BEAT, correct_time, count_time
from survey_app.database import now
from tests.survey_app.case_audits.audit_factories import make_audit
from tests.survey_app.case_audits.moderation.panelled import DAY, make_panelled, settle_all


def test_an_audit_has_several_meetings_in_the_order_of_their_days(session: Session) -> None:
    found = make_panelled(session)
    earlier = add_meeting(session, found.audit, Meeting(met_on=DAY - timedelta(days=7)), today=DAY)
    assert [one.id for one in panels_of(session, found.audit)] == [earlier.id, found.panel.id]


def test_a_meeting_is_written_down_once_it_was_held_and_moderation_is_open(session: Session) -> None:
    found = make_panelled(session)
    with pytest.raises(ModerationRefused, match="lies in the future"):
        add_meeting(session, found.audit, Meeting(met_on=DAY + timedelta(days=1)), today=DAY)
    nameless = Meeting(met_on=DAY, attendees=[Attendee(name=" ", agency_id=found.care.id)])
    with pytest.raises(ModerationRefused, match="name or the role"):
        add_meeting(session, found.audit, nameless, today=DAY)
    with pytest.raises(StillBlind):
        add_meeting(session, make_audit(session, found.partnership, round=None), Meeting(met_on=DAY), today=DAY)


def test_the_meetings_of_an_audit_that_was_called_off_stay_as_they_are(session: Session) -> None:
    found = make_panelled(session)
    found.audit.state, found.audit.cancelled_why = "cancelled", "Not needed any more."
    session.flush()
    for act in (
        lambda: add_meeting(session, found.audit, Meeting(met_on=DAY), today=DAY),
        lambda: change_meeting(session, found.panel, Meeting(met_on=DAY), by=None, today=DAY),
        lambda: remove_meeting(session, found.panel),
    ):
        with pytest.raises(ModerationRefused, match="called off"):
            act()
    assert [one.name for one in found.panel.attendees] == ["Service manager", "Scribe"]


def test_empty_rows_are_left_out_and_the_order_is_kept(session: Session) -> None:
    found = make_panelled(session)
    people = [Attendee(name="  Head   of service "), Attendee(name=""), Attendee(name="Scribe")]
    change_meeting(session, found.panel, Meeting(met_on=DAY, attendees=people), by=None, today=DAY)
    assert [(one.position, one.name) for one in found.panel.attendees] == [(1, "Head of service"), (2, "Scribe")]


def test_a_meeting_at_which_a_case_was_moderated_is_not_taken_out(session: Session) -> None:
    found = make_panelled(session)
    begin(session, found.case, found.panel, by=None)
    with pytest.raises(ModerationRefused, match="Cases were moderated"):
        remove_meeting(session, found.panel)
    other = add_meeting(session, found.audit, Meeting(met_on=DAY), today=DAY)
    begin(session, found.case, other, by=None)
    remove_meeting(session, found.panel)
    assert [one.id for one in panels_of(session, found.audit)] == [other.id]


def test_a_case_is_not_taken_up_at_a_meeting_of_another_audit(session: Session) -> None:
    found = make_panelled(session)
    elsewhere = make_audit(session, found.partnership, state="moderation", round=None)
    other = add_meeting(session, elsewhere, Meeting(met_on=DAY), today=DAY)
    with pytest.raises(ModerationRefused, match="of another audit"):
        begin(session, found.case, other, by=None)


def test_time_is_counted_from_when_the_panel_takes_the_case_up_until_it_signs(session: Session) -> None:
    found = make_panelled(session)
    at = now()
    assert count_time(session, found.case, 60, at=at) == 0
    settle_all(session, found)
    assert count_time(session, found.case, 60, at=at) == 60
    assert count_time(session, found.case, 45, at=at + timedelta(seconds=30)) == 90  # the rest overlaps
    assert count_time(session, found.case, 99_999, at=at + timedelta(days=1)) == 90 + LONGEST_BEAT
    sign_off(session, found.case, by=None)
    assert count_time(session, found.case, 60, at=at + timedelta(days=2)) == 90 + LONGEST_BEAT


def test_time_is_corrected_by_hand(session: Session) -> None:
    found = make_panelled(session)
    begin(session, found.case, found.panel, by=None)
    correct_time(session, found.case, 50, by=None)
    assert session.get_one(CaseModeration, found.case.id).seconds_spent == 3000
    with pytest.raises(ModerationRefused, match="whole number"):
        correct_time(session, found.case, -1, by=None)


def test_a_meeting_that_is_sent_twice_is_written_down_once(session: Session) -> None:
    found = make_panelled(session)
    meeting = Meeting(met_on=DAY - timedelta(days=3), chair="The QA lead", attendees=(Attendee(name="Nurse"),))
    add_meeting(session, found.audit, meeting, today=DAY)
    with pytest.raises(ModerationRefused, match="This meeting is written down already"):
        add_meeting(session, found.audit, meeting, today=DAY)


def test_a_meeting_that_somebody_changed_meanwhile_is_not_overwritten(session: Session) -> None:
    found = make_panelled(session)
    seen, words = mark_of(found.panel), {"by": None, "today": DAY}
    theirs, mine = Meeting(met_on=DAY, chair="The first"), Meeting(met_on=DAY, chair="The second")
    change_meeting(session, found.panel, theirs, seen=seen, **words)
    with pytest.raises(ModerationRefused, match="Somebody has changed this meeting since you opened it"):
        change_meeting(session, found.panel, mine, seen=seen, **words)
    assert not change_meeting(session, found.panel, theirs, seen=seen, **words)  # sent twice
    assert found.panel.chair == "The first"
