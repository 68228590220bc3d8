"""Certificates of attendance as a Word file: a page each, to sign, print or send."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from exports.documents.template import ENGLISH, open_document
from exports.plain_text import plain_text


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePage:
    """What one certificate says. ``address`` is where ``code`` is checked."""

    name: str
    boards: str
    theme: str
    forum: str
    day: str
    times: str
    hours: str
    code: str
    address: str


def write_certificates(
    pages: Iterable[CertificatePage], out: Path | BinaryIO, *, template: Path | None = None, language: str = ENGLISH
) -> None:
    """Write the certificates to ``out``; template and language are those of :func:`open_document`."""
    document = open_document(template, language=language)
    document.core_properties.title = "Certificates of attendance"
    document.core_properties.author = "Walkabout"
    for number, page in enumerate(pages):
        _write(document, page, is_first=number == 0)
    document.save(str(out) if isinstance(out, Path) else out)


def _write(document: Document, page: CertificatePage, *, is_first: bool) -> None:
    lines = (
        (page.boards, 14, True, 60),
        ("Certificate of attendance", 28, True, 42),
        ("This is to certify that", 13, False, 36),
        (page.name, 24, True, 10),
        ("took part in the learning forum", 13, False, 10),
        (page.theme, 18, True, 10),
        (page.forum, 14, False, 22),
        (f"{page.day}, {page.times}", 14, False, 4),
        (f"Duration: {page.hours}", 14, False, 4),
        (f"Check code: {page.code}", 12, True, 90),
        (f"It can be checked at {page.address}", 11, False, 4),
    )
    for place, (text, size, is_bold, before) in enumerate(lines):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(0)
        if place == 0 and not is_first:
            paragraph.paragraph_format.page_break_before = True
        run = paragraph.add_run(plain_text(text))
        run.bold, run.font.size = is_bold, Pt(size)
