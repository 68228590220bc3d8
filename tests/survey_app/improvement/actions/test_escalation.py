"""Late actions go up by rule, once each, whatever runs twice; a new due day begins anew, a claim stops it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.improvement.actions import planning
from survey_app.improvement.actions.escalation import answer, escalate_late, for_the_executive, remind_before_due
from survey_app.improvement.actions.ladder import days_of, decide_days, ladder_of
from survey_app.improvement.actions.nightly import follow_actions
from survey_app.improvement.actions.refusals import ActionRefused
from survey_app.improvement.models import Action, Escalation
from survey_app.mail import OutboxMessage
from tests.survey_app.factories import make_agency, make_partnership, make_user
from tests.survey_app.improvement.actions.action_world import DUE, TODAY, World, claim, judged, make_action, make_world


def mail_to(session: Session) -> list[str]:
    messages = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "action_due"))
    return sorted(one.to_address for one in messages)


def levels(session: Session, action: Action) -> list[tuple[int, date]]:
    session.expire(action, ["escalations"])
    return [(one.level, one.reached_on) for one in action.escalations if one.due_by == action.due_by]


def test_nobody_is_told_on_the_due_day_itself(session: Session, world: World) -> None:
    action = make_action(session, world)
    assert escalate_late(session, DUE) == []
    assert not ladder_of(action, days_of(session, world.partnership.id), DUE).is_late


def test_the_ladder_goes_up_by_days(session: Session, world: World) -> None:
    action = make_action(session, world)
    for past in range(0, 30):
        escalate_late(session, DUE + timedelta(days=past))
    assert levels(session, action) == [
        (1, DUE + timedelta(days=1)), (2, DUE + timedelta(days=14)), (3, DUE + timedelta(days=28)),
    ]  # fmt: skip
    told = [world.owner.email, world.lead.email, world.lead.email, world.qa.email]
    assert mail_to(session) == sorted(told)


def test_a_second_run_on_the_same_day_tells_nobody_again(session: Session, world: World) -> None:
    make_action(session, world)
    late = DUE + timedelta(days=40)
    assert len(escalate_late(session, late)) == 3
    sent = mail_to(session)
    assert escalate_late(session, late) == []
    assert mail_to(session) == sent


def test_a_row_written_by_another_worker_meanwhile_is_not_written_again(session: Session, world: World) -> None:
    action = make_action(session, world)
    assert action.escalations == []  # as this worker has read it
    session.execute(
        Escalation.__table__.insert().values(
            id="other-worker", action_id=action.id, due_by=DUE, level=1, reached_on=DUE + timedelta(days=1), answer=""
        )
    )
    assert escalate_late(session, DUE + timedelta(days=1)) == []
    assert mail_to(session) == []


def test_a_moved_due_day_begins_anew(session: Session, world: World) -> None:
    action = make_action(session, world)
    late = DUE + timedelta(days=20)
    escalate_late(session, late)
    assert [one for one, _ in levels(session, action)] == [1, 2]
    planning.give_more_time(session, action, late + timedelta(days=5), world.lead.id, "A new lead", late)
    assert levels(session, action) == []
    escalate_late(session, late + timedelta(days=6))
    assert [one for one, _ in levels(session, action)] == [1]


@pytest.mark.parametrize("end", ["claimed", "closed", "dropped", "withdrawn"])
def test_what_is_claimed_or_ended_goes_no_further(session: Session, world: World, end: str) -> None:
    action = make_action(session, world)
    if end == "claimed":
        claim(session, action, world.owner)
    elif end == "closed":
        judged(session, world, action, "activity_only")
    elif end == "dropped":
        planning.drop_action(session, action, world.qa.id, "Not needed", TODAY)
    else:
        world.recommendation.state = "withdrawn"
    assert escalate_late(session, DUE + timedelta(days=100)) == []
    assert ladder_of(action, days_of(session, world.partnership.id), DUE + timedelta(days=100)).next is None


def test_a_claim_without_evidence_does_not_stop_it_for_good(session: Session, world: World) -> None:
    action = make_action(session, world)
    judged(session, world, action, "no_evidence")
    assert [one.level for one in escalate_late(session, DUE + timedelta(days=1))] == [1]


def test_the_partnership_decides_the_days(session: Session, world: World) -> None:
    action = make_action(session, world)
    assert not days_of(session, world.partnership.id).is_own
    with pytest.raises(ActionRefused):
        decide_days(session, world.partnership.id, 10, 10, world.qa.id)
    decide_days(session, world.partnership.id, 3, 5, world.qa.id)
    escalate_late(session, DUE + timedelta(days=4))
    assert [one for one, _ in levels(session, action)] == [1, 2]
    assert days_of(session, make_partnership(session).id).lead_after == 14


def test_a_role_without_an_account_is_chased_through_the_lead(session: Session, world: World) -> None:
    make_action(session, world, owner_id=None, owner="Head of the front door")
    escalate_late(session, DUE + timedelta(days=1))
    assert mail_to(session) == [world.lead.email]


def test_the_lead_of_another_agency_is_not_told(session: Session, world: World) -> None:
    other = make_user(
        session, world.partnership, roles=("agency_lead",), agency=make_agency(session, world.partnership)
    )
    make_action(session, world)
    escalate_late(session, DUE + timedelta(days=40))
    assert other.email not in mail_to(session)


def test_reminders_come_before_the_day_once_each(session: Session, world: World) -> None:
    make_action(session, world)
    told = [remind_before_due(session, DUE - timedelta(days=left)) for left in range(20, -1, -1)]
    assert [20 - at for at, count in enumerate(told) if count] == [14, 7, 1]
    assert sum(told) == 3
    assert remind_before_due(session, DUE - timedelta(days=1)) == 0


def test_a_job_that_was_away_makes_up_for_one_reminder_only(session: Session, world: World) -> None:
    make_action(session, world)
    assert remind_before_due(session, DUE - timedelta(days=1)) == 1
    assert remind_before_due(session, DUE) == 0


def test_the_executive_gets_what_is_late_and_answers_once(session: Session, world: World) -> None:
    action = make_action(session, world)
    other = make_world(session)
    make_action(session, other)
    escalate_late(session, DUE + timedelta(days=28))
    waiting = for_the_executive(session, world.partnership.id)
    assert [one.action_id for one in waiting] == [action.id]
    with pytest.raises(ActionRefused, match="what the Executive decided"):
        answer(session, waiting[0], "  ", world.executive.id)
    answer(session, waiting[0], "More staff until August", world.executive.id)
    assert for_the_executive(session, world.partnership.id) == []
    with pytest.raises(ActionRefused, match="answered this already"):
        answer(session, waiting[0], "And again", world.executive.id)


def test_what_got_more_time_leaves_the_agenda(session: Session, world: World) -> None:
    action = make_action(session, world)
    late = DUE + timedelta(days=28)
    escalate_late(session, late)
    planning.give_more_time(session, action, late + timedelta(days=9), world.qa.id, "Agreed", late)
    assert for_the_executive(session, world.partnership.id) == []


def test_days_are_days_of_the_calendar_also_when_the_clocks_change(session: Session, world: World) -> None:
    due = date(2026, 10, 24)  # on the 25th the clocks go back
    action = make_action(session, world, due_by=due)
    escalate_late(session, due)
    assert levels(session, action) == []
    escalate_late(session, due + timedelta(days=1))
    assert levels(session, action) == [(1, date(2026, 10, 25))]
    escalate_late(session, due + timedelta(days=13))
    assert len(levels(session, action)) == 1
    escalate_late(session, due + timedelta(days=14))
    assert levels(session, action)[1] == (2, date(2026, 11, 7))


def test_the_ladder_says_what_comes_next(session: Session, world: World) -> None:
    action = make_action(session, world)
    rule = days_of(session, world.partnership.id)
    before = ladder_of(action, rule, TODAY)
    assert before.next is not None
    assert (before.is_late, before.level, before.next.on) == (False, 0, DUE + timedelta(days=1))
    escalate_late(session, DUE + timedelta(days=3))
    after = ladder_of(action, rule, DUE + timedelta(days=3))
    assert after.next is not None
    assert (after.is_late, after.level, after.next.level, after.next.on) == (True, 1, 2, DUE + timedelta(days=14))


def test_the_nightly_job_does_it_all_and_one_in_trouble_holds_up_no_other(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from survey_app.improvement.actions import nightly

    other = make_world(session)
    make_action(session, world, due_by=TODAY)
    mine = make_action(session, other, due_by=TODAY)
    session.commit()
    real = nightly.escalate_late

    def broken(session: Session, today: date, partnership_id: int | None = None) -> list[Escalation]:
        if partnership_id == world.partnership.id:
            raise RuntimeError("constructed")
        return real(session, today, partnership_id)

    monkeypatch.setattr(nightly, "escalate_late", broken)
    monkeypatch.setattr(nightly, "london_today", lambda: TODAY + timedelta(days=1))
    follow_actions(session)
    assert [one for one, _ in levels(session, mine)] == [1]


def test_one_action_in_trouble_holds_up_no_other_of_its_partnership(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from survey_app.improvement.actions import mailing

    broken, soon, fine = (make_action(session, world, due_by=TODAY + timedelta(days=days)) for days in (0, 7, 0))
    session.commit()
    words = mailing._words

    def trouble(action: Action, user: User) -> dict[str, str]:
        if action.id == broken.id:
            raise RuntimeError("constructed")
        return words(action, user)

    monkeypatch.setattr(mailing, "_words", trouble)
    monkeypatch.setattr("survey_app.improvement.actions.nightly.london_today", lambda: TODAY + timedelta(days=1))
    follow_actions(session)
    assert levels(session, broken) == []
    assert [one for one, _ in levels(session, fine)] == [1]
    assert len(mail_to(session)) == 2  # one is late, the other due soon
    assert soon.is_open


def test_a_step_in_trouble_keeps_what_the_steps_before_it_did(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from survey_app.improvement.actions import nightly

    make_action(session, world, due_by=TODAY + timedelta(days=7))
    session.commit()

    def trouble(session: Session, partnership_id: int) -> None:
        raise RuntimeError("constructed")

    monkeypatch.setattr(nightly, "follow_retests", trouble)
    monkeypatch.setattr(nightly, "london_today", lambda: TODAY)
    follow_actions(session)
    session.rollback()
    assert mail_to(session) == [world.owner.email]


def test_who_acts_here_no_longer_is_not_told_but_the_lead_is(session: Session, world: World) -> None:
    make_action(session, world)
    session.execute(delete(Membership).where(Membership.user_id == world.owner.id))
    session.expire_all()
    escalate_late(session, DUE + timedelta(days=1))
    assert mail_to(session) == [world.lead.email]


def test_a_lead_who_is_told_in_place_of_a_role_is_not_called_its_owner(session: Session, world: World) -> None:
    make_action(session, world, owner_id=None, owner="Head of Early Help")
    remind_before_due(session, DUE - timedelta(days=7))
    escalate_late(session, DUE + timedelta(days=1))
    bodies = session.scalars(select(OutboxMessage.body).where(OutboxMessage.kind == "action_due")).all()
    assert len(bodies) == 2
    for body in bodies:
        assert f"Head of Early Help has no account here, so you are told as the lead of {world.agency.name}." in body
        assert "You own it" not in body
        assert "ask your agency" not in body, "the lead gives more time, and asks nobody for it"
    session.execute(delete(OutboxMessage))
    make_action(session, world)
    remind_before_due(session, DUE - timedelta(days=7))
    escalate_late(session, DUE + timedelta(days=1))
    for body in session.scalars(select(OutboxMessage.body).where(OutboxMessage.to_address == world.owner.email)):
        assert "has no account" not in body
