from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest

from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release, report_from_json, report_to_json
from analysis.disclosure.rounding import round_count
from analysis.figures import Figures
from analysis.report import BlanksDecision, Report
from analysis.round_data import CodingRecord, Population, ThemeDefinition
from tests.analysis.rounds import block_of, comment, group, make_figures, make_instrument, question, repeat, spread

NHS = DisclosurePolicy.nhs()
TENS = DisclosurePolicy(name="own", threshold=4, rounding=10, symbol="…")
FORM = make_instrument(
    group(
        "page",
        question("select_one sectors", "sector"),
        question("select_one agree", "useful"),
        question("select_multiple topics", "topics"),
        question("rank length", "order"),
        question("integer", "years"),
        comment("said"),
    ),
    repeat("talk", question("select_one met", "known"), unit="people"),
)
#: Numbers that are no counts of people.
PLACES_OF_OTHERS = frozenset(
    {"threshold", "rounding", "version", "versions", "release_number", "seed", "lower_quartile", "median",
     "upper_quartile", "minimum", "maximum", "share", "low", "high", "rate", "shares", "lows", "highs"}
)  # fmt: skip


def figures_of(number: int, seed: int = 1, **changes: Any) -> Figures:
    """A constructed round in which no count of people is round."""
    chance = random.Random(seed)
    documents: list[dict[str, Any]] = [
        {
            "sector": chance.choices(("health", "schools", "police"), (5, 4, 3))[0],
            "useful": chance.choices(("strongly_agree", "agree", "neither", "dont_know", None), (5, 4, 3, 3, 3))[0],
            "topics": [t for t in ("gangs", "online", "neglect") if chance.random() < 0.5] or ["none"],
            "order": chance.sample(["short", "right", "long"], 3),
            "years": chance.randint(1, 30),
            "said": "A made-up comment." if chance.random() < 0.7 else None,
            "talk": [{"known": chance.choice(("fully", "mostly", "partly"))} for _ in range(chance.choice((0, 1, 1)))],
        }
        for _ in range(number)
    ]
    codings = [
        CodingRecord(
            response_id=f"r{place}", question="said", theme=chance.choice(("time", "voice")), stance=stance  # type: ignore[arg-type]
        )
        for place, document in enumerate(documents, start=1)
        if document["said"]
        for stance in (chance.choice(("strength", "concern", "neutral")),)
    ]  # fmt: skip
    frame = pd.DataFrame(
        {
            "agency": ["Agency A", "Agency B"],
            "invited": [number // 2 + 9, 103],
            "answered": [number // 2, number - number // 2],
        }
    )
    values: dict[str, Any] = {
        "population": Population(size=number + 83, known=True),
        "frame": frame,
        "codings": codings,
        "themes": [ThemeDefinition(name=name, label=name) for name in ("time", "voice")],
        "break_down_by": ("sector",),
        "closed": True,
    }
    return make_figures(FORM, documents, **{**values, **changes})


def released(figures: Figures, policy: DisclosurePolicy) -> Report:
    return release(figures, policy, ReleaseLedger()).report


def numbers_in(thing: Any, place: str = "") -> Iterator[tuple[str, int]]:
    """Every whole number of a JSON document, with the name that it stands under."""
    if isinstance(thing, dict):
        for name, part in thing.items():
            yield from numbers_in(part, name)
    elif isinstance(thing, list):
        for part in thing:
            yield from numbers_in(part, place)
    elif isinstance(thing, int) and not isinstance(thing, bool):
        yield place, thing


def texts_in(thing: Any) -> Iterator[str]:
    if isinstance(thing, dict):
        for part in thing.values():
            yield from texts_in(part)
    elif isinstance(thing, list):
        for part in thing:
            yield from texts_in(part)
    elif isinstance(thing, str):
        yield thing


def shares_in(thing: Any) -> Iterator[tuple[int, int, float]]:
    """Count, base and share of every share of a JSON document, cross-tables included."""
    if isinstance(thing, dict):
        if thing.get("share") is not None and "base" in thing:
            yield thing["count"], thing["base"], thing["share"]
        for row in [*thing["rows"], thing["favourable"]] if "groups" in thing else []:
            bases = [one["base"] for one in thing["groups"]]
            for count, base, share in zip(row["counts"], bases, row["shares"], strict=True) if row else []:
                if share is not None:
                    yield count, base, share
        for part in thing.values():
            yield from shares_in(part)
    elif isinstance(thing, list):
        for part in thing:
            yield from shares_in(part)


@pytest.mark.parametrize(("policy", "to"), [(NHS, 5), (TENS, 10)])
@pytest.mark.parametrize("number", [123, 137, 61, 8])
def test_every_count_of_people_in_the_whole_report_is_rounded(policy: DisclosurePolicy, to: int, number: int) -> None:
    report = json.loads(report_to_json(released(figures_of(number), policy)))
    counts = [(place, n) for place, n in numbers_in(report) if place not in PLACES_OF_OTHERS]
    assert len(counts) > 20
    assert [(place, n) for place, n in counts if n % to] == []


@pytest.mark.parametrize(("policy", "to"), [(NHS, 5), (TENS, 10)])
def test_every_percentage_and_interval_is_made_of_the_rounded_counts(policy: DisclosurePolicy, to: int) -> None:
    report = json.loads(report_to_json(released(figures_of(137), policy)))
    shares = list(shares_in(report))
    assert len(shares) > 20
    assert all(share == count / base for count, base, share in shares)
    rates = [(row["answered"], row["invited"], row["rate"]) for row in report["breakdowns"][0]["rows"]]
    assert all(rate == answered / invited for answered, invited, rate in rates)


def bars_in(report: dict[str, Any]) -> list[dict[str, Any]]:
    blocks = [block for section in report["sections"] for block in section["questions"]]
    return [bar for block in blocks if block["numbers"] is not None for bar in block["numbers"]["histogram"]]


@pytest.mark.parametrize("number", [123, 137, 142])
def test_no_sentence_note_or_method_names_a_count_that_is_not_rounded(number: int) -> None:
    figures = figures_of(number)
    report = json.loads(report_to_json(released(figures, NHS)))
    del report["codebook"], report["policy"], report["produced_at"], report["definitions"], report["instrument"]
    bars = {bar["label"] for bar in bars_in(report)}  # a label says between which numbers, and counts nobody
    said = [text for text in texts_in(report) if "example" not in text.casefold() and text not in bars]
    found = [n for text in said for n in re.findall(r"(?<![\d.])\d[\d,]*(?![\d%.]*%)(?!\.\d)", text)]
    counts = {int(n.replace(",", "")) for n in found}
    assert {round_count(number, 5), round_count(number + 83, 5)} <= counts
    assert {n for n in counts if n % 5 and n > 9} == set()


def test_what_is_hidden_is_the_same_as_without_rounding_and_the_rest_its_nearest_multiple() -> None:
    figures = figures_of(137)
    plain = released(figures, DisclosurePolicy(name="seven", threshold=7))
    rounded = released(figures, NHS)
    for name in ("sector", "useful", "topics"):
        for one, other in zip(block_of(plain, name).rows, block_of(rounded, name).rows, strict=True):
            assert (one.share.count is None) == (other.share.count is None)
            if one.share.count is not None:
                assert other.share.count == round_count(one.share.count, 5)
    assert [s.place for s in plain.suppressions] == [s.place for s in rounded.suppressions]


def test_a_base_rounded_up_to_the_population_does_not_pass_for_a_census() -> None:
    form = make_instrument(group("page", question("select_one agree", "useful")))
    answers = {"strongly_agree": 40, "agree": 43}
    figures = make_figures(form, spread(useful=answers), population=Population(size=91, known=True))
    block = block_of(released(figures, DisclosurePolicy(name="own", threshold=7, rounding=10)), "useful")
    assert block.favourable is not None
    # 83 of 91 asked: to the nearest ten 80 of 90, so the interval for the population stays; 88 of 91 would be 90 of 90
    assert block.rows[0].share.population_interval is not None
    figures = make_figures(
        form, spread(useful={"strongly_agree": 43, "agree": 43}), population=Population(size=94, known=True)
    )
    report = released(figures, DisclosurePolicy(name="own", threshold=7, rounding=10))
    share = block_of(report, "useful").rows[0].share
    assert (share.base, share.interval is not None, share.population_interval, share.note) == (90, True, None, None)
    assert report.response_rate.sentence == "100% (90 of 90)"


def test_a_round_in_which_more_answered_than_were_asked_has_no_rate_after_rounding_either() -> None:
    figures = figures_of(62, population=Population(size=61, known=True), frame=None)
    rate = released(figures, NHS).response_rate
    assert (rate.answered, rate.population, rate.rate) == (60, 60, None)
    assert rate.sentence == "60 responses of 60 asked; no rate can be given"


def test_where_few_are_silent_the_sentence_has_the_rounded_number_alone() -> None:
    rate = released(figures_of(62, population=Population(size=64, known=True), frame=None), NHS).response_rate
    assert (rate.answered, rate.population, rate.rate) == (60, None, None)
    assert rate.sentence == "60 responses; the number asked and the rate are not shown"


def test_counts_of_organisations_are_never_rounded() -> None:
    form = make_instrument(group("page", question("select_one agree", "useful")), unit="organisations")
    report = released(make_figures(form, spread(useful={"agree": 3, "neither": 14})), NHS)
    assert [row.share.count for row in block_of(report, "useful").rows][:3] == [0, 3, 14]
    assert report.responses == 17


def test_a_cross_table_is_rounded_and_has_no_test() -> None:
    report = released(figures_of(137), NHS)
    table = next(t for t in report.cross_tables if t.question == "useful")
    assert table.test is not None
    assert table.test.p_value is None
    assert table.test.effect is None
    assert table.test.why_not in (
        "Not tested, since the counts are rounded.", "Not tested, since something of this table is not shown.",
    )  # fmt: skip
    assert all(group.asked is None or group.asked % 5 == 0 for group in table.groups)


def test_notes_definitions_and_warnings_show_the_mark_of_the_policy() -> None:
    figures = make_figures(
        make_instrument(group("page", question("select_one sectors", "sector"))),
        spread(sector={"health": 30, "schools": 20, "police": 3}),
    )
    report = released(figures, NHS)
    block = block_of(report, "sector")
    assert block.rows[2].share.mark == "c"
    assert block.notes == ("*: hidden because it is about very few people, or because such a figure could be worked "
                           "out from it.",)  # fmt: skip
    assert "Some figures are not shown (*), so that nothing can be learned about single people." in report.warnings
    assert any(one.term == "* and [z]" for one in report.definitions)
    assert "[c]" not in report_to_json(report)
    assert any("rounded to the nearest 5" in one for one in report.warnings)


def test_a_rounded_report_comes_back_from_json_as_it_was() -> None:
    report = released(figures_of(61), NHS)
    assert report_from_json(report_to_json(report)) == report
    blanks = BlanksDecision(decided_by="Example QA group", decided_on=date(2026, 2, 3), reason="Blanks say nothing.")
    policy = DisclosurePolicy(name="default", threshold=4, protect_blanks=False, blanks=blanks)
    opened = released(figures_of(61), policy)
    assert report_from_json(report_to_json(opened)) == opened
