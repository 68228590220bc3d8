"""The formal record of what an independent scrutineer raised and what the partnership answered, as a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from exports.documents.furniture import Origin, furnish
from exports.documents.paper import Paper
from exports.documents.scrutiny_report import REGISTER, record_rows
from exports.documents.template import ENGLISH, open_document
from exports.wording import date_text

TITLE = "Formal record of issues raised by the independent scrutineer and the partnership’s response"


def write_scrutiny_register(
    entries: Sequence[Mapping[str, Any]], out: Path | BinaryIO, *, partnership: str, produced_at: datetime,
    figures: Sequence[str] = (), template: Path | None = None, language: str = ENGLISH,
) -> None:  # fmt: skip
    """Write the record to ``out``: entries in the form of a report's facts, and sentences with their figures."""
    paper = Paper(open_document(template, language=language))
    origin = Origin(
        title=TITLE, partnership=partnership, made_of="the independent scrutineer’s register",
        release_class="release", release_number=None, produced_at=produced_at.isoformat(), instrument=None,
        policy=None, note="Names no child, no family and no member of staff",
    )  # fmt: skip
    furnish(paper, origin, "Independent scrutiny")
    paper.paragraph(f"Independent scrutiny · {date_text(produced_at.date())}", "Walkabout Kicker")
    paper.paragraph(TITLE, "Title")
    paper.paragraph(partnership, "Subtitle")
    if figures:
        paper.bullets(figures)
    if entries:
        rows = [row for one in entries for row in record_rows(one)]
        paper.table(REGISTER, rows, title="Entries, answers and where they stand", caption=False)
    else:
        paper.paragraph("Nothing is in the register yet.")
    paper.save(out)
