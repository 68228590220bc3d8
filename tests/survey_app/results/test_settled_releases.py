"""Reports of a cycle's walkabout round count final grades, one for each assessment, on every route; never raw notes."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.report import QuestionBlock, Report
from survey_app.accounts.permissions import permissions_of
from survey_app.accounts.tokens import SCOPES, make_token
from survey_app.results.beside import beside_of
from survey_app.results.dashboard.stored import newest_reports
from survey_app.results.models import ReportSnapshot
from survey_app.results.releases import leaves_out_the_last
from survey_app.results.services import Paper, Reader, current_report, raw_answers
from survey_app.rounds.models import Round
from survey_app.walkabouts.outcomes import finals
from survey_app.walkabouts.outcomes.settled import AS_NOTED
from tests.survey_app.answers import OUTSIDER, TEAM, add_answer
from tests.survey_app.factories import make_agency, make_round, make_user, sign_in
from tests.survey_app.walkabouts.outcomes.visited import AGREED, Visited, make_visited, to_stage
from tests.survey_app.walkabouts.section11_factories import (
    make_cycle,
    make_notes,
    make_section11_assessment,
    walkabout_document,
)

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 9, 9, 30, tzinfo=UTC)


def noted_in_full(session: Session, **values: Any) -> Visited:
    """A visit whose two auditors have filled in the whole form."""
    found = make_visited(session, notes=False, **values)
    for user in (found.leader, found.auditor):
        make_notes(session, found.visit, user, walkabout_document(found.assessment.title), sent=True)
    return found


def round_of(found: Visited) -> Round:
    round_ = found.assessment.cycle.walkabout_round
    assert round_ is not None
    return round_


def read(session: Session, found: Visited, *, at: datetime = AT, paper: Paper = "release") -> Report:
    reader = OUTSIDER if paper == "release" else TEAM
    return current_report(session, round_of(found), reader=reader, at=at, paper=paper)


def blocks(report: Report) -> dict[str, QuestionBlock]:
    return {block.name: block for section in report.sections for block in section.questions}


def grades(report: Report) -> dict[str, dict[str, int | None]]:
    """The grades counted of each standard, those that nobody was given left out."""
    return {
        name: {row.name: row.share.count for row in block.rows if row.share.count}
        for name, block in blocks(report).items()
        if block.kind == "grade"
    }


def once(given: dict[str, str]) -> dict[str, dict[str, int | None]]:
    """As :func:`grades` gives one assessment, with nothing for the standards that were not chosen."""
    return {f"st{n}": {given[f"st{n}"]: 1} if f"st{n}" in given else {} for n in range(1, 12)}


def conversations(report: Report) -> int | None:
    return next(section.entries for section in report.sections if section.name == "conversation")


@pytest.mark.parametrize("paper", ["release", "working"])
@pytest.mark.parametrize("stage", ["fieldwork", "graded", "replying"])
def test_no_grade_of_an_assessment_under_way_is_counted_and_the_report_says_so(
    session: Session, stage: str, paper: Paper
) -> None:
    found = make_visited(session)
    if stage != "fieldwork":
        to_stage(session, found, stage)
    found.visit.state = "done"
    session.flush()
    report = read(session, found, paper=paper)
    assert grades(report) == once({})
    assert report.warnings[:2] == (
        "No assessment is final yet, so no grade is counted.",
        "1 assessment is still under way (1 visit made): none of its grades is counted.",
    )
    assert conversations(report) == (7 if paper == "working" else None), "they are counted as they were noted"
    assert report.responses == 2


@pytest.mark.parametrize("paper", ["release", "working"])
def test_a_final_assessment_counts_once_with_the_grades_that_were_agreed(session: Session, paper: Paper) -> None:
    found = to_stage(session, make_visited(session), "final")
    report = read(session, found, paper=paper)
    assert grades(report) == once(AGREED)
    st1 = blocks(report)["st1"]
    assert (st1.asked, st1.base, st1.notes[-1]) == (1, 1, "Final grades, one for each assessment.")
    assert (
        report.warnings[0]
        == "Grades are those of 1 final assessment, as its team agreed on them, and no auditor’s own."
    )
    assert conversations(report) == (7 if paper == "working" else None)


def test_what_hangs_on_a_noted_grade_is_not_counted_either(session: Session) -> None:
    """How many were asked for an action, or why a standard does not apply, tells how many noted such a grade."""
    found = noted_in_full(session)
    report = read(session, found)
    names = set(blocks(report))
    graded = [f"st{n}" for n in range(1, 12)]
    assert names & set(graded) == set(graded)
    assert not [name for name in names if name.startswith(tuple(f"{one}_" for one in graded)) and "impact" not in name]
    assert not [name for name in names if name.startswith(("b1", "b2", "b3", "b4", "b5"))], (
        "a leader's answers are graded"
    )
    assert {"d1", "c1", "good_practice"} <= names, "everything else is there"
    assert not {table.question for table in report.cross_tables} & set(graded)


def test_a_narrative_only_assessment_has_no_grade_in_any_report(session: Session) -> None:
    found = to_stage(session, make_visited(session, talks=(1, 1)), "final")
    for paper in ("release", "working"):
        report = read(session, found, paper=paper)
        assert grades(report) == once({})
        assert blocks(report)["st1"].absences.not_answered == 1
        assert report.warnings[1] == (
            "1 final assessment is narrative only, since the team spoke with too few members of staff: it has no "
            "grades."
        )


def test_councils_that_are_assessed_together_count_once(session: Session) -> None:
    found = make_visited(session)
    councils = [make_agency(session, found.partnership, agency_type="district_council") for _ in range(2)]
    together = make_section11_assessment(session, found.assessment.cycle, *councils, title="Councils together")
    exceptions = {"st5": {"grade": "fully", "reason": "It has its own route."}}
    next(one for one in together.members if one.agency_id == councils[0].id).exceptions = exceptions
    found.assessment.stage, found.assessment.withdrawn_reason = "withdrawn", "Assessed together."
    found.visit.assessment_id, found.assessment = together.id, together
    found.lead.memberships[0].agency_id = councils[1].id
    session.flush()
    session.expire_all()
    to_stage(session, found, "final")
    assert grades(read(session, found)) == once(AGREED)


def test_final_grades_are_released_as_they_come_and_figures_of_people_stay(session: Session) -> None:
    """A release waits for five answers; a grade of an organisation does not, even after the round has closed."""
    found = noted_in_full(session)
    second = noted_in_full(session, cycle=found.assessment.cycle)
    first = read(session, found)
    to_stage(session, found, "final")
    make_notes(session, second.visit, second.stranger, walkabout_document(), sent=True)
    renewed = read(session, found, at=LATER)
    assert (first.release_number, renewed.release_number) == (1, 2)
    assert (grades(first)["st4"], grades(renewed)["st4"]) == ({}, {"mostly": 1})
    assert renewed.responses == first.responses == 4, "one more answer is too few for everything else"
    assert conversations(first)
    assert of_notes(renewed) == of_notes(first)
    round_of(found).state = "closed"
    session.flush()
    assert read(session, found, at=LATER) == renewed
    assert leaves_out_the_last(round_of(found))
    to_stage(session, second, "final", grades={"st1": "partly", "st4": "mostly", "st5": "partly"})
    last = read(session, found, at=LATER)
    assert (last.release_number, grades(last)["st4"]) == (3, {"mostly": 2})
    assert grades(last)["st1"] == {"fully": 1, "partly": 1}
    assert of_notes(last) == of_notes(first)
    kept = session.scalars(select(ReportSnapshot).where(ReportSnapshot.round_id == round_of(found).id)).all()
    assert sorted(one.number for one in kept) == [1, 2, 3]
    assert [entry["only_settled"] for entry in round_of(found).ledger["entries"]] == [False, True, True]


def of_notes(report: Report) -> Any:
    """Everything that is counted over notes: all but the grades."""
    counted = [block for block in blocks(report).values() if block.kind != "grade"]
    return report.responses, report.response_rate, report.suppressions, conversations(report), counted


def test_enough_answers_renew_everything_after_grades_were_renewed_alone(session: Session) -> None:
    found = noted_in_full(session)
    before = conversations(read(session, found))
    to_stage(session, found, "final")
    assert read(session, found).release_number == 2
    for _ in range(3):
        noted_in_full(session, cycle=found.assessment.cycle)
    report = read(session, found, at=LATER)
    assert (report.release_number, report.responses) == (3, 8)
    assert conversations(report) == 4 * (before or 0) > 0
    assert grades(report) == once(AGREED)


def test_a_release_with_raw_grades_from_before_is_renewed_without_them(session: Session) -> None:
    """A round that joins a cycle after its first release: the grades in it were single auditors'."""
    found = noted_in_full(session)
    cycle, round_ = found.assessment.cycle, round_of(found)
    cycle.walkabout_round_id = None
    session.flush()
    before = current_report(session, round_, reader=OUTSIDER, at=AT, paper="release")
    assert sum(count or 0 for count in grades(before)["st1"].values()) == 2
    assert "st1_rationale" in blocks(before)
    cycle.walkabout_round_id = round_.id
    session.flush()
    session.expire_all()
    after = read(session, found, at=LATER)
    assert (after.release_number, grades(after)) == (2, once({}))
    assert "st1_rationale" not in blocks(after)


def test_a_reopened_assessment_counts_by_its_last_copy_until_the_next(session: Session) -> None:
    found = to_stage(session, make_visited(session), "final")
    finals.reopen(session, found.assessment, reason="New evidence.", by=found.qa.id)
    assert grades(read(session, found)) == once(AGREED)


def test_the_same_questionnaire_outside_a_cycle_counts_its_answers_as_they_are(session: Session) -> None:
    found = make_visited(session)
    plain = make_round(session, found.partnership, round_of(found).version)
    add_answer(session, plain, walkabout_document())
    report = current_report(session, plain, reader=OUTSIDER, at=AT, paper="release")
    assert sum(count or 0 for count in grades(report)["st1"].values()) == 1
    assert not blocks(report)["st1"].notes


def test_page_workbook_and_programs_read_the_same_grades(app: Flask, client: FlaskClient, session: Session) -> None:
    found = to_stage(session, make_visited(session), "final")
    reader = make_user(session, found.partnership, roles=("qa_group",))
    session.commit()
    address = f"/p/{found.partnership.slug}/rounds/{round_of(found).slug}/results"
    sign_in(client, reader)
    for paper in ("release", "working"):
        page = client.get(f"{address}?paper={paper}").text
        assert "Final grades, one for each assessment." in page
        assert "Grades are those of 1 final assessment" in page
        report = json.loads(client.get(f"{address}/report.json?paper={paper}").data)
        counted = {
            block["name"]: [row["share"]["count"] for row in block["rows"]]
            for section in report["sections"]
            for block in section["questions"]
            if block["kind"] == "grade" and block["base"]
        }
        assert counted == {"st1": [1, 0, 0, 0], "st4": [0, 1, 0, 0], "st5": [0, 0, 1, 0]}
        book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{address}/workbook?paper={paper}").data))
        cells = [
            str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
        ]
        assert any(cell.startswith("Grades are those of 1 final assessment") for cell in cells)
        assert not [cell for cell in cells if "on st1." in cell]
    assert from_program(app, session, found, reader, "report")["sections"] is not None
    figures = from_program(app, session, found, reader, "figures?per_page=500")["items"]
    st1 = [one for one in figures if one.get("question") == "st1" and one.get("count")]
    assert st1
    assert {one["count"] for one in st1} == {1}


def from_program(app: Flask, session: Session, found: Visited, user: Any, path: str) -> Any:
    held = permissions_of(user.id, found.partnership.id)
    _, text = make_token(
        session, user, found.partnership.id, name="R", scopes=tuple(SCOPES), held=held, days=30,
        today=datetime.now(UTC).date(),
    )  # fmt: skip
    session.commit()
    response = app.test_client().get(
        f"/api/v1/rounds/{round_of(found).slug}/{path}", headers={"Authorization": f"Bearer {text}"}
    )
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


def test_single_answers_keep_what_each_auditor_noted(session: Session) -> None:
    found = to_stage(session, make_visited(session), "final")
    answers = raw_answers(session, round_of(found), reader=TEAM)
    assert sorted(one.document["st1"] for one in answers.responses) == ["mostly", "partly"]
    assert answers.remark == AS_NOTED


def test_whoever_takes_single_answers_away_is_told_that_they_are_raw(client: FlaskClient, session: Session) -> None:
    found = to_stage(session, make_visited(session), "final")
    plain = make_round(session, found.partnership, round_of(found).version)
    sign_in(client, make_user(session, found.partnership, roles=("qa_group",)))
    address = f"/p/{found.partnership.slug}/rounds/{round_of(found).slug}/results/downloads"
    assert AS_NOTED in client.get(address).text
    with zipfile.ZipFile(io.BytesIO(client.get(f"{address}/answers-csv?paper=working").data)) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist() if name.lower().endswith((".txt", ".md"))]
    assert [text for text in texts if AS_NOTED in text]
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{address}/answers-workbook?paper=working").data))
    cells = [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert [cell for cell in cells if AS_NOTED in cell]
    assert AS_NOTED not in client.get(f"/p/{found.partnership.slug}/rounds/{plain.slug}/results/downloads").text


def test_rounds_are_compared_by_final_grades(session: Session) -> None:
    """Two cycles on the same questionnaire: what changed is counted over assessments and not over notes."""
    found = to_stage(
        session, make_visited(session), "final", grades={"st1": "partly", "st4": "partly", "st5": "partly"}
    )
    earlier, partnership = round_of(found), found.partnership
    version = earlier.version
    next_round = make_round(session, partnership, version, title="The next cycle")
    earlier.opens_on, next_round.opens_on = AT.date().replace(year=2025), AT.date()
    cycle = make_cycle(session, partnership, rounds=("self",), standards={"st1": (), "st4": (), "st5": ()},
                       walkabout_round_id=next_round.id)  # fmt: skip
    session.flush()
    again = to_stage(session, make_visited(session, cycle=cycle), "final")
    report = read(session, again)
    beside = beside_of(session, next_round, report, reader=OUTSIDER, at=AT)
    assert beside.comparison is not None
    st4 = next(one for one in beside.comparison.questions if one.name == "st4")
    mostly = next(row for row in st4.rows if row.name == "mostly")
    assert [(one.count, one.base) for one in (mostly.first, mostly.second)] == [(0, 1), (1, 1)]


def test_a_dashboard_renews_the_release_when_an_assessment_becomes_final(session: Session) -> None:
    found = to_stage(session, make_visited(session), "replied")
    reader = Reader(user_id=None, may_read_working=False)

    def shown() -> dict[str, dict[str, int | None]]:
        return grades(newest_reports(session, [round_of(found)], reader=reader, at=AT).reports[round_of(found).id])

    assert shown() == once({})
    finals.finalise(session, found.assessment, by=found.qa.id, today=AT.date())
    assert shown() == once(AGREED)
