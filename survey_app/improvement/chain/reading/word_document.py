"""Paragraphs of a Word file, read from its XML alone: no picture, macro, link or embedded file is ever opened.

Text of tables comes row by row, of text boxes after the paragraph that they hang on, of footnotes and endnotes at the
end. Deleted text and comments are no part of what the document says; headers and footers repeat and are left out.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from survey_app.improvement.chain.reading.passages import PASTE, Paragraph, UnreadableDocument

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MOST_PARTS = 2_000
MOST_UNPACKED = 30_000_000  # bytes of one part of the file
DEEPEST = 60
DAMAGED = f"The Word file is damaged or protected with a password. {PASTE}"
NOTES = (("word/footnotes.xml", "footnote", "Footnotes"), ("word/endnotes.xml", "endnote", "Endnotes"))


def paragraphs_of_word(content: bytes) -> list[Paragraph]:
    """The paragraphs of a Word file.

    Raises
    ------
    UnreadableDocument
        Where it is no Word file, is damaged or protected, or unpacks to more than a document can be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "word/document.xml" not in names:
                raise UnreadableDocument(f"This is not a Word file (.docx). {PASTE}")
            if len(names) > MOST_PARTS:
                raise UnreadableDocument(DAMAGED)
            headings = _heading_styles(archive) if "word/styles.xml" in names else frozenset()
            body = _xml(archive, "word/document.xml").find(f"{W}body")
            found = list(_blocks(body, headings, 0)) if body is not None else []
            for part, element, title in NOTES:
                found += _notes(archive, part, element, title, headings) if part in names else []
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise UnreadableDocument(DAMAGED) from error
    return found


def _xml(archive: zipfile.ZipFile, name: str) -> Any:
    with archive.open(name) as part:
        content = part.read(MOST_UNPACKED + 1)
    if len(content) > MOST_UNPACKED:
        raise UnreadableDocument(f"The Word file unpacks to more than a document can be. {PASTE}")
    try:
        return ElementTree.fromstring(content, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException) as error:
        raise UnreadableDocument(DAMAGED) from error


def _heading_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """The ids of styles that are headings: by their name, or since they stand in the outline."""
    found = set()
    for style in _xml(archive, "word/styles.xml").iter(f"{W}style"):
        name = style.find(f"{W}name")
        called = (name.get(f"{W}val") or "").casefold() if name is not None else ""
        if called.startswith("heading ") or called in ("title", "subtitle") or _outlined(style.find(f"{W}pPr")):
            found.add(style.get(f"{W}styleId") or "")
    return frozenset(found - {""})


def _outlined(properties: Any) -> bool:
    level = properties.find(f"{W}outlineLvl") if properties is not None else None
    return level is not None and (level.get(f"{W}val") or "9").strip() in set("012345678")


def _blocks(parent: Any, headings: frozenset[str], depth: int) -> Iterator[Paragraph]:
    """The paragraphs within an element, in order."""
    if depth > DEEPEST:
        raise UnreadableDocument(DAMAGED)
    for child in parent:
        if child.tag == f"{W}p":
            yield from _paragraph(child, headings, depth)
        elif child.tag == f"{W}tbl":
            yield from _table(child, headings, depth)
        elif child.tag != FALLBACK:  # what older programs show in place of a text box: the same words again
            yield from _blocks(child, headings, depth + 1)


def _paragraph(element: Any, headings: frozenset[str], depth: int) -> Iterator[Paragraph]:
    boxes: list[Any] = []
    text = "".join(_text(element, boxes, depth))
    properties = element.find(f"{W}pPr")
    style = properties.find(f"{W}pStyle") if properties is not None else None
    named = style is not None and style.get(f"{W}val") in headings
    yield Paragraph(text=text, is_heading=named or _outlined(properties))
    for box in boxes:
        yield from _blocks(box, headings, depth + 1)


def _text(element: Any, boxes: list[Any], depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        raise UnreadableDocument(DAMAGED)
    for child in element:
        if child.tag == f"{W}txbxContent":
            boxes.append(child)
        elif child.tag in (f"{W}t", MATHS):
            yield child.text or ""
        elif child.tag in (f"{W}tab", f"{W}br", f"{W}cr", f"{W}ptab"):
            yield " "
        elif child.tag in (f"{W}noBreakHyphen", f"{W}softHyphen"):
            yield "-" if child.tag == f"{W}noBreakHyphen" else ""
        elif child.tag not in (FALLBACK, f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr"):
            yield from _text(child, boxes, depth + 1)


def _table(element: Any, headings: frozenset[str], depth: int) -> Iterator[Paragraph]:
    """Each row as one paragraph, its cells parted by a bar."""
    for row in element.iter(f"{W}tr"):
        cells = []
        for cell in _cells(row):
            said = [one.text.strip() for one in _blocks(_without_tables(cell), headings, depth + 1) if one.text.strip()]
            cells.append(" ".join(said))
        yield Paragraph(text=" | ".join(cell for cell in cells if cell))


def _cells(row: Any) -> Iterator[Any]:
    """The cells of a row, also those that a content control holds."""
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent"):
            yield from _cells(child)


def _without_tables(cell: Any) -> list[Any]:
    """What a cell holds but for tables in it: their rows are read as rows of their own."""
    return [child for child in cell if child.tag != f"{W}tbl"]


def _notes(archive: zipfile.ZipFile, part: str, element: str, title: str, headings: frozenset[str]) -> list[Paragraph]:
    notes = [one for one in _xml(archive, part).findall(f"{W}{element}") if one.get(f"{W}type") is None]
    found = [one for note in notes for one in _blocks(note, headings, 0) if one.text.strip()]
    return [Paragraph(text=title, is_heading=True), *found] if found else []
