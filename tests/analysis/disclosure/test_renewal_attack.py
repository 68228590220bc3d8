"""Two releases of the same round: whoever has both, and knows that nobody leaves a round, solves them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.disclosure import DisclosurePolicy, ReleaseLedger, RenewalRefused, release, report_to_json
from analysis.disclosure import look_back as look_back_module
from analysis.disclosure.renewal_gate import safe_together
from analysis.disclosure.suppression import Cell
from analysis.figures import Figures, compute_figures
from analysis.round_data import Population, RoundData
from tests.analysis.disclosure.attacker import Attacker, Link, read_report
from tests.analysis.disclosure.test_attack import (
    ALWAYS,
    EXCLUSIVE,
    HIDDEN_VALUES,
    OPTIONAL,
    TALK,
    Case,
    _choices,
    _document,
    _frame,
    _truth,
)
from tests.analysis.rounds import block_of, group, make_figures, make_instrument, make_round, question, spread

DEFAULT = DisclosurePolicy.default()
SMALLER = ("silent", " not", "population")  # what does not grow with the answers


class Renewed:
    """A round released when some had answered, and again when more had."""

    def __init__(self, case: Case, sizes: list[int], rng: np.random.Generator) -> None:
        records = list(case.data.responses)
        self.case = case
        self.cells = rng.integers(0, len(case.frame), len(records)) if case.frame else None
        self.ledger = ReleaseLedger()
        self.figures: list[Figures] = []
        self.attackers: list[Attacker] = []
        for number in sizes:
            data = replace(
                case.data, responses=records[:number], frame=self._frame(number), themes=(), codings=(),
                population=Population(size=None, known=False), closed=number == len(records),
            )  # fmt: skip
            self._release(data)

    def _frame(self, number: int) -> pd.DataFrame | None:
        if self.cells is None:
            return None
        everybody = np.bincount(self.cells, minlength=len(self.case.frame))
        answered = np.bincount(self.cells[:number], minlength=len(self.case.frame))
        frame = pd.DataFrame(self.case.frame)
        self.frame = frame.assign(invited=frame["invited"] - frame["answered"] + everybody, answered=answered)
        return self.frame

    def _release(self, data: RoundData) -> None:
        figures = compute_figures(data)
        found = release(figures, DEFAULT, self.ledger)
        self.ledger = found.ledger
        frame = self.frame.to_dict("records") if self.cells is not None else []
        self.figures.append(figures)
        if found.report.responses is not None:
            self.attackers.append(
                read_report(
                    report_to_json(found.report),
                    choices=_choices(data),
                    exclusive=EXCLUSIVE,
                    links=self.case.links,
                    frame=frame,
                )
            )


def put_together(attackers: list[Attacker]) -> Attacker:
    """One system of all that several releases tell; what a count was before, it is at least afterwards."""
    both = Attacker()
    for number, one in enumerate(attackers):
        both.low |= {f"{number} {name}": low for name, low in one.low.items()}
        both.high |= {f"{number} {name}": high for name, high in one.high.items()}
        both.rows += [(_named(number, terms), low, high) for terms, low, high in one.rows]
    for earlier in range(len(attackers) - 1):
        for name in attackers[earlier].low:
            if name in attackers[earlier + 1].low and not name.endswith(SMALLER):
                both.at_most(f"{earlier} {name}", f"{earlier + 1} {name}")
    return both


def _named(number: int, terms: Mapping[str, float]) -> dict[str, float]:
    return {f"{number} {name}": factor for name, factor in terms.items()}


OPTIONAL_QUESTIONS = ("why", "more", "chased", "not_heard", "online_more")


def renewal(seed: int, *, releases: int = 2) -> Renewed:
    """A constructed round that was released two times or more."""
    rng = np.random.default_rng(seed)
    chosen = [name for name in OPTIONAL_QUESTIONS if rng.random() < 0.4]
    has_talk = bool(rng.random() < 0.4)
    survey = [group("page", *ALWAYS, *(OPTIONAL[name][0] for name in chosen)), *([TALK] if has_talk else [])]
    instrument = make_instrument(*survey)
    weights = {item.name: [int(w) for w in rng.choice((0, 1, 2, 5, 40), 7)] for item in instrument.items}
    sizes = np.cumsum([int(rng.integers(5, 40)), *(int(rng.integers(5, 14)) for _ in range(releases - 1))])
    documents = [_document(rng, instrument, weights, has_talk) for _ in range(sizes[-1])]
    links = [Link(question=name, groups=OPTIONAL[name][1]) for name in chosen]
    links += [Link(question="barrier", groups=[("known", ["not_met", "partly"])])] if has_talk else []
    frame = _frame(rng, len(documents)) if rng.random() < 0.5 else []
    return Renewed(Case(data=make_round(instrument, documents), links=links, frame=frame), sizes.tolist(), rng)


def breaches(renewed: Renewed) -> list[str]:
    """What two releases together tell of either, and none of them should."""
    both = put_together(renewed.attackers)
    found = []
    for number, figures in enumerate(renewed.figures[-len(renewed.attackers) :]):
        for name, truth in _truth(figures):
            place = f"{number} {name}"
            if place in both.low and name != "silent":
                found += _breaches_of(both, place, truth)
    return found


def _breaches_of(both: Attacker, place: str, truth: int) -> list[str]:
    if both.low[place] == both.high[place]:
        return [f"{place} is small and shown"] if truth in HIDDEN_VALUES else []
    low, high = both.range(place)
    least = int(both.low[place])
    found = [] if low <= truth <= high else [f"{place} is {truth}, not within {low} to {high}"]
    if truth in HIDDEN_VALUES:
        gone = [
            value
            for value in HIDDEN_VALUES
            if value not in (low, high) and (value > low or least == 1) and not both.can_be(place, value)
        ]
        found += [f"{place} ({truth}) cannot be {gone}: {low} to {high}"] if gone or high < max(HIDDEN_VALUES) else []
    if (least == 1 or truth in HIDDEN_VALUES) and low == high:
        found.append(f"{place} ({truth}) can only be {low}")
    return found


@pytest.mark.parametrize("seed", range(30))
def test_two_releases_tell_no_more_than_each_by_itself(seed: int) -> None:
    assert breaches(renewal(seed)) == []


@pytest.mark.parametrize("seed", range(1000, 1008))
def test_nor_do_four_releases(seed: int) -> None:
    assert breaches(renewal(seed, releases=4)) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 220))
def test_nor_do_many_generated_pairs(seed: int) -> None:
    assert breaches(renewal(seed, releases=2 + seed % 3 // 2)) == []


def test_without_looking_back_two_releases_would_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look_back_module, "safe_together", lambda *table: True)
    monkeypatch.setattr(look_back_module, "keep_safe_rates", lambda tables, *rest: tuple(tables))
    assert any(breaches(renewal(seed)) for seed in range(12))


def test_most_is_still_shown_in_a_renewal_or_the_tests_would_prove_nothing() -> None:
    renewals = [renewal(seed) for seed in range(12)]
    again = [figures for one in renewals for figures in one.figures[-1:]]
    shown = hidden = 0
    for figures in again:
        alone = release(figures, DEFAULT, ReleaseLedger()).report
        blocks = [block for section in alone.sections for block in section.questions]
        shown += sum(block.mark is None for block in blocks)
    for one in renewals:
        last = one.ledger.entries[-1].shown or {}
        hidden += sum(name.startswith("question ") for name in last)
    assert hidden > 0.85 * shown


def test_a_count_that_was_hidden_is_not_given_away_by_its_neighbour_later_on() -> None:
    """Two of eight said yes; of fifteen later on, nine said yes and still only six no."""
    parts = (Cell(name="yes", value=9), Cell(name="no", value=6))
    now = Cell(name="base", value=15, parts=parts)
    before = {"base": 8, "yes": None, "no": None}
    assert not safe_together(now, frozenset(), 4, [before])
    assert safe_together(now, frozenset({"yes", "no"}), 4, [before])
    more = Cell(name="base", value=19, parts=(Cell(name="yes", value=9), Cell(name="no", value=10)))
    assert safe_together(more, frozenset(), 4, [before])


def test_figures_that_contradict_earlier_ones_because_answers_were_changed_hold_nothing_up() -> None:
    now = Cell(name="base", value=15, parts=(Cell(name="yes", value=9), Cell(name="no", value=6)))
    assert safe_together(now, frozenset({"yes", "no"}), 4, [{"base": 16, "yes": 7, "no": 9}])


ONE_QUESTION = make_instrument(group("page", question("select_one agree", "useful")))

TWO_QUESTIONS = make_instrument(
    group("page", question("select_one sectors", "sector"), question("select_one agree", "useful"))
)


def one_question(answers: dict[Any, int], *, closed: bool = False) -> Figures:
    return make_figures(ONE_QUESTION, spread(useful=answers), closed=closed)


@pytest.mark.parametrize("more", [1, 2, 3, 4])
def test_a_close_with_a_few_new_answers_releases_nothing_new(more: int) -> None:
    first = release(one_question({"agree": 12, "neither": 9}), DEFAULT, ReleaseLedger())
    with pytest.raises(RenewalRefused, match="stays as it is"):
        release(one_question({"agree": 12, "neither": 9 + more}, closed=True), DEFAULT, first.ledger)


def test_a_close_without_new_answers_releases_the_same_figures_again() -> None:
    first = release(one_question({"agree": 12, "neither": 9}), DEFAULT, ReleaseLedger())
    last = release(one_question({"agree": 12, "neither": 9}, closed=True), DEFAULT, first.ledger)
    assert last.report.sections == first.report.sections


def test_a_close_after_one_person_has_changed_an_answer_releases_nothing_new() -> None:
    first = release(one_question({"agree": 12, "neither": 9}), DEFAULT, ReleaseLedger())
    with pytest.raises(RenewalRefused):
        release(one_question({"agree": 13, "neither": 8}, closed=True), DEFAULT, first.ledger)


def test_a_round_that_showed_nobody_can_always_be_released() -> None:
    hidden = release(one_question({"agree": 3}), DEFAULT, ReleaseLedger())
    assert hidden.report.responses is None
    closed = release(one_question({"agree": 5, "neither": 5}, closed=True), DEFAULT, hidden.ledger)
    assert closed.report.responses == 10
    empty = release(one_question({}), DEFAULT, ReleaseLedger())
    assert release(one_question({"agree": 2}, closed=True), DEFAULT, empty.ledger).report.responses is None


def test_answers_are_broken_down_only_once_a_round_has_closed() -> None:
    answers = spread(sector={"health": 30, "schools": 30}, useful={"agree": 30, "neither": 30})
    opened = make_figures(TWO_QUESTIONS, answers, break_down_by=("sector",))
    assert release(opened, DEFAULT, ReleaseLedger()).report.cross_tables == ()
    closed = make_figures(TWO_QUESTIONS, answers, break_down_by=("sector",), closed=True)
    assert [t.question for t in release(closed, DEFAULT, ReleaseLedger()).report.cross_tables] == ["useful"]


def test_the_totals_of_an_earlier_release_hold_back_a_table_that_they_would_narrow_down() -> None:
    """At first 7 of 12 agreed and 7 were in schools, so at least 2 of those in schools agreed, and still do."""
    early = [("schools", "agree")] * 2 + [("health", "agree")] * 5 + [("schools", "neither")] * 5
    late = (
        [("health", "neither")] * 20
        + [("police", "agree")] * 10
        + [("police", "neither")] * 9
        + [("schools", "neither")]
    )

    def documents(pairs: list[tuple[str, str]]) -> list[dict[str, Any]]:
        return [{"sector": sector, "useful": useful} for sector, useful in pairs]

    first = release(make_figures(TWO_QUESTIONS, documents(early)), DEFAULT, ReleaseLedger())
    assert block_of(first.report, "sector").rows[1].share.count == 7
    both = make_figures(TWO_QUESTIONS, documents(early + late), break_down_by=("sector",), closed=True)
    assert release(both, DEFAULT, ReleaseLedger()).report.cross_tables != ()
    assert release(both, DEFAULT, first.ledger).report.cross_tables == ()


def test_the_ledger_keeps_no_count_that_was_hidden() -> None:
    found = release(one_question({"agree": 12, "neither": 9, "disagree": 3}), DEFAULT, ReleaseLedger())
    shown = found.ledger.entries[0].shown
    assert shown is not None
    assert shown["question useful"]["choice disagree"] is None
    assert 3 not in [count for counts in shown.values() for count in counts.values()]
    hidden = release(make_figures(ONE_QUESTION, make_documents(2)), DEFAULT, ReleaseLedger())
    assert hidden.ledger.entries[0].shown == {}


def make_documents(number: int) -> list[dict[str, Any]]:
    return [{"useful": "agree"}] * number
