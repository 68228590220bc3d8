"""Writes documents to memory and reads them back with python-docx."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn

HOSTILE = "=cmd|' /C calc'!A0 <w:p>&amp;\x00\x0b😀 \ud83d DISCLOSE\u2028next"


def bytes_of(write: Callable[..., None], *arguments: Any, **options: Any) -> bytes:
    out = BytesIO()
    write(*arguments, out, **options)
    return out.getvalue()


def opened(document: bytes) -> Document:
    return docx.Document(BytesIO(document))


def paragraphs(document: Document, style: str | None = None) -> list[str]:
    """The text of the body's paragraphs, of one style or of all."""
    return [one.text for one in document.paragraphs if style is None or one.style.name == style]


def tables(document: Document) -> list[list[list[str]]]:
    """The words of every cell of every table."""
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def body_text(document: Document) -> str:
    """All words of the body, tables included."""
    return "\n".join(element.text or "" for element in document.element.body.iter(qn("w:t")))


def check_accessible(document: Document) -> None:
    """What every document of ours keeps: language, title, headings in order, heads of tables, described drawings."""
    assert document.core_properties.title
    assert document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}").get(qn("w:val")) == "en-GB"
    levels = [int(one.style.name[-1]) for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert all(later <= earlier + 1 for earlier, later in zip([0, *levels], levels, strict=False)), levels
    assert all(one.text.strip() or one._p.xpath(".//w:drawing") for one in document.paragraphs), "an empty paragraph"
    for table in document.tables:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader"), "a table without a head"
        assert not table._tbl.xpath(".//w:gridSpan|.//w:vMerge"), "a merged cell"
        assert table._tbl.xpath("./w:tblPr/w:tblCaption/@w:val")[0].strip()
    for properties in document.element.body.iter(qn("wp:docPr")):
        assert (properties.get("descr") or "").strip(), "a drawing without a description"
