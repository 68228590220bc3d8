"""What referrers say about hearing back: each stays open until it has an answer with a day, which is not rewritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from analysis.working_days import ENGLAND_AND_WALES as CALENDAR
from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.indicators.models import ReferrerFeedback
from survey_app.programme.indicators.referrals import (
    FeedbackRefused,
    Said,
    answer_by,
    feedback_of,
    figures_of,
    is_late,
    log_feedback,
    respond,
)
from tests.survey_app.factories import make_agency, make_partnership, make_user

SAID_ON, TODAY = date(2026, 12, 18), date(2027, 2, 1)


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north")


@pytest.fixture
def school(session: Session, partnership: Partnership) -> Agency:
    return make_agency(session, partnership)


def say(session: Session, partnership: Partnership, agency: Agency, **values: Any) -> ReferrerFeedback:
    day = values.pop("today", TODAY)
    given = {"said_on": SAID_ON, "heard_at": "section11", "said": "Letters do not say why.", **values}
    return log_feedback(
        session, partnership.id, Said(agency_id=agency.id, **given), by_id=make_user(session).id, today=day
    )  # fmt: skip


def answer(session: Session, feedback: ReferrerFeedback, **values: Any) -> None:
    given = {"response": "They name the reason now.", "on": date(2027, 1, 5), **values}
    respond(session, feedback, by_id=make_user(session).id, **{"today": TODAY, **given})


def test_an_answer_is_due_within_twenty_working_days_over_the_new_year(
    session: Session, partnership: Partnership, school: Agency
) -> None:
    found = say(session, partnership, school)
    assert answer_by(found, CALENDAR) == date(2027, 1, 20), (
        "Christmas, Boxing Day's substitute and New Year are no working days"
    )
    assert not is_late(found, date(2027, 1, 20), CALENDAR)
    assert is_late(found, date(2027, 1, 21), CALENDAR)
    answer(session, found)
    assert not is_late(found, TODAY, CALENDAR)


def test_an_answer_is_given_once_and_not_rewritten(
    session: Session, partnership: Partnership, school: Agency
) -> None:  # fmt: skip
    found = say(session, partnership, school)
    answer(session, found)
    with pytest.raises(FeedbackRefused, match="RF-001 is answered already"):
        answer(session, found, response="Something else.")
    assert found.response == "They name the reason now."


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"response": ""}, "Write what the agency was answered"),
        ({"on": date(2026, 12, 17)}, "before it was said"),
        ({"on": date(2027, 2, 2)}, "still to come"),
        ({"response": "Ring 07700 900123."}, "could tell who somebody is"),
        ({"recommendation_id": "0"}, "a recommendation of this partnership"),
    ],
    ids=["no words", "before", "to come", "identifier", "another's recommendation"],
)
def test_an_answer_that_cannot_be_leaves_it_open(
    session: Session, partnership: Partnership, school: Agency, values: dict[str, Any], words: str
) -> None:
    found = say(session, partnership, school)
    with pytest.raises(FeedbackRefused, match=words):
        answer(session, found, **values)
    assert found.responded_on is None


def test_only_agencies_of_the_area_are_entered(session: Session, partnership: Partnership) -> None:
    with pytest.raises(FeedbackRefused, match="works in this partnership’s area"):
        say(session, partnership, make_agency(session))


def test_the_figures_count_working_days_of_what_is_answered(
    session: Session, partnership: Partnership, school: Agency
) -> None:
    for on in (date(2026, 12, 21), date(2026, 12, 29)):
        answer(session, say(session, partnership, school), on=on)
    say(session, partnership, school)
    say(session, partnership, school, said_on=date(2027, 1, 29))
    found = figures_of(feedback_of(session, partnership.id), TODAY, CALENDAR)
    # One working day, and five: 21, 22, 23, 24 and 29 December.
    assert (found.said, found.answered, found.median_days, found.late) == (4, 2, 3.0, 1)
    assert [one.responded_on is None for one in feedback_of(session, partnership.id)] == [True, True, False, False]


def test_what_is_said_as_the_known_bank_holidays_end_has_no_day_yet_and_stops_no_page(
    session: Session, partnership: Partnership, school: Agency
) -> None:
    found = say(session, partnership, school, said_on=date(2028, 12, 15), today=date(2029, 3, 1))
    assert answer_by(found, CALENDAR) is None
    assert not is_late(found, date(2029, 3, 1), CALENDAR)
    answer(session, found, on=date(2029, 2, 1), today=date(2029, 3, 1))
    figures = figures_of([found], date(2029, 3, 1), CALENDAR)
    assert (figures.answered, figures.median_days, figures.late) == (1, None, 0)
    longer = replace(CALENDAR, last_year=2029, days_off=CALENDAR.days_off | {date(2029, 1, 1)})
    assert answer_by(found, longer) == date(2029, 1, 17), "with the list that was loaded since"


def test_what_is_sent_twice_is_entered_once(session: Session, partnership: Partnership, school: Agency) -> None:
    given = Said(agency_id=school.id, said_on=SAID_ON, heard_at="section11", said="Letters do not say why.")
    by = make_user(session).id
    first = log_feedback(session, partnership.id, given, by_id=by, today=TODAY)
    with pytest.raises(FeedbackRefused, match=f"You have entered this already: it is {first.reference}"):
        log_feedback(session, partnership.id, given, by_id=by, today=TODAY)
    log_feedback(session, partnership.id, replace(given, said="Nobody rang."), by_id=by, today=TODAY)
    say(session, partnership, school)  # somebody else heard it, too
