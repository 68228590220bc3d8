"""My visits: today's, the next and the past ones, for auditors and for young scrutineers."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.visits.listing import my_visits
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.walkabouts.section11_factories import make_cycle, make_section11_assessment, make_visit
from tests.survey_app.walkabouts.visits.plans import HOME, TODAY


def test_my_visits_are_today_s_the_next_and_the_past_ones(
    client: FlaskClient, session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User,
    second: User,
) -> None:  # fmt: skip
    made = {
        name: make_visit(session, assessment, leader, site=name, day=TODAY + timedelta(days=days), state=state)
        for name, days, state in (
            ("Now", 0, "planned"), ("Sooner", 1, "planned"), ("Later", 9, "planned"), ("Called off", 2, "cancelled"),
            ("Over", -3, "done"), ("Forgotten", -1, "planned"),
        )
    }  # fmt: skip
    make_visit(session, assessment, second, site="Somebody else’s")
    found = my_visits(session, partnership.id, leader.id, today=TODAY)
    assert found.today == (made["Now"],)
    assert found.coming == (made["Sooner"], made["Later"])
    assert found.past == (made["Called off"], made["Forgotten"], made["Over"])
    text = sign_in(client, leader).get(f"{HOME}/mine").text
    assert "Somebody else’s" not in text
    assert text.index("Now") < text.index("Sooner") < text.index("Later") < text.index("Called off")
    assert "Called off" in sign_in(client, leader).get(f"{HOME}/mine/{made['Called off'].id}").text


def test_a_young_scrutineer_sees_their_visits_and_no_list_of_all(
    client: FlaskClient, session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User
) -> None:
    young = make_user(session, partnership, roles=("young_scrutineer",))
    visit = make_visit(session, assessment, leader, young)
    page = sign_in(client, young)
    assert visit.site in page.get(f"{HOME}/mine").text
    for place in ("", "/brief", "/brief.docx", "/visit.ics", "/declare"):
        assert page.get(f"{HOME}/mine/{visit.id}{place}").status_code == 200
    assert page.get(f"{HOME}/").status_code == 403
    assert page.get(f"{HOME}/{visit.id}").status_code == 403
    assert "on the form" not in page.get(f"{HOME}/mine/{visit.id}").text, "their role answers no forms"


def test_notes_open_on_the_form_once_the_rubric_is_agreed(
    client: FlaskClient, session: Session, partnership: Partnership, leader: User
) -> None:
    cycle = make_cycle(session, partnership, rounds=("walkabout",))
    visit = make_visit(session, make_section11_assessment(session, cycle), leader)
    assert visit.assessment is not None
    assert cycle.walkabout_round is not None
    page = sign_in(client, leader)
    assert "Open my notes on the form" in page.get(f"{HOME}/mine/{visit.id}").text
    opened = page.post(f"{HOME}/mine/{visit.id}/notes")
    assert opened.status_code == 302, opened.text
    assert f"/{cycle.walkabout_round.slug}/" in opened.location
    assert page.get(opened.location).status_code in (200, 302)
    assert page.post(f"{HOME}/mine/{visit.id}/notes").location == opened.location, "the same notes again"
    visit.assessment.rubric_locked_at = None
    assert "Open my notes" not in page.get(f"{HOME}/mine/{visit.id}").text
    refused = page.post(f"{HOME}/mine/{visit.id}/notes")
    assert refused.status_code == 400
    assert "not agreed" in refused.text


def test_notes_of_a_cycle_without_a_round_say_what_is_missing(
    client: FlaskClient, session: Session, assessment: Section11Assessment, leader: User
) -> None:
    visit = make_visit(session, assessment, leader)
    refused = sign_in(client, leader).post(f"{HOME}/mine/{visit.id}/notes")
    assert refused.status_code == 400
    assert "no round for notes" in refused.text


def test_an_observer_takes_no_notes_and_reads_why(
    client: FlaskClient, session: Session, assessment: Section11Assessment, leader: User, second: User
) -> None:
    visit = make_visit(session, assessment, leader, second)
    visit.team[1].role = "observer"
    page = sign_in(client, second)
    assert "Observers take no notes." in page.get(f"{HOME}/mine/{visit.id}").text
    assert page.post(f"{HOME}/mine/{visit.id}/notes").status_code == 400


def test_a_cancelled_visit_takes_no_notes(
    client: FlaskClient, session: Session, assessment: Section11Assessment, leader: User
) -> None:
    visit = make_visit(session, assessment, leader, state="cancelled", reason="Flood")
    page = sign_in(client, leader)
    assert page.post(f"{HOME}/mine/{visit.id}/notes").status_code == 400
    assert "Open my notes" not in page.get(f"{HOME}/mine/{visit.id}").text


def test_my_visits_is_in_the_navigation_of_those_who_visit_and_marked_on_its_pages(
    client: FlaskClient, session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User,
    planner: User,
) -> None:  # fmt: skip
    visit = make_visit(session, assessment, leader)
    page = sign_in(client, leader)
    for place, entry in (("/mine", "My visits"), (f"/mine/{visit.id}", "My visits"), ("/", "Walkabouts")):
        innermost = page.get(f"{HOME}{place}").text.split('aria-current="true"')[-1].split("</a>")[0]
        assert entry in innermost, "of the entries that are marked, the area's comes first"
    assert "My visits" not in sign_in(client, planner).get(f"{HOME}/").text
