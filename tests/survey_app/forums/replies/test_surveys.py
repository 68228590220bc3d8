"""Surveys bring to a cycle what their releases show and two people cleared; no raw comment, and no small group."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.replies.surveys import SurveySource, renew_releases
from survey_app.partnership.models import Partnership
from survey_app.results.coding import given, save_coding
from survey_app.results.voices import desk
from survey_app.results.voices.models import Quote
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_opened_answers
from tests.survey_app.factories import make_policy
from tests.survey_app.results.commented_rounds import anonymous_round, coders, comments
from tests.survey_app.results.voices.test_desk import wording

CLEARED, WAITING, OF_FEW = "Said in other words", "Words that wait", "Said by one of the few"


@pytest.fixture
def survey(session: Session, partnership: Partnership, cycle: HubCycle) -> Round:
    """Sixteen comments: ten on training as a concern, nine on space, two on time. Three are proposed for quoting."""
    round_ = anonymous_round(session, partnership)
    add_opened_answers(session, round_, [{"forum": "north", "works": f"Another comment, number {n}"} for n in range(9)])
    round_.state = "closed"
    first, second = coders(session, round_)
    found = comments(session, round_)
    for place, comment in enumerate(found):
        themes = {"training": place < 10, "space": 5 <= place < 14, "time": place >= 14}
        coded = given({theme: "concern" for theme, is_given in themes.items() if is_given}, quote_worthy=True)
        save_coding(session, round_, comment.place, coded, coder_id=first.id)
    for place, text in ((0, CLEARED), (15, OF_FEW)):
        quote = desk.propose(session, round_, found[place], wording(text=text), by_id=first.id)
        desk.approve(session, round_, quote, by_id=second.id, checked=True, comment=found[place])
    desk.propose(session, round_, found[1], wording(text=WAITING), by_id=first.id)
    cycle.survey_round_id = round_.id
    session.flush()
    session.refresh(cycle)
    return round_


def heard(session: Session, cycle: HubCycle) -> list[str]:
    return [one.text for one in SurveySource().read(session, cycle)]


def test_nothing_is_heard_before_there_is_a_release(session: Session, cycle: HubCycle, survey: Round) -> None:
    assert heard(session, cycle) == []
    assert survey.ledger is None


def test_counts_and_cleared_quotes_of_large_groups_are_heard(session: Session, cycle: HubCycle, survey: Round) -> None:
    renew_releases(session, cycle, now())
    texts = heard(session, cycle)
    assert "Training: 10 comments as a concern; 10 people wrote about it" in texts
    assert CLEARED in texts
    assert not any("Time" in text for text in texts)
    for hidden in (WAITING, OF_FEW, "Comment number", "Another comment"):
        assert not any(hidden in text for text in texts)


def test_a_withdrawn_quote_is_heard_no_more(session: Session, cycle: HubCycle, survey: Round) -> None:
    renew_releases(session, cycle, now())
    [quote] = [one for one in SurveySource().read(session, cycle) if one.quote]
    assert quote.text == CLEARED
    row = next(one for one in session.scalars(select(Quote)) if one.cleared and one.cleared.text == CLEARED)
    desk.withdraw(session, survey, row, by_id=coders(session, survey)[0].id)
    assert CLEARED not in heard(session, cycle)


def test_a_group_under_five_is_not_heard_even_where_nothing_is_hidden(
    session: Session, cycle: HubCycle, survey: Round
) -> None:
    survey.policy = make_policy(session, cycle.partnership, policy="none")
    session.flush()
    renew_releases(session, cycle, now())
    assert not any("Time" in text for text in heard(session, cycle))


def test_sorting_is_kept_by_piece_and_stays_within_the_cycle(
    session: Session, cycle: HubCycle, survey: Round, theme: HubTheme
) -> None:
    renew_releases(session, cycle, now())
    source = SurveySource()
    keys = [one.key for one in source.read(session, cycle)]
    source.sort(session, cycle, [*keys, "999:concern:training", "x"], theme)
    assert {one.theme_id for one in source.read(session, cycle)} == {theme.id}
    source.sort(session, cycle, keys[:1], None)
    assert source.read(session, cycle)[0].theme_id is None


def test_a_round_of_another_partnership_is_not_heard(session: Session, cycle: HubCycle) -> None:
    foreign = anonymous_round(session)
    foreign.state = "closed"
    cycle.survey_round_id = foreign.id
    session.flush()
    session.refresh(cycle)
    renew_releases(session, cycle, now())
    assert heard(session, cycle) == []
    assert foreign.ledger is None
