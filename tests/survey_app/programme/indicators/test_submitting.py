"""Figures are submitted once, by the agency that is asked, and corrected with a reason; every revision stays."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.indicators.checking import Typed
from survey_app.programme.indicators.defining import ask_agencies, change_definition
from survey_app.programme.indicators.models import IndicatorAdoption, IndicatorSubmission
from survey_app.programme.indicators.standing import newest_submissions
from survey_app.programme.indicators.submitting import SubmissionRefused, check_period, newest, revisions, submit
from tests.survey_app.factories import make_agency, make_partnership, make_user
from tests.survey_app.programme.indicators.indicator_factories import FIRST, LATER, give, make_indicator, text

FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north")


@pytest.fixture
def council(session: Session, partnership: Partnership) -> Agency:
    return make_agency(session, partnership)


@pytest.fixture
def indicator(session: Session, partnership: Partnership, council: Agency) -> IndicatorAdoption:
    return make_indicator(session, partnership, council)


def test_a_correction_is_a_revision_with_its_reason_and_the_last_one_counts(
    session: Session, indicator: IndicatorAdoption, council: Agency
) -> None:
    give(session, indicator, council, FIRST, 40, 50)
    give(session, indicator, council, FIRST, 45, 50, reason="Five were decided on the day.", seen=1)
    kept = revisions(session, indicator, council.id, FIRST)
    assert [(one.revision, one.value, one.reason) for one in kept] == [
        (2, 45.0, "Five were decided on the day."),
        (1, 40.0, ""),
    ]
    assert list(newest_submissions(session, indicator.partnership_id).values()) == [kept[0]]


def test_a_correction_without_a_reason_is_refused(
    session: Session, indicator: IndicatorAdoption, council: Agency
) -> None:  # fmt: skip
    give(session, indicator, council, FIRST, 40, 50)
    with pytest.raises(SubmissionRefused, match="say why the figure is corrected"):
        give(session, indicator, council, FIRST, 45, 50, seen=1)


def test_sent_twice_it_counts_once(session: Session, indicator: IndicatorAdoption, council: Agency) -> None:
    assert give(session, indicator, council, FIRST, 40, 50) is not None
    assert give(session, indicator, council, FIRST, 40, 50) is None
    assert len(session.scalars(select(IndicatorSubmission)).all()) == 1


def test_two_people_of_an_agency_who_submit_at_once_overwrite_nothing(
    session: Session, indicator: IndicatorAdoption, council: Agency
) -> None:
    give(session, indicator, council, FIRST, 40, 50)
    with pytest.raises(SubmissionRefused, match="somebody of your agency has submitted this meanwhile"):
        give(session, indicator, council, FIRST, 41, 50)
    give(session, indicator, council, FIRST, 42, 50, reason="Counted again.", seen=1)
    with pytest.raises(SubmissionRefused, match="meanwhile"):
        give(session, indicator, council, FIRST, 43, 50, reason="Counted again.", seen=1)
    there = newest(session, indicator, council.id, FIRST)
    assert there is not None
    assert there.value == 42


def test_a_period_is_submitted_from_the_day_after_its_last(
    session: Session, indicator: IndicatorAdoption, council: Agency
) -> None:
    with pytest.raises(SubmissionRefused, match="January 2026 is not over yet"):
        give(session, indicator, council, FIRST, 40, 50, today=date(2026, 1, 31))
    assert give(session, indicator, council, FIRST, 40, 50, today=date(2026, 2, 1)) is not None


def test_an_agency_that_is_not_asked_submits_nothing(
    session: Session, partnership: Partnership, indicator: IndicatorAdoption, council: Agency
) -> None:
    other = make_agency(session, partnership)
    with pytest.raises(SubmissionRefused, match="This agency is not asked for January 2026"):
        give(session, indicator, other, FIRST, 40, 50)
    ask_agencies(session, indicator, [other.id], from_period=FEBRUARY)
    assert give(session, indicator, council, FIRST, 40, 50) is not None, "the council was asked until then"
    with pytest.raises(SubmissionRefused, match="not asked for February 2026"):
        give(session, indicator, council, FEBRUARY, 40, 50)
    assert give(session, indicator, other, FEBRUARY, 40, 50) is not None
    with pytest.raises(SubmissionRefused, match="not asked for January 2026"):
        give(session, indicator, other, FIRST, 40, 50)


def test_a_doubt_without_a_comment_is_not_stored(
    session: Session, indicator: IndicatorAdoption, council: Agency
) -> None:  # fmt: skip
    give(session, indicator, council, FIRST, 40, 50)
    doubtful = Typed(value="2", base="50")
    with pytest.raises(SubmissionRefused, match="say in a comment why it is so"):
        submit(session, indicator, council.id, FEBRUARY, doubtful, by_id=None, today=LATER)
    made = give(session, indicator, council, FEBRUARY, 2, 50, comment="The system was down for three weeks.")
    assert made is not None
    assert made.confirmed_why == "The system was down for three weeks."


def test_figures_of_another_definition_or_agency_are_not_what_is_usual(
    session: Session, partnership: Partnership, council: Agency
) -> None:
    other, user = make_agency(session, partnership), make_user(session, partnership)
    indicator = make_indicator(session, partnership, council, other)
    give(session, indicator, council, FIRST, 40, 50)
    give(session, indicator, other, FIRST, 2, 50)
    change_definition(
        session, indicator.definition, text(numerator="Decided on the day"), valid_from=FEBRUARY, why="Faster.",
        by_id=user.id,
    )  # fmt: skip
    found = check_period(session, indicator, council.id, FEBRUARY, Typed(value="5", base="50"))
    assert found.doubts == ()


def test_a_name_in_a_comment_is_refused(session: Session, indicator: IndicatorAdoption, council: Agency) -> None:
    with pytest.raises(SubmissionRefused, match="could tell who somebody is"):
        give(session, indicator, council, FIRST, 40, 50, comment="Ring 07700 900123 about this.")


def test_every_agency_submits_for_each_partnership_once(
    session: Session, partnership: Partnership, indicator: IndicatorAdoption, council: Agency
) -> None:
    other = make_partnership(session)
    police = make_agency(session, other)
    there = make_indicator(session, other, police)
    give(session, indicator, council, FIRST, 40, 50)
    give(session, there, police, FIRST, 12, 20)
    assert [one.value for one in newest_submissions(session, partnership.id).values()] == [40.0]
    assert [one.value for one in newest_submissions(session, other.id).values()] == [12.0]
