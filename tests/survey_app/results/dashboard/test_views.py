from __future__ import annotations

import re
from collections import Counter
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.collect.models import HelpRequest
from survey_app.demo.data import read_data
from survey_app.partnership.models import Agency, Partnership
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_answer, add_codeframe
from tests.survey_app.factories import make_round, make_user, publish, sign_in
from tests.survey_app.results.dashboard.rounds import code, days_ago, make_evaluation, make_named, make_place


def as_role(client: FlaskClient, session: Session, partnership: Partnership, role: str) -> FlaskClient:
    return sign_in(client, make_user(session, partnership, roles=(role,)))


def dashboard(partnership: Partnership, page: str = "") -> str:
    return f"/p/{partnership.slug}/dashboard{page}"


def links_in(page: str, part: str) -> list[str]:
    """The addresses on a page that hold this part."""
    found = re.findall(r'(?:href|src|srcset)="([^"]+)"', page)
    return [unescape(address) for address in dict.fromkeys(found) if part in address]


def make_case(session: Session, partnership: Partnership, **values: object) -> Round:
    round_ = make_round(
        session, partnership, publish(session, partnership, "case-audit"), title="Cases graded blind", slug="cases",
        population_size=5, **values,
    )  # fmt: skip
    for document in read_data("audited_cases")["responses"]:
        add_answer(session, round_, document)
    return round_


def make_everything(session: Session) -> tuple[Partnership, list[Agency], Round]:
    """A partnership with two evaluations coded to one codeframe, a named round, a walkabout and a self-assessment."""
    partnership, agencies = make_place(session)
    first = make_evaluation(session, partnership, agencies, closes_on=days_ago(200), opens_on=days_ago(220))
    second = make_evaluation(session, partnership, agencies, title="Second evaluation", slug="second", agreeing=12)
    codeframe = add_codeframe(session, first, "Training", "Time")
    code(session, first, codeframe, {"time": 10, "training": 20})
    code(session, second, codeframe, {"time": 25, "training": 20})
    make_named(session, partnership, agencies, title="By agency", slug="by-agency")
    grades = {f"st{n}": "mostly" for n in range(1, 12)}
    for form, day in (("section-11-walkabout", "visit_date"), ("section-11-self-assessment", "assessment_date")):
        round_ = make_round(session, partnership, publish(session, partnership, form), title=form, population_size=3)
        add_answer(session, round_, {"agency": agencies[0].name, day: "2026-09-01", **grades})
    return partnership, agencies, second


def test_the_first_page_says_how_the_partnership_stands(client: FlaskClient, session: Session) -> None:
    partnership, _, _ = make_everything(session)
    page = as_role(client, session, partnership, "councillor").get(dashboard(partnership)).text
    for words in ("Needs attention", "Open now", "Coverage: agencies by standards", "Grades, and how they changed",
                  "Themes rising and falling", "No actions are recorded yet", "Second evaluation"):  # fmt: skip
        assert words in page
    assert "50% (30 of 60)" in page
    assert "Duty list" not in page


def test_a_partnership_with_nothing_yet_is_told_so_calmly(client: FlaskClient, session: Session) -> None:
    partnership, _ = make_place(session)
    page = as_role(client, session, partnership, "councillor").get(dashboard(partnership)).text
    for words in ("Nothing needs attention", "No round is open", "No Section 11 grades yet", "nothing to compare yet"):
        assert words in page


def test_every_kind_of_link_and_chart_of_the_dashboard_opens(client: FlaskClient, session: Session) -> None:
    """Two addresses of each kind, going from page to page."""
    partnership, _, _ = make_everything(session)
    as_role(client, session, partnership, "qa_group")
    client.get(dashboard(partnership))  # releases the first rounds, and the next page the others
    waiting, seen = [dashboard(partnership, "?agency_type=health")], Counter[str]()
    while waiting:
        address = waiting.pop()
        kind = re.sub(r"/(rounds|agencies|standards)/[^/?]+|-/response|/[0-9a-f]{20}", r"/\1", address.split("?")[0])
        kind = re.sub(r"/(question|group|theme)/.*", r"/\1", kind)
        if seen[kind] == 2:
            continue
        seen[kind] += 1
        response = client.get(address)
        assert response.status_code == 200, address
        if response.mimetype == "text/html":
            found = (link.split("#")[0] for link in links_in(response.text, "/dashboard"))
            waiting += [link for link in found if re.match(f"{dashboard(partnership)}($|[?/](?!front-door))", link)]
    assert {
        "/rounds/figures/theme",
        "/rounds/figures/group",
        "/rounds/figures/question",
        "/standards",
        "/agencies",
    } <= {kind.split("/dashboard", 1)[1] for kind in seen}
    assert sum("/charts/" in kind for kind in seen) > 3


def test_the_view_that_is_chosen_stands_in_every_address(client: FlaskClient, session: Session) -> None:
    partnership, _, _ = make_everything(session)
    as_role(client, session, partnership, "councillor")
    page = client.get(dashboard(partnership, "?agency_type=health")).text
    further = [link for link in links_in(page, "/dashboard/") if "front-door" not in link]
    assert further
    assert all("agency_type=health" in link for link in further)
    assert "Health" in page
    assert "Counts of people are never counted again" in page


def test_a_wrong_choice_is_refused_in_words(client: FlaskClient, session: Session) -> None:
    partnership, _ = make_place(session)
    as_role(client, session, partnership, "councillor")
    response = client.get(dashboard(partnership, "?agency_type=nonsense"))
    assert response.status_code == 400
    assert "no agency type “nonsense”" in response.text


def test_a_figure_opens_its_definition_base_and_source(client: FlaskClient, session: Session) -> None:
    partnership, _, round_ = make_everything(session)
    as_role(client, session, partnership, "councillor")
    page = client.get(dashboard(partnership, f"/rounds/{round_.slug}/figures/question/useful")).text
    for words in ("It was useful.", "40%", "12 of 30", "Wilson 95%", "Favourable", "Release 1", "Agreeing, version 1",
                  round_.version.content_hash[:12], "Counts of 1 to 4 people", "Decided by", "QA group"):  # fmt: skip
        assert words in page, words
    for missing in ("/figures/question/nothing", "/figures/group/agency:Nobody", "/figures/theme/none"):
        assert client.get(dashboard(partnership, f"/rounds/{round_.slug}{missing}")).status_code == 404
    assert client.get(dashboard(partnership, "/figures/nothing")).status_code == 404


def test_a_blind_round_shows_that_it_is_open_and_nothing_else(client: FlaskClient, session: Session) -> None:
    partnership, _ = make_place(session)
    round_ = make_case(session, partnership)
    for role in ("qa_group", "scrutineer", "executive_member"):
        as_role(client, session, partnership, role)
        page = client.get(dashboard(partnership)).text
        assert "Cases graded blind" in page
        assert "Returns are blind" in page
        assert "5 of 5" not in page
        own = client.get(dashboard(partnership, f"/rounds/{round_.slug}?paper=working"))
        assert own.status_code == 200
        assert "Returns are blind" in own.text
        assert "of 5" not in own.text
        assert "/charts/" not in page + own.text
        figure = dashboard(partnership, f"/rounds/{round_.slug}/figures/response/all?paper=working")
        assert client.get(figure).status_code == 403


def test_a_case_audit_appears_as_soon_as_it_has_closed(client: FlaskClient, session: Session) -> None:
    partnership, _ = make_place(session)
    round_ = make_case(session, partnership, state="closed", closes_on=days_ago(1))
    as_role(client, session, partnership, "executive_member")
    assert "100% (5 of 5)" in client.get(dashboard(partnership, f"/rounds/{round_.slug}")).text


def test_the_duty_list_is_counted_for_those_who_may_see_it(client: FlaskClient, session: Session) -> None:
    partnership, _ = make_place(session)
    session.add(HelpRequest(partnership_id=partnership.id, name="A. Nyone", contact="01632 960009", message="Help"))
    page = as_role(client, session, partnership, "scrutineer").get(dashboard(partnership)).text
    assert "1 entry waits for somebody on duty" in page
    assert "A. Nyone" not in page
    page = as_role(client, session, partnership, "councillor").get(dashboard(partnership)).text
    assert "entry waits" not in page


def actions(session: Session, partnership: Partnership) -> list[str]:
    session.expire_all()
    query = select(AuditEvent).where(AuditEvent.partnership_id == partnership.id).order_by(AuditEvent.id)
    return [event.action for event in session.scalars(query) if "working" in event.action]


def test_working_figures_are_shown_only_where_asked_for_and_are_logged(client: FlaskClient, session: Session) -> None:
    partnership, agencies = make_place(session)
    round_ = make_named(session, partnership, agencies)
    address = dashboard(partnership, f"/rounds/{round_.slug}")
    as_role(client, session, partnership, "qa_group")
    released = client.get(address).text
    assert "Release 1" in released
    assert "Working paper" not in released
    assert actions(session, partnership) == []
    working = client.get(f"{address}?paper=working").text
    assert "Not for publication" in working
    assert actions(session, partnership) == ["working results read"]
    for chart in links_in(working, "/charts/round/"):
        assert client.get(chart).status_code == 200
    assert actions(session, partnership) == ["working results read"]
    client.get(links_in(working, "/figures/question/")[0])
    assert actions(session, partnership) == ["working results read"] * 2


def test_nobody_else_gets_working_figures_by_asking(client: FlaskClient, session: Session) -> None:
    partnership, agencies = make_place(session)
    named, anonymous = make_named(session, partnership, agencies), make_evaluation(session, partnership, agencies)
    for role, round_ in (("executive_member", named), ("qa_group", anonymous)):
        as_role(client, session, partnership, role)
        page = client.get(dashboard(partnership, f"/rounds/{round_.slug}?paper=working")).text
        assert "Not for publication" not in page
        assert "Release 1" in page
    assert actions(session, partnership) == []


def test_a_chart_cannot_be_had_without_the_page_that_names_it(client: FlaskClient, session: Session) -> None:
    partnership, _, _ = make_everything(session)
    as_role(client, session, partnership, "councillor")
    chart = links_in(client.get(dashboard(partnership)).text, "/charts/glance/")[0]
    assert client.get(chart).status_code == 200
    elsewhere = (chart.replace("/glance/-/", place) for place in ("/agency/x/", "/standard/st99/"))
    for wrong in (re.sub("/[0-9a-f]{20}-", "/00000-", chart), chart.replace("-940.svg", "-9000.svg"), *elsewhere):
        assert client.get(wrong).status_code == 404, wrong


def test_every_chart_has_words_and_a_table_behind_it(client: FlaskClient, session: Session) -> None:
    partnership, agencies, round_ = make_everything(session)
    as_role(client, session, partnership, "councillor")
    for page in ("", f"/rounds/{round_.slug}", f"/agencies/{agencies[1].id}", "/standards/st1"):
        text = client.get(dashboard(partnership, page)).text
        charts = re.findall(r'<img [^>]*/dashboard/charts/[^>]*alt="([^"]*)"', text)
        assert all(len(words) > 40 for words in charts)
        for piece in text.split('class="wa-chart wa-dash-chart"')[1:]:
            assert "<table" in piece
    assert charts


@pytest.mark.parametrize("page", ["/rounds/planned", "/rounds/elsewhere-round", "/agencies/999999", "/standards/st99"])
def test_what_is_not_there_is_not_found(client: FlaskClient, session: Session, page: str) -> None:
    partnership, _ = make_place(session)
    make_round(session, partnership, slug="planned", state="draft")
    as_role(client, session, partnership, "qa_group")
    assert client.get(dashboard(partnership, page)).status_code == 404


def test_an_agency_is_set_beside_everybody_else_as_its_round_shows_it(client: FlaskClient, session: Session) -> None:
    partnership, agencies, _ = make_everything(session)
    as_role(client, session, partnership, "councillor")
    small, large = (client.get(dashboard(partnership, f"/agencies/{agency.id}")).text for agency in agencies[:2])
    assert "64% (9 of 14)" in large
    assert "3 of" not in small.split("Its people")[1]
    assert "By agency" in large


def test_the_pages_of_a_round_with_too_few_answers_say_so(client: FlaskClient, session: Session) -> None:
    partnership, agencies = make_place(session)
    round_ = make_evaluation(session, partnership, agencies, answered=0, state="open", closes_on=None)
    as_role(client, session, partnership, "councillor")
    for page in ("", f"/rounds/{round_.slug}"):
        assert client.get(dashboard(partnership, page)).status_code == 200
