"""An agency is assessed once, whoever asks and however many ask at once; those it works with are told and may read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.database import db
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Agency, Footprint, Partnership, Share
from survey_app.partnership.services import add_agency, exclude_agency, include_agency
from survey_app.walkabouts.cycles.assessments import (
    AlreadyAssessed,
    StartRefused,
    agencies_without,
    start_assessment,
    start_collective,
    start_several,
    withdraw_assessment,
)
from survey_app.walkabouts.cycles.exceptions import set_exceptions
from survey_app.walkabouts.cycles.sharing import find_shared, readers_of, shared_with
from survey_app.walkabouts.cycles.stages import advance
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle
from tests.survey_app.factories import make_agency, make_partnership, make_user
from tests.survey_app.walkabouts.section11_factories import TODAY, make_cycle, make_section11_assessment


def cycle_of(session: Session, **values: object) -> Section11Cycle:
    return make_cycle(session, rounds=(), **values)  # type: ignore[arg-type]


def works_in(session: Session, agency: Agency, *partnerships: Partnership) -> None:
    session.add_all(Footprint(partnership_id=one.id, agency_id=agency.id) for one in partnerships)
    session.flush()


def mail_to(session: Session, partnership: Partnership) -> list[OutboxMessage]:
    return list(session.scalars(select(OutboxMessage).where(OutboxMessage.partnership_id == partnership.id)))


class TestOneAssessment:
    def test_a_second_by_another_partnership_is_refused_with_its_holder_and_its_date(self, session: Session) -> None:
        ours, theirs = cycle_of(session), cycle_of(session)
        police = make_agency(session, ours.partnership, agency_type="police")
        works_in(session, police, theirs.partnership)
        first = start_assessment(session, ours, police.id, today=TODAY, by=None)
        with pytest.raises(AlreadyAssessed) as refusal:
            start_assessment(session, theirs, police.id, today=TODAY + timedelta(days=300), by=None)
        assert refusal.value.held is first
        assert ours.partnership.name in refusal.value.message
        assert "2 March 2026" in refusal.value.message
        assert police.name in refusal.value.message

    def test_a_second_in_the_same_partnership_is_refused_too(self, session: Session) -> None:
        ours = cycle_of(session)
        police = make_agency(session, ours.partnership)
        start_assessment(session, ours, police.id, today=TODAY, by=None)
        next_cycle = cycle_of(session, partnership=ours.partnership)
        with pytest.raises(AlreadyAssessed, match=ours.title):
            start_assessment(session, next_cycle, police.id, today=TODAY, by=None)

    @pytest.mark.parametrize(
        ("today", "refused"), [(date(2028, 3, 1), True), (date(2028, 3, 2), False), (date(2028, 3, 3), False)]
    )
    def test_the_months_of_the_cycle_count_from_the_day_of_the_first(
        self, session: Session, today: date, refused: bool
    ) -> None:
        ours, theirs = cycle_of(session), cycle_of(session, assessed_within_months=24)
        police = make_agency(session, ours.partnership)
        works_in(session, police, theirs.partnership)
        start_assessment(session, ours, police.id, today=TODAY, by=None)
        if refused:
            with pytest.raises(AlreadyAssessed):
                start_assessment(session, theirs, police.id, today=today, by=None)
        else:
            assert start_assessment(session, theirs, police.id, today=today, by=None).stage == "planned"

    def test_a_cycle_never_assesses_an_agency_twice_whatever_its_months(self, session: Session) -> None:
        ours = cycle_of(session, assessed_within_months=0)
        police = make_agency(session, ours.partnership)
        start_assessment(session, ours, police.id, today=TODAY, by=None)
        with pytest.raises(AlreadyAssessed):
            start_assessment(session, ours, police.id, today=TODAY + timedelta(days=900), by=None)

    def test_a_withdrawn_assessment_stands_in_nobodys_way(self, session: Session) -> None:
        ours, theirs = cycle_of(session), cycle_of(session)
        police = make_agency(session, ours.partnership)
        works_in(session, police, theirs.partnership)
        first = start_assessment(session, ours, police.id, today=TODAY, by=None)
        withdraw_assessment(session, first, reason="The force is inspected this year.", by=None)
        assert start_assessment(session, theirs, police.id, today=TODAY, by=None).partnership_id != ours.partnership_id

    def test_an_agency_of_elsewhere_cannot_be_assessed(self, session: Session) -> None:
        ours, theirs = cycle_of(session), cycle_of(session)
        foreign = make_agency(session, theirs.partnership)
        for start in (
            lambda: start_assessment(session, ours, foreign.id, today=TODAY, by=None),
            lambda: start_several(session, ours, [foreign.id], today=TODAY, by=None),
            lambda: start_assessment(session, ours, 999_999, today=TODAY, by=None),
        ):
            with pytest.raises(StartRefused, match="work in your area"):
                start()
        assert session.scalar(select(func.count()).select_from(Section11Assessment)) == 0

    def test_nothing_is_started_in_a_closed_cycle(self, session: Session) -> None:
        ours = cycle_of(session, state="closed")
        with pytest.raises(StartRefused, match="closed"):
            start_assessment(session, ours, make_agency(session, ours.partnership).id, today=TODAY, by=None)

    def test_of_several_those_that_are_free_are_started_and_the_others_named(self, session: Session) -> None:
        ours, theirs = cycle_of(session), cycle_of(session)
        free, held = make_agency(session, ours.partnership), make_agency(session, ours.partnership)
        works_in(session, held, theirs.partnership)
        start_assessment(session, theirs, held.id, today=TODAY, by=None)
        found = start_several(session, ours, [held.id, free.id], today=TODAY, by=None)
        assert [one.title for one in found.assessments] == [free.name]
        assert [held.name in one.message for one in found.refused] == [True]
        assert [one.id for one in agencies_without(session, ours)] == [held.id]

    def test_starting_is_logged(self, session: Session) -> None:
        ours = cycle_of(session)
        user = make_user(session, ours.partnership, roles=("qa_group",))
        started = start_assessment(session, ours, make_agency(session, ours.partnership).id, today=TODAY, by=user.id)
        entry = session.scalars(select(AuditEvent).where(AuditEvent.action == "section 11 assessment started")).one()
        assert (entry.actor_id, entry.subject) == (user.id, f"section 11 assessment {started.id}")


class TestAtTheSameMoment:
    """Six starts at once, by two partnerships and in every mixture, make one assessment."""

    def outcomes(
        self, app: Flask, session: Session, starts: list[Callable[[Session], Section11Assessment]]
    ) -> list[str]:
        session.commit()

        def one(start: Callable[[Session], Section11Assessment]) -> str:
            with app.app_context():
                try:
                    start(db.session())
                except AlreadyAssessed:
                    db.session.rollback()
                    return "refused"
                db.session.commit()
                return "started"

        with ThreadPoolExecutor(len(starts)) as people:
            found = list(people.map(one, starts))
        session.rollback()
        return found

    def test_two_partnerships_start_one_assessment_of_an_agency(self, app: Flask, session: Session) -> None:
        ours, theirs = cycle_of(session), cycle_of(session)
        police = make_agency(session, ours.partnership)
        works_in(session, police, theirs.partnership)
        police_id, cycles = police.id, [ours.id, theirs.id] * 3

        def start(cycle_id: int) -> Callable[[Session], Section11Assessment]:
            def run(own: Session) -> Section11Assessment:
                cycle = own.get_one(Section11Cycle, cycle_id)
                return start_assessment(own, cycle, police_id, today=TODAY, by=None)

            return run

        found = self.outcomes(app, session, [start(one) for one in cycles])
        assert sorted(found) == ["refused"] * 5 + ["started"]
        made = session.scalars(select(Section11Assessment)).one()
        assert [reader.id for reader in readers_of(session, made)] == [
            theirs.partnership_id if made.partnership_id == ours.partnership_id else ours.partnership_id
        ]

    def test_a_council_alone_and_together_at_once_is_assessed_once(self, app: Flask, session: Session) -> None:
        ours = cycle_of(session)
        councils = [make_agency(session, ours.partnership, agency_type="district_council") for _ in range(3)]
        ids, cycle_id = [one.id for one in councils], ours.id

        def alone(own: Session) -> Section11Assessment:
            return start_assessment(own, own.get_one(Section11Cycle, cycle_id), ids[1], today=TODAY, by=None)

        def together(order: list[int]) -> Callable[[Session], Section11Assessment]:
            def run(own: Session) -> Section11Assessment:
                cycle = own.get_one(Section11Cycle, cycle_id)
                return start_collective(own, cycle, order, "Councils", today=TODAY, by=None)

            return run

        starts = [alone, together(ids), alone, together(ids[::-1]), alone, together(ids[1:])]
        assert self.outcomes(app, session, starts).count("started") == 1
        assert session.scalar(select(func.count()).select_from(Section11Assessment)) == 1

    def test_a_partnership_that_gets_the_agency_as_it_is_started_reads_it(self, app: Flask, session: Session) -> None:
        ours, theirs = cycle_of(session), cycle_of(session)
        agencies = [make_agency(session, ours.partnership).id for _ in range(4)]
        cycle_id, newcomer = ours.id, theirs.partnership_id
        session.commit()

        def act(step: tuple[str, int]) -> None:
            kind, agency_id = step
            with app.app_context():
                if kind == "start":
                    cycle = db.session.get_one(Section11Cycle, cycle_id)
                    start_assessment(db.session(), cycle, agency_id, today=TODAY, by=None)
                else:
                    include_agency(db.session(), newcomer, agency_id)
                db.session.commit()

        steps = [(kind, agency_id) for agency_id in agencies for kind in ("start", "include")]
        with ThreadPoolExecutor(8) as people:
            list(people.map(act, steps))
        session.rollback()
        assert len(shared_with(session, newcomer)) == 4
        assert session.scalar(select(func.count()).select_from(Share)) == 4


class TestSharing:
    def test_every_partnership_in_whose_area_the_agency_works_reads_it_and_is_told_once(self, session: Session) -> None:
        ours, second, third = cycle_of(session), make_partnership(session), make_partnership(session)
        police = make_agency(session, ours.partnership)
        works_in(session, police, second, third)
        make_user(session, second, roles=("qa_group",))
        lead = make_user(session, second, roles=("qa_group",))
        make_user(session, second, roles=("auditor", "administrator"))
        started = start_assessment(session, ours, police.id, today=TODAY, by=None)
        assert {one.id for one in readers_of(session, started)} == {second.id, third.id}
        told = mail_to(session, second)
        assert len(told) == 2, "those who manage walkabouts, and nobody else"
        assert lead.email in {one.to_address for one in told}
        assert ours.partnership.name in told[0].body
        assert police.name in told[0].body
        assert [one.to_address for one in mail_to(session, third)] == [third.contact_email], "nobody manages there"
        assert mail_to(session, ours.partnership) == []

    def test_a_partnership_without_the_agency_reads_nothing(self, session: Session) -> None:
        ours, stranger = cycle_of(session), make_partnership(session)
        started = start_assessment(session, ours, make_agency(session, ours.partnership).id, today=TODAY, by=None)
        assert shared_with(session, stranger.id) == []
        assert find_shared(session, stranger.id, started.id) is None
        assert mail_to(session, stranger) == []

    def test_a_partnership_that_gets_the_agency_later_reads_it_and_is_told(self, session: Session) -> None:
        ours, late = cycle_of(session), make_partnership(session)
        police = make_agency(session, ours.partnership)
        started = start_assessment(session, ours, police.id, today=TODAY, by=None)
        added = add_agency(session, late.id, name=police.name, agency_type="police")
        assert added is police
        assert [one.assessment.id for one in shared_with(session, late.id)] == [started.id]
        assert len(mail_to(session, late)) == 1
        assert late.name in mail_to(session, ours.partnership)[0].body, "who leads it learns who reads it now"
        include_agency(session, late.id, police.id)
        assert len(mail_to(session, late)) == 1, "told once"

    def test_a_partnership_that_the_agency_leaves_reads_it_no_longer_and_its_holder_is_told(
        self, session: Session
    ) -> None:
        ours, leaver = cycle_of(session), make_partnership(session)
        police = make_agency(session, ours.partnership)
        works_in(session, police, leaver)
        started = start_assessment(session, ours, police.id, today=TODAY, by=None)
        assert readers_of(session, started) == [leaver]
        exclude_agency(session, leaver.id, police.id)
        assert (readers_of(session, started), shared_with(session, leaver.id)) == ([], [])
        assert find_shared(session, leaver.id, started.id) is None
        assert "can no longer read" in mail_to(session, ours.partnership)[-1].body
        include_agency(session, leaver.id, police.id)
        assert readers_of(session, started) == [leaver], "and again once it works there again"

    def test_a_joint_assessment_is_read_as_long_as_one_of_its_members_works_there(self, session: Session) -> None:
        ours, reader = cycle_of(session), make_partnership(session)
        councils = [make_agency(session, ours.partnership, agency_type="district_council") for _ in range(3)]
        for council in councils[:2]:
            works_in(session, council, reader)
        ids = [council.id for council in councils]
        started = start_collective(session, ours, ids, "Districts", today=TODAY, by=None)
        exclude_agency(session, reader.id, councils[0].id)
        assert readers_of(session, started) == [reader]
        exclude_agency(session, reader.id, councils[1].id)
        assert readers_of(session, started) == []

    def test_a_withdrawn_one_is_not_shared_with_newcomers_and_its_readers_are_told_why(self, session: Session) -> None:
        ours, reader, late = cycle_of(session), make_partnership(session), make_partnership(session)
        police = make_agency(session, ours.partnership)
        works_in(session, police, reader)
        started = start_assessment(session, ours, police.id, today=TODAY, by=None)
        withdraw_assessment(session, started, reason="Merged with another force.", by=None)
        assert "Merged with another force." in mail_to(session, reader)[-1].body
        include_agency(session, late.id, police.id)
        assert shared_with(session, late.id) == []

    @pytest.mark.parametrize("stage", ["fieldwork", "reconciled", "graded", "compared", "signed", "replying"])
    def test_readers_are_not_told_how_far_grading_is(self, session: Session, stage: str) -> None:
        ours, reader = cycle_of(session), make_partnership(session)
        police = make_agency(session, ours.partnership)
        assessment = make_section11_assessment(session, ours, police, stage=stage)
        include_agency(session, reader.id, police.id)
        found = find_shared(session, reader.id, assessment.id)
        assert found is not None
        assert found.stage == "Under way"


class TestTogether:
    def councils(self, session: Session, cycle: Section11Cycle, count: int = 3) -> list[Agency]:
        return [make_agency(session, cycle.partnership, agency_type="district_council") for _ in range(count)]

    def test_councils_get_one_assessment_with_all_as_members(self, session: Session) -> None:
        ours = cycle_of(session)
        councils = self.councils(session, ours)
        made = start_collective(session, ours, [one.id for one in councils], " Councils ", today=TODAY, by=None)
        assert (made.title, made.is_collective) == ("Councils", True)
        assert {member.agency_id for member in made.members} == {one.id for one in councils}
        assert agencies_without(session, ours) == []

    def test_a_member_cannot_be_started_alone(self, session: Session) -> None:
        ours = cycle_of(session)
        councils = self.councils(session, ours)
        start_collective(session, ours, [one.id for one in councils], "Councils", today=TODAY, by=None)
        with pytest.raises(AlreadyAssessed, match="together with other district councils"):
            start_assessment(session, ours, councils[1].id, today=TODAY, by=None)

    def test_a_council_that_is_assessed_alone_cannot_join_a_group(self, session: Session) -> None:
        ours = cycle_of(session)
        councils = self.councils(session, ours)
        start_assessment(session, ours, councils[2].id, today=TODAY, by=None)
        with pytest.raises(AlreadyAssessed, match=councils[2].name):
            start_collective(session, ours, [one.id for one in councils], "Councils", today=TODAY, by=None)

    def test_only_two_or_more_district_councils_are_assessed_together(self, session: Session) -> None:
        ours = cycle_of(session)
        council, police = self.councils(session, ours, 1)[0], make_agency(session, ours.partnership)
        with pytest.raises(StartRefused, match="another kind of agency"):
            start_collective(session, ours, [council.id, police.id], "Both", today=TODAY, by=None)
        with pytest.raises(StartRefused, match="at least two"):
            start_collective(session, ours, [council.id, council.id], "One", today=TODAY, by=None)

    def test_a_neighbour_of_one_member_reads_the_joint_assessment(self, session: Session) -> None:
        ours, neighbour = cycle_of(session), make_partnership(session)
        councils = self.councils(session, ours)
        works_in(session, councils[0], neighbour)
        made = start_collective(session, ours, [one.id for one in councils], "Councils", today=TODAY, by=None)
        assert [one.id for one in readers_of(session, made)] == [neighbour.id]

    def test_a_member_differs_by_standard_with_a_grade_and_a_reason(self, session: Session) -> None:
        ours = cycle_of(session)
        councils = self.councils(session, ours)
        made = start_collective(session, ours, [one.id for one in councils], "Councils", today=TODAY, by=None)
        member = made.members[0]
        given = {"st5": {"grade": "partly", "reason": " No route yet. "}, "st6": {"grade": "", "reason": "As joint"}}
        set_exceptions(session, member, given, by=None)
        session.expire_all()
        assert member.exceptions == {"st5": {"grade": "partly", "reason": "No route yet."}}

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"st5": {"grade": "partly", "reason": " "}}, "say why"),
            ({"st5": {"grade": "best", "reason": "R"}}, "choose one of the grades"),
            ({"st99": {"grade": "partly", "reason": "R"}}, "not a standard"),
            ({"st5": {"grade": "partly", "reason": "R" * 2001}}, "Shorten"),
        ],
    )
    def test_an_exception_that_says_too_little_is_refused(
        self, session: Session, given: dict[str, dict[str, str]], message: str
    ) -> None:
        ours = cycle_of(session)
        ids = [one.id for one in self.councils(session, ours)]
        made = start_collective(session, ours, ids, "Councils", today=TODAY, by=None)
        with pytest.raises(StartRefused, match=message):
            set_exceptions(session, made.members[0], given, by=None)

    def test_exceptions_belong_to_groups_that_are_not_final(self, session: Session) -> None:
        ours = cycle_of(session)
        single = make_section11_assessment(session, ours)
        given = {"st5": {"grade": "partly", "reason": "R"}}
        with pytest.raises(StartRefused, match="several agencies together"):
            set_exceptions(session, single.members[0], given, by=None)
        final = make_section11_assessment(session, ours, *self.councils(session, ours, 2), stage="replying")
        advance(session, final, "final", None)
        with pytest.raises(StartRefused, match="is over"):
            set_exceptions(session, final.members[0], given, by=None)

    @pytest.mark.parametrize("stage", ["signed", "replying"])
    def test_exceptions_stand_once_the_leader_has_signed(self, session: Session, stage: str) -> None:
        ours = cycle_of(session)
        signed = make_section11_assessment(session, ours, *self.councils(session, ours, 2), stage=stage)
        with pytest.raises(StartRefused, match="is signed"):
            set_exceptions(session, signed.members[0], {"st5": {"grade": "partly", "reason": "R"}}, by=None)
        assert not signed.members[0].exceptions
