"""Briefs: one page, checked by a second person, frozen once sent; each reader sees their own, and openings are real."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.database import now
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.models import Escalation, Recommendation
from survey_app.mail import OutboxMessage
from survey_app.programme.executive import briefs
from survey_app.programme.executive.briefs import ONE_PAGE, BriefText, Section
from survey_app.programme.executive.carrying_out import NoteText, note_what_came
from survey_app.programme.executive.deciding import DecisionText, decide, replace_decision
from survey_app.programme.executive.drafting import draft_brief
from survey_app.programme.executive.meetings import ItemText, take_off, write_item
from survey_app.programme.executive.models import (
    Brief,
    BriefCopy,
    DecisionChanged,
    ExecutiveDecision,
    ExecutiveMeeting,
)
from survey_app.programme.executive.refusals import ExecutiveRefused
from tests.survey_app.factories import make_user
from tests.survey_app.improvement.actions.action_world import World, make_recommendation, make_world

TEXT = BriefText(title="Brief for Chief Officers", sections=[Section(heading="Decided", text="• Six more weeks.")])


def written(session: Session, world: World, today: date, kind: str = "chief_officers") -> Brief:
    return briefs.write_brief(session, world.partnership.id, kind, TEXT, world.qa.id, today)


def sent(session: Session, world: World, second: User, today: date, kind: str = "chief_officers") -> Brief:
    made = written(session, world, today, kind)
    briefs.send_brief(session, made, second.id, today, seen=made.revision)
    return made


def test_whoever_wrote_a_brief_does_not_send_it(
    session: Session, world: World, second: User, chief: User, today: date
) -> None:
    made = written(session, world, today)
    with pytest.raises(ExecutiveRefused, match="somebody else reads it and sends it"):
        briefs.send_brief(session, made, world.qa.id, today, seen=1)
    briefs.change_brief(session, made, TEXT, second.id, seen=1)
    with pytest.raises(ExecutiveRefused, match="somebody else"):
        briefs.send_brief(session, made, second.id, today, seen=2)
    made.state, made.checked_by_id, made.fingerprint = "sent", second.id, "x"
    with pytest.raises(IntegrityError), session.begin_nested():
        session.flush()


def test_each_reader_has_a_copy_and_nobody_else_does(
    session: Session, world: World, second: User, chief: User, today: date
) -> None:
    other = make_user(session, make_world(session).partnership, roles=("chief_officer",))
    made = sent(session, world, second, today)
    assert [one.user_id for one in made.copies] == [chief.id]
    assert session.scalars(select(OutboxMessage.to_address)).all() == [chief.email]
    assert "Six more weeks" not in session.scalars(select(OutboxMessage.body)).one()
    for user in (world.executive, world.qa, other):
        assert briefs.find_copy(session, world.partnership.id, made.number, user.id) is None


@pytest.mark.parametrize(
    ("kind", "reader"),
    [("delegated_partners", "executive"), ("business_group", "qa"), ("chief_officers", "chief"), ("members", "member")],
)
def test_a_brief_goes_to_those_for_whom_it_is(
    session: Session, world: World, second: User, chief: User, kind: str, reader: str, today: date
) -> None:
    member = make_user(session, world.partnership, roles=("councillor",))
    make_user(session, world.partnership, roles=("scrutineer",))
    people = {"executive": {world.executive}, "qa": {world.qa, second}, "chief": {chief}, "member": {member}}
    assert set(briefs.readers_of(session, world.partnership.id, kind)) == people[reader]


def test_a_brief_without_a_reader_is_not_sent(session: Session, world: World, second: User, today: date) -> None:
    made = written(session, world, today)
    with pytest.raises(ExecutiveRefused, match="Nobody has an account"):
        briefs.send_brief(session, made, second.id, today, seen=1)
    assert made.state == "draft"


def test_a_sent_brief_never_changes(session: Session, world: World, second: User, chief: User, today: date) -> None:
    made = sent(session, world, second, today)
    with pytest.raises(ExecutiveRefused, match="stays as it is"):
        briefs.change_brief(session, made, TEXT, second.id, seen=made.revision)
    made.content = {"sections": []}
    with pytest.raises(DecisionChanged):
        session.flush()


def test_a_draft_changed_meanwhile_is_neither_overwritten_nor_sent(
    session: Session, world: World, second: User, chief: User, today: date
) -> None:
    made = written(session, world, today)
    briefs.change_brief(session, made, TEXT, world.qa.id, seen=1)
    with pytest.raises(ExecutiveRefused, match="changed this brief"):
        briefs.change_brief(session, made, TEXT, second.id, seen=1)
    with pytest.raises(ExecutiveRefused, match="changed this brief"):
        briefs.send_brief(session, made, second.id, today, seen=1)


def test_a_brief_is_one_page(session: Session, world: World, today: date) -> None:
    fits = BriefText(title="A", sections=[Section(heading="H", text="x" * (ONE_PAGE - 1))])
    briefs.write_brief(session, world.partnership.id, "members", fits, world.qa.id, today)
    longer = BriefText(title="A", sections=[Section(heading="H", text="x" * ONE_PAGE)])
    with pytest.raises(ExecutiveRefused, match="Take 1 out"):
        briefs.write_brief(session, world.partnership.id, "members", longer, world.qa.id, today)


def test_a_brief_with_a_childs_number_is_refused(session: Session, world: World, today: date) -> None:
    words = BriefText(title="A", sections=[Section(heading="H", text="The child 999 000 0018.")], checked=True)
    with pytest.raises(ChainRefused):
        briefs.write_brief(session, world.partnership.id, "members", words, world.qa.id, today)


def test_opening_counts_once_and_acknowledging_once(
    session: Session, world: World, second: User, chief: User, today: date
) -> None:
    copy = sent(session, world, second, today).copies[0]
    first = now()
    assert briefs.note_opening(session, copy, first)
    assert not briefs.note_opening(session, copy, first + timedelta(days=1))
    assert copy.opened_at == first
    briefs.acknowledge(session, copy, "Raise it with the council.", first)
    with pytest.raises(ExecutiveRefused, match="already"):
        briefs.acknowledge(session, copy, "", first)


def test_chief_officers_who_have_not_acknowledged_are_reminded_once_after_each_week(
    session: Session, world: World, second: User, chief: User, today: date
) -> None:
    other = make_user(session, world.partnership, roles=("chief_officer",))
    made = sent(session, world, second, today)
    by_user = {one.user_id: one for one in made.copies}
    briefs.acknowledge(session, by_user[other.id], "", now())
    counts = [briefs.remind_readers(session, today + timedelta(days=days)) for days in (6, 7, 8, 13, 14, 15, 40)]
    assert counts == [0, 1, 0, 0, 1, 0, 0]
    reminders = select(OutboxMessage.to_address).where(OutboxMessage.kind == briefs.REMINDER_MAIL)
    assert session.scalars(reminders).all() == [chief.email] * 2


def test_a_draft_begins_from_what_happened_and_fits_on_a_page(
    session: Session, world: World, late: Escalation, today: date
) -> None:
    draft = draft_brief(session, world.partnership.id, "chief_officers", today)
    headings = [one.heading for one in draft.sections]
    assert "What needs a decision" in headings
    assert sum(len(one.heading) + len(one.text) for one in draft.sections) <= ONE_PAGE
    assert session.scalars(select(BriefCopy)).all() == []


@pytest.mark.parametrize("kind", ["chief_officers", "delegated_partners", "business_group"])
def test_a_draft_of_much_that_happened_is_cut_to_a_page_and_can_be_saved(
    session: Session, world: World, meeting: ExecutiveMeeting, kind: str, today: date
) -> None:
    for place in range(7):
        item = write_item(session, meeting, ItemText(title=f"Decided {place}", asks="Agree."), world.qa.id, today)
        decide(session, item, DecisionText(kind="agreed", text="Long words. " * 300), world.qa.id, today)
        off = write_item(
            session, meeting, ItemText(title=f"Waits {place}: {'more words ' * 20}", asks="Agree."), world.qa.id, today
        )
        take_off(session, off, "Not ready.")
    sections = draft_brief(session, world.partnership.id, kind, today).sections
    assert sections[0].heading == "What the Executive decided"
    assert "and 2 more decisions" in sections[0].text
    assert sum(len(one.heading) + len(one.text) for one in sections) <= ONE_PAGE
    words = BriefText(title="A brief", sections=sections, checked=True)
    assert briefs.write_brief(session, world.partnership.id, kind, words, world.qa.id, today).kind == kind


def test_a_draft_for_members_has_figures_and_no_words_of_the_chain(
    session: Session, world: World, late: Escalation, today: date
) -> None:
    world.recommendation.made_on = today - timedelta(days=90)
    closed = make_recommendation(
        session,
        world.partnership,
        world.agency,
        text="Internal words of one matter.",
        made_on=today - timedelta(days=9),
    )
    session.execute(
        update(Recommendation).where(Recommendation.id == closed.id).values(state="closed", closed_on=today)
    )
    draft = draft_brief(session, world.partnership.id, "members", today)
    said = "\n".join(one.text for one in draft.sections)
    assert "1 of 2 recommendations are closed" in said
    assert "1 recommendation was closed since" in said
    for words in (closed.text, world.recommendation.text, late.action.what, "A-001"):
        assert words not in said


def test_a_draft_has_decisions_recorded_since_the_brief_before_and_none_that_was_replaced(
    session: Session, world: World, second: User, chief: User, meeting: ExecutiveMeeting, today: date
) -> None:
    def decided(text: str) -> ExecutiveDecision:
        item = write_item(session, meeting, ItemText(title=text, asks="Agree."), world.qa.id, today)
        return decide(session, item, DecisionText(kind="agreed", text=text), world.qa.id, today)

    def drafted() -> str:
        return "".join(one.text for one in draft_brief(session, world.partnership.id, "chief_officers", today).sections)

    told = decided("Told before.")
    assert "Told before." in drafted()
    made = sent(session, world, second, today)
    assert made.sent_at is not None
    hour_before = made.sent_at - timedelta(hours=1)
    session.execute(update(ExecutiveDecision).where(ExecutiveDecision.id == told.id).values(recorded_at=hour_before))
    session.refresh(told)
    assert "Told before." not in drafted()
    slip = decided("Six weeks.")
    replace_decision(session, slip, DecisionText(kind="agreed", text="Eight weeks.", because="A slip."), world.qa.id)
    assert ("Six weeks." in drafted(), "Eight weeks." in drafted(), "Told before." in drafted()) == (False, True, False)


@pytest.mark.parametrize("kind", ["chief_officers", "members"])
def test_a_draft_says_how_many_decisions_are_carried_out_and_which_are_late_with_whom(
    session: Session, world: World, meeting: ExecutiveMeeting, kind: str, today: date
) -> None:
    def drafted(day: date) -> str:
        return "\n".join(one.text for one in draft_brief(session, world.partnership.id, kind, day).sections)

    assert "carried out" not in drafted(today), "nothing is said where nothing was asked"
    for text in ("Words of the first.", "Words of the second."):
        item = write_item(session, meeting, ItemText(title=text, asks="Agree."), world.qa.id, today)
        words = DecisionText(kind="agreed", text=text, agency_id=world.agency.id, due_by=today)
        made = decide(session, item, words, world.qa.id, today)
    note_what_came(session, made, NoteText(state="carried_out", text="Done.", day=today), world.qa.id, today)
    said = drafted(today + timedelta(days=6))
    late = f"1 is late: D-001 ({world.agency.name}, 6 days)."
    expected = f"1 of 2 decisions that name an agency or a day are carried out. {late}"
    assert (expected in said) == (kind != "members")


def test_whoever_is_no_chief_officer_any_more_is_not_reminded(
    session: Session, world: World, second: User, chief: User, today: date
) -> None:
    gone = make_user(session, world.partnership, roles=("chief_officer",))
    sent(session, world, second, today)
    session.execute(delete(Membership).where(Membership.user_id == gone.id))
    assert briefs.remind_readers(session, today + timedelta(days=7)) == 1
    reminders = select(OutboxMessage.to_address).where(OutboxMessage.kind == briefs.REMINDER_MAIL)
    assert session.scalars(reminders).all() == [chief.email]


def test_a_draft_that_is_sent_twice_is_kept_once(session: Session, world: World, second: User, today: date) -> None:
    made = written(session, world, today)
    with pytest.raises(ExecutiveRefused, match=f"This draft is kept already: it is {made.reference}"):
        written(session, world, today)
    written(session, world, today, "delegated_partners")
    briefs.change_brief(session, made, BriefText(title="Brief", sections=TEXT.sections), world.qa.id, seen=1)
    assert written(session, world, today).number == made.number + 2
