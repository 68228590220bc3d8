from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison.tables import clean_table, contingency_table

NAMES = st.sampled_from(["north", "south", "east", None])
ANSWERS = st.sampled_from(["yes", "no", None])


@given(st.lists(st.tuples(ANSWERS, NAMES), max_size=40))
def test_the_table_is_that_of_pandas(pairs: list[tuple[str | None, str | None]]) -> None:
    frame = pd.DataFrame(pairs, columns=["answer", "district"], dtype="str")
    table = contingency_table(frame["answer"], frame["district"])
    complete = frame.dropna()
    assert table.n_used == len(complete)
    assert table.n_missing == len(frame) - len(complete)
    for i, answer in enumerate(table.row_labels):
        for j, district in enumerate(table.column_labels):
            both = (complete["answer"] == answer) & (complete["district"] == district)
            assert table.counts[i, j] == both.sum()


def test_a_categorical_keeps_its_order_and_the_categories_that_nobody_chose() -> None:
    grades = pd.Series(pd.Categorical(["good", None, "poor"], categories=["poor", "fair", "good"], ordered=True))
    table = contingency_table(grades, pd.Series(["a", "a", "b"], index=[7, 8, 9]))
    assert table.row_labels == ("poor", "fair", "good")
    assert table.counts.tolist() == [[0, 1], [0, 0], [1, 0]]
    assert (table.n_used, table.n_missing) == (2, 1)


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="rows has 2 values and columns has 1"):
        contingency_table(pd.Series(["a", "b"]), pd.Series(["c"]))


def test_empty_rows_and_columns_are_left_out_and_named() -> None:
    table = clean_table([[1, 0, 2], [0, 0, 0], [3, 0, 4]])
    assert table.counts.tolist() == [[1, 2], [3, 4]]
    assert (table.empty_rows, table.empty_columns, table.n_used) == ((1,), (1,), 10)
    assert table.why_not is None


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (np.zeros((0, 0)), "Nobody answered, so there is nothing to test."),
        ([[0, 0], [0, 0]], "Nobody answered, so there is nothing to test."),
        ([[1, 2], [0, 0]], "All answers are in one row of the table, so there is nothing to compare."),
        ([[1, 0], [2, 0]], "All answers are in one column of the table, so there is nothing to compare."),
        ([[1]], "All answers are in one row of the table, so there is nothing to compare."),
    ],
)
def test_a_table_that_cannot_be_tested_says_why(counts, reason: str) -> None:
    assert clean_table(counts).why_not == reason


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([1, 2], "counts has 1 dimensions"),
        ([[1, -2]], "counts contains -2, which is negative"),
        ([[1, 2.5]], "counts contains 2.5, which is not a whole number"),
        ([[1, np.nan]], "counts contains nan"),
        ([[1, np.inf]], "counts contains inf"),
    ],
)
def test_impossible_counts_are_refused_with_the_value(counts, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        clean_table(counts)


def test_whole_numbers_written_as_decimals_are_counts() -> None:
    assert clean_table(pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]})).n_used == 10
