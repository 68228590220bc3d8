from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.response import AaporRates, Dispositions, aapor_rates

TWELVE = Dispositions(
    complete=4, partial=2, refusal=1, non_contact=1, other=1, unknown_household=1, unknown_other=1, ineligible=1
)


def test_the_six_rates_come_out_as_defined() -> None:
    # the twelve cases of the example of the R package outcomerate, with e = 0.8, by its published definitions
    result = aapor_rates(TWELVE, eligibility=0.8)
    assert (result.rr1, result.rr2) == (pytest.approx(4 / 11), pytest.approx(6 / 11))
    assert (result.rr3, result.rr4) == (pytest.approx(4 / 10.6), pytest.approx(6 / 10.6))
    assert (result.rr5, result.rr6) == (pytest.approx(4 / 9), pytest.approx(6 / 9))
    assert (result.eligibility, result.eligibility_method) == (0.8, "given")
    assert (result.n_used, result.n_missing) == (11, 1)


def test_the_proportional_allocation_agrees_with_outcomerate() -> None:
    # documentation of outcomerate::eligibility_rate: I 5, P 2, R 1, NC 1, O 1, UH 1, UO 1, NE 1 give 0.9090909
    cases = Dispositions(
        complete=5, partial=2, refusal=1, non_contact=1, other=1, unknown_household=1, unknown_other=1, ineligible=1
    )
    result = aapor_rates(cases)
    assert result.eligibility == pytest.approx(0.9090909, abs=5e-8)
    assert result.eligibility_method.startswith("proportional allocation (CASRO)")
    assert result.rr3 == pytest.approx(5 / (10 + 2 * 10 / 11))


def test_without_unknown_eligibility_there_are_only_two_rates() -> None:
    # documentation of the R package responserates: I 100, NC 20 give 83.3% for all six
    result = aapor_rates(Dispositions(complete=100, non_contact=20))
    rates = (result.rr1, result.rr2, result.rr3, result.rr4, result.rr5, result.rr6)
    assert rates == (pytest.approx(0.8333333333),) * 6


COUNTS = st.builds(Dispositions, **{field.name: st.integers(0, 30) for field in fields(Dispositions)})


def rates_of(result: AaporRates) -> list[float | None]:
    return [result.rr1, result.rr2, result.rr3, result.rr4, result.rr5, result.rr6]


@given(COUNTS, st.none() | st.floats(0, 1))
def test_the_rates_keep_their_order_and_every_gap_has_a_reason(cases: Dispositions, e: float | None) -> None:
    result = aapor_rates(cases, eligibility=e)
    assert all(rate is None or 0 <= rate <= 1 for rate in rates_of(result))
    assert (None in rates_of(result)) == (result.why_not is not None)
    for lower, upper in (("rr1", "rr3"), ("rr3", "rr5"), ("rr2", "rr4"), ("rr4", "rr6"), ("rr1", "rr2")):
        one, other = getattr(result, lower), getattr(result, upper)
        assert one is None or other is None or one <= other + 1e-12


@given(COUNTS)
def test_the_ends_of_eligibility_are_the_other_rates(cases: Dispositions) -> None:
    none, everyone = aapor_rates(cases, eligibility=0), aapor_rates(cases, eligibility=1)
    assert (none.rr3, none.rr4) == (none.rr5, none.rr6)
    assert (everyone.rr3, everyone.rr4) == (everyone.rr1, everyone.rr2)


def test_nobody_and_only_unknown_cases_say_why() -> None:
    nobody = aapor_rates(Dispositions(ineligible=3))
    assert rates_of(nobody) == [None] * 6
    assert nobody.why_not == "No case was or may have been eligible, so there are no rates."
    unknown = aapor_rates(Dispositions(unknown_other=9))
    assert rates_of(unknown) == [0, 0, None, None, None, None]
    assert unknown.why_not == "No case is known to be eligible, so there is no RR3, RR4, RR5 and RR6."
    told = aapor_rates(Dispositions(unknown_other=9), eligibility=0.5)
    assert rates_of(told) == [0, 0, 0, 0, None, None]
    assert told.why_not == "No case is known to be eligible, so there is no RR5 and RR6."


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ValueError, match="refusal is -1"):
        aapor_rates(Dispositions(refusal=-1))
    with pytest.raises(ValueError, match=r"eligibility is 1\.1"):
        aapor_rates(TWELVE, eligibility=1.1)
