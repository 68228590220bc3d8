"""Comments: by the QA group or the agency that submits, about periods that are over, approved by somebody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.indicators.commenting import (
    CommentRefused,
    approve,
    approved_comments,
    send_back,
    take_down,
    write_comment,
)
from survey_app.programme.indicators.models import IndicatorAdoption, IndicatorComment
from tests.survey_app.factories import make_agency, make_partnership, make_user
from tests.survey_app.programme.indicators.indicator_factories import FIRST, make_indicator

TODAY = date(2026, 3, 2)


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north")


@pytest.fixture
def council(session: Session, partnership: Partnership) -> Agency:
    return make_agency(session, partnership)


@pytest.fixture
def indicator(session: Session, partnership: Partnership, council: Agency) -> IndicatorAdoption:
    return make_indicator(session, partnership, council)


@pytest.fixture
def writer(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("qa_group",))


def write(session: Session, indicator: IndicatorAdoption, by: User, **values: Any) -> IndicatorComment:
    given = {"start": FIRST, "text": "Two conferences were put off.", "agency_id": None, **values}
    return write_comment(
        session, indicator, given["start"], given["text"], agency_id=given["agency_id"], by_id=by.id, today=TODAY
    )


def shown(session: Session, indicator: IndicatorAdoption) -> list[str]:
    return [one.text for one in approved_comments(session, indicator.partnership_id, [indicator.definition_id])]


def test_a_comment_shows_once_somebody_else_has_approved_it(
    session: Session, partnership: Partnership, indicator: IndicatorAdoption, writer: User
) -> None:
    made = write(session, indicator, writer)
    assert shown(session, indicator) == []
    with pytest.raises(CommentRefused, match="Somebody else approves"):
        approve(session, made, by_id=writer.id)
    approve(session, made, by_id=make_user(session, partnership, roles=("qa_group",)).id)
    assert shown(session, indicator) == ["Two conferences were put off."]
    take_down(session, made)
    assert shown(session, indicator) == []


def test_what_is_sent_back_says_why_and_does_not_show(
    session: Session, indicator: IndicatorAdoption, writer: User
) -> None:  # fmt: skip
    made = write(session, indicator, writer)
    with pytest.raises(CommentRefused, match="Say why"):
        send_back(session, made, why=" ")
    send_back(session, made, why="Say what is being done.")
    assert shown(session, indicator) == []
    with pytest.raises(CommentRefused, match="meanwhile"):
        approve(session, made, by_id=make_user(session).id)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": " "}, "Write what is to be said"),
        ({"text": "Ring 07700 900123."}, "could tell who somebody is"),
        ({"start": date(2026, 3, 1)}, "collected and is over"),
        ({"start": date(2025, 12, 1)}, "collected and is over"),
        ({"start": date(2026, 1, 2)}, "collected and is over"),
    ],
    ids=["blank", "identifier", "not over", "before it was collected", "no first day"],
)
def test_a_comment_that_cannot_be_is_refused(
    session: Session, indicator: IndicatorAdoption, writer: User, values: dict[str, Any], words: str
) -> None:
    with pytest.raises(CommentRefused, match=words):
        write(session, indicator, writer, **values)


def test_an_agency_that_does_not_submit_it_says_nothing_of_it(
    session: Session, partnership: Partnership, indicator: IndicatorAdoption, writer: User, council: Agency
) -> None:
    with pytest.raises(CommentRefused, match="Only an agency that submits"):
        write(session, indicator, writer, agency_id=make_agency(session, partnership).id)
    assert write(session, indicator, writer, agency_id=council.id).agency_id == council.id


def test_what_is_sent_twice_is_one_comment(session: Session, indicator: IndicatorAdoption, writer: User) -> None:
    first = write(session, indicator, writer)
    with pytest.raises(CommentRefused, match="You have written this already"):
        write(session, indicator, writer)
    write(session, indicator, writer, text="One was.")
    send_back(session, first, why="Say which month.")
    assert write(session, indicator, writer).id != first.id
