"""Records of an audit that do not fit together are refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.case_audits import DissentRecord, PanelGrade, ReturnRecord
from tests.analysis.case_audits.constructed import question, returned, small_record

GRADES: dict[tuple[str, str], str | None] = {("HER-01", "Police"): "good"}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"cases": ("HER-01", "HER-01")}, "case 'HER-01' occurs more than once"),
        ({"agencies": ("Police", "Police")}, "agency 'Police' occurs more than once"),
        ({"questions": (question("b1"), question("b1"))}, "question 'b1' occurs more than once"),
        ({"cases": ("HER-02",)}, "there is no case 'HER-01'"),
        ({"agencies": ("School",)}, "there is no agency 'Police'"),
        ({"questions": (question("b2"),)}, "there is no question 'b1'"),
        ({"returns": (returned("HER-01", "Police", {"b1": "splendid"}),)}, "question 'b1' has no grade 'splendid'"),
        (
            {"returns": (returned("HER-01", "Police", {"b1": "good"}, blind={"b1": "splendid"}),)},
            "question 'b1' has no grade 'splendid'",
        ),
        ({"returns": (ReturnRecord(case="HER-01", agency="Police", state="missing"),) * 2}, "Police on HER-01"),
        ({"panel": (PanelGrade(case="HER-01", question="b1", grade="poor"),)}, "has no grade 'poor'"),
        ({"panel": (PanelGrade(case="HER-01", question="b1", grade="good"),) * 2}, "b1 of HER-01"),
        ({"dissents": (DissentRecord(case="HER-01", question="b1", agency="School"),)}, "no agency 'School'"),
        ({"unagreed": (("HER-09", "b1"),)}, "no case 'HER-09'"),
        ({"chosen": frozenset({"HER-09"})}, "no case 'HER-09'"),
    ],
    ids=[
        "case twice", "agency twice", "question twice", "unknown case", "unknown agency", "unknown question",
        "unknown grade", "unknown blind grade", "return twice", "unknown moderated grade", "moderated twice",
        "dissent of nobody", "unagreed on nothing", "chosen but not there",
    ],
)  # fmt: skip
def test_records_that_do_not_fit_are_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        small_record(GRADES, **values)


def test_a_return_is_late_where_nothing_had_come_and_changed_where_it_differs() -> None:
    assert returned("HER-01", "Police", {"b1": "good"}, blind=None).is_late
    assert returned("HER-01", "Police", {"b1": "good"}, blind={"b1": "inadequate"}).has_changed
    assert not returned("HER-01", "Police", {"b1": "good"}).has_changed
    missing = ReturnRecord(case="HER-01", agency="Police", state="missing")
    assert not missing.is_late
    assert not missing.has_changed


def test_a_grade_withdrawn_by_an_agency_that_says_later_that_it_was_not_involved_is_a_change() -> None:
    away = {"case": "HER-01", "agency": "Police", "state": "not_involved"}
    assert ReturnRecord(**away, blind={"b1": "inadequate"}).has_changed
    assert not ReturnRecord(**away, blind={"b1": None}).has_changed
    assert not ReturnRecord(**away).has_changed
