"""The gate against a reader who solves everything that a release shows of a question by every breakdown at once."""

from __future__ import annotations

import random
from typing import Any

import pytest

from analysis.disclosure import DisclosurePolicy, ReleaseLedger, cross_gate, release, report_to_json
from tests.analysis.disclosure.cross_attacker import Attacker, hidden_counts, read
from tests.analysis.rounds import group, make_figures, make_instrument, question

THRESHOLD = 4
CHOICES = ("health", "schools", "police")
FORM = make_instrument(
    group(
        "page",
        question("select_one sectors", "sector"),
        question("select_one yes_no", "heard"),
        question("select_one length", "length"),
        question("select_one agree", "useful"),
        question("select_multiple topics", "topics"),
    ),
)


def documents(seed: int, number: int) -> list[dict[str, Any]]:
    """Constructed answers in which one breakdown may be nested in the other, nearly or wholly."""
    chance = random.Random(seed)
    weights = [chance.choice((1, 2, 5)) for _ in CHOICES]
    nested = chance.choice((0.0, 0.9, 1.0))
    lengths = ("short", "right", "long")
    found = []
    for _ in range(number):
        sector = chance.choices((*CHOICES, None), (*weights, 0.2))[0]
        heard = ("yes" if sector == "health" else "no") if chance.random() < nested else chance.choice(("yes", "no"))
        found.append(
            {
                "sector": sector,
                "heard": heard,
                "length": chance.choices((*lengths, None), (chance.choice((1, 6)), 3, 1, 0.3))[0],
                "useful": chance.choices(("agree", "neither", "disagree", None, "dont_know"), (5, 3, 1, 0.5, 0.2))[0],
                "topics": [t for t in ("gangs", "online", "neglect") if chance.random() < 0.5] or ["none"],
            }
        )
    return found


def released(seed: int, number: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    given = documents(seed, number)
    figures = make_figures(FORM, given, break_down_by=("sector", "heard"), closed=True)
    report = release(figures, DisclosurePolicy.default(), ReleaseLedger()).report
    return read(report_to_json(report)), given


def true_count(given: list[dict[str, Any]], name: str, breakdown: str, in_group: str, option: str) -> int:
    return sum((one[breakdown] or "") == in_group and _chose(one, name, option) for one in given)


def _chose(document: dict[str, Any], name: str, option: str) -> bool:
    answer = document[name]
    return option in answer if isinstance(answer, list) else answer == option


def breaches(report: dict[str, Any], given: list[dict[str, Any]]) -> list[str]:
    """Each hidden count that is known exactly, or of which not every value that the policy hides is possible."""
    found, attackers = [], {}
    for name, breakdown, in_group, option in hidden_counts(report):
        attacker = attackers.get(name) or attackers.setdefault(name, Attacker(report, name))
        value = true_count(given, name, breakdown, in_group, option)
        cells = attacker.cells(option=option, **{breakdown: in_group})
        place = f"{name}={option} in {breakdown}={in_group} ({value})"
        if not attacker.is_possible(cells, value):
            found.append(f"{place}: the truth seems impossible")
        low, high = attacker.range_of(cells)
        size = sum((one[breakdown] or "") == in_group for one in given)
        if 1 <= value <= THRESHOLD:
            wanted = range(1, min(THRESHOLD, size) + 1)
            gone = [one for one in wanted if not attacker.is_possible(cells, one)]
            if gone:
                found.append(f"{place}: {gone} cannot be")
        elif low == high and value:
            found.append(f"{place}: known exactly")
        elif low == high and size <= THRESHOLD and any(_chose(one, name, option) for one in given):
            found.append(f"{place}: that nobody of a small group chose it is known")
    return found


@pytest.mark.parametrize("seed", range(12))
def test_no_hidden_count_of_a_cross_table_can_be_worked_out(seed: int) -> None:
    report, given = released(seed, 60 + 25 * (seed % 6))
    assert breaches(report, given) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 260))
def test_no_hidden_count_of_many_cross_tables_can_be_worked_out(seed: int) -> None:
    report, given = released(seed, 20 + 13 * (seed % 17))
    assert breaches(report, given) == []


def test_something_is_shown_and_something_is_hidden_or_the_tests_would_prove_nothing() -> None:
    reports = [released(seed, 60 + 25 * (seed % 6))[0] for seed in range(12)]
    counts = [c for report in reports for t in report["cross_tables"] for row in t["rows"] for c in row["counts"]]
    assert counts.count(None) > 100
    assert len(counts) - counts.count(None) > 100


def test_without_the_look_at_its_neighbours_a_breakdown_would_give_another_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cross_gate, "tells_too_much", lambda tables, threshold: None)
    found = [breaches(*released(seed, 60 + 25 * (seed % 6))) for seed in range(12)]
    assert any(found)


def test_an_attack_on_bare_tables_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hiding the small counts alone, without those that protect them, is what the attacker is for."""

    def primary_only(self: Any, table: Any) -> Any:
        from analysis.cross_tables import CrossHidden

        hidden = CrossHidden.nothing(table)
        hidden.counts[:] = (table.counts >= 1) & (table.counts <= THRESHOLD)
        return hidden

    monkeypatch.setattr(cross_gate._CrossGate, "_choose", primary_only)
    assert any(breaches(*released(seed, 90)) for seed in range(4))
