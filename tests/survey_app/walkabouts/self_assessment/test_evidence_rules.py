from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.walkabouts.self_assessment.evidence_rules import GRADES, evidence_verdict, is_recent
from survey_app.walkabouts.self_assessment.models import EVIDENCE_KINDS

TODAY = date(2026, 11, 29)
PRACTICE = sorted(EVIDENCE_KINDS.keys() - {"policy"})


@dataclass
class Piece:
    kind: str
    dated_on: date | None = None
    is_kept: bool = True


def best(*items: Piece, day: date = TODAY, outcome: str = "Children wait less.") -> str:
    return evidence_verdict("st1", items, day, outcome=outcome).best


@pytest.mark.parametrize("items", [[], [Piece("policy", TODAY)], [Piece("policy"), Piece("policy", date(2020, 1, 1))]])
def test_policies_alone_and_no_evidence_at_all_reach_partly_at_most(items: list[Piece]) -> None:
    verdict = evidence_verdict("st1", items, TODAY, outcome="Children wait less.")
    assert verdict.best == "partly"
    assert verdict.allows("partly")
    assert verdict.allows("not_met")
    assert not verdict.allows("mostly")
    assert not verdict.allows("fully")
    assert "add evidence from practice" in verdict.sentence


@pytest.mark.parametrize("kind", PRACTICE)
def test_one_piece_from_practice_that_is_recent_allows_every_grade_with_an_outcome(kind: str) -> None:
    assert best(Piece(kind, TODAY)) == "fully"
    assert best(Piece(kind, TODAY), outcome="") == best(Piece(kind, TODAY), outcome="  \n") == "mostly"


def test_without_an_outcome_the_sentence_asks_for_one_and_not_for_more_evidence() -> None:
    sentence = evidence_verdict("st1", [Piece("audit", TODAY)], TODAY).sentence
    assert "Impact on children" in sentence
    assert "add evidence" not in sentence


@pytest.mark.parametrize(
    ("dated_on", "day", "recent"),
    [
        (date(2025, 11, 29), date(2026, 11, 29), True),  # twelve months to the day is not over twelve months
        (date(2025, 11, 28), date(2026, 11, 29), False),
        (date(2026, 11, 29), date(2026, 11, 29), True),
        (date(2026, 11, 30), date(2026, 11, 29), False),  # dated ahead
        (date(2024, 2, 29), date(2025, 2, 28), True),  # a leap day's year ends with February
        (date(2024, 2, 29), date(2025, 3, 1), False),
        (date(2023, 2, 28), date(2024, 2, 28), True),
        (date(2023, 2, 28), date(2024, 2, 29), False),
        (date(2023, 3, 1), date(2024, 2, 29), True),
        (date(2025, 1, 31), date(2026, 1, 31), True),
        (date(2025, 1, 31), date(2026, 2, 1), False),
    ],
)
def test_evidence_counts_as_recent_up_to_the_same_day_a_year_later(dated_on: date, day: date, recent: bool) -> None:
    assert is_recent(dated_on, day) is recent
    assert best(Piece("audit", dated_on), day=day) == ("fully" if recent else "mostly")


def test_evidence_without_a_date_shows_practice_but_not_that_it_is_recent() -> None:
    verdict = evidence_verdict("st1", [Piece("data")], TODAY, outcome="Fewer children wait.")
    assert verdict.best == "mostly"
    assert "without a date" in verdict.weighed[0].why


def test_what_is_withdrawn_or_not_reaffirmed_counts_for_nothing() -> None:
    verdict = evidence_verdict("st1", [Piece("audit", TODAY, is_kept=False)], TODAY, outcome="Less waiting.")
    assert (verdict.best, verdict.weighed[0].counts_for) == ("partly", "")


def test_the_best_piece_decides_and_each_says_what_it_counts_for() -> None:
    items = [Piece("policy", TODAY), Piece("audit", date(2020, 1, 1)), Piece("child_voice", date(2026, 11, 1))]
    verdict = evidence_verdict("st1", items, TODAY, outcome="Less waiting.")
    assert verdict.best == "fully"
    assert [one.counts_for for one in verdict.weighed] == ["partly", "mostly", "fully"]
    assert "1 November 2027" in verdict.weighed[2].why


@pytest.mark.parametrize("grade", ["not_applicable", None, ""])
def test_what_is_no_grade_is_always_possible(grade: object) -> None:
    assert evidence_verdict("st1", [], TODAY).allows(grade)


PIECES = st.lists(
    st.builds(
        Piece,
        kind=st.sampled_from(sorted(EVIDENCE_KINDS)),
        dated_on=st.none() | st.dates(date(2023, 1, 1), date(2028, 1, 1)),
        is_kept=st.booleans(),
    ),
    max_size=6,
)


DAYS = st.dates(date(2023, 1, 1), date(2028, 1, 1))


@given(items=PIECES, more=PIECES, day=DAYS, outcome=st.sampled_from(["", "Yes."]))
def test_more_evidence_never_makes_a_worse_grade_the_best(
    items: list[Piece], more: list[Piece], day: date, outcome: str
) -> None:
    order = list(GRADES)
    before = evidence_verdict("st1", items, day, outcome=outcome)
    after = evidence_verdict("st1", [*items, *more], day, outcome=outcome)
    assert order.index(after.best) <= order.index(before.best)
    assert [before.allows(grade) for grade in order] == sorted(before.allows(grade) for grade in order)


@given(items=PIECES, day=DAYS)
def test_fully_is_never_possible_without_a_kept_piece_from_practice_of_the_twelve_months_before(
    items: list[Piece], day: date
) -> None:
    counted = [one for one in items if one.is_kept and one.kind != "policy" and one.dated_on is not None]
    young = [one for one in counted if one.dated_on and (day - one.dated_on).days in range(367)]
    if best(*items, day=day) == "fully":
        assert young
