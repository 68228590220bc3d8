"""A theme that was asked about in a survey alone, without any forum, comes back as "you said, we did" as well."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.forums.hub.round_steps import survey_step
from survey_app.forums.hub.rounds import beginning
from survey_app.forums.hub.rounds.kinds import SURVEY, begins_on
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.pages import today
from survey_app.forums.replies.sorting import sort_pieces
from survey_app.forums.replies.surveys import SurveySource, renew_releases
from survey_app.partnership.models import Contact, Partnership
from survey_app.results.coding import given, save_coding
from tests.survey_app.answers import add_opened_answers
from tests.survey_app.forums.replies.reply_factories import published, sent
from tests.survey_app.results.commented_rounds import anonymous_round, coders, comments

PAGE = "/hub/north/gangs/you-said-we-did"
OWN = "/p/north/learning-hub/cycles/gangs"


def test_a_survey_alone_can_begin_at_once_and_does_not_speak_of_a_forum(session: Session, cycle: HubCycle) -> None:
    assert begins_on(SURVEY, cycle) == cycle.starts_on
    assert survey_step(session, cycle, now()).act == "Begin the survey"
    assert "forum" not in beginning.suggested(cycle, SURVEY, today()).introduction
    assert survey_step(session, cycle, now()).title == "Survey of practitioners"
    assert "forum" not in beginning.population_of(session, cycle, SURVEY, now()).note


def test_its_pages_do_not_speak_of_those_who_could_not_come(page: FlaskClient, cycle: HubCycle) -> None:
    for address in (OWN, f"{OWN}/rounds/survey"):
        shown = page.get(address).text
        assert "Survey of practitioners" in shown
        assert "could not come" not in shown


def test_a_cycle_with_a_survey_only_comes_to_its_public_page(
    page: FlaskClient, session: Session, partnership: Partnership, cycle: HubCycle, theme: HubTheme, planner: User,
    second: User,
) -> None:  # fmt: skip
    assert page.get(PAGE).status_code == 404
    round_ = anonymous_round(session, partnership)
    add_opened_answers(session, round_, [{"forum": "north", "works": f"Another comment, number {n}"} for n in range(9)])
    coder = coders(session, round_, 1)[0]
    for comment in comments(session, round_):
        coded = given({"training": "concern"}, quote_worthy=False)
        save_coding(session, round_, comment.place, coded, coder_id=coder.id)
    round_.state = "closed"
    cycle.survey_round_id = round_.id
    session.flush()
    session.refresh(cycle)
    assert "nothing to read here yet" in page.get(PAGE).text  # whoever answered is told of this address

    renew_releases(session, cycle, now())
    keys = [f"surveys:{one.key}" for one in SurveySource().read(session, cycle)]
    sort_pieces(session, cycle, keys, theme)
    edition = sent(session, cycle, planner)
    assert any("Training" in point for point in edition.content["themes"][0]["concerns"]["points"])
    published(session, theme, planner, second, message="There is one guide now.")
    session.add(Contact(partnership_id=partnership.id, name="Carol Constructed", email="c@x.example", consented=True))
    session.commit()
    assert "There is one guide now." in page.get(PAGE).text
    for address in (OWN, f"{OWN}/replies", f"{OWN}/you-said-we-did", f"{PAGE}/poster", f"{PAGE}/poster.docx"):
        assert page.get(address).status_code == 200
    assert page.post(f"{OWN}/you-said-we-did/tell", data={"ask": "no"}).status_code == 302
