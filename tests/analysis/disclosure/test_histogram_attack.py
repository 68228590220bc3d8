"""Histograms of people: whoever reads them beside quartiles, follow-ups and earlier releases works out nobody."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from analysis.disclosure import (
    DisclosurePolicy,
    ReleaseLedger,
    RenewalRefused,
    histogram_gate,
    look_back,
    release,
    report_to_json,
    round_gate,
)
from analysis.disclosure.histogram_gate import NOT_YET, SENSITIVE, TIED, TOO_FEW
from analysis.figures import compute_figures
from analysis.report import HistogramBin, NumberSummary, Report
from instruments.answers import clean_answers
from tests.analysis.disclosure.attacker import read_report
from tests.analysis.rounds import block_of, group, make_instrument, make_round, question

DEFAULT = DisclosurePolicy.default()
HIDDEN_VALUES = (1, 2, 3, 4)
PLAIN = make_instrument(group("page", question("integer", "years"), question("select_one yes_no", "heard")))
DECIMAL = make_instrument(group("page", question("decimal", "years"), question("select_one yes_no", "heard")))
FOLLOWED = make_instrument(
    group("page", question("integer", "years"), question("select_one yes_no", "long_serving", relevant="${years} >= 7"))
)


def documents(values: Sequence[int | None], form: Any = PLAIN) -> list[dict[str, Any]]:
    return [clean_answers(form, {"years": value, "heard": "yes", "long_serving": "yes"}) for value in values]


def released(
    values: Sequence[int | None], *, form: Any = PLAIN, closed: bool = True, ledger: ReleaseLedger | None = None
) -> tuple[Report, ReleaseLedger]:
    data = make_round(form, documents(values, form), closed=closed)
    found = release(compute_figures(data), DEFAULT, ledger or ReleaseLedger())
    return found.report, found.ledger


def numbers_of(report: Report) -> NumberSummary:
    numbers = block_of(report, "years").numbers
    assert numbers is not None
    return numbers


def truth(bar: HistogramBin, values: Sequence[int | None]) -> int:
    low = -math.inf if bar.low is None else bar.low
    high = math.inf if bar.high is None else bar.high
    return sum(low <= value < high for value in values if value is not None)


def drawn(seed: int) -> list[int]:
    """Numbers as people give them: years in post, children on a caseload, minutes; now and then far out."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(5, 150))
    kinds = (rng.exponential(6, size), rng.normal(20, 4, size), rng.integers(0, 40, size), rng.lognormal(2, 1.2, size))
    return [max(0, round(float(value))) for value in kinds[seed % 4]]


def told(report: Report, values: Sequence[int | None]) -> list[str]:
    """The bars that hold few people, as one who solves everything in the report sees them."""
    attacker = read_report(
        report_to_json(report), choices={"heard": ["yes", "no"], "long_serving": ["yes", "no"]}, exclusive={}, links=()
    )
    found = []
    for bar in numbers_of(report).histogram:
        low, high = attacker.range(f"years: {bar.label}")
        assert low <= truth(bar, values) <= high
        if truth(bar, values) in HIDDEN_VALUES and not (low <= 1 and high >= max(HIDDEN_VALUES)):
            found.append(f"{bar.label}: {low} to {high}")
    return found


@pytest.mark.parametrize("seed", range(60))
def test_no_bar_holds_few_people(seed: int) -> None:
    values = drawn(seed)
    report, _ = released(values)
    assert told(report, values) == []


def test_most_rounds_do_show_one_or_the_tests_would_prove_nothing() -> None:
    shown = [numbers_of(released(drawn(seed))[0]).histogram for seed in range(60) if len(drawn(seed)) >= 20]
    assert sum(len(bars) >= 3 for bars in shown) > 0.8 * len(shown)


def test_without_joining_bars_the_attack_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histogram_gate, "_runs", lambda numbers, threshold: [[bar] for bar in numbers.histogram])
    assert any(told(released(drawn(seed))[0], drawn(seed)) for seed in range(12))


def few_beside_a_quartile(seed: int) -> list[str]:
    """Decimals that all differ: then a quartile says exactly how many lie below it. The parts of bars that are few."""
    values = [round(value + 0.001 * place, 3) for place, value in enumerate(drawn(seed))]
    numbers = numbers_of(released(values, form=DECIMAL)[0])  # type: ignore[arg-type]
    found = []
    for quartile in (numbers.lower_quartile, numbers.median, numbers.upper_quartile):
        for bar in numbers.histogram if quartile is not None else ():
            low, high = -math.inf if bar.low is None else bar.low, math.inf if bar.high is None else bar.high
            parts = (
                sum(low <= value < min(quartile, high) for value in values),
                sum(max(quartile, low) < value < high for value in values),
            )
            if low < quartile < high and set(parts) & set(HIDDEN_VALUES):
                found.append(f"{bar.label} at {quartile}: {parts}")
    return found


@pytest.mark.parametrize("seed", range(60))
def test_no_quartile_cuts_few_people_off_a_bar(seed: int) -> None:
    assert few_beside_a_quartile(seed) == []


def test_without_looking_at_the_quartiles_they_do_cut_few_people_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histogram_gate, "_cuts_few_off", lambda runs, numbers, threshold: False)
    assert any(few_beside_a_quartile(seed) for seed in range(12))


def test_where_every_bar_may_stand_none_is_joined() -> None:
    values = [year for year in range(0, 60, 5) for _ in range(25)]
    bars = numbers_of(released(values)[0]).histogram
    assert [bar.count for bar in bars] == [50] * 6


@pytest.mark.parametrize("seed", range(60))
def test_the_outer_bars_are_open_and_no_limit_is_an_extreme(seed: int) -> None:
    """Whoever replaces the greatest number by any other beyond the last limit gets the same release."""
    values = sorted(drawn(seed))
    bars = numbers_of(released(values)[0]).histogram
    if not bars:
        return
    assert (bars[0].low, bars[-1].high) == (None, None)
    again = numbers_of(released([*values[:-1], 10**6])[0]).histogram
    assert [(bar.label, bar.count) for bar in again] == [(bar.label, bar.count) for bar in bars]


def test_numbers_that_are_hidden_have_no_histogram() -> None:
    values: list[int | None] = [*range(40), None, None]
    assert numbers_of(released(values)[0]).histogram == ()  # the few blanks hide the base
    assert numbers_of(released(range(9))[0]).histogram == ()
    few = numbers_of(released(range(19))[0])
    assert (few.histogram, few.histogram_note) == ((), TOO_FEW)
    assert numbers_of(released(range(20))[0]).median is not None


def test_an_open_round_shows_no_histogram_so_that_two_cannot_be_subtracted() -> None:
    values = drawn(2) + drawn(6)
    first, ledger = released(values[:60], closed=False)
    assert (numbers_of(first).histogram, numbers_of(first).histogram_note) == ((), NOT_YET)
    second, _ = released(values, ledger=ledger)
    assert len(numbers_of(second).histogram) >= 3


def newcomers(values: Sequence[int], more: Sequence[int], *, closed_at_first: bool) -> list[int]:
    """How many of those who came since fall into each bar, for one who subtracts two releases."""
    first, ledger = released(values, closed=closed_at_first)
    second, _ = released([*values, *more], ledger=ledger)
    before = {bar.label: bar.count or 0 for bar in numbers_of(first).histogram}
    after = {bar.label: bar.count or 0 for bar in numbers_of(second).histogram}
    return [after[label] - before[label] for label in before if label in after]


SPREAD = [value for value in range(20) for _ in range(6)]


def test_nobody_can_tell_into_which_bars_those_fall_who_came_later(monkeypatch: pytest.MonkeyPatch) -> None:
    late = [1, 1, 2, 18, 19, 9]
    assert newcomers(SPREAD, late, closed_at_first=False) == []
    assert newcomers(SPREAD, late, closed_at_first=True) == []  # answers taken from paper after the close
    monkeypatch.setattr(round_gate, "why_no_histogram", lambda figures, name: None)
    monkeypatch.setattr(look_back.LookBack, "_without_other_bars", lambda self, gated: gated)
    assert any(count in HIDDEN_VALUES for count in newcomers(SPREAD, late, closed_at_first=False))


def test_an_answer_changed_after_the_close_is_not_seen_in_the_bars() -> None:
    _, ledger = released(SPREAD)
    with pytest.raises(RenewalRefused):
        released([*SPREAD[:-1], 0], ledger=ledger)


def test_a_ledger_from_before_histograms_were_released_goes_on() -> None:
    _, ledger = released(SPREAD, closed=False)
    report, _ = released(SPREAD, ledger=ledger)
    assert len(numbers_of(report).histogram) >= 3


def test_a_follow_up_does_not_split_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those asked because they gave 7 or more, less those in the bars from 10 on: one person who said 7, 8 or 9."""
    values = [*range(5, 7), *[5, 6] * 4, 8, *[value for value in range(10, 20) for _ in range(3)]]
    values += [value for value in range(5) for _ in range(10)]
    report, _ = released(values, form=FOLLOWED)
    assert (numbers_of(report).histogram, numbers_of(report).histogram_note) == ((), TIED)
    monkeypatch.setattr(round_gate, "why_no_histogram", lambda figures, name: None)
    report, _ = released(values, form=FOLLOWED)
    asked = block_of(report, "long_serving").asked
    beyond = sum(bar.count or 0 for bar in numbers_of(report).histogram if bar.low is not None and bar.low >= 10)
    assert asked is not None
    assert asked - beyond == 1


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"constraint": ". <= ${others}"}, TIED),
        ({"parameters": "sensitive=yes"}, SENSITIVE),
    ],
)
def test_neither_a_question_tied_to_another_nor_a_sensitive_one_has_one(columns: dict[str, str], why: str) -> None:
    form = make_instrument(group("page", question("integer", "others"), question("integer", "years", **columns)))
    data = make_round(form, [{"others": value, "years": value} for value in SPREAD], closed=True)
    report = release(compute_figures(data), DEFAULT, ReleaseLedger()).report
    assert (numbers_of(report).histogram, numbers_of(report).histogram_note) == ((), why)


def test_organisations_show_every_bar() -> None:
    form = make_instrument(group("page", question("integer", "years")), unit="organisations")
    data = make_round(form, [{"years": value} for value in range(6)])
    report = release(compute_figures(data), DEFAULT, ReleaseLedger()).report
    assert [bar.count for bar in numbers_of(report).histogram] == [1] * 6


def test_rounded_bars_are_multiples_and_keep_their_limits() -> None:
    tens = DisclosurePolicy(name="five", threshold=4, rounding=5)
    data = make_round(PLAIN, documents(SPREAD[:-1]), closed=True)
    bars = numbers_of(release(compute_figures(data), tens, ReleaseLedger()).report).histogram
    assert len(bars) >= 3
    assert all(bar.count is not None and bar.count % 5 == 0 for bar in bars)


def test_the_ledger_keeps_the_bars_that_were_shown_and_no_others() -> None:
    report, ledger = released(SPREAD)
    shown = ledger.entries[0].shown
    assert shown is not None
    assert shown["histogram years"] == {bar.label: bar.count for bar in numbers_of(report).histogram}
