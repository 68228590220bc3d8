"""Whoever still grades an agency finds its own grades on no page, whatever other roles they hold."""

from __future__ import annotations

import html
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.accounts.roles import ROLES
from survey_app.accounts.tokens import make_token
from survey_app.walkabouts.models import STAGES
from survey_app.walkabouts.self_assessment.access import COMPARED, may_see_self_grades
from survey_app.walkabouts.self_assessment.declaring import declare
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.walkabouts.section11_factories import make_visit
from tests.survey_app.walkabouts.self_assessment.returns_for_tests import (
    NO_KEYS,
    AgencyCase,
    add,
    begin,
    fill,
    make_case,
    make_lead,
    said,
    whole_return,
)  # fmt: skip

SECRET = "The grade's reason that no grader may read"
EVERY_ROLE = tuple(sorted(ROLES))
BEFORE = tuple(stage for stage in STAGES if stage not in COMPARED)


@pytest.fixture
def case(session: Session) -> AgencyCase:
    """A return that is declared and sent, with a reason that stands nowhere else."""
    case = make_case(session)
    kept = begin(session, case)
    add(session, case, "st1", title=f"{SECRET} (evidence)")
    fill(session, kept, {**whole_return({"st1": "mostly"}), "st1_rationale": SECRET})
    declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id)
    return case


def addresses(app: Flask, case: AgencyCase) -> list[str]:
    """Every page and file of the partnership that is about this round, this agency or this return."""
    known = {
        "partnership": case.partnership.slug, "slug": case.assessment.cycle.self_round.slug, "standard_name": "st1",
        "assessment_id": case.assessment.id, "agency_id": case.agency.id, "key": "workbook",
        "cycle": case.assessment.cycle.slug, "name": "st1_rationale", "number": 1,
    }  # fmt: skip
    rules = [
        rule for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/p/<partnership>") and "GET" in rule.methods and rule.arguments <= known.keys()
    ]  # fmt: skip
    with app.test_request_context():
        return sorted({app.url_for(rule.endpoint, **{name: known[name] for name in rule.arguments}) for rule in rules})


def pages_that_tell(app: Flask, case: AgencyCase, reader: User) -> set[str]:
    """The addresses that show this reader the reason of a self-grade."""
    client, telling = sign_in(app.test_client(), reader), set()
    for address in addresses(app, case):
        answer = client.get(address)
        assert answer.status_code < 500, address
        if SECRET in html.unescape(answer.data.decode(errors="replace")):
            telling.add(address)
    return telling


@pytest.mark.long
def test_a_member_of_the_team_with_every_role_reads_no_self_grade_before_the_walkabouts_stand(
    app: Flask, session: Session, case: AgencyCase
) -> None:
    reader = make_user(session, case.partnership, roles=tuple(role for role in EVERY_ROLE if role != "agency_lead"))
    told_before = pages_that_tell(app, case, reader)
    assert any("/progress/" in address for address in told_before), "somebody who plans cycles reads it"
    assert any("/rounds/" in address for address in told_before), "and in the answers of the round"
    make_visit(session, case.assessment, reader)
    session.commit()
    assert pages_that_tell(app, case, reader) == set()
    case.assessment.stage = "compared"
    session.commit()
    assert any("progress" in address for address in pages_that_tell(app, case, reader))


@pytest.mark.parametrize("page", ["results", "results/downloads", "results/report.json"])
def test_the_results_of_the_round_are_refused_to_whoever_still_grades(
    app: Flask, session: Session, case: AgencyCase, page: str
) -> None:
    reader = make_user(session, case.partnership, roles=("qa_group",))
    address = f"/p/{case.partnership.slug}/rounds/{case.assessment.cycle.self_round.slug}/{page}"
    client = sign_in(app.test_client(), reader)
    assert client.get(address).status_code == 200
    make_visit(session, case.assessment, reader)
    refused = client.get(address)
    assert refused.status_code == 403
    assert "visiting team" in refused.get_data(as_text=True)


def test_a_young_scrutineer_of_the_team_reads_no_results_of_the_round(
    app: Flask, session: Session, case: AgencyCase
) -> None:
    young = make_user(session, case.partnership, roles=("young_scrutineer",))
    address = f"/p/{case.partnership.slug}/rounds/{case.assessment.cycle.self_round.slug}/results"
    client = sign_in(app.test_client(), young)
    assert client.get(address).status_code == 200
    make_visit(session, case.assessment, young)
    assert client.get(address).status_code == 403


def test_an_access_token_reads_no_more_than_its_owner(app: Flask, session: Session, case: AgencyCase) -> None:
    reader = make_user(session, case.partnership, roles=("qa_group",))
    held = frozenset(ROLES["qa_group"][1])
    _, text = make_token(
        session, reader, case.partnership.id, name="Test", scopes=("rounds", "results", "working", "raw"), held=held,
        days=30, today=date.today(),
    )  # fmt: skip
    slug, headers = case.assessment.cycle.self_round.slug, {"Authorization": f"Bearer {text}"}
    client = app.test_client()
    paths = [f"/api/v1/rounds/{slug}/{part}" for part in ("answers", "report", "release", "releases", "figures")]
    before = {path: client.get(path, headers=headers) for path in paths}
    assert any(answer.status_code == 200 and SECRET in answer.get_data(as_text=True) for answer in before.values())
    make_visit(session, case.assessment, reader)
    after = {path: client.get(path, headers=headers) for path in paths}
    assert {path: answer.status_code for path, answer in after.items() if answer.status_code not in (403, 404)} == {}
    assert not any(SECRET in answer.get_data(as_text=True) for answer in after.values())


def test_a_team_of_another_agency_of_the_cycle_does_not_read_the_round_either(
    app: Flask, session: Session, case: AgencyCase
) -> None:
    from tests.survey_app.walkabouts.section11_factories import make_section11_assessment

    other = make_section11_assessment(session, case.assessment.cycle, make_agency(session, case.partnership))
    reader = make_user(session, case.partnership, roles=("qa_group",))
    make_visit(session, other, reader)
    address = f"/p/{case.partnership.slug}/rounds/{case.assessment.cycle.self_round.slug}/results"
    assert sign_in(app.test_client(), reader).get(address).status_code == 403


def test_a_cancelled_visit_hides_nothing(session: Session, case: AgencyCase) -> None:
    reader = make_user(session, case.partnership, roles=("qa_group",))
    make_visit(session, case.assessment, reader, state="cancelled")
    assert may_see_self_grades(session, case.assessment, reader)


@pytest.mark.parametrize("stage", list(STAGES))
def test_who_sees_self_grades_when(session: Session, case: AgencyCase, stage: str) -> None:
    case.assessment.stage = stage
    late = stage in COMPARED
    team = make_user(session, case.partnership, roles=("auditor", "qa_group"))
    make_visit(session, case.assessment, team)
    elsewhere = make_partnership(session)
    people = {
        "own lead": (case.lead, True),
        "QA group": (make_user(session, case.partnership, roles=("qa_group",)), True),
        "team": (team, late),
        "scrutineer": (make_user(session, case.partnership, roles=("scrutineer",)), late),
        "councillor": (make_user(session, case.partnership, roles=("councillor",)), False),
        "other lead": (make_lead(session, case.partnership, make_agency(session, case.partnership)), False),
        "lead elsewhere": (make_lead(session, elsewhere, case.agency), False),
        "QA group elsewhere": (make_user(session, elsewhere, roles=("qa_group",)), False),
        "nobody": (make_user(session), False),
    }
    seen = {name: may_see_self_grades(session, case.assessment, user) for name, (user, _) in people.items()}
    assert seen == {name: expected for name, (_, expected) in people.items()}
