"""A whole course: agencies, their sum, and a definition that changes on the way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from analysis.disclosure import DisclosurePolicy
from analysis.indicators import AgencyCourses, Counted, Indicator, agency_courses

DEFAULT = DisclosurePolicy.default()
FIRST, DUE = date(2026, 1, 1), date(2026, 8, 1)


def indicator(**values: Any) -> Indicator:
    given = {
        "key": "d1", "title": "Told in time", "why": "Constructed", "numerator": "told", "denominator": "referrals",
        "source": "constructed", "owner": "Council", "direction": "higher", "target": 0.9,
    }  # fmt: skip
    return Indicator(**{**given, **values})


def months(*counts: tuple[float, int | None] | None, agency: str = "Council") -> dict[date, dict[str, Counted]]:
    return {
        date(2026, place + 1, 1): {agency: Counted(value=one[0], base=one[1])}
        for place, one in enumerate(counts)
        if one is not None
    }


def together(*submitted: dict[date, dict[str, Counted]]) -> dict[date, dict[str, Counted]]:
    found: dict[date, dict[str, Counted]] = {}
    for one in submitted:
        for start, rows in one.items():
            found.setdefault(start, {}).update(rows)
    return found


def courses(
    versions: list[Indicator], submitted: dict[date, dict[str, Counted]], *names: str, due: date = DUE
) -> AgencyCourses:  # fmt: skip
    owners = {name: [(FIRST, None)] for name in names or ("Council",)}
    return agency_courses(versions, submitted, DEFAULT, owners=owners, first=FIRST, due=due)


def test_a_changed_definition_breaks_the_course_and_nothing_is_joined_across() -> None:
    old = indicator(valid_from=FIRST)
    new = indicator(valid_from=date(2026, 5, 1), changed_why="Anonymous referrals are left out now.")
    found = courses([old, new], months(*[(60, 100)] * 4, *[(90, 100)] * 4)).together
    assert found is not None
    before, after = found.parts
    assert (before.centre, after.centre) == (0.6, 0.9)
    assert [point.label for point in after.points] == ["May 2026", "June 2026", "July 2026", "August 2026"]
    assert after.points[0].arrow is None, "an arrow would compare two different things"
    assert not found.signals, "joined, the first and last would be beyond the limits of chance"
    assert found.breaks == (("May 2026", "Anonymous referrals are left out now."),)
    joined = courses([old], months(*[(60, 100)] * 4, *[(90, 100)] * 4)).together
    assert joined is not None
    assert joined.signals


def test_a_count_stands_on_an_xmr_chart_without_an_arrow_below_ten() -> None:
    found = courses([indicator(measure="count", denominator="", target=None)],
                    months((9, None), (12, None), (14, None), (12, None), (0, None))).together  # fmt: skip
    assert found is not None
    assert [point.arrow for point in found.points][:5] == [None, None, "up", "down", None]
    assert found.parts[0].method.startswith("XmR")
    assert found.points[0].low == 0.0, "no count is below nothing"


def test_a_small_count_is_hidden_and_in_no_limit() -> None:
    versions = [indicator(measure="count", denominator="", target=None)]
    shown = courses(versions, months((30, None), (3, None), (40, None), (35, None))).together
    other = courses(versions, months((30, None), (1, None), (40, None), (35, None))).together
    assert shown == other
    assert shown is not None
    assert shown.points[1].mark == "c"


def test_the_sum_waits_for_every_agency() -> None:
    submitted = together(months((50, 60), (50, 60)), months((30, 40), agency="Police"))
    found = courses([indicator()], submitted, "Council", "Police", due=date(2026, 2, 1))
    assert found.together is not None
    assert [point.count for point in found.together.points] == [80, None]
    assert found.together.missing == ("February 2026",)
    assert found.by_agency["Police"].missing == ("February 2026",)
    assert found.by_agency["Council"].missing == ("February 2026",), "not shown before the sum is"
    assert found.waiting == (("February 2026", ("Police",)),)


def test_an_agency_that_joined_later_is_not_missing_before() -> None:
    owners = {"Council": [(FIRST, None)], "Police": [(date(2026, 2, 1), None)]}
    submitted = together(months((50, 60), (50, 60)), {date(2026, 2, 1): {"Police": Counted(value=30, base=40)}})
    found = agency_courses([indicator()], submitted, DEFAULT, owners=owners, first=FIRST, due=date(2026, 2, 1))
    assert found.together is not None
    assert [point.base for point in found.together.points] == [60, 100]
    assert [point.label for point in found.by_agency["Police"].points] == ["February 2026"]


def test_values_of_several_agencies_have_no_sum() -> None:
    submitted = together(months((4.5, 40)), months((6.0, 20), agency="Police"))
    found = courses([indicator(measure="value", target=5.0, direction="lower")], submitted, "Council", "Police")
    assert found.together is None
    assert found.by_agency["Council"].points[0].meets_target is True
    assert found.by_agency["Police"].points[0].meets_target is False


def test_nothing_submitted_is_said() -> None:
    found = courses([indicator()], {}).together
    assert found is not None
    assert not found.has_figures
    assert len(found.missing) == 8


def test_an_indicator_without_a_definition_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one definition"):
        courses([], {})


def test_no_figure_of_people_is_shown_before_the_last_agency_and_hidden_after() -> None:
    """Seen one by one, then with the sum and another choice of what is hidden, both would tell B's two."""
    rows = {"A": 30, "B": 2, "C": 40, "D": 60}
    month = {name: Counted(value=count) for name, count in rows.items()}
    before = {FIRST: {name: one for name, one in month.items() if name != "D"}}
    versions = [indicator(measure="count", denominator="", target=None)]
    early = courses(versions, before, *rows, due=FIRST)
    assert early.waiting == (("January 2026", ("D",)),)
    assert early.together is not None
    everything = [early.together, *early.by_agency.values()]
    assert all(point.figure is None and point.count is None for course in everything for point in course.points)
    assert courses(versions, {FIRST: month}, *rows, due=FIRST).waiting == ()


def test_organisations_are_shown_one_by_one() -> None:
    submitted = months((2, 3), agency="Council")
    found = courses([indicator(unit="organisations")], submitted, "Council", "Police", due=FIRST)
    assert found.by_agency["Council"].points[0].count == 2
    assert found.waiting == ()


def test_an_agency_that_is_asked_again_is_not_missing_between() -> None:
    owners = {"Council": [(FIRST, None)], "Police": [(FIRST, FIRST), (date(2026, 3, 1), None)]}
    submitted = together(months((50, 60), (50, 60), (50, 60)), months((30, 40), None, (30, 40), agency="Police"))
    found = agency_courses([indicator()], submitted, DEFAULT, owners=owners, first=FIRST, due=date(2026, 3, 1))
    assert found.together is not None
    assert [point.base for point in found.together.points] == [100, 60, 100]
    assert [point.label for point in found.by_agency["Police"].points] == ["January 2026", "March 2026"]
