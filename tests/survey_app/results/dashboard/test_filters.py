from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from survey_app.results.dashboard.filters import (
    FilterRefused,
    Filters,
    chosen_labels,
    in_period,
    options_for,
    period_of,
    period_text,
    read_filters,
)
from survey_app.rounds.models import Round
from tests.survey_app.results.dashboard.rounds import make_place

TODAY = date(2026, 6, 1)


def open_between(first: date | None, last: date | None, state: str = "closed") -> Round:
    return Round(opens_on=first, closes_on=last, state=state)


def test_a_period_is_a_year_from_april_to_march() -> None:
    assert period_of(2025) == "2025-26"
    assert period_of(1999) == "1999-00"
    assert period_text("2025-26") == "April 2025 to March 2026"
    filters = Filters(period="2025-26")
    assert (filters.first_day, filters.last_day) == (date(2025, 4, 1), date(2026, 3, 31))
    with pytest.raises(ValueError, match="no period"):
        period_text("last year")


@pytest.mark.parametrize(
    ("first", "last", "inside"),
    [
        (date(2025, 2, 1), date(2025, 3, 31), False),
        (date(2025, 2, 1), date(2025, 4, 1), True),
        (date(2026, 3, 31), date(2026, 5, 1), True),
        (date(2026, 4, 1), date(2026, 5, 1), False),
        (date(2024, 1, 1), date(2027, 1, 1), True),
    ],
)
def test_a_round_belongs_to_each_year_in_which_it_was_open(first: date, last: date, inside: bool) -> None:
    assert in_period(open_between(first, last), Filters(period="2025-26"), today=TODAY) is inside


def test_an_open_round_goes_on_until_today_whatever_its_closing_date() -> None:
    late = open_between(date(2025, 1, 1), date(2025, 2, 1), state="open")
    assert in_period(late, Filters(period="2026-27"), today=TODAY)
    assert not in_period(late, Filters(period="2023-24"), today=TODAY)
    assert in_period(open_between(None, None, state="open"), Filters(period="2026-27"), today=TODAY)


def test_the_choices_are_those_of_the_partnership(session: Session) -> None:
    partnership, agencies = make_place(session)
    rounds = [open_between(date(2024, 5, 1), date(2025, 5, 1))]
    options = options_for(session, partnership.id, agencies, rounds, today=TODAY)
    assert [option.value for option in options.agency_types] == ["police", "health"]
    assert [option.value for option in options.localities] == ["North", "South"]
    assert [option.value for option in options.periods] == ["2025-26", "2024-25"]
    asked = {"agency_type": "police", "period": "2024-25", "paper": "working"}
    filters = read_filters(asked, options)
    assert filters.arguments == {"agency_type": "police", "period": "2024-25"}
    assert list(chosen_labels(filters, options)) == ["Police", "April 2024 to March 2025"]


@pytest.mark.parametrize(
    "asked", [{"agency_type": "nonsense"}, {"locality": "East"}, {"period": "2019-20"}, {"period": "'; drop table"}]
)
def test_an_address_that_names_what_is_not_there_is_refused_in_words(session: Session, asked: dict[str, str]) -> None:
    partnership, agencies = make_place(session)
    options = options_for(session, partnership.id, agencies, [open_between(date(2025, 5, 1), None)], today=TODAY)
    with pytest.raises(FilterRefused, match="choose one from the list"):
        read_filters(asked, options)
