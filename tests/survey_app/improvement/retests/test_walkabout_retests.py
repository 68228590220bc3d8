"""A re-test finds its way into the next visit by itself, is given back, and brings the final grade home."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.improvement.models import ReTest
from survey_app.improvement.retests import following, placing, results
from survey_app.improvement.retests.figures import before_of
from survey_app.improvement.retests.placing import place_retests, retests_in
from survey_app.improvement.retests.results import collect_results
from survey_app.walkabouts.models import Visit
from survey_app.walkabouts.outcomes import finals
from survey_app.walkabouts.visits.planning import cancel_visit, change_visit, plan_visit
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.improvement.retests.retest_world import LONG_AGO, recommended, set_on
from tests.survey_app.walkabouts.outcomes.visited import make_visited, to_stage
from tests.survey_app.walkabouts.section11_factories import make_cycle, make_section11_assessment, make_visit
from tests.survey_app.walkabouts.visits.plans import NEXT_WEEK, TODAY, make_plan


class Area:
    """A partnership with a cycle without rounds, an assessed agency, a visitor, and a recommendation."""

    def __init__(self, session: Session, **cycle: object) -> None:
        self.partnership = make_partnership(session)
        self.cycle = make_cycle(session, self.partnership, rounds=(), **cycle)  # type: ignore[arg-type]
        self.assessment = make_section11_assessment(session, self.cycle)
        self.agency_id = self.assessment.members[0].agency_id
        self.visitor = make_user(session, self.partnership, roles=("auditor",))
        self.qa = make_user(session, self.partnership, roles=("qa_group",))
        self.recommendation = recommended(session, self.partnership)

    def visit(self, session: Session, **values: object) -> object:
        plan = make_plan({self.visitor.id: "leader"}, **values)
        return plan_visit(session, self.assessment, self.agency_id, plan, today=TODAY)

    def retest(self, session: Session, **values: object) -> ReTest:
        details = {"not_before": TODAY - timedelta(days=90), **values}  # of the days of visits, which are round today
        return set_on(session, self.recommendation, self.qa.id, on=TODAY, **details)


@pytest.fixture
def area(session: Session) -> Area:
    return Area(session)


def test_planning_a_visit_places_it(session: Session, area: Area) -> None:
    retest = area.retest(session)
    assert retest.is_waiting
    visit = area.visit(session)
    assert (retest.record_type, retest.record_id, retest.is_placed) == ("visit", visit.id, True)  # type: ignore[attr-defined]


def test_one_that_is_set_later_goes_into_the_visit_that_is_planned(session: Session, area: Area) -> None:
    visit = area.visit(session)
    retest = area.retest(session)
    assert [one.id for one in place_retests(session, TODAY)] == [retest.id]
    assert retest.record_id == visit.id  # type: ignore[attr-defined]
    assert place_retests(session, TODAY) == []


def test_the_earliest_visit_that_fits_is_taken(session: Session, area: Area) -> None:
    area.visit(session, day=NEXT_WEEK + timedelta(days=20))
    sooner = area.visit(session)
    retest = area.retest(session)
    place_retests(session, TODAY)
    assert retest.record_id == sooner.id  # type: ignore[attr-defined]


@pytest.mark.parametrize("what", ["too early", "another agency", "another standard", "another form", "another area"])
def test_a_visit_that_does_not_fit_is_passed_over(session: Session, area: Area, what: str) -> None:
    values: dict[str, object] = {
        "too early": {"not_before": NEXT_WEEK + timedelta(days=1)},
        "another agency": {"agency_id": make_agency(session, area.partnership).id},
        "another standard": {"subject": "st99"},
        "another form": {"form_id": "own-walkabout"},
        "another area": {},
    }[what]  # type: ignore[assignment]
    planned = Area(session) if what == "another area" else area
    planned.visit(session)
    retest = area.retest(session, **values)
    place_retests(session, TODAY)
    assert retest.is_waiting


def test_a_cancelled_visit_gives_it_back_and_the_next_takes_it(session: Session, area: Area) -> None:
    retest, visit = area.retest(session), area.visit(session)
    cancel_visit(session, visit, "Snow")  # type: ignore[arg-type]
    assert retest.is_waiting
    again = area.visit(session)
    assert retest.record_id == again.id  # type: ignore[attr-defined]


def test_a_visit_moved_before_the_day_gives_it_back(session: Session, area: Area) -> None:
    retest, visit = area.retest(session, not_before=NEXT_WEEK), area.visit(session)
    assert retest.is_placed
    earlier = make_plan({area.visitor.id: "leader"}, day=TODAY)
    change_visit(session, visit, earlier, today=TODAY, seen=visit.calendar_sequence)  # type: ignore[arg-type, attr-defined]
    assert retest.is_waiting


def test_the_team_reads_what_to_look_at_and_nothing_of_what_was_found(
    client: FlaskClient, session: Session, area: Area
) -> None:
    before = {"grade": "not_met", "grade_label": "Secretly graded", "of": "An earlier visit"}
    retest = area.retest(session, before=before)
    area.visit(session)
    sign_in(client, area.visitor)
    page = f"/p/{area.partnership.slug}/visits/{retest.record_id}"
    found = [one.asks for one in retests_in(session, area.partnership.id, "visit", retest.record_id)]
    assert found == [retest.asks]
    rules = [rule.rule for rule in client.application.url_map.iter_rules("visits.my_brief")]
    assert rules
    page = rules[0].replace("<partnership>", area.partnership.slug)
    page = page.replace("<visit_id>", retest.record_id)
    shown = client.get(page)
    assert shown.status_code == 200
    assert retest.asks in shown.text
    assert "Secretly graded" not in shown.text


def test_the_final_grade_comes_back_by_itself_and_never_before(session: Session) -> None:
    visited = make_visited(session)
    recommendation = recommended(session, visited.partnership)
    retest = set_on(session, recommendation, visited.qa.id, agency_id=visited.visit.agency_id, not_before=LONG_AGO)
    visited.visit.state = "planned"
    place_retests(session, TODAY)
    assert retest.record_id == visited.visit.id
    visited.visit.state = "done"
    to_stage(session, visited, "replied")
    assert collect_results(session, TODAY) == []
    finals.finalise(session, visited.assessment, by=visited.qa.id, today=TODAY)
    assert retest.found_at is not None
    assert (retest.found["grade"], retest.found["version"]) == ("mostly", "final copy 1")
    assert before_of(
        session, visited.partnership.id, "walkabout", "section-11-walkabout", "st4", visited.visit.agency_id
    )["grade"] == "mostly"  # fmt: skip


def test_a_result_that_came_is_frozen(session: Session) -> None:
    visited = make_visited(session)
    retest = set_on(session, recommended(session, visited.partnership), visited.qa.id)
    place_retests(session, TODAY)
    visited.visit.state = "done"
    to_stage(session, visited, "replied")
    finals.finalise(session, visited.assessment, by=visited.qa.id, today=TODAY)
    before = dict(retest.found)
    finals.reopen(session, visited.assessment, reason="A slip", by=visited.qa.id)
    place_retests(session, TODAY)
    assert collect_results(session, TODAY) == []
    assert retest.found == before


def test_a_visit_that_stands_in_another_partnership_is_not_ours(session: Session, area: Area) -> None:
    other = Area(session)
    make_visit(session, other.assessment, other.visitor)
    retest = area.retest(session)
    place_retests(session, TODAY)
    assert retest.is_waiting


def test_a_lead_does_not_read_the_grade_of_another_agency(client: FlaskClient, session: Session, area: Area) -> None:
    retest = area.retest(session)
    visit = area.visit(session)
    retest.found, retest.found_at = {"grade_label": "Secretly graded", "of": "A visit"}, now()
    owner = area.recommendation.owner
    lead = make_user(session, area.partnership, roles=("agency_lead",), agency=owner)
    page = f"/p/{area.partnership.slug}/improvement/recommendations/{area.recommendation.number}"
    sign_in(client, lead)
    assert "Secretly graded" not in client.get(page).text
    sign_in(client, area.qa)
    assert "Secretly graded" in client.get(page).text
    visit.agency_id = owner.id  # type: ignore[attr-defined]
    sign_in(client, lead)
    assert "Secretly graded" in client.get(page).text


def test_what_was_withdrawn_is_neither_asked_for_nor_read(session: Session) -> None:
    visited = make_visited(session)
    retest = set_on(session, recommended(session, visited.partnership), visited.qa.id)
    visited.visit.state = "planned"
    place_retests(session, TODAY)
    assert retests_in(session, visited.partnership.id, "visit", visited.visit.id) == [retest]
    retest.recommendation.state = "withdrawn"
    assert retests_in(session, visited.partnership.id, "visit", visited.visit.id) == []
    visited.visit.state = "done"
    to_stage(session, visited, "replied")
    finals.finalise(session, visited.assessment, by=visited.qa.id, today=TODAY)
    assert collect_results(session, TODAY) == []
    retest.recommendation.state = "open"
    assert collect_results(session, TODAY) == [retest]


def test_trouble_with_a_re_test_does_not_stop_planning(
    session: Session, area: Area, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    retest = area.retest(session)
    with monkeypatch.context() as patch:
        patch.setattr(following, "place_retests", lambda *_: session.execute(text("SELECT no_such_column")))
        visit = area.visit(session)
    assert "follow_retests of partnership" in caplog.text
    assert session.get(Visit, visit.id) is not None  # type: ignore[attr-defined]
    assert retest.is_waiting
    place_retests(session, TODAY)
    assert retest.is_placed


def test_one_re_test_in_trouble_holds_up_no_other(
    session: Session, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = area.retest(session)
    fine = set_on(session, recommended(session, area.partnership), area.qa.id, on=TODAY, not_before=TODAY)
    put = placing._put

    def trouble(session: Session, retest: ReTest, *rest: str) -> None:
        if retest.id == broken.id:
            raise RuntimeError("constructed")
        put(session, retest, *rest)

    monkeypatch.setattr(placing, "_put", trouble)
    area.visit(session)
    assert (broken.is_waiting, fine.is_placed) == (True, True)


def test_a_re_test_called_off_meanwhile_takes_no_result(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    visited = make_visited(session)
    retest = set_on(session, recommended(session, visited.partnership), visited.qa.id)
    place_retests(session, TODAY)
    session.execute(update(ReTest).values(record_type="visit", record_id=visited.visit.id))
    session.commit()

    def called_off(session: Session, one: ReTest, today: date) -> dict[str, str]:
        session.execute(  # as another worker's transaction leaves it, which this one has not read
            update(ReTest)
            .values(cancelled_why="Not needed", record_type="", record_id="")
            .execution_options(synchronize_session=False)
        )
        return {"grade": "fully"}

    monkeypatch.setattr(results, "result_of", called_off)
    assert collect_results(session, TODAY) == []
    assert (retest.found_at, retest.cancelled_why) == (None, "Not needed")
