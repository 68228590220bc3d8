"""Paragraphs of plain text: parted by empty lines, lists by their marks, headings told by how they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from survey_app.improvement.chain.reading.passages import MARK, Paragraph, UnreadableDocument

LONGEST_HEADING = 100
ENCODINGS = ("utf-8-sig", "cp1252")


def paragraphs_of_file(content: bytes) -> Iterator[Paragraph]:
    """The paragraphs of a text file; refused where it is no text."""
    return paragraphs_of_text(_decoded(content))


def paragraphs_of_text(text: str) -> Iterator[Paragraph]:
    """The paragraphs of a text. A line that begins with a mark or a number begins a paragraph of its own."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    block: list[str] = []
    for line in [*lines, ""]:
        if block and (not line.strip() or MARK.match(line)):
            yield from _paragraph(block, followed_by_blank=not line.strip())
            block = []
        if line.strip():
            block.append(line.strip())


def _paragraph(block: list[str], *, followed_by_blank: bool) -> Iterator[Paragraph]:
    text = " ".join(block)
    is_short = len(block) == 1 and len(text) <= LONGEST_HEADING
    is_heading = is_short and followed_by_blank and text[-1] not in ".;,:?!”’\"'" and bool(re.search(r"[^\W\d_]", text))
    yield Paragraph(text=text, is_heading=is_heading and not text.startswith(("-", "–", "•", "*", "▪")))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableDocument("This is not a text file. Import a Word file (.docx), or paste the text.")
