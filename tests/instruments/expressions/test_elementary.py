"""Powers, logarithms and angles, against the machine's own."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.expressions import elementary

CLOSE = 4e-15


def near(ours: float, theirs: float) -> bool:
    return math.isclose(ours, theirs, rel_tol=CLOSE, abs_tol=1e-300) or (math.isnan(ours) and math.isnan(theirs))


@pytest.mark.parametrize(
    ("ours", "theirs", "least", "most"),
    [
        (elementary.exp, math.exp, -700.0, 700.0),
        (elementary.log, math.log, 1e-300, 1e300),
        (elementary.log, math.log, 0.9, 1.1),
        (elementary.log10, math.log10, 1e-9, 1e9),
        (elementary.atan, math.atan, -50.0, 50.0),
        (elementary.asin, math.asin, -1.0, 1.0),
        (elementary.acos, math.acos, -1.0, 0.999),
    ],
)
@given(fraction=st.floats(0, 1))
def test_a_function_is_the_machines_own_but_for_its_last_digits(
    ours: Callable[[float], float], theirs: Callable[[float], float], least: float, most: float, fraction: float
) -> None:
    number = least + (most - least) * fraction
    assert near(ours(number), theirs(number))


@pytest.mark.parametrize(
    ("ours", "theirs"), [(elementary.sin, math.sin), (elementary.cos, math.cos), (elementary.tan, math.tan)]
)
@given(angle=st.floats(-1000, 1000))
def test_an_angle_is_the_machines_own_but_for_its_last_digits(
    ours: Callable[[float], float], theirs: Callable[[float], float], angle: float
) -> None:
    assert math.isclose(ours(angle), theirs(angle), rel_tol=1e-12, abs_tol=1e-14)


@given(base=st.floats(0.001, 1000), exponent=st.floats(-20, 20))
def test_a_power_is_the_machines_own_but_for_its_last_digits(base: float, exponent: float) -> None:
    assert math.isclose(elementary.power(base, exponent), math.pow(base, exponent), rel_tol=1e-13)


@given(across=st.floats(-5, 5), along=st.floats(-5, 5))
def test_a_direction_is_the_machines_own(across: float, along: float) -> None:
    if across == 0:  # the machine tells 0 from -0, and expressions do not
        across = 0.0
    if along != 0:
        assert math.isclose(elementary.atan2(across, along), math.atan2(across, along), rel_tol=1e-14, abs_tol=1e-300)


@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [
        (2.0, 62.0, 2.0**62),
        (-3.0, 3.0, -27.0),
        (10.0, -2.0, 0.01),
        (0.0, -1.0, math.inf),
        (0.0, 2.5, 0.0),
        (-1.0, 1e6 + 1, -1.0),
        (1.0, math.inf, math.nan),
        (0.5, math.inf, 0.0),
        (2.0, -math.inf, 0.0),
        (-8.0, 0.5, math.nan),
        (math.inf, 0.5, math.inf),
        (math.inf, -0.5, 0.0),
        (-math.inf, 0.5, math.inf),
        (math.nan, 0.0, 1.0),
    ],
)
def test_powers_that_are_exact_or_at_the_edge(base: float, exponent: float, expected: float) -> None:
    assert near(elementary.power(base, exponent), expected)


def test_what_is_a_short_number_comes_out_as_one() -> None:
    assert elementary.log10(1000.0) == 3.0
    assert elementary.sin(math.pi / 6) == 0.5
    assert elementary.exp(1.0) != 2.71828182846


def test_an_angle_too_large_to_have_a_direction_has_none() -> None:
    assert math.isnan(elementary.sin(1e10))
    assert math.isnan(elementary.cos(math.inf))
