"""The register: only the scrutineer writes, the partnership answers in time, nothing said is ever lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from survey_app.accounts.services import grant_roles
from survey_app.errors import UserError
from survey_app.programme.scrutiny import answering, register
from survey_app.programme.scrutiny.models import WordingChanged
from survey_app.programme.scrutiny.refusals import ScrutinyRefused
from survey_app.programme.scrutiny.register import EntryText
from survey_app.programme.scrutiny.searching import search_register
from survey_app.programme.scrutiny.terms import agree_terms
from tests.survey_app.factories import make_agency, make_partnership
from tests.survey_app.programme.scrutiny.scrutiny_world import MONDAY, World, entry_of, make_world

TWENTY_WORKING_DAYS_LATER = date(2026, 3, 30)  # from Monday 2 March 2026, no bank holiday between


def test_an_entry_gets_the_next_number_and_the_suggested_clock(session: Session, world: World) -> None:
    first, second = entry_of(session, world), entry_of(session, world, kind="question", text="Who reads the audits?")
    assert (first.reference, second.reference) == ("S-001", "S-002")
    assert first.answer_by == TWENTY_WORKING_DAYS_LATER
    assert entry_of(session, make_world(session)).reference == "S-001"


def test_a_clock_past_the_known_bank_holidays_says_what_to_do(session: Session, world: World) -> None:
    day = date(2028, 12, 15)
    with pytest.raises(ScrutinyRefused, match="bank holidays of 2029 are not known yet: load the new list under"):
        entry_of(session, world, today=day)
    assert entry_of(session, world, today=day, kind="observation", wants_answer=False).answer_by is None


def test_an_observation_without_a_wish_for_an_answer_has_no_clock(session: Session, world: World) -> None:
    entry = entry_of(session, world, kind="observation", wants_answer=False)
    assert entry.answer_by is None
    assert register.standing_of(entry, date(2030, 1, 1)) == "noted"


def test_the_clock_is_the_partnerships_own_once_it_is_agreed(session: Session, world: World) -> None:
    agree_terms(
        session, world.partnership.id, answer_days=5, respond_days=5, minimum_group=5, areas=["The front door"],
        by_id=world.executive.id,
    )  # fmt: skip
    assert entry_of(session, world).answer_by == date(2026, 3, 9)


@pytest.mark.parametrize("who", ["qa", "executive", "police_lead", "young"])
def test_nobody_but_the_scrutineer_writes_rewords_or_withdraws(session: Session, world: World, who: str) -> None:
    somebody = getattr(world, who).id
    entry = entry_of(session, world)
    given = EntryText(kind="issue", text="Something.", raised_on=MONDAY)
    with pytest.raises(ScrutinyRefused, match="Only the independent scrutineer"):
        register.add_entry(session, world.partnership.id, given, by_id=somebody, today=MONDAY)
    with pytest.raises(ScrutinyRefused, match="Only the independent scrutineer"):
        register.reword(session, entry, text="Other.", suggestion="", why="I like it better.", by_id=somebody, seen=1)
    with pytest.raises(ScrutinyRefused, match="Only the independent scrutineer"):
        register.withdraw(session, entry, "It is unpleasant.", by_id=somebody)


def test_every_wording_stays_and_none_can_be_rewritten(session: Session, world: World) -> None:
    entry = entry_of(session, world, text="Feedback is slow.")
    register.reword(
        session, entry, text="Feedback comes late.", suggestion="Set a day.", why="More exact.",
        by_id=world.scrutineer.id, seen=1,
    )  # fmt: skip
    assert [one.text for one in entry.wordings] == ["Feedback is slow.", "Feedback comes late."]
    entry.wordings[0].text = "All is well."
    with pytest.raises(WordingChanged):
        session.flush()
    session.rollback()


def test_whoever_read_an_older_wording_neither_words_anew_nor_answers(session: Session, world: World) -> None:
    entry = entry_of(session, world)
    register.reword(session, entry, text="Other.", suggestion="", why="New facts.", by_id=world.scrutineer.id, seen=1)
    with pytest.raises(ScrutinyRefused, match="worded anew"):
        register.reword(session, entry, text="Third.", suggestion="", why="Why.", by_id=world.scrutineer.id, seen=1)
    with pytest.raises(ScrutinyRefused, match="worded anew"):
        answering.answer(session, entry, "We agree.", by_id=world.qa.id, today=MONDAY, seen=1)


def test_a_withdrawn_entry_stays_with_its_reason_and_asks_for_nothing(session: Session, world: World) -> None:
    entry = entry_of(session, world)
    with pytest.raises(ScrutinyRefused, match="Say why"):
        register.withdraw(session, entry, "  ", by_id=world.scrutineer.id)
    register.withdraw(session, entry, "It rested on an older figure.", by_id=world.scrutineer.id)
    late = TWENTY_WORKING_DAYS_LATER + timedelta(days=30)
    assert register.standing_of(entry, late) == "withdrawn"
    assert register.unanswered(session, world.partnership.id, late) == []
    assert [one.reference for one in register.entries_of(session, world.partnership.id)] == ["S-001"]
    with pytest.raises(ScrutinyRefused, match="withdrawn"):
        answering.answer(session, entry, "We agree.", by_id=world.qa.id, today=MONDAY, seen=1)


def test_the_scrutineer_never_answers_not_even_with_a_second_role(session: Session, world: World) -> None:
    entry = entry_of(session, world)
    grant_roles(
        session, world.scrutineer, partnership_id=world.partnership.id, role_keys=("scrutineer", "qa_group"),
        agency_id=None,
    )  # fmt: skip
    with pytest.raises(ScrutinyRefused, match="never whoever keeps the register"):
        answering.answer(session, entry, "All is well.", by_id=world.scrutineer.id, today=MONDAY, seen=1)


@pytest.mark.parametrize("who", ["police_lead", "young"])
def test_who_may_not_answer_for_the_partnership_does_not(session: Session, world: World, who: str) -> None:
    entry = entry_of(session, world)
    with pytest.raises(ScrutinyRefused):
        answering.answer(session, entry, "Fine.", by_id=getattr(world, who).id, today=MONDAY, seen=1)


def test_an_answer_that_does_not_satisfy_is_owed_again_with_a_new_clock(session: Session, world: World) -> None:
    entry = entry_of(session, world)
    answering.answer(session, entry, "We will look.", by_id=world.qa.id, today=date(2026, 3, 4), seen=1)
    with pytest.raises(ScrutinyRefused, match="waits to be read"):
        answering.answer(session, entry, "We looked.", by_id=world.qa.id, today=date(2026, 3, 5), seen=1)
    with pytest.raises(ScrutinyRefused, match="what is missing"):
        answering.judge(session, entry, "not_yet", "", by_id=world.scrutineer.id, today=date(2026, 3, 9), seen=1)
    answering.judge(
        session, entry, "not_yet", "By when?", by_id=world.scrutineer.id, today=date(2026, 3, 9), seen=1
    )  # fmt: skip
    assert register.standing_of(entry, date(2026, 3, 10)) == "waiting"
    assert entry.answer_by == date(2026, 4, 8)  # twenty working days on, over Good Friday and Easter Monday
    answering.answer(session, entry, "By 1 June.", by_id=world.executive.id, today=date(2026, 4, 9), seen=1)
    assert [one.was_late for one in entry.answers] == [False, True]
    answering.judge(session, entry, "satisfied", "", by_id=world.scrutineer.id, today=date(2026, 4, 10), seen=2)
    assert register.standing_of(entry, date(2030, 1, 1)) == "satisfied"
    assert [one.text for one in entry.answers] == ["We will look.", "By 1 June."]


def test_only_the_scrutineer_judges_and_only_the_answer_that_was_read(session: Session, world: World) -> None:
    entry = entry_of(session, world)
    answering.answer(session, entry, "We will look.", by_id=world.qa.id, today=MONDAY, seen=1)
    with pytest.raises(ScrutinyRefused, match="Only the independent scrutineer"):
        answering.judge(session, entry, "satisfied", "", by_id=world.executive.id, today=MONDAY, seen=1)
    with pytest.raises(ScrutinyRefused, match="newer one"):
        answering.judge(session, entry, "satisfied", "", by_id=world.scrutineer.id, today=MONDAY, seen=2)


def test_what_was_answered_and_judged_cannot_be_rewritten(session: Session, world: World) -> None:
    entry = entry_of(session, world)
    answering.answer(session, entry, "We will look.", by_id=world.qa.id, today=MONDAY, seen=1)
    answering.judge(session, entry, "satisfied", "", by_id=world.scrutineer.id, today=MONDAY, seen=1)
    entry.answers[0].verdict = "not_yet"
    with pytest.raises(WordingChanged):
        session.flush()
    session.rollback()


def test_late_answers_are_told_the_earliest_first(session: Session, world: World) -> None:
    later, earlier = entry_of(session, world, today=date(2026, 3, 9)), entry_of(session, world)
    owed = register.unanswered(session, world.partnership.id, date(2026, 4, 1))
    assert [(one.entry, one.days_late) for one in owed] == [(earlier, 2), (later, 0)]


@pytest.mark.parametrize(
    "text", ["Sarah Smith never heard back.", "Her NHS number is 999 000 0018.", "He lives at EX1 1AA."],
    ids=["a name", "a number", "a postcode"],
)  # fmt: skip
def test_what_could_tell_who_somebody_is_is_refused(session: Session, world: World, text: str) -> None:
    with pytest.raises(UserError):
        entry_of(session, world, text=text)
    assert register.entries_of(session, world.partnership.id) == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": "complaint"}, "Choose whether"),
        ({"text": "  "}, "Write what"),
        ({"raised_on": MONDAY + timedelta(days=1)}, "still to come"),
        ({"raised_on": date(2001, 1, 1)}, "10 years ago"),
        ({"theme": "x" * 121}, "120 characters"),
        ({"agency_id": 999_999}, "Choose an agency"),
    ],
    ids=["kind", "empty", "tomorrow", "long ago", "long theme", "no such agency"],
)
def test_what_is_missing_or_wrong_is_said(session: Session, world: World, wrong: dict[str, object], says: str) -> None:
    with pytest.raises(ScrutinyRefused, match=says):
        entry_of(session, world, **wrong)


def test_an_agency_of_another_area_is_not_written_about(session: Session, world: World) -> None:
    elsewhere = make_agency(session, make_partnership(session))
    with pytest.raises(ScrutinyRefused, match="Choose an agency"):
        entry_of(session, world, agency_id=elsewhere.id)


def test_the_register_is_searched_by_every_wording_and_answer(session: Session, world: World) -> None:
    slow, audits = entry_of(session, world, text="Feedback is slow."), entry_of(session, world, text="Audits are few.")
    answering.answer(
        session, audits, "A programme of 100% dip samples begins.", by_id=world.qa.id, today=MONDAY, seen=1
    )
    entry_of(session, make_world(session), text="Feedback elsewhere.")
    assert search_register(session, world.partnership.id, "FEEDBACK") == [slow]
    assert search_register(session, world.partnership.id, "audits samples") == [audits]
    assert search_register(session, world.partnership.id, "100%") == [audits]
    assert search_register(session, world.partnership.id, "audits slow") == []
    assert search_register(session, world.partnership.id, "") == [audits, slow]
