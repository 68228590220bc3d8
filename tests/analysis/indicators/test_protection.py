"""Agencies and their total: adversaries who know the page and their own agency's figures solve for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis.disclosure import DisclosurePolicy
from analysis.indicators import Counted, Indicator, Shown, protect_period

DEFAULT = DisclosurePolicy.default()


def indicator(measure: str = "share", **values: object) -> Indicator:
    given_ = {
        "key": "d1", "title": "Told in time", "why": "Constructed", "numerator": "told", "denominator": "referrals",
        "source": "constructed", "owner": "all", "direction": "higher", "measure": measure,
    }  # fmt: skip
    return Indicator(**{**given_, **values})  # type: ignore[arg-type]


def counted(rows: Sequence[tuple[int, int | None]]) -> dict[str, Counted]:
    return {f"Agency {place}": Counted(value=count, base=base) for place, (count, base) in enumerate(rows)}


def attack(
    rows: Sequence[tuple[int, int | None]],
    shown: tuple[Shown, dict[str, Shown]],
    *,
    knows: str | None,
    side: str,
    at: str,
) -> tuple[float, float]:
    """What somebody can work out of one agency's count ("value") or base: the least and greatest that fit the page.

    They know that counts are not negative and no more than their base, each figure of the page, and all of their own
    agency. An independent linear programme, which knows nothing of how cells were chosen.
    """
    names = [f"Agency {place}" for place in range(len(rows))]
    pairs = [(name, kind) for name in names for kind in ("value", "base")]
    places = {pair: number for number, pair in enumerate(pairs)}
    equal, right, less = [], [], []
    for place, name in enumerate(names):
        for kind, true in (("value", rows[place][0]), ("base", rows[place][1])):
            on_page = getattr(shown[1][name], kind)
            if shown[1][name].mark == "z":
                on_page = 0
            if on_page is not None or knows == name:
                line = [0.0] * len(places)
                line[places[name, kind]] = 1.0
                equal.append(line)
                right.append(float(true if knows == name else on_page) if true is not None else 0.0)
        if rows[place][1] is not None:
            line = [0.0] * len(places)
            line[places[name, "value"]], line[places[name, "base"]] = 1.0, -1.0
            less.append(line)
    for kind in ("value", "base"):
        total = getattr(shown[0], kind)
        if total is not None:
            equal.append([1.0 if kind == one else 0.0 for _, one in places])
            right.append(float(total))
    goal = [0.0] * len(places)
    goal[places[at, side]] = 1.0
    known: dict[str, Any] = {
        "A_eq": equal or None, "b_eq": right or None, "A_ub": less or None, "b_ub": [0.0] * len(less) or None,
    }  # fmt: skip
    least = linprog(goal, bounds=(0, None), **known)
    most = linprog([-one for one in goal], bounds=(0, None), **known)
    assert least.status == 0, least.message
    return least.fun, float("inf") if most.status == 3 else -most.fun


def test_one_hidden_agency_is_not_what_is_left_of_the_total() -> None:
    rows = [(3, 60), (40, 60), (35, 60)]
    shown = protect_period(indicator(), counted(rows), DEFAULT, total=True)
    for knows in (None, "Agency 1", "Agency 2"):
        low, high = attack(rows, shown, knows=knows, side="value", at="Agency 0")
        assert low <= 1
        assert high >= 4


def test_hiding_one_cell_alone_would_give_it_away() -> None:
    rows = [(3, 60), (40, 60), (35, 60)]
    naive = (
        Shown(value=78, base=180),
        {
            "Agency 0": Shown(value=None, base=60, mark="c"),
            "Agency 1": Shown(value=40, base=60),
            "Agency 2": Shown(value=35, base=60),
        },
    )
    assert attack(rows, naive, knows=None, side="value", at="Agency 0") == pytest.approx((3, 3))


def test_an_agency_whose_own_figure_was_hidden_for_anothers_sake_learns_nothing() -> None:
    # Two cells blanked would do against the public; each of the two agencies would then solve for the other.
    rows = [(3, None), (12, None)]
    total, parts = protect_period(indicator("count", denominator=""), counted(rows), DEFAULT, total=True)
    assert total.value is None
    assert parts["Agency 0"].value is None


@pytest.mark.parametrize("rows", [[(0, 0), (0, 1)], [(3, 3), (2, 3)], [(1, 2), (0, 3)], [(0, 1), (1, 1)]])
def test_agencies_with_next_to_nothing_are_protected_too(rows: list[tuple[int, int]]) -> None:
    # Of a complement that is known, and one behind it that is not, each has its own place.
    protect_period(indicator(), counted(rows), DEFAULT, total=True)


few_or_many = st.tuples(st.integers(0, 60), st.integers(0, 20)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(rows=st.lists(few_or_many, min_size=2, max_size=4))
def test_no_agency_and_no_reader_works_out_a_count_of_few(rows: list[tuple[int, int]]) -> None:
    shown = protect_period(indicator(), counted(rows), DEFAULT, total=True)
    for place, (count, base) in enumerate(rows):
        at = f"Agency {place}"
        for knows in (None, *(f"Agency {other}" for other in range(len(rows)) if other != place)):
            for side, true in (("value", count), ("base", base)):
                if 1 <= true <= DEFAULT.threshold:
                    low, high = attack(rows, shown, knows=knows, side=side, at=at)
                    assert high - low >= 1, (rows, shown, knows, side, at)


def test_where_nothing_is_few_everything_is_shown() -> None:
    rows = [(30, 60), (40, 60)]
    total, parts = protect_period(indicator(), counted(rows), DEFAULT, total=True)
    assert (total.value, total.base) == (70, 120)
    assert [(one.value, one.base) for one in parts.values()] == rows


def test_organisations_are_counted_openly() -> None:
    rows = [(2, 3), (1, 4)]
    total, parts = protect_period(indicator(unit="organisations"), counted(rows), DEFAULT, total=True)
    assert (total.value, total.base) == (3, 7)
    assert parts["Agency 0"] == Shown(value=2, base=3)


def test_a_value_that_rests_on_few_is_hidden_and_values_are_never_added_up() -> None:
    rows = {"A": Counted(value=6.5, base=3), "B": Counted(value=4.0, base=40), "C": Counted(value=5.0)}
    total, parts = protect_period(indicator("value"), rows, DEFAULT, total=True)
    assert total.value is None
    assert [parts[name].value for name in "ABC"] == [None, 4.0, 5.0]


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Counted(value=5, base=4), "numerator of 5"),
        (Counted(value=2.5, base=4), "whole numbers"),
        (Counted(value=-1, base=4), "whole numbers"),
        (Counted(value=2), "denominator is None"),
    ],
    ids=["more than its base", "not whole", "negative", "without a base"],
)
def test_impossible_counts_are_named(one: Counted, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        protect_period(indicator(), {"Police": one}, DEFAULT, total=True)
