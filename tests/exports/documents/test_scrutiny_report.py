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
    counted_recommendations,
    grouped_recommendations,
    record_rows,
    write_scrutiny_report,
)
from exports.documents.tables import Cell


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
    groups = grouped_recommendations(rows, {"MASH": "The MASH", "Reviews": "Reviews", "Empty": "Empty"})
    assert [(head, [one["reference"] for one in ours]) for head, ours in groups] == [
        ("The MASH", ["R-004"]), ("Reviews", ["R-002"]), ("Data", ["R-001", "R-005"]), (OTHERS, ["R-003"]),
    ]  # fmt: skip
    said = "5 recommendations: The MASH 1, Reviews 1, Data 2, Other recommendations 1."
    assert counted_recommendations(groups) == said


def test_a_recommendation_has_its_owner_and_reply_above_it_and_says_nothing_twice() -> None:
    texts = texts_of([
        made(1), made(2, reply="Not accepted", state="Not accepted"), made(3, reply="No reply yet"),
    ])  # fmt: skip
    at = texts.index("Recommendations")
    assert texts[at + 1 : at + 9] == [
        "3 recommendations: Other recommendations 3.", OTHERS, "R-001 · Police · Accepted · Open", "Do 1.",
        "R-002 · Police · Not accepted", "Do 2.", "R-003 · Police · No reply yet", "Do 3.",
    ]  # fmt: skip


def test_what_is_suggested_and_taken_up_by_nobody_is_told_with_the_recommendations() -> None:
    entries = [suggesting(1), suggesting(2), suggesting(3) | {"suggestion": ""}]
    texts = texts_of([made(1) | {"entry": "S-001"}], entries)
    pointer = "Also suggested in the register, and not taken up as a recommendation of its own: S-002."
    assert texts[texts.index("Do 1.") + 1] == pointer
    alone = texts_of([], entries)
    at = alone.index("Recommendations")
    assert alone[at + 1 : at + 4] == [
        "The partnership has not made recommendations of these suggestions yet.", "S-001: Ask for 1.",
        "S-002: Ask for 2.",
    ]  # fmt: skip


def test_each_answer_of_the_formal_record_has_its_row_with_what_the_scrutineer_made_of_it() -> None:
    def answer(day: str, verdict: str, because: str) -> dict[str, Any]:
        return {
            "text": "We do.", "answered_on": day, "was_late": False, "verdict": verdict, "because": because,
        }  # fmt: skip

    given = [answer("2026-02-03", "Not yet, because", "Who?"), answer("2026-03-03", "Satisfied", "Sound.")]
    one = suggesting(1) | {"answers": given, "standing": "Satisfied", "answer_by": "2026-03-01"}
    first, second = record_rows(one)
    assert [cell.text if isinstance(cell, Cell) else cell for cell in (*first, *second)] == [
        "S-001. Seen 1.", "3 February 2026: We do.", "Not enough",
        "S-001, answer 2", "3 March 2026: We do.", "Satisfied",
    ]  # fmt: skip
    details = [row[1].detail for row in (first, second) if isinstance(row[1], Cell)]
    assert details == ["The scrutineer: not yet. Who?", "The scrutineer: satisfied. Sound."]
    assert record_rows(suggesting(2))[0][1:] == ["None asked for", "Noted"]


def suggesting(number: int) -> dict[str, Any]:
    return {
        "reference": f"S-{number:03}", "kind": "Issue", "area": "", "theme": "", "about": "Police",
        "raised_on": "2026-02-01", "text": f"Seen {number}.", "suggestion": f"Ask for {number}.", "standing": "Noted",
        "answer_by": "", "answers": [], "links": [],
    }  # fmt: skip


def texts_of(recommendations: list[dict[str, Any]], entries: list[dict[str, Any]] | None = None) -> list[str]:
    """The paragraphs of a paper with these recommendations and entries."""
    facts = {
        "recommendations": recommendations, "days": {"by_activity": []}, "entries": entries or [], "young": [],
        "assurance": [], "challenges": [],
    }  # fmt: skip
    paper = ScrutinyPaper(
        title="Six months", partnership="Somewhere", author="Sam", starts_on=date(2026, 1, 1),
        ends_on=date(2026, 6, 30), produced_at=datetime(2026, 7, 1, tzinfo=UTC), facts=facts,
        parts=[ReportPart(heading="Executive summary", area="", text="Sound.")],
    )  # fmt: skip
    out = io.BytesIO()
    write_scrutiny_report(paper, out)
    return [one.text for one in docx.Document(io.BytesIO(out.getvalue())).paragraphs]
