"""The list of contents: a field of Word's that is written with its entries, each of which leads to its heading.

Page numbers are known only to whoever lays the pages out, so they come when the field is updated.
"""

from __future__ import annotations

from docx.text.paragraph import Paragraph

from exports.documents.fields import add_link, begin_field, end_field
from exports.documents.paper import Paper
from exports.documents.template import style_named

DEEPEST = 2
MOST_ENTRIES = 45  # with more, only the main headings are listed
INSTRUCTION = 'TOC \\o "1-{}" \\h \\z \\u'


def start_contents(paper: Paper) -> Paragraph:
    """The heading of the list; its entries are filled in when all headings are written."""
    return paper.paragraph("Contents", "TOC Heading")


def fill_contents(paper: Paper, after: Paragraph) -> None:
    """Write the entries under the heading of the list."""
    entries = [entry for entry in paper.headings if entry.level <= DEEPEST]
    deepest = DEEPEST
    if len(entries) > MOST_ENTRIES:
        entries, deepest = [entry for entry in entries if entry.level == 1], 1
    place = after._p
    for number, entry in enumerate(entries):
        paragraph = paper.document.add_paragraph(style=style_named(paper.document, f"TOC {entry.level}"))
        if number == 0:
            begin_field(paragraph, INSTRUCTION.format(deepest))
        add_link(paragraph, entry.text, entry.bookmark)
        if number == len(entries) - 1:
            end_field(paragraph)
        place.addnext(paragraph._p)
        place = paragraph._p
