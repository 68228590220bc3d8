from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analysis.disclosure import (
    DisclosurePolicy,
    DisclosureRefused,
    LedgerEntry,
    PolicyChangeRefused,
    ReleaseLedger,
    RenewalRefused,
)
from analysis.report import BlanksDecision

DEFAULT = DisclosurePolicy.default(decided_by="Example QA group", decided_on=date(2026, 1, 15))
STRICT = DisclosurePolicy(name="ten", threshold=9)
BLANKS = BlanksDecision(decided_by="Example QA group", decided_on=date(2026, 4, 2), reason="Blanks say nothing.")


def none_decided(day: date) -> DisclosurePolicy:
    return DisclosurePolicy.none("Example QA group", day, "Published by the partnership.")


def make_entry(
    number: int = 1, *, responses: int = 20, closed: bool = False, policy: DisclosurePolicy = DEFAULT
) -> LedgerEntry:
    return LedgerEntry(
        number=number,
        produced_at="2026-04-30T12:00",
        responses=responses,
        closed=closed,
        policy=policy,
        report_hash="0" * 64,
    )


def ledger_of(*entries: LedgerEntry) -> ReleaseLedger:
    return ReleaseLedger(entries=entries)


def test_the_first_release_needs_nothing() -> None:
    ReleaseLedger().check_renewal(responses=0, closed=False, policy=DEFAULT)
    assert ReleaseLedger().last is None


@pytest.mark.parametrize(("responses", "needed"), [(20, 5), (21, 4), (24, 1), (19, 6), (0, 25)])
def test_a_renewal_waits_for_five_new_answers(responses: int, needed: int) -> None:
    with pytest.raises(RenewalRefused) as refused:
        ledger_of(make_entry()).check_renewal(responses=responses, closed=False, policy=DEFAULT)
    assert refused.value.answers_needed == needed
    assert f"{needed} more answer" in str(refused.value)
    assert isinstance(refused.value, DisclosureRefused)


@pytest.mark.parametrize(("responses", "closed"), [(25, False), (40, False), (25, True), (20, True)])
def test_five_new_answers_or_a_close_without_any_allow_a_renewal(responses: int, closed: bool) -> None:
    ledger_of(make_entry()).check_renewal(responses=responses, closed=closed, policy=DEFAULT)


@pytest.mark.parametrize("responses", [21, 22, 24, 19, 16])
def test_a_close_after_a_few_answers_more_or_less_leaves_the_last_release_as_it_is(responses: int) -> None:
    with pytest.raises(RenewalRefused, match="the last release stays as it is") as refused:
        ledger_of(make_entry()).check_renewal(responses=responses, closed=True, policy=DEFAULT)
    assert refused.value.closed


@pytest.mark.parametrize("entry", [make_entry(responses=0), replace(make_entry(responses=3), shown={})])
@pytest.mark.parametrize("closed", [False, True])
def test_a_release_with_figures_of_nobody_leaves_nothing_to_subtract(entry: LedgerEntry, closed: bool) -> None:
    ledger_of(entry).check_renewal(responses=6, closed=closed, policy=DEFAULT)


def test_more_new_answers_are_needed_than_the_policy_hides() -> None:
    strict = ledger_of(make_entry(policy=STRICT))
    with pytest.raises(RenewalRefused):
        strict.check_renewal(responses=29, closed=False, policy=STRICT)
    strict.check_renewal(responses=30, closed=False, policy=STRICT)


def test_the_close_allows_one_renewal_and_no_more() -> None:
    ledger = ledger_of(make_entry(), make_entry(2, responses=22, closed=True))
    with pytest.raises(RenewalRefused):
        ledger.check_renewal(responses=22, closed=True, policy=DEFAULT)


def test_a_round_that_was_opened_again_waits_for_answers() -> None:
    with pytest.raises(RenewalRefused):
        ledger_of(make_entry(closed=True)).check_renewal(responses=22, closed=False, policy=DEFAULT)


def test_a_stricter_policy_needs_no_decision_but_waits_all_the_same() -> None:
    ledger = ledger_of(make_entry())
    with pytest.raises(RenewalRefused):
        ledger.check_renewal(responses=20, closed=False, policy=STRICT)
    ledger.check_renewal(responses=30, closed=False, policy=STRICT)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (DisclosurePolicy.nhs(), DisclosurePolicy(name="own", threshold=7)),
        (DisclosurePolicy(name="own", threshold=7, rounding=10), DisclosurePolicy.nhs()),
        (DisclosurePolicy(name="own", threshold=7, rounding=5), DisclosurePolicy(name="own", threshold=12)),
        (DEFAULT, DisclosurePolicy(name="default", threshold=4, protect_blanks=False, blanks=BLANKS)),
    ],
)
def test_less_rounding_and_open_blanks_are_looser_and_need_a_decision(
    before: DisclosurePolicy, after: DisclosurePolicy
) -> None:
    ledger = ledger_of(make_entry(policy=before))
    with pytest.raises(PolicyChangeRefused):
        ledger.check_renewal(responses=60, closed=False, policy=after)
    decided = replace(after, decided_by="Example QA group", decided_on=date(2026, 5, 1), reason="Agreed.")
    ledger.check_renewal(responses=60, closed=False, policy=decided)


def test_the_same_number_of_answers_at_the_close_must_show_the_same_figures() -> None:
    shown: dict[str, dict[str, int | None]] = {"question useful": {"choice yes": 12, "choice no": None}}
    ledger = ledger_of(replace(make_entry(), shown=shown))
    ledger.check_same_figures(responses=20, shown=shown, policy=DEFAULT)
    changed = {"question useful": {"choice yes": 11, "choice no": None}}
    with pytest.raises(RenewalRefused):
        ledger.check_same_figures(responses=20, shown=changed, policy=DEFAULT)
    ledger.check_same_figures(responses=25, shown=changed, policy=DEFAULT)
    assert ReleaseLedger.from_json(ledger.to_json()) == ledger


def test_a_looser_policy_needs_a_decision_made_since() -> None:
    ledger = ledger_of(make_entry(policy=STRICT))
    with pytest.raises(PolicyChangeRefused, match="Record who decided so, when and why"):
        ledger.check_renewal(responses=40, closed=True, policy=DisclosurePolicy.default())
    early = DisclosurePolicy(name="four", threshold=4, decided_by="A", decided_on=date(2026, 4, 29), reason="B")
    with pytest.raises(PolicyChangeRefused, match="decided on 29 April 2026"):
        ledger.check_renewal(responses=40, closed=True, policy=early)
    later = DisclosurePolicy(name="four", threshold=4, decided_by="A", decided_on=date(2026, 5, 1), reason="B")
    ledger.check_renewal(responses=40, closed=True, policy=later)


def test_a_looser_policy_that_still_hides_waits_for_answers() -> None:
    later = DisclosurePolicy(name="four", threshold=4, decided_by="A", decided_on=date(2026, 5, 1), reason="B")
    with pytest.raises(RenewalRefused):
        ledger_of(make_entry(policy=STRICT)).check_renewal(responses=20, closed=False, policy=later)


def test_hiding_nothing_by_a_later_decision_may_be_used_at_once() -> None:
    ledger = ledger_of(make_entry())
    ledger.check_renewal(responses=20, closed=False, policy=none_decided(date(2026, 4, 30)))
    with pytest.raises(PolicyChangeRefused):
        ledger.check_renewal(responses=20, closed=False, policy=none_decided(date(2026, 4, 1)))


def test_a_decision_older_than_the_one_it_replaces_is_refused() -> None:
    recent = DisclosurePolicy.default(decided_by="A", decided_on=date(2026, 6, 1))
    with pytest.raises(PolicyChangeRefused):
        ledger_of(make_entry(policy=recent)).check_renewal(
            responses=40, closed=True, policy=none_decided(date(2026, 5, 1))
        )


def test_hiding_nothing_again_waits_like_any_renewal() -> None:
    ledger = ledger_of(make_entry(policy=none_decided(date(2026, 1, 1))))
    with pytest.raises(RenewalRefused):
        ledger.check_renewal(responses=20, closed=False, policy=none_decided(date(2026, 5, 1)))


def test_the_ledger_comes_back_from_json_as_it_was() -> None:
    ledger = ledger_of(make_entry(), make_entry(2, policy=none_decided(date(2026, 5, 1))))
    assert ReleaseLedger.from_json(ledger.to_json()) == ledger
    assert ReleaseLedger.from_json(ReleaseLedger().to_json()) == ReleaseLedger()


@pytest.mark.parametrize("text", ["", "[]", '{"entries": [{}]}', "nonsense"])
def test_text_that_is_no_ledger_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a release ledger"):
        ReleaseLedger.from_json(text)


def test_a_ledger_with_a_release_missing_is_refused() -> None:
    with pytest.raises(ValueError, match="not numbered 1, 2, 3"):
        ReleaseLedger.from_json(ledger_of(make_entry(2)).to_json())
    with pytest.raises(ValueError, match="the next release is number 1, not 2"):
        ReleaseLedger().extended(make_entry(2))


def test_after_closing_five_more_coded_comments_renew_the_same_answers() -> None:
    closed = ledger_of(replace(make_entry(), closed=True, coded=10))
    policy, responses = closed.entries[-1].policy, closed.entries[-1].responses
    closed.check_renewal(responses=responses, closed=True, policy=policy, coded=15)
    with pytest.raises(RenewalRefused):
        closed.check_renewal(responses=responses, closed=True, policy=policy, coded=14)
    with pytest.raises(RenewalRefused):  # other answers came or went: then it is not the coding alone
        closed.check_renewal(responses=responses - 1, closed=True, policy=policy, coded=15)
    with pytest.raises(RenewalRefused):  # other cells of the same figures would be hidden
        closed.check_renewal(responses=responses, closed=True, policy=replace(policy, threshold=9), coded=15)
    with pytest.raises(RenewalRefused):  # while the round is open, only answers count
        ledger_of(replace(make_entry(), coded=10)).check_renewal(
            responses=responses, closed=False, policy=policy, coded=15
        )
