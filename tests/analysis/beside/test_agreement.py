from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from analysis.beside.agreement import NO_CASES, TOO_FEW, FoundAgreement, agreement_of
from analysis.beside.graded_forms import GradedRound
from analysis.round_data import ResponseRecord
from instruments.compiled import compile_instrument
from instruments.loading import library, load_instrument

AUDIT = compile_instrument(load_instrument(library()["case-audit"]))
OPENED = date(2026, 3, 2)


def found(returns: Sequence[tuple[str, str, str]], *, on: date = date(2026, 2, 1), name: str = "b1") -> FoundAgreement:
    """Agreement on returns of (case, agency, grade)."""
    documents: list[dict[str, Any]] = [
        {"pseudonym": case, "return_agency": agency, name: grade} for case, agency, grade in returns
    ]
    records = [
        ResponseRecord(response_id=str(place), document=document, received_on=on)
        for place, document in enumerate(documents)
    ]
    return agreement_of(GradedRound(form=AUDIT, responses=records), opened_on=OPENED)


THREE = [
    ("Wren", "police", "good"), ("Wren", "school", "good"), ("Wren", "hospital", "inadequate"),
    ("Heron", "police", "good"), ("Heron", "school", "requires_improvement"), ("Heron", "hospital", "not_applicable"),
]  # fmt: skip


def test_pairs_of_the_same_case_are_counted() -> None:
    # Wren: one pair of three is the same, and the same one within a grade. Heron: one pair, within one grade.
    (one,) = found(THREE).judgements
    assert one.name == "b1"
    assert (one.exact.count, one.exact.n_pairs) == (1, 4)
    assert (one.within_one.count, one.within_one.n_pairs) == (2, 4)
    assert one.coefficients[0].statistic.startswith("Gwet")
    assert len(one.coefficients) == 2


def test_two_agencies_have_a_kappa_of_quadratic_weights_too() -> None:
    (one,) = found([row for row in THREE if row[1] != "hospital"]).judgements
    assert len(one.coefficients) == 3
    assert "kappa" in one.coefficients[1].statistic.lower()


def test_the_case_is_known_however_it_is_written() -> None:
    (one,) = found([("Wren", "police", "good"), (" wren ", "school", "good")]).judgements
    assert one.exact.count == 1


def test_one_agency_alone_gives_a_note_and_no_figures() -> None:
    assert found([("Wren", "police", "good"), ("Heron", "school", "good")]) == FoundAgreement(note=TOO_FEW)


def test_what_was_made_after_the_returns_could_be_seen_is_left_out() -> None:
    late = found(THREE[:3], on=date(2026, 3, 3))
    assert late.judgements == ()
    assert late.note == f"{TOO_FEW} 3 returns were made after the others could be seen, and left out."
    assert len(found(THREE[:3], on=OPENED).judgements) == 1


def test_two_returns_of_one_agency_for_one_case_settle_nothing() -> None:
    twice = found([*THREE, ("Wren", "police", "inadequate")])
    (one,) = twice.judgements
    assert one.exact.n_pairs == 2
    assert twice.note == "2 returns are of an agency that made more than one of the same case, and left out."


def test_a_form_that_is_no_case_audit_says_so() -> None:
    walkabout = compile_instrument(load_instrument(library()["section-11-walkabout"]))
    assert agreement_of(GradedRound(form=walkabout, responses=[])) == FoundAgreement(note=NO_CASES)
