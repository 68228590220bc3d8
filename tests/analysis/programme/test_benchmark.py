"""The published distribution of arrangements, as the slides print it."""

from __future__ import annotations

import pytest

from analysis.programme.benchmark import CHAIRING, SCRUTINY, benchmark


def test_the_published_shares_are_those_of_the_slides_and_add_up() -> None:
    assert [(row.key, row.per_cent) for row in benchmark(None, CHAIRING)] == [
        ("independent_chair", 58), ("other_chair", 42),
    ]  # fmt: skip
    assert [row.per_cent for row in benchmark(None, SCRUTINY)] == [65, 33, 2]
    assert sum(CHAIRING.values()) == sum(SCRUTINY.values()) == 100


def test_a_model_that_was_not_published_is_refused() -> None:
    with pytest.raises(ValueError, match="none of the published"):
        benchmark("committee", CHAIRING)
