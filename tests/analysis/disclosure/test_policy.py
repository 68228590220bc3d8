from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from analysis.disclosure import DisclosurePolicy


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
