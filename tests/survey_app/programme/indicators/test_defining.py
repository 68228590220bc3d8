"""Definitions: in versions that never change, shared and taken up, with agencies that are asked from a period on."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.indicators.defining import (
    IndicatorRefused,
    adopt,
    ask_agencies,
    change_definition,
    collect_again,
    end_collecting,
    share,
    shared_with,
    version_in,
)
from survey_app.programme.indicators.models import IndicatorAdoption
from survey_app.programme.indicators.reading import brief_lines, card_of
from survey_app.programme.indicators.standing import expected_of
from survey_app.programme.indicators.starting import starting_indicators
from survey_app.programme.indicators.submitting import SubmissionRefused
from tests.survey_app.factories import make_agency, make_partnership, make_user
from tests.survey_app.programme.indicators.indicator_factories import FIRST, LATER, give, make_indicator, text


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north")


@pytest.fixture
def council(session: Session, partnership: Partnership) -> Agency:
    return make_agency(session, partnership)


@pytest.fixture
def indicator(session: Session, partnership: Partnership, council: Agency) -> IndicatorAdoption:
    return make_indicator(session, partnership, council)


def change(
    session: Session, indicator: IndicatorAdoption, start: date, why: str = "Clearer.", **values: object
) -> None:  # fmt: skip
    by = make_user(session)
    change_definition(
        session, indicator.definition, text(**{"numerator": "Decided on the day", **values}), valid_from=start, why=why,
        by_id=by.id,
    )  # fmt: skip


def test_a_change_is_a_version_from_a_period_on_and_breaks_the_course(
    session: Session, indicator: IndicatorAdoption, council: Agency
) -> None:
    give(session, indicator, council, FIRST, 40, 50)
    change(session, indicator, date(2026, 2, 17))
    give(session, indicator, council, date(2026, 2, 1), 20, 50)
    assert version_in(indicator.definition, date(2026, 1, 1)).number == 1
    assert version_in(indicator.definition, date(2026, 2, 1)).numerator == "Decided on the day"
    course = card_of(session, indicator, today=date(2026, 3, 2)).course
    assert [part.centre for part in course.parts] == [0.8, 0.4]
    assert course.breaks == (("February 2026", "Clearer."),)


def test_what_was_submitted_is_never_read_in_a_new_way(
    session: Session, indicator: IndicatorAdoption, council: Agency
) -> None:
    give(session, indicator, council, date(2026, 3, 1), 40, 50)
    with pytest.raises(IndicatorRefused, match="March 2026 has been submitted as it was counted before"):
        change(session, indicator, date(2026, 3, 1))
    change(session, indicator, date(2026, 4, 1))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"why": ""}, "Say why it is counted otherwise"),
        ({"numerator": "Decided in time"}, "Nothing is changed"),
        ({"denominator": ""}, "A share needs a denominator"),
        ({"target": 1.5}, "The target of a share"),
        ({"deadline_days": 0}, "1 to 60 working days"),
    ],
    ids=["no reason", "nothing changed", "no denominator", "target", "deadline"],
)
def test_a_change_that_says_nothing_is_refused(
    session: Session, indicator: IndicatorAdoption, values: dict[str, object], words: str
) -> None:
    with pytest.raises(IndicatorRefused, match=words):
        change(session, indicator, date(2026, 4, 1), **values)  # type: ignore[arg-type]


def test_a_name_is_given_once_and_is_plain(session: Session, partnership: Partnership, council: Agency) -> None:
    make_indicator(session, partnership, council)
    with pytest.raises(IndicatorRefused, match="called “decision” already"):
        make_indicator(session, partnership, council)
    for name in ("", "A", "../x", "with space", "x" * 41):
        with pytest.raises(IndicatorRefused, match="short name"):
            make_indicator(session, partnership, council, name=name)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1999, 5, 1), date(9999, 12, 1)], ids=["1", "1999", "9999"])
def test_a_first_period_of_a_year_without_known_working_days_is_refused(
    session: Session, partnership: Partnership, council: Agency, day: date
) -> None:
    with pytest.raises(IndicatorRefused, match="Choose a first period from 2012 to"):
        make_indicator(session, partnership, council, first_period=day)


def test_two_indicators_of_one_name_are_not_collected_by_one_partnership(
    session: Session, indicator: IndicatorAdoption
) -> None:
    other = make_partnership(session)
    agency = make_agency(session, other)
    make_indicator(session, other, agency)
    share(session, indicator.definition, indicator.partnership_id)
    with pytest.raises(IndicatorRefused, match="called “decision” already"):
        adopt(session, other.id, indicator.definition, first_period=FIRST, owners=[agency.id], by_id=None)


def test_only_agencies_of_the_area_are_asked(session: Session, partnership: Partnership, council: Agency) -> None:
    stranger = make_agency(session)
    with pytest.raises(IndicatorRefused, match="work in this partnership’s area"):
        make_indicator(session, partnership, council, stranger)
    with pytest.raises(IndicatorRefused, match="at least one agency"):
        make_indicator(session, partnership)


def test_an_agency_that_is_not_asked_any_more_keeps_what_it_gave(
    session: Session, partnership: Partnership, indicator: IndicatorAdoption, council: Agency
) -> None:
    police = make_agency(session, partnership)
    give(session, indicator, council, FIRST, 40, 50)
    ask_agencies(session, indicator, [police.id], from_period=date(2026, 2, 1))
    give(session, indicator, police, date(2026, 2, 1), 30, 40)
    courses = card_of(session, indicator, today=date(2026, 3, 2)).courses
    assert courses.together is not None
    assert [point.base for point in courses.together.points] == [50, 40]


def test_what_is_collected_no_longer_is_asked_of_nobody_and_stays_on_its_page(
    session: Session, indicator: IndicatorAdoption, council: Agency
) -> None:
    give(session, indicator, council, FIRST, 40, 50)
    with pytest.raises(IndicatorRefused, match="No period of it is over yet"):
        end_collecting(session, indicator, today=FIRST)
    end_collecting(session, indicator, today=date(2026, 2, 10))
    asked = [one.start for one in expected_of(session, indicator.partnership_id, LATER)]
    assert asked == [FIRST]
    with pytest.raises(SubmissionRefused, match="not asked for February 2026"):
        give(session, indicator, council, date(2026, 2, 1), 40, 50)
    latest = card_of(session, indicator, today=LATER).latest
    assert latest is not None
    assert latest.share == 0.8
    collect_again(session, indicator)
    assert len(expected_of(session, indicator.partnership_id, LATER)) == 11


def test_a_brief_says_first_what_misses_its_target_and_nothing_that_has_no_figure(
    session: Session, partnership: Partnership, council: Agency
) -> None:
    for name, value in (("good", 48), ("bad", 30), ("hidden", 3)):
        made = make_indicator(session, partnership, council, name=name)
        give(session, made, council, FIRST, value, 50 if name != "good" else 48)
    make_indicator(session, partnership, council, name="empty")
    lines = brief_lines(session, partnership.id, today=date(2026, 2, 2))
    assert [(one.name, one.value, one.standing) for one in lines] == [
        ("bad", "60%", "Misses the target"), ("good", "100%", "Meets the target"),
    ]  # fmt: skip


def test_another_partnership_takes_up_what_is_shared_and_only_that(
    session: Session, indicator: IndicatorAdoption
) -> None:  # fmt: skip
    other = make_partnership(session)
    trust = make_agency(session, other)
    with pytest.raises(IndicatorRefused, match="not shared"):
        adopt(session, other.id, indicator.definition, first_period=FIRST, owners=[trust.id], by_id=None)
    with pytest.raises(IndicatorRefused, match="Only the partnership that made"):
        share(session, indicator.definition, other.id)
    share(session, indicator.definition, indicator.partnership_id)
    assert shared_with(session, other.id) == [indicator.definition]
    taken = adopt(session, other.id, indicator.definition, first_period=FIRST, owners=[trust.id], by_id=None)
    assert shared_with(session, other.id) == []
    give(session, taken, trust, FIRST, 10, 20)
    assert card_of(session, indicator, today=LATER).latest is None, "nothing of the other's is seen here"
    latest = card_of(session, taken, today=LATER).latest
    assert latest is not None
    assert latest.share == 0.5


def test_the_products_set_can_be_defined_as_it_is(session: Session, partnership: Partnership, council: Agency) -> None:
    from survey_app.programme.indicators.defining import define

    for one in starting_indicators():
        define(
            session, partnership.id, name=one.name, measure=one.measure, period=one.period, text=one.text,
            first_period=FIRST, owners=[council.id], by_id=None, on_front_door=one.on_front_door,
        )  # fmt: skip
    assert {one.measure for one in starting_indicators()} == {"share", "count", "value"}
    assert all(one.text.source and one.text.why for one in starting_indicators())


MARCH = date(2026, 3, 1)


def test_an_owner_that_has_submitted_is_not_removed_and_its_figures_stay_counted_and_correctable(
    session: Session, partnership: Partnership, indicator: IndicatorAdoption, council: Agency
) -> None:
    police = make_agency(session, partnership)
    give(session, indicator, council, FIRST, 40, 50)
    give(session, indicator, council, date(2026, 2, 1), 41, 51)
    ask_agencies(session, indicator, [police.id], from_period=MARCH)
    ask_agencies(session, indicator, [council.id], from_period=date(2026, 4, 1))
    ask_agencies(session, indicator, [police.id], from_period=date(2026, 4, 1))
    asked = [(one.agency_id, one.first_period, one.last_period) for one in indicator.owners]
    assert (council.id, FIRST, date(2026, 2, 1)) in asked
    assert give(session, indicator, council, FIRST, 42, 50, reason="Two more.", seen=1) is not None
    courses = card_of(session, indicator, today=date(2026, 4, 2)).courses
    assert courses.together is not None
    assert [point.count for point in courses.together.points] == [42, 41, None]


def test_a_change_that_would_begin_before_the_newest_figure_begins_after_it(
    session: Session, partnership: Partnership, indicator: IndicatorAdoption, council: Agency
) -> None:
    police = make_agency(session, partnership)
    ask_agencies(session, indicator, [council.id, police.id], from_period=FIRST)
    give(session, indicator, council, MARCH, 40, 50)
    ask_agencies(session, indicator, [police.id], from_period=FIRST)
    council_until = [one.last_period for one in indicator.owners if one.agency_id == council.id]
    assert council_until == [MARCH]
    assert give(session, indicator, council, MARCH, 41, 50, reason="One more.", seen=1) is not None


def test_whoever_is_asked_again_owes_nothing_of_the_time_between(
    session: Session, partnership: Partnership, indicator: IndicatorAdoption, council: Agency
) -> None:
    police = make_agency(session, partnership)
    ask_agencies(session, indicator, [council.id, police.id], from_period=FIRST)
    give(session, indicator, police, FIRST, 40, 50)
    ask_agencies(session, indicator, [council.id], from_period=date(2026, 2, 1))
    ask_agencies(session, indicator, [council.id, police.id], from_period=date(2026, 5, 1))
    session.expire_all()
    asked = [one.start for one in expected_of(session, partnership.id, date(2026, 7, 1), [police.id])]
    assert asked == [date(2026, 6, 1), date(2026, 5, 1), FIRST]
    with pytest.raises(SubmissionRefused, match="not asked for March 2026"):
        give(session, indicator, police, MARCH, 40, 50)
    ask_agencies(session, indicator, [council.id], from_period=date(2026, 7, 1))
    ask_agencies(session, indicator, [council.id, police.id], from_period=date(2026, 7, 1))
    assert len([one for one in indicator.owners if one.agency_id == police.id]) == 2, "without a gap it goes on"


def test_nobody_joins_a_period_that_is_complete_and_shown(
    session: Session, partnership: Partnership, indicator: IndicatorAdoption, council: Agency
) -> None:
    police = make_agency(session, partnership)
    give(session, indicator, council, FIRST, 40, 50)
    with pytest.raises(IndicatorRefused, match="January 2026 is complete and shown already"):
        ask_agencies(session, indicator, [council.id, police.id], from_period=FIRST)
    ask_agencies(session, indicator, [council.id, police.id], from_period=date(2026, 2, 1))


@pytest.mark.parametrize("why", ["submitted", "shared"])
def test_what_is_counted_stays_people_once_it_is_shared_or_submitted(
    session: Session, indicator: IndicatorAdoption, council: Agency, why: str
) -> None:
    change(session, indicator, date(2026, 2, 1), unit="organisations")
    change(session, indicator, MARCH, unit="people")
    if why == "shared":
        share(session, indicator.definition, indicator.partnership_id)
    else:
        give(session, indicator, council, FIRST, 40, 50)
    with pytest.raises(IndicatorRefused, match="What it counts stays"):
        change(session, indicator, date(2026, 6, 1), unit="organisations")
    change(session, indicator, date(2026, 6, 1), numerator="Decided on the next day")


def test_a_page_of_several_agencies_says_for_whom_a_period_waits(
    session: Session, partnership: Partnership, council: Agency
) -> None:
    police = make_agency(session, partnership)
    indicator = make_indicator(session, partnership, council, police)
    give(session, indicator, council, FIRST, 40, 50)
    card = card_of(session, indicator, today=date(2026, 2, 20))
    assert card.latest is None
    assert f"January 2026 waits for {police.name}." in card.sentences
    give(session, indicator, police, FIRST, 30, 50)
    assert card_of(session, indicator, today=date(2026, 2, 20)).value == "70%"


def test_corrections_of_a_period_are_read_in_the_order_in_which_they_came(
    session: Session, partnership: Partnership, indicator: IndicatorAdoption, council: Agency
) -> None:
    """C's three stays hidden after its correction, and so does what would tell it."""
    others = [make_agency(session, partnership) for _ in range(3)]
    agencies = [council, *others]
    made = make_indicator(session, partnership, *agencies, name="count", measure="count")
    for agency, count in zip(agencies, (30, 47, 3, 12), strict=True):
        give(session, made, agency, FIRST, count)
    before = card_of(session, made, today=date(2026, 2, 2)).courses
    give(session, made, others[1], FIRST, 52, reason="Counted anew.", seen=1)
    after = card_of(session, made, today=date(2026, 2, 2)).courses
    assert before.together is not None
    hidden = {name for name, one in before.by_agency.items() if one.points[0].mark == "c"}
    assert others[1].name in hidden
    assert len(hidden) > 1 or before.together.points[0].mark == "c"
    still = {name for name, one in after.by_agency.items() if one.points[0].mark == "c"}
    assert hidden - {others[1].name} <= still


def test_a_value_of_several_agencies_says_whose_it_is(
    session: Session, partnership: Partnership, council: Agency
) -> None:  # fmt: skip
    police = make_agency(session, partnership)
    made = make_indicator(
        session, partnership, council, police, name="days", measure="value", measured_in="days", denominator="Plans"
    )  # fmt: skip
    for agency, days in ((council, 6.5), (police, 9)):
        give(session, made, agency, FIRST, days, 40)
    card = card_of(session, made, today=date(2026, 2, 2))
    assert card.base == f"of 40 in January 2026, {min(council.name, police.name)}"
    assert brief_lines(session, partnership.id, today=date(2026, 2, 2))[0].base == card.base
