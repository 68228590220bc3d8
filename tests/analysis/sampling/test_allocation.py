from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sampling import allocate

SIZES = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 60), min_size=1).filter(
    lambda sizes: sum(sizes.values()) > 0
)


def test_cochrans_cities_come_out() -> None:
    # Cochran (1977), Sampling Techniques, section 5.5 onwards: 64 cities, n = 24 (from memory)
    cities = {"large": 16, "smaller": 48}
    neyman = allocate(cities, 24, method="neyman", spreads={"large": 53843**0.5, "smaller": 5581**0.5})
    assert allocate(cities, 24).by_stratum == {"large": 6, "smaller": 18}
    assert neyman.by_stratum == {"large": 12, "smaller": 12}
    assert neyman.strata[0].quota == pytest.approx(12.21, abs=0.005)


def test_largest_remainders_are_those_of_hamiltons_method() -> None:
    # The states' populations of the first apportionment, 1791, and Hamilton's bill for 120 seats (from memory).
    states = {
        "Connecticut": 236841, "Delaware": 55540, "Georgia": 70835, "Kentucky": 68705, "Maryland": 278514,
        "Massachusetts": 475327, "New Hampshire": 141822, "New Jersey": 179570, "New York": 331589,
        "North Carolina": 353523, "Pennsylvania": 432879, "Rhode Island": 68446, "South Carolina": 206236,
        "Vermont": 85533, "Virginia": 630560,
    }  # fmt: skip
    seats = [8, 2, 2, 2, 9, 16, 5, 6, 11, 12, 14, 2, 7, 3, 21]
    assert list(allocate(states, 120).by_stratum.values()) == seats


def test_equal_shares_stop_at_what_a_stratum_holds() -> None:
    assert allocate({"a": 5, "b": 100, "c": 50}, 60, method="equal").by_stratum == {"a": 5, "b": 28, "c": 27}


def test_equal_remainders_go_to_the_larger_stratum_and_then_to_the_first_name() -> None:
    assert allocate({"b": 10, "a": 10, "c": 20}, 2).by_stratum == {"b": 0, "a": 1, "c": 1}
    assert allocate({"b": 10, "a": 10, "c": 11}, 4, method="equal").by_stratum == {"b": 1, "a": 1, "c": 2}


def test_a_minimum_is_kept_and_a_smaller_stratum_is_drawn_out() -> None:
    assert allocate({"a": 1, "b": 4, "c": 995}, 50, minimum=3).by_stratum == {"a": 1, "b": 3, "c": 46}


def test_neymans_allocation_draws_out_what_it_would_overdraw_and_shares_out_the_rest() -> None:
    # q would be 36 and 4; a holds 10. Cochran, section 5.8
    result = allocate({"a": 10, "b": 100}, 40, method="neyman", spreads={"a": 90.0, "b": 1.0})
    assert result.by_stratum == {"a": 10, "b": 30}
    drawn_out = allocate({"a": 10, "b": 60, "c": 40}, 30, method="neyman", spreads={"a": 1, "b": 0, "c": 0})
    assert drawn_out.by_stratum == {"a": 10, "b": 12, "c": 8}


@given(SIZES, st.data())
def test_every_allocation_sums_to_n_within_its_bounds(sizes: dict[str, int], data) -> None:
    minimum = data.draw(st.integers(0, 5))
    least = sum(min(minimum, size) for size in sizes.values())
    n = data.draw(st.integers(max(1, least), sum(sizes.values())))
    method = data.draw(st.sampled_from(["proportional", "equal", "neyman"]))
    spreads = data.draw(st.fixed_dictionaries(dict.fromkeys(sizes, st.floats(0.1, 5)))) if method == "neyman" else None
    result = allocate(sizes, n, method=method, minimum=minimum, spreads=spreads)
    assert sum(result.by_stratum.values()) == n
    assert sum(one.quota for one in result.strata) == pytest.approx(n)
    for one in result.strata:
        assert min(minimum, one.size) <= one.n <= one.size
        assert abs(one.n - one.quota) < 1


@given(SIZES, st.data())
def test_without_bounds_in_the_way_quotas_are_the_plain_proportions(sizes: dict[str, int], data) -> None:
    n = data.draw(st.integers(1, sum(sizes.values())))
    for one in allocate(sizes, n).strata:
        assert one.quota == pytest.approx(n * one.size / sum(sizes.values()))


@given(st.permutations(["a", "b", "c", "d"]), st.integers(4, 60))
def test_the_order_of_the_strata_does_not_matter(order: list[str], n: int) -> None:
    sizes = {"a": 30, "b": 30, "c": 7, "d": 1}
    again = allocate({name: sizes[name] for name in order}, n, method="equal", minimum=1)
    assert again.by_stratum == allocate(sizes, n, method="equal", minimum=1).by_stratum


def test_neymans_allocation_is_within_rounding_of_the_least_variance_of_all() -> None:
    sizes, spreads = {"a": 12, "b": 8, "c": 5}, {"a": 0.5, "b": 0.2, "c": 0.4}

    def variance(numbers: tuple[int, ...]) -> float:
        return sum((sizes[h] * spreads[h]) ** 2 * (1 / n - 1 / sizes[h]) for h, n in zip(sizes, numbers, strict=True))

    every = [numbers for numbers in product(*(range(1, size + 1) for size in sizes.values())) if sum(numbers) == 10]
    ours = tuple(allocate(sizes, 10, method="neyman", minimum=1, spreads=spreads).by_stratum.values())
    assert variance(ours) == pytest.approx(min(map(variance, every)))


def test_thousands_of_strata_are_shared_out() -> None:
    sizes = {f"school {number}": 100 + number for number in range(2_000)}
    assert sum(allocate(sizes, 10_000, minimum=2).by_stratum.values()) == 10_000


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: allocate({}, 1), "no strata"),
        (lambda: allocate({"a": -1}, 1), "size of stratum 'a' is -1"),
        (lambda: allocate({"a": 5}, 6), "n is 6, which is not between 1 and the 5"),
        (lambda: allocate({"a": 5}, 0), "n is 0"),
        (lambda: allocate({"a": 0}, 1), "between 1 and the 0"),
        (lambda: allocate({"a": 5, "b": 5}, 3, minimum=2), "n is 3, but a minimum of 2 from each stratum takes 4"),
        (lambda: allocate({"a": 5}, 3, minimum=-1), "minimum is -1"),
        (lambda: allocate({"a": 5}, 3, method="optimal"), "method is 'optimal'"),
        (lambda: allocate({"a": 5}, 3, method="neyman"), "spreads are needed"),
        (lambda: allocate({"a": 5}, 3, method="neyman", spreads={"a": 0.0}), "all spreads are 0"),
        (lambda: allocate({"a": 5}, 3, method="neyman", spreads={"a": -0.5}), "spread of stratum 'a' is -0.5"),
        (lambda: allocate({"a": 5}, 3, method="neyman", spreads={"a": float("nan")}), "spread of stratum 'a' is nan"),
        (lambda: allocate({"a": 5}, 3, spreads={"a": 1.0}), "spreads are for method 'neyman'"),
    ],
)
def test_impossible_input_is_refused_with_the_value(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
