"""The attackers of a release against other policies than the default: rounding, open blanks, sensitive questions."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release, report_to_json
from analysis.figures import Figures, compute_figures
from analysis.report import BlanksDecision
from tests.analysis.disclosure import attacker as one_way
from tests.analysis.disclosure import cross_attacker
from tests.analysis.disclosure.test_attack import EXCLUSIVE, Case, _choices, _truth, cases
from tests.analysis.disclosure.test_cross_attack import FORM as CROSS_FORM
from tests.analysis.disclosure.test_cross_attack import documents, true_count
from tests.analysis.rounds import group, make_figures, make_instrument, question, spread

NHS = DisclosurePolicy.nhs()
TO = 5
OPEN_BLANKS = DisclosurePolicy(
    name="own",
    threshold=4,
    protect_blanks=False,
    blanks=BlanksDecision(decided_by="Example QA group", decided_on=date(2026, 2, 3), reason="Blanks say nothing."),
)


def limits_of(rounded: int, threshold: int) -> tuple[int, int]:
    """Between what a count lies that was rounded to the nearest 5; one that is shown is never small."""
    return (0, 0) if rounded == 0 else (max(threshold + 1, rounded - TO // 2), rounded + TO // 2)


class RoundedAttacker(one_way.Attacker):
    """The attacker, for whom a shown count is one of five."""

    def count(self, name: str, value: int | None, least: int = 0) -> None:
        super().count(name, value, least)
        if value is not None:
            self.low[name], self.high[name] = limits_of(value, NHS.threshold)


def without_exact_figures(text: str, frame: list[Mapping[str, Any]]) -> str:
    """The report without percentages, which are made of its counts; how many were invited is known exactly."""
    report = json.loads(text)
    for section in report["sections"]:
        for block in section["questions"]:
            block["numbers"] = block["comments"] = None
            for share in [row["share"] for row in block["rows"]] + [block["favourable"] or {}]:
                share.update({"base": None, "share": None, "interval": None, "population_interval": None})
    for table in report["breakdowns"]:
        for row in table["rows"]:
            members = row["label"].split(" and ")
            row["invited"] = sum(cell["invited"] for cell in frame if cell[table["name"]] in members)
    return json.dumps(report)


@given(cases())
def test_with_rounding_every_hidden_number_stays_possible(case: Case) -> None:
    figures = compute_figures(case.data)
    text = report_to_json(release(figures, NHS, ReleaseLedger()).report)
    if json.loads(text)["responses"] is None:
        assert figures.responses <= NHS.threshold
        return
    known = {"choices": _choices(case.data), "exclusive": EXCLUSIVE, "links": case.links, "frame": case.frame}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(one_way, "Attacker", RoundedAttacker)
        found = one_way.read_report(without_exact_figures(text, case.frame), **known)
    for place, truth in _truth(figures):
        if place not in found.low or not 1 <= truth <= NHS.threshold:
            continue
        low, high = found.range(place)
        least = int(found.low[place])
        assert low <= truth <= high, f"{place} is {truth}, not within {low} to {high}"
        assert high >= NHS.threshold, f"{place} is {low} to {high}"
        for value in range(1, NHS.threshold + 1):
            if value not in (low, high) and (value > low or least == 1):
                assert found.can_be(place, value), f"{place} cannot be {value}: it is {low} to {high}"


class RoundedCrossAttacker(cross_attacker.Attacker):
    """The attacker of cross-tables, for whom a shown count is one of five."""

    def know(self, cells: dict[int, int], value: float | None, least: float = 0, most: float = float("inf")) -> None:
        if value is None:
            super().know(cells, None, least, most)
        else:
            low, high = limits_of(int(value), NHS.threshold)
            super().know(cells, None, low, high)


def cross_breaches(report: dict[str, Any], given: list[dict[str, Any]], threshold: int, attack: Any) -> Iterator[str]:
    """Each hidden small count of which not every value that the policy hides is possible."""
    attackers: dict[str, Any] = {}
    for name, breakdown, in_group, option in cross_attacker.hidden_counts(report):
        found = attackers.get(name) or attackers.setdefault(name, attack(report, name))
        value = true_count(given, name, breakdown, in_group, option)
        cells = found.cells(option=option, **{breakdown: in_group})
        if not found.is_possible(cells, value):
            yield f"{name}={option} in {breakdown}={in_group}: the truth, {value}, seems impossible"
        size = sum((one[breakdown] or "") == in_group for one in given)
        wanted = range(1, min(threshold, size) + 1) if 1 <= value <= threshold else ()
        gone = [one for one in wanted if not found.is_possible(cells, one)]
        if gone:
            yield f"{name}={option} in {breakdown}={in_group} ({value}): {gone} cannot be"
        chosen = any(true_count(given, name, breakdown, one, option) for one in found.groups[breakdown])
        if not wanted and chosen and (value or size <= threshold) and len(set(found.range_of(cells))) == 1:
            yield f"{name}={option} in {breakdown}={in_group} ({value}): known exactly"


def cross_figures(given: list[dict[str, Any]], form: Any = CROSS_FORM) -> Figures:
    return make_figures(form, given, break_down_by=("sector", "heard"), closed=True)


@pytest.mark.parametrize("seed", range(6))
def test_with_rounding_no_hidden_count_of_a_cross_table_can_be_worked_out(seed: int) -> None:
    given = documents(seed, 90 + 40 * seed)
    report = cross_attacker.read(report_to_json(release(cross_figures(given), NHS, ReleaseLedger()).report))
    assert list(cross_breaches(report, given, NHS.threshold, RoundedCrossAttacker)) == []


@given(cases())
def test_where_blanks_are_no_secret_nothing_else_can_be_worked_out(case: Case) -> None:
    figures = compute_figures(case.data)
    text = report_to_json(release(figures, OPEN_BLANKS, ReleaseLedger()).report)
    if json.loads(text)["responses"] is None:
        return
    known = {"choices": _choices(case.data), "exclusive": EXCLUSIVE, "links": case.links, "frame": case.frame}
    found = one_way.read_report(text, **known)
    for place, truth in _truth(figures):
        if place not in found.low:
            continue
        secret = 1 <= truth <= 4 and not place.endswith(": not_answered")
        low, high = found.range(place)
        assert low <= truth <= high, f"{place} is {truth}, not within {low} to {high}"
        if secret:
            least = int(found.low[place])
            for value in range(1, 5):
                if value not in (low, high) and (value > low or least == 1):
                    assert found.can_be(place, value), f"{place} cannot be {value}: it is {low} to {high}"
            assert high >= 4, f"{place} is {low} to {high}"
        if secret or (found.low[place] != found.high[place] and found.low[place] == 1):
            assert low < high, f"{place} can only be {low}"


def with_few_blanks(seed: int, number: int) -> list[dict[str, Any]]:
    """Documents in which one to four left each question blank, the breakdown too."""
    chance = random.Random(seed)
    given = documents(seed, number)
    for document in given:
        document["useful"] = "agree" if document["useful"] == "dont_know" else document["useful"] or "neither"
        document["sector"] = document["sector"] or "police"
        document["length"] = document["length"] or "right"
    for name in ("sector", "useful", "length"):
        for document in chance.sample(given, chance.randint(1, 4)):
            document[name] = None
    return given


@pytest.mark.parametrize("seed", range(8))
def test_nor_of_cross_tables_whose_few_blanks_are_no_secret(seed: int) -> None:
    given = with_few_blanks(seed, 80 + 30 * seed)
    report = cross_attacker.read(report_to_json(release(cross_figures(given), OPEN_BLANKS, ReleaseLedger()).report))
    assert list(cross_breaches(report, given, 4, cross_attacker.Attacker)) == []


def test_open_blanks_give_back_bases_and_cross_tables() -> None:
    """Otherwise the tests of open blanks would prove nothing."""
    shown = {True: 0, False: 0}
    for seed in range(8):
        for policy in (DisclosurePolicy.default(), OPEN_BLANKS):
            report = release(cross_figures(with_few_blanks(seed, 80 + 30 * seed)), policy, ReleaseLedger()).report
            blocks = [block for section in report.sections for block in section.questions]
            shown[policy.protect_blanks] += sum(block.base is not None for block in blocks) + len(report.cross_tables)
    assert shown[False] > shown[True] + 20


def test_few_blanks_stand_there_when_they_are_no_secret() -> None:
    form = make_instrument(group("page", question("select_one yes_no", "heard")))
    figures = make_figures(form, spread(heard={"yes": 20, "no": 9, None: 2}))
    (block,) = release(figures, OPEN_BLANKS, ReleaseLedger()).report.sections[0].questions
    assert (block.base, block.absences.not_answered) == (29, 2)
    assert [row.share.share for row in block.rows] == [20 / 29, 9 / 29]


def test_few_who_do_not_know_are_as_secret_as_before() -> None:
    form = make_instrument(group("page", question("select_one agree", "useful")))
    figures = make_figures(form, spread(useful={"agree": 20, "neither": 9, "dont_know": 2, None: 2}))
    (block,) = release(figures, OPEN_BLANKS, ReleaseLedger()).report.sections[0].questions
    assert block.absences.dont_know is None


SENSITIVE = make_instrument(
    group(
        "page",
        question("select_one sectors", "sector"),
        question("select_one yes_no", "heard"),
        question("select_one length", "length", parameters="sensitive=yes"),
        question("select_one agree", "useful", parameters="sensitive=yes"),
        question("select_multiple topics", "topics", parameters="sensitive=yes"),
    ),
)


@pytest.mark.parametrize(
    "answers", [{"yes": 20}, {"no": 20}, {"yes": 20, None: 10}, {"yes": 16, "no": 4}, {"yes": 0, "no": 9}]
)
def test_that_everybody_or_nobody_gave_a_sensitive_answer_is_hidden(answers: dict[Any, int]) -> None:
    form = make_instrument(group("page", question("select_one yes_no", "heard", parameters="sensitive=yes")))
    figures = make_figures(form, spread(heard=answers))
    (block,) = release(figures, DisclosurePolicy.default(), ReleaseLedger()).report.sections[0].questions
    assert (block.mark, block.rows, block.base) == ("c", (), None) if 4 not in answers.values() else block.rows


def test_sensitive_answers_of_several_large_groups_are_shown_like_others() -> None:
    form = make_instrument(group("page", question("select_one yes_no", "heard", parameters="sensitive=yes")))
    figures = make_figures(form, spread(heard={"yes": 20, "no": 9}))
    (block,) = release(figures, DisclosurePolicy.default(), ReleaseLedger()).report.sections[0].questions
    assert [row.share.count for row in block.rows] == [20, 9]


@pytest.mark.parametrize("seed", range(10))
def test_that_nobody_or_everybody_of_a_group_gave_a_sensitive_answer_cannot_be_worked_out(seed: int) -> None:
    chance = random.Random(seed)
    given = documents(seed, 100 + 30 * seed)
    for document in given:  # in one sector nobody says long, in another everybody agrees
        if document["sector"] == "health" and document["length"] == "long":
            document["length"] = "short"
        if document["sector"] == "schools":
            document["useful"] = "agree"
        document["topics"] = chance.sample(["gangs", "online", "neglect"], chance.randint(1, 2))
    report = cross_attacker.read(
        report_to_json(release(cross_figures(given, SENSITIVE), DisclosurePolicy.default(), ReleaseLedger()).report)
    )
    assert list(cross_breaches(report, given, 4, cross_attacker.Attacker)) == []
    for table in report["cross_tables"]:
        if table["question"] in ("length", "useful", "topics"):
            attack = cross_attacker.Attacker(report, table["question"])
            for place, one in enumerate(table["groups"]):
                for row in table["rows"]:
                    cells = attack.cells(option=row["name"], **{table["breakdown"]: one["name"]})
                    size = sum((d[table["breakdown"]] or "") == one["name"] for d in given)
                    high = attack.range_of(cells)[1]
                    assert high > 0 or size == 0, f"nobody of {one['name']} chose {row['name']}"
                    if row["counts"][place] is not None and one["base"] is not None:
                        assert 0 < row["counts"][place] < one["base"]
                    answered = attack.cells(answered=True, **{table["breakdown"]: one["name"]})
                    others = {cell: 1 for cell in answered if cell not in cells}
                    assert attack.range_of(others)[1] > 0 or size == 0, f"all of {one['name']} chose {row['name']}"


def test_some_sensitive_cross_tables_are_shown_or_the_test_would_prove_nothing() -> None:
    given = documents(3, 300)
    report = release(cross_figures(given, SENSITIVE), DisclosurePolicy.default(), ReleaseLedger()).report
    counts = [
        c for table in report.cross_tables if table.question == "length" for row in table.rows for c in row.counts
    ]
    assert any(count is not None for count in counts)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 8))
def test_a_count_that_is_shown_is_never_rounded_to_nobody(yes: int, no: int, blank: int) -> None:
    form = make_instrument(group("page", question("select_one yes_no", "heard")))
    figures = make_figures(form, spread(heard={"yes": yes, "no": no, None: blank}))
    for policy in (
        NHS,
        DisclosurePolicy(name="own", threshold=2, rounding=5),
        DisclosurePolicy(name="o", threshold=4, rounding=10),
    ):
        (block,) = release(figures, policy, ReleaseLedger()).report.sections[0].questions
        for row, true in zip(block.rows, (yes, no), strict=bool(block.rows)):
            assert row.share.count is None or (row.share.count == 0) == (true == 0)
