from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.proportions import wilson_interval
from analysis.themes import coded_comments, strength_to_concern, theme_mentions
from tests.analysis.themes.frames import FRAME, NAMES, Given, coded, codings, people, under


def rows(found: Any, *fields: str) -> dict[str, tuple[Any, ...]]:
    return {one.theme: tuple(getattr(one, field) for field in fields) for one in found.themes}


def test_distinct_people_are_not_counted_twice_in_a_parent() -> None:
    given: list[Given] = [("c0", "pay", "concern"), ("c1", "time", "concern"), ("c2", "sick_pay", "strength")]
    found = theme_mentions(coded(given, respondent=["r1", "r1", "r2", "r2", "r3", None]))
    assert rows(found, "mentions", "own_mentions", "respondents", "depth", "parent") == {
        "work": (3, 0, 2, 0, None),
        "pay": (2, 1, 2, 1, "work"),
        "sick_pay": (1, 1, 1, 2, "pay"),
        "time": (1, 1, 1, 1, "work"),
        "voice": (0, 0, 0, 0, None),
    }
    assert (found.n_used, found.coded, found.respondents, found.why_not) == (6, 3, 3, None)
    assert found.themes[0].share == pytest.approx(0.5)


def test_agencies_and_forums_are_counted_where_they_are_known() -> None:
    given: list[Given] = [("c0", "voice", "neutral"), ("c1", "voice", "neutral"), ("c2", "voice", "neutral")]
    found = theme_mentions(coded(given, agency=["Police", "NHS", None, "NHS", None, None]))
    assert rows(found, "agencies", "forums", "respondents")["voice"] == (2, None, None)
    assert found.why_not == "The comments stand detached from who wrote them, so people cannot be counted."


def test_a_comment_that_is_a_strength_and_a_concern_counts_as_each() -> None:
    given: list[Given] = [
        ("c0", "pay", "strength"), ("c0", "time", "concern"), ("c1", "pay", "neutral"), ("c1", "pay", "neutral"),
        ("c2", "time", "neutral"), ("c2", "pay", "concern"),
    ]  # fmt: skip
    work = theme_mentions(coded(given)).themes[0]
    ratio = work.strength_to_concern
    assert (work.mentions, ratio.strengths, ratio.concerns, work.neutral) == (3, 1, 2, 1)
    assert ratio.estimate == pytest.approx(0.5)


@pytest.mark.parametrize("count", [0, 1])
def test_no_comments_and_one(count: int) -> None:
    found = theme_mentions(coded([], count=count, respondent=[None] * count))
    assert [one.mentions for one in found.themes] == [0] * 5
    assert found.themes[0].share == (None if count == 0 else 0)
    assert found.respondents == 0
    assert found.themes[0].strength_to_concern.why_not == "Nobody called it a concern, so there is no ratio."


@given(codings, people, st.permutations(range(6)))
def test_the_counts_are_those_of_a_slow_count_in_any_order(
    given: list[Given], respondents: list[str | None], order: list[int]
) -> None:
    found = theme_mentions(coded(given, respondent=respondents))
    for one in found.themes:
        own = {comment for comment, theme, _ in given if theme in under(one.theme)}
        assert one.mentions == len(own)
        assert one.respondents == len({respondents[int(comment[1:])] for comment in own} - {None})
        for stance, number in (
            ("strength", one.strength_to_concern.strengths),
            ("concern", one.strength_to_concern.concerns),
        ):
            assert number == len({c for c, theme, kind in given if theme in under(one.theme) and kind == stance})
    comments = pd.DataFrame(
        {"respondent": [respondents[place] for place in order]}, index=[f"c{place}" for place in order]
    )
    frame = pd.DataFrame(given[::-1], columns=["comment", "theme", "stance"])
    assert theme_mentions(coded_comments(comments, frame, FRAME)) == found


def test_the_ratio_is_the_odds_of_the_wilson_limits() -> None:
    ratio, share = strength_to_concern(15, 8), wilson_interval(15, 23)
    assert share.low is not None
    assert share.high is not None
    assert (ratio.low, ratio.high) == (share.low / (1 - share.low), share.high / (1 - share.high))
    assert ratio.n_used == 23


@given(st.integers(0, 500), st.integers(0, 500))
def test_turning_strengths_and_concerns_about_turns_the_ratio(strengths: int, concerns: int) -> None:
    ratio, turned = strength_to_concern(strengths, concerns), strength_to_concern(concerns, strengths)
    if not concerns:
        assert (ratio.estimate, ratio.low, ratio.high) == (None, None, None)
        assert ratio.why_not is not None
        return
    assert ratio.estimate is not None
    assert ratio.low is not None
    assert ratio.low <= ratio.estimate
    if strengths:
        assert turned.estimate == pytest.approx(1 / ratio.estimate)
        assert ratio.high is not None
        assert turned.low == pytest.approx(1 / ratio.high)


def test_numbers_of_comments_are_not_negative() -> None:
    with pytest.raises(ValueError, match="-1"):
        strength_to_concern(-1, 2)


def test_two_hundred_thousand_comments_are_counted() -> None:
    count = 200_000
    themes = np.array(NAMES)[np.arange(count) % 5]
    comments = pd.DataFrame({"respondent": np.arange(count) // 2}, index=np.arange(count))
    frame = pd.DataFrame({"comment": np.arange(count), "theme": themes, "stance": "concern"})
    found = theme_mentions(coded_comments(comments, frame, FRAME))
    assert [one.mentions for one in found.themes] == [160_000, 80_000, 40_000, 40_000, 40_000]
    # Pairs of neighbours are one person: of ten comments, by five people, all have one of the four within work.
    assert found.themes[0].respondents == 100_000
