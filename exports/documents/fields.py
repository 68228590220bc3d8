"""Fields, bookmarks and links within a document, each written with its result, so that nothing has to be updated."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run


def add_field(paragraph: Paragraph, instruction: str, result: str) -> None:
    """A field with the result that it has until it is updated."""
    begin_field(paragraph, instruction)
    paragraph.add_run(result)
    end_field(paragraph)


def begin_field(paragraph: Paragraph, instruction: str) -> None:
    """The part of a field before its result."""
    _mark(paragraph, "begin")
    run = paragraph.add_run()
    words = OxmlElement("w:instrText")
    words.set(qn("xml:space"), "preserve")
    words.text = f" {instruction} "
    run._r.append(words)
    _mark(paragraph, "separate")


def end_field(paragraph: Paragraph) -> None:
    _mark(paragraph, "end")


def _mark(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def add_sequence(paragraph: Paragraph, kind: str, number: int) -> None:
    """The number of a caption, which Word counts on when captions are added by hand."""
    add_field(paragraph, f"SEQ {kind} \\* ARABIC", str(number))


def add_bookmark(paragraph: Paragraph, name: str, identifier: int) -> None:
    """Mark the words of a paragraph as a place that links lead to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(identifier))
    start.set(qn("w:name"), name)
    runs = paragraph._p.findall(qn("w:r"))
    runs[0].addprevious(start)
    runs[-1].addnext(end)


def add_link(paragraph: Paragraph, text: str, bookmark: str) -> Any:
    """Words that lead to a bookmark."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), bookmark)
    link.set(qn("w:history"), "1")
    paragraph._p.append(link)
    run = OxmlElement("w:r")
    link.append(run)
    Run(run, paragraph).text = text
    return link
