"""Settled grades: counted instead of those in single answers, beside what has passed the gate, and renewed alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest

from analysis.disclosure import DisclosurePolicy, ReleaseLedger, RenewalRefused, release, renew_settled, working_report
from analysis.figures import Figures, compute_figures
from analysis.report import QuestionBlock, Report
from analysis.round_data import Population, ResponseRecord, RoundData, SettledGrades
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.loading import load_instrument

DEFAULT = DisclosurePolicy(name="default", threshold=4)
SOURCE = """
settings: {form_id: visited, form_title: Visited, version: "1", default_language: English (en), unit: organisations}
choices:
  met:
    - {name: fully, label: Fully}
    - {name: partly, label: Partly}
    - {name: not_applicable, label: Not applicable, missing: not_applicable}
  yes_no: [{name: "yes", label: "Yes"}, {name: "no", label: "No"}]
scales:
  met: {direction: best_first, favourable: [fully], action_below: fully}
survey:
  - type: group
    name: visit
    label: The visit
    children:
      - {type: text, name: agency, label: Agency}
      - {type: select_one yes_no, name: d1, label: Are contacts displayed?}
  - type: group
    name: st1_page
    label: Standard 1
    children:
      - {type: grade met, name: st1, label: Grade}
      - {type: text, name: st1_impact, label: What difference does it make?, appearance: multiline}
  - type: group
    name: again_page
    label: Again
    relevant: "${st1} = 'partly'"
    children:
      - {type: text, name: again, label: When do you look again?}
  - type: repeat
    name: talk
    label: Conversations
    unit: people
    children:
      - {type: select_one yes_no, name: knows, label: Do you know whom to tell?}
"""


@cache
def form() -> CompiledInstrument:
    return compile_instrument(load_instrument(SOURCE))


def note(number: int, grade: str, *, knows: str = "yes", talks: int = 6) -> ResponseRecord:
    document: dict[str, Any] = {
        "agency": "Police", "d1": "yes", "st1": grade, "st1_rationale": "Because.", "st1_impact": "Heard.",
        "talk": [{"knows": knows} for _ in range(talks)],
    }  # fmt: skip
    if grade == "partly":
        document["again"] = "In spring"
    return ResponseRecord(response_id=f"r{number}", document=document, received_on=date(2026, 3, 2))


def settled(*grades: str | None, of: int = 4, note: str = "Grades are settled.") -> SettledGrades:
    return SettledGrades(
        responses=tuple(ResponseRecord(response_id=f"a{n}", document={"st1": grade}) for n, grade in enumerate(grades)),
        questions=frozenset({"st1"}), assessments=of, notes=(note,),
    )  # fmt: skip


def figures(notes: list[ResponseRecord], grades: SettledGrades | None, **values: Any) -> Figures:
    data = RoundData(
        title="Walkabouts", slug="walkabouts", partnership="Example", instrument=form(), version=1,
        content_hash="0" * 64,
        responses=notes, population=Population(size=9, known=True), produced_at=datetime(2026, 3, 3, 9, tzinfo=UTC),
        settled=grades, break_down_by=("d1",),
    )  # fmt: skip
    return compute_figures(replace(data, **values))


def blocks(report: Report) -> dict[str, QuestionBlock]:
    return {block.name: block for section in report.sections for block in section.questions}


def counts(report: Report) -> list[int | None]:
    return [row.share.count for row in blocks(report)["st1"].rows]


NOTES = [note(1, "fully"), note(2, "partly"), note(3, "partly"), note(4, "fully"), note(5, "fully", knows="no")]


def test_a_settled_grade_is_counted_and_no_noted_one_nor_what_tells_it() -> None:
    for made in (working_report(figures(NOTES, settled("partly"))),
                 release(figures(NOTES, settled("partly")), DEFAULT, ReleaseLedger()).report):  # fmt: skip
        assert counts(made) == [0, 1]
        assert blocks(made)["st1"].base == 1
        names = set(blocks(made))
        assert {"agency", "d1", "st1_impact"} <= names
        assert not names & {"again", "st1_rationale", "st1_action_what", "st1_evidence_type"}
        assert [section.name for section in made.sections] == ["visit", "st1_page", "talk"], "each in its place"
        assert made.warnings[0] == "Grades are settled."
        assert not [table for table in made.cross_tables if table.question in ("st1", "again")]


def test_without_settled_grades_the_answers_count() -> None:
    made = working_report(figures(NOTES, None))
    assert counts(made) == [3, 2]
    assert {"again", "st1_rationale"} <= set(blocks(made))


def test_one_that_is_settled_without_a_grade_is_not_answered_and_all_of_them_are_the_population() -> None:
    made = working_report(figures(NOTES, settled("fully", None, "not_applicable", of=5)))
    block = blocks(made)["st1"]
    assert (block.asked, block.base) == (3, 1)
    assert (block.absences.not_answered, block.absences.not_applicable, block.absences.not_asked) == (1, 1, 0)


def test_a_settled_grade_changes_nothing_that_the_gate_hides_or_shows_of_people() -> None:
    made = [release(figures(NOTES, settled(*grades)), DEFAULT, ReleaseLedger()) for grades in ((), ("fully",) * 4)]
    first, second = ({n: b for n, b in blocks(one.report).items() if n != "st1"} for one in made)
    assert first == second
    assert made[0].report.suppressions == made[1].report.suppressions
    assert [entry.shown for entry in made[0].ledger.entries] == [entry.shown for entry in made[1].ledger.entries]


def test_grades_are_renewed_alone_where_too_few_answers_have_come() -> None:
    first = release(figures(NOTES, settled()), DEFAULT, ReleaseLedger())
    later = figures([*NOTES, note(6, "fully", knows="no")], settled("partly", "fully"))
    with pytest.raises(RenewalRefused):
        release(later, DEFAULT, first.ledger)
    renewed = renew_settled(first.report, later, first.ledger)
    assert renewed is not None
    assert (renewed.report.release_number, counts(renewed.report)) == (2, [1, 1])
    rest = [{n: b for n, b in blocks(one).items() if n != "st1"} for one in (first.report, renewed.report)]
    assert rest[0] == rest[1]
    assert (renewed.report.responses, renewed.report.suppressions) == (5, first.report.suppressions)
    assert renew_settled(renewed.report, later, renewed.ledger) is None, "there is nothing new"


def test_a_release_of_grades_alone_is_none_for_the_rules_of_renewal() -> None:
    first = release(figures(NOTES, settled()), DEFAULT, ReleaseLedger())
    renewed = renew_settled(first.report, figures(NOTES, settled("fully")), first.ledger)
    assert renewed is not None
    ledger = ReleaseLedger.from_json(renewed.ledger.to_json())
    assert ledger.last == first.ledger.last
    assert ledger.shown == first.ledger.shown
    assert [ledger.answers_needed(responses=n, closed=False) for n in (5, 9, 10)] == [5, 1, 0]
    assert ledger.answers_needed(responses=5, closed=True) == 0
    ten = [*NOTES, *(note(n, "fully") for n in range(6, 11))]
    again = release(figures(ten, settled("fully")), DEFAULT, ledger)
    assert (again.report.release_number, again.report.responses) == (3, 10)


def test_what_a_release_said_of_noted_grades_before_is_taken_out() -> None:
    before = release(figures(NOTES, None), DEFAULT, ReleaseLedger())
    assert counts(before.report) == [3, 2]
    after = renew_settled(before.report, figures(NOTES, settled()), before.ledger)
    assert after is not None
    assert counts(after.report) == [0, 0]
    assert not set(blocks(after.report)) & {"again", "st1_rationale"}
    assert not [table for table in after.report.cross_tables if table.question in ("st1", "again")]


def test_an_old_ledger_is_read() -> None:
    ledger = release(figures(NOTES, settled()), DEFAULT, ReleaseLedger()).ledger
    assert ReleaseLedger.from_json(ledger.to_json().replace(',"only_settled":false', "")) == ledger
