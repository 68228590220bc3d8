from __future__ import annotations

from datetime import date
from hashlib import sha256

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sampling import sampling_frame


def a_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "case": ["B2", "A1", "Ab", "A"],
            "outcome": ["early help", "assessment", "assessment", "none"],
            "received": pd.to_datetime(
                ["2026-03-01T00:00", "2026-01-05T09:30", "2026-02-01T00:00", "2026-01-05T00:00"]
            ),
        }
    )


def test_the_hash_is_that_of_the_sorted_lines_as_any_tool_makes_it() -> None:
    lines = (
        b"A\tnone\t2026-01-05\n"
        b"A1\tassessment\t2026-01-05T09:30:00\n"
        b"Ab\tassessment\t2026-02-01\n"
        b"B2\tearly help\t2026-03-01\n"
    )
    frame = sampling_frame(a_frame(), key="case", stratum="outcome", order="received")
    assert frame.frame_hash == sha256(lines).hexdigest()
    assert frame.keys == ("A", "A1", "Ab", "B2")
    assert frame.strata == ("none", "assessment", "assessment", "early help")


@given(st.permutations(range(4)))
def test_the_order_of_the_rows_does_not_matter(order: list[int]) -> None:
    shuffled = a_frame().iloc[order]
    assert sampling_frame(shuffled, key="case", stratum="outcome") == sampling_frame(
        a_frame(), key="case", stratum="outcome"
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.drop(index=2),
        lambda rows: pd.concat([rows, pd.DataFrame({"case": ["Z"], "outcome": ["none"]})], ignore_index=True),
        lambda rows: rows.assign(case=rows["case"].replace("Ab", "AB")),
        lambda rows: rows.assign(outcome=["early help", "early help", "assessment", "none"]),
    ],
)
def test_any_change_of_a_key_or_stratum_changes_the_hash(change) -> None:
    before = sampling_frame(a_frame(), key="case", stratum="outcome")
    after = sampling_frame(change(a_frame()), key="case", stratum="outcome")
    assert before.frame_hash != after.frame_hash


def test_numbers_text_and_dates_have_the_same_hash_whatever_type_the_column_has() -> None:
    numbers = pd.DataFrame({"case": [10, 9, 100], "received": [date(2026, 1, 2), date(2026, 1, 1), date(2026, 1, 3)]})
    as_text = numbers.astype(str)
    nullable = numbers.astype({"case": "Int64", "received": "datetime64[us]"})
    frames = [sampling_frame(rows, key="case", order="received") for rows in (numbers, as_text, nullable)]
    assert frames[0] == frames[1] == frames[2]
    assert sampling_frame(as_text, key="case", order="case").places == (10, 100, 9)


def test_one_letter_written_in_two_ways_is_one_key() -> None:
    composed, decomposed = pd.DataFrame({"case": ["Zo\u00eb"]}), pd.DataFrame({"case": ["Zoe\u0308"]})
    assert sampling_frame(composed, key="case") == sampling_frame(decomposed, key="case")
    with pytest.raises(ValueError, match="more than once"):
        sampling_frame(pd.concat([composed, decomposed]), key="case")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (pd.DataFrame({"case": []}), "no rows"),
        (pd.DataFrame({"reference": ["A"]}), r"no column 'case'; it has \['reference'\]"),
        (pd.DataFrame({"case": ["A", None]}), "column 'case' has no value in row 1"),
        (pd.DataFrame({"case": [None, None]}), "column 'case' has no value in row 0"),
        (pd.DataFrame({"case": ["A", "B", "A"]}), "column 'case' holds 'A' more than once"),
        (pd.DataFrame({"case": [1.5]}), "holds 1.5, which is no text, whole number or date"),
        (pd.DataFrame({"case": [True]}), "holds True"),
        (pd.DataFrame({"case": ["A\tB"]}), "control character"),
        (pd.DataFrame({"case": ["A\n"]}), "control character"),
        (pd.DataFrame({"case": ["A\u2028"]}), "control character"),
        (pd.DataFrame({"case": ["A", ""]}), "is empty"),
    ],
)
def test_a_list_that_is_not_fit_is_refused_with_the_column_and_the_value(rows: pd.DataFrame, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sampling_frame(rows, key="case")


def test_two_hundred_thousand_rows_are_read() -> None:
    rows = pd.DataFrame({"case": np.arange(200_000)})
    assert len(sampling_frame(rows, key="case").keys) == 200_000
