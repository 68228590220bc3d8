"""Responses as they come: figures equal to a count by hand, no line for a person, and an honest forecast."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from survey_app.collect.models import Submission
from survey_app.database import now
from survey_app.rounds.invitations import Invited
from survey_app.rounds.live_response import group_table, live_response
from survey_app.rounds.models import Invitation
from survey_app.rounds.next_steps import next_steps
from survey_app.rounds.strata import SMALLEST_GROUP as SMALLEST
from tests.survey_app.answers import add_answer, add_opened_answers
from tests.survey_app.factories import make_agency, make_invitation, make_partnership, make_round, make_user, sign_in

TODAY = date(2026, 11, 12)


def invited(agency: str, answered: bool) -> Invited:
    return Invited(invitation=Invitation(), name="", email="", agency=agency, strata={}, answered=answered)


@given(st.lists(st.tuples(st.sampled_from("ABCDEFGH"), st.booleans()), min_size=1, max_size=60))
def test_no_line_stands_for_fewer_than_five_unless_all_are_so_few_and_all_are_counted(
    people: list[tuple[str, bool]],
) -> None:
    table = group_table("agency", [invited(name, answered) for name, answered in people])
    assert sum(line.invited for line in table.lines) == len(people)
    assert sum(line.answered for line in table.lines) == sum(answered for _, answered in people)
    if len(people) >= SMALLEST:
        assert all(line.invited >= SMALLEST for line in table.lines)
    by_hand = Counter(name for name, _ in people)
    for line in table.lines:
        if line.groups == 1:
            assert line.invited == by_hand[line.name]
    none = {name for name, size in by_hand.items() if size >= SMALLEST and not any(a for n, a in people if n == name)}
    assert set(table.without_answer) <= none


def test_the_page_counts_by_agency_and_says_which_have_none_and_names_nobody(
    client: FlaskClient, session: Session
) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, access="token", anonymous=True, closes_on=date(2099, 1, 1))
    silent, busy, tiny, small = (make_agency(session, partnership) for _ in range(4))
    for agency, size in ((silent, 6), (busy, 7), (tiny, 2), (small, 3)):
        for number in range(size):
            invitation, _ = make_invitation(session, round_, agency=agency)
            invitation.answered = agency is not silent and number < 4
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    page = client.get(f"/p/{partnership.slug}/rounds/{round_.slug}/responses")
    assert page.status_code == 200
    assert f"One agency has none: {silent.name}." in page.text
    live = live_response(session, round_, today=TODAY)
    lines = {line.name: (line.invited, line.answered) for line in live.tables[0].lines}
    assert lines == {silent.name: (6, 0), busy.name: (7, 4), "Smaller groups together": (5, 5)}
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    assert client.get(f"/p/{partnership.slug}/rounds/{round_.slug}/responses").status_code == 403


def test_days_are_counted_by_the_first_revision_on_the_clocks_of_london(session: Session) -> None:
    round_ = make_round(session, make_partnership(session), access="open")
    keys = [add_answer(session, round_, {"useful": "yes"}) for _ in range(3)]
    for key, moment in zip(keys, ("2026-06-30T22:30", "2026-06-30T23:30", "2026-07-01T09:00"), strict=True):
        from datetime import UTC, datetime

        session.get_one(Submission, key).revisions[0].received_at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    session.flush()
    assert live_response(session, round_, today=TODAY).days == ((date(2026, 6, 30), 1), (date(2026, 7, 1), 2))


def test_days_of_an_anonymous_round_are_those_of_opening(session: Session) -> None:
    round_ = make_round(session, make_partnership(session), access="open", anonymous=True)
    add_opened_answers(session, round_, [{"useful": "yes"}] * 5)
    assert live_response(session, round_, today=TODAY).days == ((date(2026, 11, 2), 5),)


@pytest.mark.parametrize(("population", "high"), [(None, 25), (12, 12)])
def test_the_forecast_lies_between_nothing_more_and_the_same_pace(
    session: Session, population: int | None, high: int
) -> None:
    round_ = make_round(
        session, make_partnership(session), access="open", anonymous=True, opens_on=TODAY - timedelta(days=3),
        closes_on=TODAY + timedelta(days=6), population_size=population, population_known=population is not None,
        population_note="Whoever came.",
    )  # fmt: skip
    add_opened_answers(session, round_, [{"useful": "yes"}] * 10)
    forecast = live_response(session, round_, today=TODAY).forecast
    assert forecast is not None
    assert (forecast.low, forecast.high, forecast.days_left) == (10, high, 6)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"state": "closed"}, "not open"), ({"closes_on": None}, "no last day"),
        ({"closes_on": date(2026, 12, 1)}, "no answers yet"),
    ],
)  # fmt: skip
def test_without_grounds_there_is_no_forecast_and_the_page_says_why(
    session: Session, values: dict[str, object], why: str
) -> None:
    round_ = make_round(session, make_partnership(session), access="open", **values)
    live = live_response(session, round_, today=TODAY)
    assert live.forecast is None
    assert why in live.why_no_forecast


def test_what_to_do_next_begins_with_the_mail(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, access="token")
    from survey_app.rounds.invitation_list import InvitationRow
    from survey_app.rounds.invitations import store_invitations

    rows = [InvitationRow(line=at, name=f"P{at}", email=f"p{at}@agency.example") for at in range(3)]
    store_invitations(session, round_, rows)
    live = live_response(session, round_, today=TODAY)
    texts = [step.text for step in next_steps(session, round_, live, at=now(), hours=None)]
    assert texts == [
        "Three people have not been invited by e-mail.",
        "The round has no last day. People answer sooner when they know one.",
    ]
    round_.state = "closed"
    assert next_steps(session, round_, live, at=now(), hours=None) == ()


def test_the_page_tells_no_other_groups_apart_than_the_rates_of_the_round(session: Session) -> None:
    round_ = make_round(
        session, make_partnership(session), access="token", anonymous=True, breakdowns=["forum"], smallest_group=8
    )
    for forum, people in (("North", 12), ("South", 9), ("West", 6), ("East", 5)):
        for _ in range(people):
            make_invitation(session, round_, strata={"forum": forum})
    round_.kept_groups = {"forum": ["North"]}  # fixed as it opened, before most were invited
    (table,) = [
        table for table in live_response(session, round_, today=date(2026, 11, 2)).tables if table.label == "Forum"
    ]
    assert [(line.name, line.invited) for line in table.lines] == [("North", 12), ("Smaller groups together", 20)]
