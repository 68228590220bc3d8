"""A cycle is planned, gets its rounds and its standards, opens its fieldwork and is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from survey_app.partnership.models import AGENCY_TYPES
from survey_app.walkabouts.cycles.cycles import (
    CyclePlan,
    CycleRefused,
    close_cycle,
    create_cycle,
    missing_for_fieldwork,
    open_fieldwork,
    open_self_assessments,
    update_cycle,
)
from survey_app.walkabouts.cycles.overview import overview_of
from survey_app.walkabouts.cycles.parts import Viewer
from survey_app.walkabouts.cycles.rounds import kind_of_round, link_round, make_rounds
from survey_app.walkabouts.cycles.standards import (
    StandardsRefused,
    choose_all_standards,
    choose_standards,
    standards_for,
    standards_left_out,
)
from survey_app.walkabouts.models import CycleStandard, Section11Cycle
from tests.survey_app.factories import make_agency, make_partnership, make_round, make_user, publish
from tests.survey_app.walkabouts.section11_factories import (
    STANDARDS,
    TODAY,
    make_cycle,
    make_section11_assessment,
    make_visit,
)

PLAN = CyclePlan(title="Cycle of 2026", starts_on=TODAY, ends_on=TODAY + timedelta(days=700))


@pytest.fixture
def planning(session: Session) -> Section11Cycle:
    return create_cycle(session, make_partnership(session).id, PLAN)


class TestRounds:
    def test_the_three_are_made_in_one_step_as_drafts_with_standards_and_rubric(
        self, session: Session, planning: Section11Cycle
    ) -> None:
        make_agency(session, planning.partnership)
        made = make_rounds(session, planning, decided_by="QA group", by=None, today=TODAY)
        assert [(one.state, one.anonymous, kind_of_round(one)) for one in made] == [
            ("draft", False, "walkabout"), ("draft", False, "self"), ("draft", True, "staff"),
        ]  # fmt: skip
        assert (made[0].population_size, made[0].population_known) == (None, False)  # each auditor sends notes
        assert (made[1].population_size, made[1].population_known) == (1, True)
        assert (made[2].population_size, made[2].population_known) == (None, False)
        assert [one.name for one in planning.standards] == list(STANDARDS)
        assert [one.number for one in planning.rubrics] == [1]
        assert make_rounds(session, planning, decided_by="QA group", by=None, today=TODAY) == []
        open_self_assessments(session, planning, today=TODAY)
        open_fieldwork(session, planning, today=TODAY)
        assert [one.state for one in made] == ["open", "open", "draft"]
        with pytest.raises(CycleRefused, match="stays linked"):
            link_round(session, planning, "self", None, by=None)

    def test_a_round_that_asks_something_else_is_not_linked(self, session: Session, planning: Section11Cycle) -> None:
        other = make_round(session, planning.partnership)
        assert kind_of_round(other) is None
        with pytest.raises(CycleRefused, match="asks something else"):
            link_round(session, planning, "walkabout", other, by=None)

    def test_standards_that_another_instrument_does_not_grade_are_left_out(
        self, session: Session, planning: Section11Cycle
    ) -> None:
        session.add(CycleStandard(cycle_id=planning.id, name="st12", label="St12. Of before", position=12))
        session.add(CycleStandard(cycle_id=planning.id, name="st2", label="St2. Kept", position=2))
        session.flush()
        version = publish(session, planning.partnership, "section-11-walkabout")
        link_round(session, planning, "walkabout", make_round(session, planning.partnership, version), by=None)
        assert [one.name for one in planning.standards] == ["st2"]

    def test_a_round_of_another_partnership_is_not_linked(self, session: Session, planning: Section11Cycle) -> None:
        elsewhere = make_cycle(session, rounds=("walkabout",))
        with pytest.raises(CycleRefused, match="asks something else"):
            link_round(session, planning, "walkabout", elsewhere.walkabout_round, by=None)


class TestStandards:
    def test_a_standard_is_asked_of_the_kinds_it_is_chosen_for(
        self, session: Session, planning: Section11Cycle
    ) -> None:
        choose_standards(session, planning, {"st1": tuple(AGENCY_TYPES), "st7": ("health", "police")})
        health, school = make_agency(session, planning.partnership), make_agency(session, agency_type="school")
        of_health = make_section11_assessment(session, planning, health, stage="planned")
        of_school = make_section11_assessment(session, planning, school, stage="planned")
        assert [one.name for one in standards_for(of_health)] == ["st1", "st7"]
        assert [one.name for one in standards_for(of_school)] == ["st1"]
        assert [one.name for one in standards_left_out(of_school)] == ["st7"]
        assert [one.agency_types for one in planning.standards] == [[], ["police", "health"]]
        both = make_section11_assessment(session, planning, school, health, stage="planned")
        assert len(standards_for(both)) == 2

    @pytest.mark.parametrize(
        ("chosen", "message"),
        [
            ({}, "at least one standard"),
            ({"st99": ("police",)}, "st99"),
            ({"st1": ("navy",)}, "navy"),
            ({"st1": ()}, "Tick a kind of agency for St1"),
        ],
    )
    def test_a_choice_that_means_nothing_is_refused(
        self, session: Session, planning: Section11Cycle, chosen: Mapping[str, tuple[str, ...]], message: str
    ) -> None:
        with pytest.raises(StandardsRefused, match=message):
            choose_standards(session, planning, chosen)

    def test_once_fieldwork_is_open_they_stand(self, session: Session) -> None:
        with pytest.raises(StandardsRefused, match="stand as they are"):
            choose_all_standards(session, make_cycle(session, rounds=()))


class TestLife:
    def test_fieldwork_says_what_is_missing(self, session: Session, planning: Section11Cycle) -> None:
        assert len(missing_for_fieldwork(planning)) == 3
        with pytest.raises(CycleRefused, match="First link a walkabout round, or make one, and choose the standards"):
            open_fieldwork(session, planning, today=TODAY)

    def test_a_cycle_with_work_under_way_is_not_closed(self, session: Session) -> None:
        cycle = make_cycle(session, rounds=())
        under_way = make_section11_assessment(session, cycle, stage="graded")
        make_section11_assessment(session, cycle, stage="final")
        with pytest.raises(CycleRefused, match=rf"{under_way.title} \(graded\)"):
            close_cycle(session, cycle)
        under_way.stage = "final"
        close_cycle(session, cycle)
        assert cycle.state == "closed"
        with pytest.raises(CycleRefused, match="is closed"):
            update_cycle(session, cycle, PLAN)

    def test_two_cycles_of_one_title_have_addresses_of_their_own(
        self, session: Session, planning: Section11Cycle
    ) -> None:
        assert create_cycle(session, planning.partnership_id, PLAN).slug != planning.slug


def test_the_overview_shows_who_visits_whom_what_is_missing_and_who_is_to_act(session: Session) -> None:
    cycle = make_cycle(session, rounds=())
    auditor = make_user(session, cycle.partnership, roles=("auditor",))
    visited = make_section11_assessment(session, cycle)
    make_visit(session, visited, auditor, day=TODAY + timedelta(days=4))
    begun = make_section11_assessment(session, cycle, stage="planned")
    lead = make_user(session, cycle.partnership, roles=("agency_lead",), agency=begun.members[0].agency)
    begun.rubric = cycle.rubrics[0]
    gap = make_agency(session, cycle.partnership, agency_type="police")
    elsewhere = make_section11_assessment(session, make_cycle(session, rounds=()), gap, started_on=TODAY)
    viewer = Viewer(user_id=auditor.id, partnership_id=cycle.partnership_id, permissions=frozenset())
    found = overview_of(session, cycle, viewer, today=TODAY)
    assert {line.assessment.id: line.team for line in found.lines} == {visited.id: (auditor.name,), begun.id: ()}
    assert [(one.agency.id, elsewhere.partnership.name in one.held_by) for one in found.gaps["Police"]] == [
        (gap.id, True)
    ]
    assert (found.n_agencies, found.n_gaps) == (3, 1)
    assert any(step.due == TODAY + timedelta(days=4) for step in found.steps[auditor.name])
    assert found.steps[f"{lead.name} ({begun.title})"][0].text == "Agree the rubric or comment"
