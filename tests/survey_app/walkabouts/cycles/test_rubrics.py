"""What good looks like: versions that never change, agreed by the agency, locked before fieldwork."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import db, now
from survey_app.errors import UserError
from survey_app.mail import OutboxMessage
from survey_app.walkabouts.cycles.agreeing import (
    agree_rubric,
    propose_rubric,
    record_agreement,
    remark_on_rubric,
    remarks_on,
)
from survey_app.walkabouts.cycles.rubrics import (
    CRITERIA,
    RubricChanged,
    RubricRefused,
    instrument_rubric,
    rubric_of,
    save_rubric,
)
from survey_app.walkabouts.cycles.stages import MoveRefused, advance
from survey_app.walkabouts.models import CycleStandard, Rubric, Section11Assessment, Section11Cycle
from tests.survey_app.factories import make_agency, make_user
from tests.survey_app.walkabouts.section11_factories import TODAY, make_cycle, make_section11_assessment


@pytest.fixture
def cycle(session: Session) -> Section11Cycle:
    return make_cycle(session, rounds=())


@pytest.fixture
def planned(session: Session, cycle: Section11Cycle) -> Section11Assessment:
    return make_section11_assessment(session, cycle, stage="planned")


@pytest.fixture
def lead(session: Session, planned: Section11Assessment) -> User:
    agency = planned.members[0].agency
    return make_user(session, planned.partnership, roles=("agency_lead",), agency=agency)


class TestVersions:
    def test_the_first_is_the_instruments_rubric_with_its_criteria(self, cycle: Section11Cycle) -> None:
        texts = instrument_rubric(cycle)
        assert len(texts) == 11
        assert set(texts["st5"]) == {CRITERIA, "fully", "mostly", "partly", "not_met"}
        assert "Staff know the partnership's route for professional disagreement" in texts["st5"][CRITERIA]
        assert texts["st1"]["mostly"] == "The arrangement is known and used. What is missing is minor."

    def test_new_words_are_a_new_version_and_the_others_stay(self, session: Session, cycle: Section11Cycle) -> None:
        before = dict(cycle.rubrics[0].document)
        saved = save_rubric(session, cycle, {"st5": {"fully": "  Every person names it. \r\n"}}, by=None)
        session.expire_all()
        assert (saved.number, saved.document["st5"]["fully"]) == (2, "Every person names it.")
        assert saved.document["st4"] == before["st4"]
        assert cycle.rubrics[0].document == before

    def test_words_that_change_nothing_make_no_version(self, session: Session, cycle: Section11Cycle) -> None:
        same = {"st5": dict(cycle.rubrics[0].document["st5"])}
        with pytest.raises(RubricRefused, match="word for word version 1"):
            save_rubric(session, cycle, same, by=None)

    def test_a_version_cannot_be_changed_or_deleted(self, session: Session, cycle: Section11Cycle) -> None:
        rubric = cycle.rubrics[0]
        rubric.document = {"st1": {"fully": "Easier."}}
        with pytest.raises(RubricChanged):
            session.flush()
        session.rollback()

    def test_two_who_write_at_once_keep_both_their_words(self, app: Flask, session: Session) -> None:
        cycle_id = make_cycle(session, rounds=()).id
        session.commit()

        def write(name: str) -> int:
            with app.app_context():
                own = db.session.get_one(Section11Cycle, cycle_id)
                number = save_rubric(db.session(), own, {name: {"fully": f"{name} anew"}}, by=None, based_on=1).number
                db.session.commit()
                return number

        with ThreadPoolExecutor(4) as people:
            numbers = list(people.map(write, ["st1", "st2", "st3", "st4"]))
        session.rollback()
        newest = session.scalars(select(Rubric).where(Rubric.cycle_id == cycle_id).order_by(Rubric.number)).all()[-1]
        assert sorted(numbers) == [2, 3, 4, 5]
        assert [newest.document[name]["fully"] for name in ("st1", "st2", "st3", "st4")] == [
            "st1 anew", "st2 anew", "st3 anew", "st4 anew",
        ]  # fmt: skip

    def test_the_same_text_changed_by_two_is_refused_to_the_second(
        self, session: Session, cycle: Section11Cycle
    ) -> None:
        save_rubric(session, cycle, {"st1": {"fully": "Hers."}}, by=None, based_on=1)
        with pytest.raises(RubricRefused, match="St1: somebody has saved other words"):
            save_rubric(session, cycle, {"st1": {"fully": "His."}}, by=None, based_on=1)
        with pytest.raises(RubricRefused, match="Shorten"):
            save_rubric(session, cycle, {"st1": {"fully": "x" * 4001}}, by=None)


class TestAgreement:
    def test_the_lead_is_told_agrees_and_the_version_is_locked(
        self, session: Session, planned: Section11Assessment, lead: User
    ) -> None:
        manager = make_user(session, planned.partnership, roles=("qa_group",))
        rubric = planned.cycle.rubrics[0]
        propose_rubric(session, planned, rubric, by=manager.id)
        assert session.scalars(select(OutboxMessage.to_address)).all() == [lead.email]
        assert agree_rubric(session, planned, planned.members[0].agency, 1, by=lead.id) is True
        assert (planned.rubric_id, planned.rubric_agreed_on) == (rubric.id, now().date())
        assert planned.rubric_locked_at is not None
        assert set(session.scalars(select(OutboxMessage.to_address))) == {lead.email, manager.email}

    def test_fieldwork_cannot_begin_before_it_is_locked(self, session: Session, planned: Section11Assessment) -> None:
        with pytest.raises(MoveRefused, match="has not been agreed and locked"):
            advance(session, planned, "fieldwork", None)
        propose_rubric(session, planned, planned.cycle.rubrics[0], by=None)
        with pytest.raises(MoveRefused, match="has not been agreed and locked"):
            advance(session, planned, "fieldwork", None)
        record_agreement(session, planned, agreed_by="Head of service", on=TODAY, today=TODAY, by=None)
        advance(session, planned, "fieldwork", None)
        assert planned.stage == "fieldwork"

    def test_later_versions_do_not_touch_what_is_locked(self, session: Session, planned: Section11Assessment) -> None:
        propose_rubric(session, planned, planned.cycle.rubrics[0], by=None)
        record_agreement(session, planned, agreed_by="Head of service", on=TODAY, today=TODAY, by=None)
        before = rubric_of(planned)
        newer = save_rubric(session, planned.cycle, {"st1": {"fully": "Harder."}}, by=None)
        with pytest.raises(RubricRefused, match="Version 1 has been agreed and locked"):
            propose_rubric(session, planned, newer, by=None)
        session.expire_all()
        assert rubric_of(planned) == before
        assert before is not None
        assert (before.number, before.is_locked, before.standards[0].grades[0].text) == (
            1, True, "st1 fully, version 1.",
        )  # fmt: skip

    def test_agreeing_to_a_version_that_was_replaced_meanwhile_agrees_to_nothing(
        self, session: Session, planned: Section11Assessment, lead: User
    ) -> None:
        propose_rubric(session, planned, planned.cycle.rubrics[0], by=None)
        newer = save_rubric(session, planned.cycle, {"st1": {"fully": "Harder."}}, by=None)
        propose_rubric(session, planned, newer, by=None)
        with pytest.raises(RubricRefused, match="Version 2 has been proposed meanwhile"):
            agree_rubric(session, planned, planned.members[0].agency, 1, by=lead.id)
        assert planned.rubric_locked_at is None

    def test_a_group_has_agreed_when_every_member_has(self, session: Session, cycle: Section11Cycle) -> None:
        councils = [make_agency(session, cycle.partnership, agency_type="district_council") for _ in range(3)]
        group = make_section11_assessment(session, cycle, *councils, stage="planned")
        who = make_user(session).id
        propose_rubric(session, group, cycle.rubrics[0], by=None)
        found = [agree_rubric(session, group, one, 1, by=who) for one in (councils[0], councils[0], councils[2])]
        assert found == [False, False, False]
        newer = save_rubric(session, cycle, {"st1": {"fully": "Harder."}}, by=None)
        propose_rubric(session, group, newer, by=None)
        assert agree_rubric(session, group, councils[1], 2, by=who) is False, "agreements count for their version only"
        assert [agree_rubric(session, group, one, 2, by=who) for one in (councils[0], councils[2])] == [False, True]

    def test_an_agency_that_is_not_assessed_agrees_to_nothing(
        self, session: Session, planned: Section11Assessment
    ) -> None:
        propose_rubric(session, planned, planned.cycle.rubrics[0], by=None)
        stranger = make_agency(session, planned.partnership)
        with pytest.raises(RubricRefused, match="is not assessed here"):
            agree_rubric(session, planned, stranger, 1, by=make_user(session).id)

    def test_another_cycles_rubric_is_refused(self, session: Session, planned: Section11Assessment) -> None:
        with pytest.raises(RubricRefused, match="another cycle"):
            propose_rubric(session, planned, make_cycle(session, rounds=()).rubrics[0], by=None)

    def test_comments_are_kept_in_order_until_it_is_locked(
        self, session: Session, planned: Section11Assessment, lead: User
    ) -> None:
        agency = planned.members[0].agency
        with pytest.raises(RubricRefused, match="No version has been proposed"):
            remark_on_rubric(session, planned, "Too early.", agency=agency, by=lead.id)
        propose_rubric(session, planned, planned.cycle.rubrics[0], by=None)
        remark_on_rubric(session, planned, " St1 is unclear. ", agency=agency, by=lead.id)
        remark_on_rubric(session, planned, "Which part?", agency=None, by=None)
        assert [one.text for one in remarks_on(session, planned) if one.kind == "comment"].count("St1 is unclear.") == 1
        with pytest.raises(UserError, match="Write what you would change"):
            remark_on_rubric(session, planned, "  ", agency=agency, by=lead.id)
        with pytest.raises(UserError, match="in the future"):
            record_agreement(
                session, planned, agreed_by="Head", on=TODAY + timedelta(days=1), today=TODAY, by=None
            )  # fmt: skip
        record_agreement(session, planned, agreed_by="Head", on=TODAY, today=TODAY, by=None)
        with pytest.raises(RubricRefused, match="stays as it is"):
            remark_on_rubric(session, planned, "One more thing.", agency=agency, by=lead.id)

    def test_what_does_not_apply_is_left_out_of_the_rubric(self, session: Session, cycle: Section11Cycle) -> None:
        standard = session.get_one(CycleStandard, (cycle.id, "st7"))
        standard.agency_types = ["police"]
        assessment = make_section11_assessment(session, cycle, make_agency(session, cycle.partnership))
        found = rubric_of(assessment)
        assert found is not None
        assert [one.short for one in found.standards] == [f"St{number}" for number in range(1, 12) if number != 7]
