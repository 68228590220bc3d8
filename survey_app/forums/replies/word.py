"""An edition of the report as a Word file: everything in it is taken from the frozen content."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from exports.documents.hub_report import HubReportPaper, ReportTheme, write_hub_report
from survey_app.forums.replies.models import ReportEdition

KINDS = ("strengths", "concerns", "others")


def paper_of(edition: ReportEdition) -> HubReportPaper:
    """What the document says."""
    content = edition.content
    return HubReportPaper(
        theme=content["theme"], partnership=content["partnership"], boards=content["boards"],
        edition=edition.number, fingerprint=edition.fingerprint, produced_at=edition.made_at, reason=edition.reason,
        starts_on=date.fromisoformat(content["starts_on"]), ends_on=date.fromisoformat(content["ends_on"]),
        opening=content["opening"], closing=content["closing"],
        figures=tuple((one["label"], one["value"]) for one in content["figures"]),
        themes=tuple(_theme(one) for one in content["themes"]),
    )  # fmt: skip


def _theme(one: dict[str, Any]) -> ReportTheme:
    return ReportTheme(
        title=one["title"], heard=one["heard"], asked=one["asked"], sources=tuple(one["sources"]),
        points=tuple((kind, tuple(one[kind]["points"]), one[kind]["more"]) for kind in KINDS),
        quotes=tuple((quote["text"], quote["where"]) for quote in one["quotes"]),
    )  # fmt: skip


def edition_bytes(edition: ReportEdition, *, template: str | Path | None = None) -> BytesIO:
    """The edition as a Word file."""
    out = BytesIO()
    write_hub_report(paper_of(edition), out, template=Path(template) if template else None)
    out.seek(0)
    return out
