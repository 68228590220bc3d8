"""The brief of a visit in Word: everything that it is given, in order, as a working paper."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document

from exports.documents import write_visit_brief
from exports.documents.visit_brief import BriefGrade, BriefReport, BriefStandard, LastAssessment, VisitBrief


def make_brief(**values: Any) -> VisitBrief:
    details: dict[str, Any] = {
        "partnership": "Example partnership", "agency": "Example trust", "agency_type": "Health",
        "areas": ("North", "South"), "together": ("Example trust", "Second trust"), "cycle": "Cycle of 2026",
        "site": "Main office", "day": date(2026, 12, 8), "times": "09:30 to 12:30",
        "remark": "8 December is a bank holiday.", "arrangements": "Side door.\n\nRing twice.",
        "reason": "A report found delays.", "state": "The rubric is not agreed yet.",
        "team": (("Team leader", "Audrey Example"), ("Observer", "Olu Example")),
        "last": LastAssessment(
            title="Example trust", cycle="Cycle of 2024", final_on=date(2024, 5, 1),
            grades=(BriefGrade(standard="St1. Accountability", grade="Mostly met"),),
        ),
        "reports": (
            BriefReport(
                published_on=date(2026, 1, 5), inspectorate="Inspectorate", title="Their inspection", link="",
                finding="Long waits.", is_concern=True,
            ),
        ),
        "self_assessment": "Declared and sent", "rubric": "Version 2 of the rubric, agreed.",
        "standards": (
            BriefStandard(
                short="St1", label="St1. Accountability", criteria="Who is accountable?",
                grades=(("Fully met", "Everybody knows."), ("Mostly met", ""), ("Not met", "Nobody knows.")),
            ),
        ),
        "left_out": ("St7. Named practitioner",), "urgent_route": "Ring the front door.",
        "urgent_phone": "01632 960100", "out_of_hours_phone": "01632 960199",
        "produced_at": datetime(2026, 11, 29, 13, tzinfo=UTC),
    }  # fmt: skip
    return VisitBrief(**{**details, **values})


def written(brief: VisitBrief) -> Document:
    out = BytesIO()
    write_visit_brief(brief, out)
    out.seek(0)
    return docx.Document(out)


def text_of(document: Document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def strings(value: object) -> list[str]:
    """Every text that a part of the brief holds."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for one in value for text in strings(one)]
    if hasattr(value, "__dataclass_fields__"):
        return [text for one in fields(value) for text in strings(getattr(value, one.name))]  # type: ignore[arg-type]
    return []


def test_everything_that_it_is_given_stands_in_it() -> None:
    brief = make_brief()
    text = text_of(written(brief))
    lines = [line for value in strings(brief) for line in value.splitlines() if line.strip()]
    apart = {"Example partnership", "St1", "Mostly met"}  # in the header; before its label; without a text of its own
    assert [line for line in lines if line not in text and line not in apart] == []
    assert "8 December 2026" in text
    assert "final on 1 May 2024" in text


def test_its_headings_come_in_the_order_in_which_a_team_needs_them() -> None:
    headings = [p.text for p in written(make_brief()).paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == [
        "Arrangements", "Team", "If you are worried about a child", "The agency", "What is known",
        "What good looks like",
    ]  # fmt: skip


def test_it_is_a_working_paper_with_the_partnership_on_each_page() -> None:
    document = written(make_brief())
    header = "\n".join(paragraph.text for paragraph in document.sections[0].header.paragraphs)
    assert "WORKING PAPER" in header
    assert "Example partnership" in header
    assert document.core_properties.title == "Brief for a visit: Example trust, Main office"


def test_little_is_known_and_it_says_so() -> None:
    bare = make_brief(
        day=None, times="", site="", arrangements="", team=(), last=None, reports=(), standards=(), left_out=(),
        together=(), urgent_route="", urgent_phone="", out_of_hours_phone="", reason="", state="", remark="",
    )  # fmt: skip
    text = text_of(written(bare))
    for words in (
        "Day to be agreed", "None are recorded yet.", "Nobody is in the team yet.", "No earlier assessment",
        "No inspection report", "Follow your own agency’s urgent route.", "In immediate danger: 999",
    ):  # fmt: skip
        assert words in text, words


def test_a_report_without_concern_names_none() -> None:
    report = make_brief().reports[0]
    praised = BriefReport(**{one.name: getattr(report, one.name) for one in fields(report)} | {"is_concern": False})
    table = written(make_brief(reports=(praised,))).tables[2]
    assert [cell.text for cell in table.rows[1].cells][2] == "None"
