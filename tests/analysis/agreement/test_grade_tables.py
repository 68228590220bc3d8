from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from analysis.agreement import GradeTable, exact_agreement, ratings_from_wide
from analysis.agreement.case_bootstrap import case_counts, distinct_rows
from analysis.agreement.grade_tables import coincidences
from tests.analysis.agreement.generated import grade_frames, grades_of_cases, pairs_within


@given(grade_frames())
def test_coincidences_are_what_all_ordered_pairs_add_up_to(generated) -> None:
    frame, keys = generated
    counts, _ = case_counts(ratings_from_wide(frame, grades=keys), 1)
    expected = np.zeros((len(keys), len(keys)))
    for first, second, size in pairs_within(grades_of_cases(frame, keys)):
        expected[first, second] += 1 / (size - 1)
    assert np.allclose(coincidences(*distinct_rows(counts)), expected)


def test_a_table_becomes_a_frame_with_its_names() -> None:
    table = GradeTable(
        rows_are="own", columns_are="moderated", row_keys=("a",), column_keys=("a", "b"), counts=((1.0, 2.0),)
    )
    frame = table.to_frame()
    assert (frame.index.name, frame.columns.name, frame.loc["a", "b"], table.total) == ("own", "moderated", 2.0, 3.0)


@given(grade_frames(missing=False))
def test_the_table_beside_a_share_adds_up_to_it(generated) -> None:
    frame, keys = generated
    share = exact_agreement(frame, grades=keys, resamples=0)
    matrix = share.table.to_frame().to_numpy()
    if len(frame.columns) > 2:  # every case has as many grades, so that coincidences count pairs alike
        assert np.trace(matrix) / matrix.sum() == pytest.approx(share.estimate)
    else:
        assert np.trace(matrix) == share.count
