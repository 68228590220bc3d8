from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.models import Submission
from survey_app.database import now
from survey_app.designer.services import compiled_version
from survey_app.errors import UserError
from survey_app.results.snapshot import fingerprint, round_data
from survey_app.rounds.breaking_down import (
    MOST_BREAKDOWNS,
    BreakDownRefused,
    break_down_by,
    possible_questions,
    still_possible,
)
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_answer
from tests.survey_app.factories import make_invitation, make_partnership, make_round, make_user, publish, sign_in

FORM = """
settings: {form_id: sectors, form_title: Sectors, version: "1", default_language: English (en)}
choices:
  sectors:
    - {name: health, label: Health}
    - {name: schools, label: Schools}
    - {name: unsure, label: Not sure, missing: dont_know}
  only: [{name: yes, label: "Yes"}, {name: unsure, label: Not sure, missing: dont_know}]
survey:
  - type: group
    name: page
    label: A page
    children:
      - {type: select_one sectors, name: sector, label: Which sector?}
      - {type: select_one only, name: confirmed, label: Confirmed?}
      - {type: select_multiple sectors, name: several, label: Which sectors?}
      - {type: text, name: comment, label: Anything else?, appearance: multiline}
  - type: repeat
    name: visit
    label: Visits
    children:
      - {type: select_one sectors, name: visited, label: Which sector was visited?}
"""
LATER = FORM.replace("{type: select_one sectors, name: sector,", "{type: text, name: sector,")


def address(round_: Round, page: str = "/break-down") -> str:
    return f"/p/{round_.partnership.slug}/rounds/{round_.slug}{page}"


def drafted(session: Session, **values: object) -> Round:
    partnership = make_partnership(session)
    return make_round(session, partnership, publish(session, partnership, FORM), state="draft", **values)


def test_questions_with_one_choice_of_several_outside_repeats_are_offered(session: Session) -> None:
    form = compiled_version(drafted(session).version)
    assert possible_questions(form) == [("sector", "Which sector?")]


def test_they_are_chosen_on_a_page_and_stand_in_the_plan_and_in_the_log(client: FlaskClient, session: Session) -> None:
    round_ = drafted(session)
    sign_in(client, make_user(session, round_.partnership, roles=("qa_group",)))
    page = client.get(address(round_)).text
    assert "Which sector?" in page
    assert "Which sectors?" not in page
    assert client.post(address(round_), data={"questions": ["sector"]}).location == address(round_, "")
    session.expire_all()
    assert round_.break_down_by == ["sector"]
    assert "Which sector?" in client.get(address(round_, "")).text
    assert "checked" in client.get(address(round_)).text
    client.post(address(round_), data={})
    session.expire_all()
    assert round_.break_down_by == []


def test_another_question_is_refused(client: FlaskClient, session: Session) -> None:
    round_ = drafted(session)
    sign_in(client, make_user(session, round_.partnership, roles=("qa_group",)))
    assert client.post(address(round_), data={"questions": ["visited"]}).status_code == 422
    with pytest.raises(BreakDownRefused, match="no question with one choice called visited"):
        break_down_by(session, round_, ["visited"])


def test_no_more_than_six_are_taken(client: FlaskClient, session: Session) -> None:
    names = [f"q{number}" for number in range(MOST_BREAKDOWNS + 1)]
    rows = "".join(f"      - {{type: select_one sectors, name: {name}, label: {name}?}}\n" for name in names)
    partnership = make_partnership(session)
    source = FORM.replace("      - {type: select_one only", rows + "      - {type: select_one only")
    round_ = make_round(session, partnership, publish(session, partnership, source), state="draft")
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    answer = client.post(address(round_), data={"questions": names})
    assert answer.status_code == 422
    assert "Choose at most 6 questions." in answer.text
    with pytest.raises(UserError, match="at most 6"):
        break_down_by(session, round_, names)


def test_once_the_round_is_open_nothing_of_it_changes(client: FlaskClient, session: Session) -> None:
    round_ = drafted(session)
    round_.state = "open"
    session.flush()
    sign_in(client, make_user(session, round_.partnership, roles=("qa_group",)))
    assert client.post(address(round_), data={"questions": ["sector"]}).status_code == 400
    session.expire_all()
    assert round_.break_down_by == []
    assert "Break answers down" not in client.get(address(round_, "")).text


def test_the_page_says_which_groups_come_by_themselves(client: FlaskClient, session: Session) -> None:
    named = drafted(session, breakdowns=["agency", "forum"])
    sign_in(client, make_user(session, named.partnership, roles=("qa_group",)))
    assert "By agency, forum the answers are broken down anyway" in client.get(address(named)).text
    anonymous = drafted(session, breakdowns=["agency"], access="token", anonymous=True)
    sign_in(client, make_user(session, anonymous.partnership, roles=("qa_group",)))
    assert "broken down anyway" not in client.get(address(anonymous)).text


def test_the_analysis_is_told_and_a_change_makes_other_figures(session: Session) -> None:
    round_ = drafted(session)
    before = fingerprint(session, round_)
    break_down_by(session, round_, ["sector"])
    assert fingerprint(session, round_) != before
    add_answer(session, round_, {"sector": "health", "several": ["health"]})
    assert round_data(session, round_, produced_at=now()).break_down_by == ("sector",)


def test_what_a_newer_version_asks_otherwise_is_no_longer_broken_down_by(session: Session) -> None:
    round_ = drafted(session)
    break_down_by(session, round_, ["sector"])
    later = publish(session, round_.partnership, LATER)
    assert still_possible(round_, compiled_version(later)) == ()


def test_a_plan_that_asks_another_version_keeps_what_that_version_has(client: FlaskClient, session: Session) -> None:
    round_ = drafted(session)
    break_down_by(session, round_, ["sector"])
    later = publish(session, round_.partnership, LATER)
    sign_in(client, make_user(session, round_.partnership, roles=("qa_group",)))
    plan = {
        "title": "Sectors", "version": str(later.id), "access": "named", "population_kind": "known",
        "population_size": "40", "policy": "default",
    }  # fmt: skip
    assert client.post(address(round_, "/plan"), data=plan).status_code == 302
    session.expire_all()
    assert round_.break_down_by == []


def test_a_partnership_cannot_break_down_the_round_of_another(client: FlaskClient, session: Session) -> None:
    round_, other = drafted(session), make_partnership(session)
    sign_in(client, make_user(session, other, roles=("qa_group",)))
    theirs = f"/p/{other.slug}/rounds/{round_.slug}/break-down"
    assert client.get(theirs).status_code == 404
    assert client.post(theirs, data={"questions": ["sector"]}).status_code == 404
    assert client.get(address(round_)).status_code in (403, 404)
    assert session.scalars(select(Round.break_down_by).where(Round.id == round_.id)).one() == []


def test_groups_of_the_invitations_reach_the_analysis_of_named_rounds(session: Session) -> None:
    round_ = drafted(session, breakdowns=["forum"], access="token")
    invitation, _ = make_invitation(session, round_, strata={"forum": "North"})
    answer = add_answer(session, round_, {"sector": "health"})
    session.get_one(Submission, answer).invitation_id = invitation.id
    session.flush()
    (record,) = round_data(session, round_, produced_at=now()).responses
    assert record.strata == {"forum": "North"}
