from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from analysis.comparison import comparable_questions
from analysis.derived_reports import agency_report, comparison_report, partnership_report
from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release, report_to_json, working_report
from analysis.report_schema import any_report_to_json, report_schema
from tests.analysis.rounds import group, make_figures, make_instrument, question

PUBLISHED = Path(__file__).parents[2] / "docs" / "report.schema.json"
NOW = datetime(2026, 6, 1, 9, 30)
FORM = make_instrument(
    group(
        "page",
        question("select_one sectors", "sector"),
        question("select_one agree", "useful"),
        question("integer", "years"),
    )
)


def figures(slug: str, number: int) -> Any:
    documents = [
        {"sector": "health" if n % 2 else "police", "useful": "agree" if n % 3 else "disagree", "years": n % 7}
        for n in range(number)
    ]
    return make_figures(FORM, documents, slug=slug, title=slug, break_down_by=("sector",), closed=True)


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_published_schema_is_that_of_the_code() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == report_schema()


def test_reports_of_every_scope_meet_the_schema(validator: Draft202012Validator) -> None:
    first, second = working_report(figures("spring", 40)), working_report(figures("autumn", 60))
    same = comparable_questions(FORM.instrument, FORM.instrument)
    reports = (
        first,
        release(figures("spring", 40), DisclosurePolicy.default(), ReleaseLedger()).report,
        comparison_report(first, second, same, produced_at=NOW),
        agency_report(first, "sector", "health", produced_at=NOW),
        partnership_report(first.partnership, (first, second), produced_at=NOW),
    )
    for report in reports:
        validator.validate(json.loads(any_report_to_json(report)))


def test_a_round_is_written_the_same_way_everywhere(validator: Draft202012Validator) -> None:
    report = working_report(figures("spring", 40))
    assert report_to_json(report) == any_report_to_json(report)


@pytest.mark.parametrize("change", [{"scope": "world"}, {"responses": "many"}, {"policy": None}])
def test_what_is_no_report_does_not_meet_the_schema(validator: Draft202012Validator, change: dict[str, Any]) -> None:
    report = json.loads(report_to_json(working_report(figures("spring", 40))))
    assert not validator.is_valid(report | change)
