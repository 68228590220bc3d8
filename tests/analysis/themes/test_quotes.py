from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date
from typing import Any

import pytest

from analysis.themes import Clearance, ClearedQuote, NotCleared, quotes_of

RECORD = Clearance(
    comment="c1", wording="We were told late.", treatment="paraphrased", prepared_by="user-1", approved_by="user-2",
    approved_on=date(2026, 3, 2),
)  # fmt: skip


def test_a_quotation_says_what_its_record_says() -> None:
    quote = ClearedQuote(clearance=RECORD, themes=("pay",))
    assert (quote.text, quote.comment, quote.still_named) == ("We were told late.", "c1", ())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"approved_by": "user-1"}, "by two people"),
        ({"approved_by": " USER-1 "}, "by two people"),
        ({"approved_by": ""}, "by two people"),
        ({"prepared_by": "", "approved_by": ""}, "by two people"),
        ({"withdrawn": True}, "was withdrawn"),
        ({"wording": "  "}, "has no wording"),
        ({"treatment": "copied"}, "'copied' is none of"),
        ({"wording": "Her number is 999 000 0018."}, r"belongs to one person \(nhs number\)"),
        ({"wording": "Ring 07700 900123."}, r"\(phone\)"),
        ({"wording": "We live at EX1 1AA."}, r"\(postcode\)"),
        ({"wording": "Born 12/03/2011."}, r"\(date of birth\)"),
        ({"wording": "Write to jo@example.org."}, r"\(email\)"),
    ],
)
def test_what_two_people_did_not_clear_is_no_quotation(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(NotCleared, match=why):
        ClearedQuote(clearance=replace(RECORD, **changes))


@pytest.mark.parametrize("clearance", [None, "We were told late.", {"wording": "We were told late."}])
def test_a_text_is_no_clearance(clearance: Any) -> None:
    with pytest.raises(NotCleared, match="from the record of its clearance"):
        ClearedQuote(clearance=clearance)


def test_a_quotation_cannot_be_changed_afterwards() -> None:
    quote = ClearedQuote(clearance=RECORD)
    for name, value in (("clearance", RECORD), ("text", "Other words.")):
        with pytest.raises((FrozenInstanceError, TypeError)):  # the latter, by Python's slots, for what is no field
            setattr(quote, name, value)
    with pytest.raises(FrozenInstanceError):
        RECORD.wording = "Other words."  # type: ignore[misc]
    with pytest.raises(NotCleared):
        replace(quote, clearance=replace(RECORD, approved_by="user-1"))


def test_names_that_stay_are_shown_to_whoever_looks() -> None:
    quote = ClearedQuote(clearance=replace(RECORD, wording="St Mary's told us."))
    assert [one.kind for one in quote.still_named] == ["school"]


def test_the_quotations_of_a_theme_come_in_their_order() -> None:
    quotes = [
        ClearedQuote(clearance=replace(RECORD, wording=f"Words {n}."), themes=("pay", "time")[n % 2 :])
        for n in range(4)
    ]
    assert [quote.text for quote in quotes_of(quotes, "pay")] == ["Words 0.", "Words 2."]
    assert [quote.text for quote in quotes_of(quotes, "time", most=1)] == ["Words 0."]
    assert quotes_of([], "pay") == ()


@pytest.mark.parametrize("stranger", ["We were told late.", RECORD, None])
def test_anything_else_among_them_is_refused(stranger: Any) -> None:
    with pytest.raises(NotCleared, match="Only cleared quotations"):
        quotes_of([ClearedQuote(clearance=RECORD), stranger], "pay")
