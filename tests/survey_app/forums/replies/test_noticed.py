"""What came of it on the public page: only what the newest release shows, and nothing from which more can be told."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import find_instrument
from survey_app.forums.models import Forum, HubCycle, HubTheme
from survey_app.forums.replies.noticed import noticed_in
from survey_app.forums.replies.surveys import renew_releases
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_opened_answers
from tests.survey_app.factories import make_partnership, make_policy, make_round, publish
from tests.survey_app.forums.replies.reply_factories import published

PAGE = "/hub/north/gangs/you-said-we-did"
WORDS = "noticed a difference"


def answers(**counts: int) -> list[dict[str, Any]]:
    return [{"noticed": name} for name, count in counts.items() for _ in range(count)]


def version_of(session: Session, partnership: Partnership, form: str) -> InstrumentVersion:
    """The published form of the library; the same one for every round."""
    known = find_instrument(session, partnership.id, form)
    return known.versions[-1] if known is not None else publish(session, partnership, form)


def asked(
    session: Session, cycle: HubCycle, *, partnership: Partnership | None = None, policy: str = "default",
    form: str = "learning-hub-noticed", documents: list[dict[str, Any]],
) -> Round:  # fmt: skip
    """A closed round that asks whether it was noticed, as the one of the cycle."""
    owner = partnership or cycle.partnership
    version = version_of(session, owner, form)
    round_ = make_round(
        session, owner, version, access="open", anonymous=True, state="closed",
        policy=make_policy(session, owner, policy=policy),
    )  # fmt: skip
    add_opened_answers(session, round_, documents)
    cycle.noticed_round_id = round_.id
    session.flush()
    session.refresh(cycle)
    return round_


def released(session: Session, cycle: HubCycle, **counts: int) -> str:
    """What the page says once answers like these are released; empty where it says nothing."""
    asked(session, cycle, documents=answers(**counts))
    renew_releases(session, cycle, now())
    found = noticed_in(session, cycle)
    return found.sentence if found is not None else ""


def test_it_stands_on_the_page_once_it_is_released_and_not_before(
    client: FlaskClient, session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    published(session, theme, planner, second)
    asked(session, theme.cycle, documents=answers(yes=8, partly=10, no=7, not_concerned=6))
    assert WORDS not in client.get(PAGE).text
    renew_releases(session, theme.cycle, now())
    assert "Three months later, 18 of 25 who answered noticed a difference." in client.get(PAGE).text


def test_answers_after_the_release_change_nothing_until_they_are_released(session: Session, cycle: HubCycle) -> None:
    first = released(session, cycle, yes=8, partly=10, no=7)
    assert cycle.noticed_round is not None
    add_opened_answers(session, cycle.noticed_round, answers(no=1))
    found = noticed_in(session, cycle)
    assert found is not None
    assert found.sentence == first


@pytest.mark.parametrize(
    "counts",
    [{"yes": 8, "partly": 2, "no": 10}, {"yes": 10, "partly": 8, "no": 3}, {"yes": 1, "partly": 1, "no": 1}],
    ids=["few noticed a little", "few did not notice", "few answered at all"],
)
def test_a_release_that_hides_the_figures_shows_nothing(
    session: Session, cycle: HubCycle, counts: dict[str, int]
) -> None:
    assert released(session, cycle, yes=8, partly=10, no=7)
    assert released(session, cycle, **counts) == ""


def test_two_worlds_that_differ_in_what_is_hidden_give_the_same_page(
    client: FlaskClient, session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    published(session, theme, planner, second)
    pages = []
    for few in (2, 4):
        released(session, theme.cycle, yes=10, partly=12, no=few)
        session.commit()
        pages.append(client.get(PAGE).text)
    assert pages[0] == pages[1]
    assert "Approved" not in pages[0]
    assert "You said" in pages[0]


def test_few_people_are_not_told_even_where_the_policy_hides_nothing(session: Session, cycle: HubCycle) -> None:
    asked(session, cycle, policy="none", documents=answers(yes=10, partly=8, no=2))
    renew_releases(session, cycle, now())
    assert noticed_in(session, cycle) is None


def test_nobody_who_noticed_is_told_too(session: Session, cycle: HubCycle) -> None:
    asked(session, cycle, policy="none", documents=answers(no=20))
    renew_releases(session, cycle, now())
    found = noticed_in(session, cycle)
    assert found is not None
    assert found.sentence == "Three months later, 0 of 20 who answered noticed a difference."


def test_a_round_of_another_partnership_or_another_form_says_nothing(session: Session, cycle: HubCycle) -> None:
    many = answers(yes=8, partly=10, no=7)
    foreign = asked(session, cycle, partnership=make_partnership(session), documents=many)
    renew_releases(session, cycle, now())
    assert foreign.ledger is None
    assert noticed_in(session, cycle) is None
    asked(session, cycle, form="learning-hub-survey", documents=many)
    renew_releases(session, cycle, now())
    assert noticed_in(session, cycle) is None
