"""The scrutineer's report as a paper: recommendations stand under the areas, then under their themes."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import docx

from exports.documents.scrutiny_report import (
    OTHERS,
    ReportPart,
    ScrutinyPaper,
    grouped_recommendations,
    write_scrutiny_report,
)


def made(
    number: int, *, area: str = "", theme: str = "", reply: str = "Accepted", state: str = "Open"
) -> dict[str, Any]:
    return {
        "reference": f"R-{number:03}", "text": f"Do {number}.", "why": "", "owner": "Police", "area": area,
        "theme": theme, "reply": reply, "state": state,
    }  # fmt: skip


def test_recommendations_stand_under_areas_in_the_order_of_the_report_then_under_themes() -> None:
    rows = [made(1, theme="Data"), made(2, area="Reviews", theme="Data"), made(3), made(4, area="MASH"),
            made(5, theme="Data")]  # fmt: skip
    groups = grouped_recommendations(rows, ["MASH", "Reviews", "Empty"])
    assert [(head, [one["reference"] for one in ours]) for head, ours in groups] == [
        ("MASH", ["R-004"]), ("Reviews", ["R-002"]), ("Data", ["R-001", "R-005"]), (OTHERS, ["R-003"]),
    ]  # fmt: skip


def test_a_recommendation_has_its_owner_and_reply_above_it_and_says_nothing_twice() -> None:
    facts = {
        "recommendations": [
            made(1), made(2, reply="Not accepted", state="Not accepted"), made(3, reply="No reply yet"),
        ],
        "days": {"by_activity": []}, "entries": [], "young": [], "assurance": [], "challenges": [],
    }  # fmt: skip
    paper = ScrutinyPaper(
        title="Six months", partnership="Somewhere", author="Sam", starts_on=date(2026, 1, 1),
        ends_on=date(2026, 6, 30), produced_at=datetime(2026, 7, 1, tzinfo=UTC), facts=facts,
        parts=[ReportPart(heading="Executive summary", area="", text="Sound.")],
    )  # fmt: skip
    out = io.BytesIO()
    write_scrutiny_report(paper, out)
    texts = [one.text for one in docx.Document(io.BytesIO(out.getvalue())).paragraphs]
    at = texts.index("Recommendations")
    assert texts[at + 1 : at + 8] == [
        OTHERS, "R-001 · Police · Accepted · Open", "Do 1.", "R-002 · Police · Not accepted", "Do 2.",
        "R-003 · Police · No reply yet", "Do 3.",
    ]  # fmt: skip
