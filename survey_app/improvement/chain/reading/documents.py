"""A document as somebody sends it: which reader it needs, and what to do where there is none."""

from __future__ import annotations

from survey_app.improvement.chain.reading.passages import PASTE, Passage, UnreadableDocument, passages_of
from survey_app.improvement.chain.reading.pdf_document import paragraphs_of_pdf
from survey_app.improvement.chain.reading.plain_document import paragraphs_of_file, paragraphs_of_text
from survey_app.improvement.chain.reading.word_document import paragraphs_of_word

LARGEST = 20_000_000  # bytes
LONGEST_TEXT = 2_000_000
ACCEPTED = ".docx,.pdf,.txt"
HEAD = 1_024  # bytes before which a PDF says that it is one


def read_document(file_name: str, content: bytes) -> list[Passage]:
    """The passages of a file.

    Raises
    ------
    UnreadableDocument
        Where it is too large, empty, of another kind, damaged or protected.
    """
    if not content:
        raise UnreadableDocument("The file is empty. Choose it again.")
    if len(content) > LARGEST:
        raise UnreadableDocument(f"The file is larger than {LARGEST // 1_000_000} MB. {PASTE}")
    if content.startswith(b"PK"):
        return passages_of(paragraphs_of_word(content))
    if b"%PDF-" in content[:HEAD]:
        return passages_of(paragraphs_of_pdf(content))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableDocument(
            "This is a Word file of the old kind, or protected. Save it as .docx without a password."
        )
    if content.startswith(b"{\\rtf"):
        raise UnreadableDocument("This is an RTF file. Open it in Word and save it as .docx.")
    if not file_name.casefold().endswith((".txt", ".md", ".text")):
        raise UnreadableDocument(f"Import a Word file (.docx), a PDF or a text file (.txt). {PASTE}")
    return passages_of(paragraphs_of_file(content))


def read_pasted(text: str) -> list[Passage]:
    """The passages of pasted text."""
    if len(text) > LONGEST_TEXT:
        raise UnreadableDocument(f"The text is longer than {LONGEST_TEXT:,} characters. Paste it in parts.")
    return passages_of(paragraphs_of_text(text))
