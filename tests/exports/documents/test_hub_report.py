"""The report of a Learning Hub in Word: everything that it is given, in order; hostile words stay words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document

from exports.documents.hub_report import HubReportPaper, ReportTheme, write_hub_report

HOSTILE = '=cmd|"/c calc"!A1 \x0b\x00 <w:t>&amp;'


def make_report(**values: Any) -> HubReportPaper:
    theme = ReportTheme(
        title="Thresholds differ", heard="Teams differ.\n\nIn two ways.", asked="Agree one guide",
        sources=("Table discussions (2)",), quotes=(("I never heard back.", "North"),),
        points=(("strengths", ("Joint visits",), 0), ("concerns", ("Late answers",), 1200), ("others", (), 0)),
    )  # fmt: skip
    details: dict[str, Any] = {
        "theme": "Neglect", "partnership": "Example partnership", "boards": "Two boards", "edition": 2,
        "fingerprint": "f" * 64, "produced_at": datetime(2026, 11, 29, 13, tzinfo=UTC),
        "reason": "A theme was missing.",
        "starts_on": date(2026, 1, 5), "ends_on": date(2026, 6, 1), "opening": "Dear leaders", "closing": "Thank you",
        "figures": (("People who came", "53"),), "themes": (theme,),
    }  # fmt: skip
    return HubReportPaper(**{**details, **values})


def written(report: HubReportPaper) -> Document:
    out = BytesIO()
    write_hub_report(report, out)
    out.seek(0)
    return docx.Document(out)


def text_of(document: Document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_everything_it_is_given_stands_in_it() -> None:
    text = text_of(written(make_report()))
    for words in (
        "What the Learning Hub heard: Neglect", "Two boards · 5 January 2026 to 1 June 2026", "Dear leaders",
        "Why there is another: A theme was missing.", "People who came", "53", "1. Thresholds differ", "In two ways.",
        "Joint visits", "Late answers", "And 1,200 more.", "“I never heard back.” – North", "Agree one guide",
        "Table discussions (2)", "Thank you",
    ):  # fmt: skip
        assert words in text
    assert "Also heard" not in text


def test_a_theme_without_a_question_asks_for_a_reply() -> None:
    theme = ReportTheme(title="Bare", heard="", asked="", sources=(), points=(), quotes=())
    text = text_of(written(make_report(themes=(theme,), figures=(), closing="", reason="")))
    assert "Your reply: accepted, accepted in part, or not, and why" in text
    assert "Who came" not in text


def test_the_footer_names_the_edition_and_its_fingerprint() -> None:
    footer = "\n".join(line.text for line in written(make_report()).sections[0].footer.paragraphs)
    assert "Edition 2, fingerprint ffffffffffffffff" in footer


def test_hostile_words_are_words() -> None:
    theme = ReportTheme(
        title=HOSTILE, heard=HOSTILE, asked=HOSTILE, sources=(HOSTILE,), points=(("concerns", (HOSTILE,), 0),),
        quotes=((HOSTILE, HOSTILE),),
    )  # fmt: skip
    document = written(make_report(theme=HOSTILE, opening=HOSTILE, figures=((HOSTILE, HOSTILE),), themes=(theme,)))
    assert text_of(document).count("<w:t>&amp;") >= 8
