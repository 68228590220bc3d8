from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from analysis.disclosure import DisclosurePolicy
from analysis.report import BlanksDecision

BLANKS = BlanksDecision(decided_by="Example QA group", decided_on=date(2026, 2, 3), reason="Blanks say nothing")


def test_the_default_hides_one_to_four() -> None:
    statement = DisclosurePolicy.default(decided_by="Example QA group", decided_on=date(2026, 1, 15)).state()
    assert (statement.name, statement.threshold) == ("default", 4)
    assert statement.description.startswith("Counts of 1 to 4 people or cases are not shown")
    assert (statement.decided_by, statement.decided_on) == ("Example QA group", date(2026, 1, 15))


def test_none_says_who_decided_it_when_and_why() -> None:
    statement = DisclosurePolicy.none("Example QA group", date(2026, 1, 15), "Already published.").state()
    assert (statement.name, statement.threshold, statement.reason) == ("none", 0, "Already published.")
    assert statement.description.startswith("Nothing is hidden")


@pytest.mark.parametrize("missing", ["decided_by", "decided_on", "reason"])
def test_hiding_nothing_needs_a_whole_decision(missing: str) -> None:
    decision: dict[str, Any] = {"decided_by": "Example QA group", "decided_on": date(2026, 1, 15), "reason": "Because."}
    decision[missing] = None
    with pytest.raises(ValueError, match="who, when and why"):
        DisclosurePolicy(name="none", threshold=0, **decision)


def test_a_threshold_below_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="threshold is -1"):
        DisclosurePolicy(name="odd", threshold=-1)


def test_the_presets_are_as_their_publishers_say() -> None:
    nhs, dfe, ten = DisclosurePolicy.nhs(), DisclosurePolicy.dfe(6), DisclosurePolicy.ten()
    assert (nhs.threshold, nhs.rounding, nhs.symbol) == (7, 5, "*")
    assert (dfe.threshold, dfe.rounding, dfe.symbol, dfe.symbol_z) == (6, 1, "c", "z")
    assert (ten.threshold, ten.rounding, ten.symbol) == (9, 1, "[c]")


def test_a_policy_says_what_it_rounds_and_prints() -> None:
    said = DisclosurePolicy.nhs().describe()
    assert "Counts of 1 to 7 people or cases are not shown" in said
    assert "the same mark, *." in said
    assert "rounded to the nearest 5, and percentages are computed from the rounded counts" in said
    assert "Counts of single people" in DisclosurePolicy(name="own", threshold=1).describe()


def test_open_blanks_are_a_decision_with_who_when_and_why() -> None:
    policy = DisclosurePolicy(name="default", threshold=4, protect_blanks=False, blanks=BLANKS)
    assert "left a question blank is shown even where it is few. Decided by Example QA group on 3 February 2026: " in (
        policy.describe()
    )
    statement = policy.state()
    assert (statement.protect_blanks, statement.blanks) == (False, BLANKS)
    with pytest.raises(ValueError, match="blanks, who decided"):
        DisclosurePolicy(name="default", threshold=4, protect_blanks=False)
    with pytest.raises(ValueError, match="blanks, who decided"):
        DisclosurePolicy(name="default", threshold=4, blanks=BLANKS)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rounding": 3}, "rounding is 3"),
        ({"rounding": 10}, "at least 4, not 3"),
        ({"symbol": " "}, "symbol ' '"),
        ({"symbol": "<5"}, "without a digit"),
        ({"symbol_z": "nothing"}, "symbol 'nothing'"),
    ],
)
def test_settings_that_make_no_sense_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        DisclosurePolicy(**{"name": "own", "threshold": 3, **changes})


def test_whoever_shows_more_in_any_respect_hides_less() -> None:
    default, nhs, ten = DisclosurePolicy.default(), DisclosurePolicy.nhs(), DisclosurePolicy.ten()
    assert default.hides_less_than(nhs)
    assert default.hides_less_than(ten)
    assert ten.hides_less_than(nhs)  # it rounds nothing
    assert nhs.hides_less_than(ten)  # and hides no 8
    assert not nhs.hides_less_than(default)
    assert not default.hides_less_than(default)
