"""The certificate of destruction as a Word file: one page, without anything of a case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from docx.document import Document
from docx.shared import Pt

from exports.documents.template import ENGLISH, open_document
from exports.plain_text import plain_text


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePaper:
    """What a certificate says, in words. ``asked_by`` is empty where the rule of the partnership destroyed."""

    number: int
    partnership: str
    audit: str
    kind: str
    window: str
    rule: str
    destroyed_at: str
    asked_by: str
    confirmed_by: str
    counts: tuple[tuple[str, int], ...]
    stays: tuple[str, ...]
    records_sha256: str


def write_destruction_certificate(
    paper: CertificatePaper, out: Path | BinaryIO, *, template: Path | None = None, language: str = ENGLISH
) -> None:
    """Write the certificate to ``out``; template and language are those of :func:`open_document`."""
    document = open_document(template, language=language)
    document.core_properties.title = f"Certificate of destruction {paper.number}"
    document.core_properties.author = "Walkabout"
    _line(document, paper.partnership, size=12, is_bold=True)
    _line(document, f"Certificate of destruction {paper.number}", size=22, is_bold=True, before=18, after=12)
    for name, text in _facts(paper):
        _named(document, name, text)
    _heading(document, "What was destroyed")
    for what, number in paper.counts:
        _named(document, what, f"{number:,}")
    _heading(document, "What is left")
    for text in paper.stays:
        _line(document, f"– {text}")
    _heading(document, "List of records, SHA-256")
    _line(document, paper.records_sha256, size=9)
    document.save(str(out) if isinstance(out, Path) else out)


def _facts(paper: CertificatePaper) -> tuple[tuple[str, str], ...]:
    asked = (("Asked for by", paper.asked_by),) if paper.asked_by else ()
    return (
        ("Audit", paper.audit), ("Kind", paper.kind), ("Work looked at", paper.window),
        ("Destroyed", paper.destroyed_at), ("Why", paper.rule), *asked, ("Confirmed by", paper.confirmed_by),
    )  # fmt: skip


def _heading(document: Document, text: str) -> None:
    _line(document, text, size=14, is_bold=True, before=14, after=4)


def _named(document: Document, name: str, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.add_run(plain_text(f"{name}: ")).bold = True
    paragraph.add_run(plain_text(text))


def _line(
    document: Document, text: str, *, size: int = 11, is_bold: bool = False, before: int = 0, after: int = 2
) -> None:  # fmt: skip
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    run = paragraph.add_run(plain_text(text))
    run.bold, run.font.size = is_bold, Pt(size)
