"""Nothing is kept that no consent covers, and whoever withdraws leaves nothing behind."""

from __future__ import annotations

import pytest
from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.audit_log import AuditEvent
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.families import consent, groups, saying
from survey_app.forums.families.heard_source import FamiliesHeard
from survey_app.forums.families.taking_back import TAKEN_OUT
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.models.families import FocusGroup
from survey_app.forums.replies.models import ReportEdition, ThemeReply
from survey_app.schema import metadata
from tests.survey_app.forums.families.focus_factories import agree, clear, hold, make_group, say

SECRET, SHARED, OTHER = "the purple umbrella", "the silver whistle", "the green gate"


def everything_kept(session: Session) -> str:
    """Every cell of the database as text."""
    session.flush()
    return "\n".join(
        str(value) for table in metadata.sorted_tables for row in session.execute(select(table)) for value in row
    )


def write_and_clear(session: Session, group: FocusGroup, planner: User) -> None:
    question = group.questions[0]
    saying.add_note(session, group, question, f"They spoke of {SECRET}", [3])
    saying.add_note(session, group, question, f"Two of them: {SHARED}", [1, 3])
    saying.add_note(session, group, question, f"Of another: {OTHER}", [2])
    cleared = say(session, group, f"It is {SECRET}", [3], quote=f"Mind {SECRET}!")
    both = say(session, group, f"It is {SHARED}", [2, 3])
    for point in (cleared, both):
        clear(session, point, by_id=planner.id)
    say(session, group, f"It is {OTHER}", [1])


def test_a_withdrawn_participant_is_nowhere(
    session: Session, cycle: HubCycle, group: FocusGroup, planner: User
) -> None:
    write_and_clear(session, group, planner)
    assert SECRET in everything_kept(session)
    assert any(SECRET in heard.quote for heard in FamiliesHeard().read(session, cycle))
    taken = consent.withdraw(session, group, 3)
    kept = everything_kept(session)
    assert (taken.points, taken.notes) == (2, 2)
    assert SECRET not in kept
    assert SHARED not in kept
    assert OTHER in kept
    assert not any(SECRET in heard.text or SHARED in heard.text for heard in FamiliesHeard().read(session, cycle))


def pass_on(session: Session, cycle: HubCycle) -> ReportEdition:
    """A report that was sent, a theme and a reply, into which somebody copied what was said."""
    theme = HubTheme(cycle_id=cycle.id, position=1, title=f"It is {SECRET}", summary=f"One said: “Mind {SECRET}!”")
    session.add(theme)
    session.flush()
    concerns = {"points": [f"It is {SECRET}", f"It is {OTHER}"]}
    said = {"heard": f"They said Mind {SECRET}! to us", "concerns": concerns, "quotes": [{"text": f"Mind {SECRET}!"}]}
    edition = ReportEdition(cycle_id=cycle.id, number=1, content={"themes": [said]}, fingerprint="as it was sent")
    reply = ThemeReply(
        theme_id=theme.id, number=1, title=theme.title, you_said=f"You said: It is {SECRET}.",
        message=f"We heard: Mind {SECRET}!", decision="not_accepted", because="There is no money",
        decided_by="The group", decided_on=cycle.starts_on, written_by_id=session.scalars(select(User.id)).first() or 0,
    )  # fmt: skip
    session.add_all([edition, reply])
    session.flush()
    return edition


def test_what_was_sent_and_copied_is_taken_back_too(
    session: Session, cycle: HubCycle, group: FocusGroup, planner: User
) -> None:
    write_and_clear(session, group, planner)
    edition = pass_on(session, cycle)
    point = next(one for one in group.points if one.said_by == [3])
    reworded = saying.Said(text="Said in another way", said_by=[3], quote="Another quote")
    saying.change_point(session, group, point, reworded)
    consent.withdraw(session, group, 3)
    session.expire_all()
    assert SECRET not in everything_kept(session)
    assert edition.content["themes"][0]["concerns"]["points"] == [TAKEN_OUT, f"It is {OTHER}"]
    assert edition.fingerprint == "as it was sent"


def test_what_stands_under_a_wrong_number_is_taken_back_as_the_number_is_put_right(
    session: Session, cycle: HubCycle, group: FocusGroup, planner: User
) -> None:
    write_and_clear(session, group, planner)
    pass_on(session, cycle)
    point = next(one for one in group.points if one.said_by == [3])
    saying.change_point(session, group, point, saying.Said(text="What four said", said_by=[4]))
    consent.withdraw(session, group, 3)
    assert SECRET not in everything_kept(session)


def test_history_says_only_that_somebody_withdrew(session: Session, group: FocusGroup) -> None:
    consent.withdraw(session, group, 3)
    person = next(one for one in group.participants if one.number == 3)
    assert group.withdrawals == 1
    assert (person.agreed_by, person.to_notes, person.to_quotes, person.to_be_told) == ("", False, False, False)
    events = session.scalars(select(cast(AuditEvent.details, String))).all()
    assert not any("3" in event for event in events)


def test_nothing_is_put_under_a_withdrawn_number_again(session: Session, group: FocusGroup) -> None:
    consent.withdraw(session, group, 3)
    with pytest.raises(HubRefused, match="Number 3 has not agreed"):
        say(session, group, "Again", [3])
    with pytest.raises(HubRefused, match="Number 3 is not in this group"):
        consent.save_consents(
            session, group, [consent.Consent(number=3, agreed_by="both", notes=True)], parent_needed=True
        )
    with pytest.raises(HubRefused, match="withdrawn already"):
        consent.withdraw(session, group, 3)


def test_no_note_or_point_is_kept_of_somebody_who_has_not_agreed(session: Session, group: FocusGroup) -> None:
    agree(session, group, notes=[1, 2], quotes=[1])
    for numbers in ([3], [1, 3], [7], []):
        with pytest.raises(HubRefused):
            saying.add_note(session, group, group.questions[0], "Not to be kept", numbers)
        with pytest.raises(HubRefused):
            say(session, group, "Not to be kept", numbers)
    with pytest.raises(HubRefused, match="Number 2 has not agreed to be quoted"):
        say(session, group, "May be kept", [1, 2], quote="Not to be kept")
    assert "Not to be kept" not in everything_kept(session)


def test_agreeing_to_less_takes_out_what_it_no_longer_covers(
    session: Session, cycle: HubCycle, group: FocusGroup, planner: User
) -> None:
    write_and_clear(session, group, planner)
    agree(session, group, notes=range(1, 7), quotes=(1, 2, 4, 5, 6))
    kept = everything_kept(session)
    assert f"Mind {SECRET}!" not in kept
    assert f"It is {SECRET}" in kept
    agree(session, group, notes=(1, 2, 4, 5, 6), quotes=(1, 2))
    assert SECRET not in everything_kept(session)


def test_the_first_wording_of_another_does_not_outlive_a_corrected_number(session: Session, group: FocusGroup) -> None:
    point = say(session, group, "A point", [3], quote=SECRET)
    said = saying.Said(text="A point", said_by=[4], quote=OTHER)
    saying.change_point(session, group, point, said)
    consent.withdraw(session, group, 3)
    assert SECRET not in everything_kept(session)
    assert saying.original_of(session, point) == OTHER


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (consent.Consent(number=1, agreed_by="self", notes=True), "parent or carer has to agree too"),
        (consent.Consent(number=1, notes=True), "choose who agreed"),
        (consent.Consent(number=1, agreed_by="both", quotes=True), "agree to notes as well"),
        (consent.Consent(number=1, agreed_by="their friend", notes=True), "choose who agreed"),
        (consent.Consent(number=9, agreed_by="both", notes=True), "not in this group"),
    ],
)
def test_a_consent_that_is_not_complete_is_not_kept(
    session: Session, group: FocusGroup, given: consent.Consent, problem: str
) -> None:
    with pytest.raises(HubRefused, match=problem):
        consent.save_consents(session, group, [given], parent_needed=True)


def test_where_the_setting_does_not_ask_for_a_parent_a_child_may_agree_alone(
    session: Session, group: FocusGroup
) -> None:
    given = [consent.Consent(number=1, agreed_by="self", notes=True)]
    consent.save_consents(session, group, given, parent_needed=False)
    assert group.participants[0].agreed_by == "self"


def test_whoever_is_16_agrees_for_themselves(session: Session, cycle: HubCycle, worker: User) -> None:
    ages = ("from_11_to_15", "from_16_to_17")
    mixed = hold(session, make_group(session, cycle, worker.id, ages=ages), people=2, notes=0)
    older = consent.Consent(number=1, agreed_by="parent", notes=True, is_16=True)
    with pytest.raises(HubRefused, match="agree for themselves"):
        consent.save_consents(session, mixed, [older], parent_needed=True)
    alone = [
        consent.Consent(number=1, agreed_by="self", notes=True, is_16=True),
        consent.Consent(number=2, agreed_by="self", notes=True),
    ]
    with pytest.raises(HubRefused, match=r"^Number 2: is under 16"):
        consent.save_consents(session, mixed, alone, parent_needed=True)


def test_ticking_16_helps_nobody_in_a_group_of_younger_children(session: Session, group: FocusGroup) -> None:
    given = [consent.Consent(number=1, agreed_by="self", notes=True, is_16=True)]
    with pytest.raises(HubRefused, match="under 16"):
        consent.save_consents(session, group, given, parent_needed=True)


def test_ages_cannot_be_changed_once_somebody_has_agreed(session: Session, group: FocusGroup) -> None:
    plan = groups.GroupPlan(title=group.title, who="children", ages=("over_17",), planned_for=group.planned_for)
    with pytest.raises(HubRefused, match="how old they were"):
        groups.change_group(session, group, plan)


def test_a_number_with_an_agreement_is_not_lost_by_counting_fewer(session: Session, group: FocusGroup) -> None:
    with pytest.raises(HubRefused, match="number 6"):
        groups.record_held(session, group, held_on=group.planned_for, people=5, helped_by="", today=group.planned_for)
