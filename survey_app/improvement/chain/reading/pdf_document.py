"""Paragraphs of a PDF: its text alone, as far as its pages hold text; no picture, script, link or attachment is opened.

A PDF is drawn, and holds lines rather than paragraphs. Lines are joined by how they stand, hyphenation at their ends is
mended, and headers, footers and page numbers that repeat are left out. A page that is only a picture is named.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from time import monotonic
from typing import Any

from pypdf import PageObject, PasswordType, PdfReader, apply_configuration
from pypdf.errors import DependencyError, LimitReachedError

from survey_app.errors import place_of
from survey_app.improvement.chain.reading.passages import PASTE, Paragraph, UnreadableDocument
from survey_app.improvement.chain.reading.pdf_lines import Line, lines_of, without_furniture
from survey_app.improvement.chain.reading.pdf_paragraphs import paragraphs_of_lines

MOST_PAGES = 500
MOST_FONTS = 200  # of one page
MOST_STEPS = 2_000_000  # instructions of all pages together
LONGEST = 25.0  # seconds
DEEPEST = 12  # of the outline
GARBLED = 0.1  # of the characters
LIMITS: dict[str, Any] = {
    "maximum_declared_stream_length": 20_000_000, "array_based_stream_maximum_output_length": 30_000_000,
    "zlib_maximum_output_length": 30_000_000, "lzw_maximum_output_length": 30_000_000,
    "run_length_maximum_output_length": 30_000_000, "brotli_maximum_output_length": 30_000_000,
    "stream_decoding_work_maximum_length": 60_000_000, "stream_parsing_work_maximum_count": 500_000,
    "page_tree_maximum_entries": 5_000, "page_tree_maximum_page_entries": 50_000, "page_tree_maximum_depth": 50,
    "outline_maximum_entries": 5_000, "outline_maximum_depth": DEEPEST,
    "named_destinations_maximum_entries": 5_000, "xform_maximum_invocations_per_extraction": 300,
    "jbig2dec_binary": None,
}  # fmt: skip
DAMAGED = f"The PDF is damaged, and cannot be read. {PASTE}"
PROTECTED = f"The PDF is protected with a password. Save it without one, or choose its Word file. {PASTE}"
TOO_MUCH = f"The PDF takes more work to read than a document of words does. {PASTE}"
TOO_LONG = f"The PDF has more than {MOST_PAGES:,} pages. Save the pages with findings and recommendations as a PDF."
SCAN = (
    "The PDF holds pictures of text only, as a scanner makes them, and no text. Use its Word file, or have the text "
    "recognised by another program and paste it here."
)
NO_LETTERS = f"The PDF does not say which letters its signs stand for, so its text would be garbled. {PASTE}"

logger = logging.getLogger(__name__)
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would tell pieces of the document


def paragraphs_of_pdf(content: bytes) -> list[Paragraph]:
    """The paragraphs of a PDF.

    Raises
    ------
    UnreadableDocument
        Where it is damaged or protected, holds no text, or takes more pages, bytes or work than a document can.
    """
    try:
        with apply_configuration(**LIMITS):
            return _read(content)
    except UnreadableDocument:
        raise
    except LimitReachedError as error:
        raise UnreadableDocument(TOO_MUCH) from error
    except DependencyError as error:  # a kind of protection that takes another library
        raise UnreadableDocument(PROTECTED) from error
    except Exception as error:  # whatever else bytes of strangers make of a library that trusts them
        logger.info("a PDF could not be read: %s at %s", type(error).__name__, place_of(error))
        raise UnreadableDocument(DAMAGED) from error


def _read(content: bytes) -> list[Paragraph]:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise UnreadableDocument(PROTECTED)
    if len(reader.pages) > MOST_PAGES:
        raise UnreadableDocument(TOO_LONG)
    work, pages = _Work(), []
    for number, page in enumerate(reader.pages, start=1):
        if len(_part(_part(page, "/Resources"), "/Font")) > MOST_FONTS:
            raise UnreadableDocument(TOO_MUCH)
        found = lines_of(page, number, work.step)
        pages.append(found or _picture(page, number))
    lines = without_furniture([line for page in pages for line in page], len(pages))
    _check(lines, len(pages))
    return paragraphs_of_lines(lines, _listed(reader))


class _Work:
    """What reading has taken so far; too much of it ends the reading."""

    def __init__(self) -> None:
        self.steps, self.until = 0, monotonic() + LONGEST

    def step(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS or (self.steps % 1_000 == 0 and monotonic() > self.until):
            raise UnreadableDocument(TOO_MUCH)


def _part(of: Any, name: str) -> dict[str, Any]:
    found = of.get(name)
    found = found.get_object() if found is not None else None
    return found if isinstance(found, dict) else {}


def _picture(page: PageObject, number: int) -> list[Line]:
    """What stands for a page without text: that it is a picture; nothing for one that is blank."""
    drawn = _part(_part(page, "/Resources"), "/XObject").values()
    kinds = [_part({"one": one}, "one").get("/Subtype") for one in drawn]
    if "/Image" not in kinds:
        return []
    return [Line(text=f"[Page {number} is a picture, and was not read.]", page=number, is_picture=True)]


def _check(lines: list[Line], pages: int) -> None:
    pictures = sum(line.is_picture for line in lines)
    text = "".join(line.text for line in lines if not line.is_picture)
    if pictures and (2 * pictures >= pages or not text):
        raise UnreadableDocument(SCAN)
    strange = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in text)
    if strange > GARBLED * len(text):
        raise UnreadableDocument(NO_LETTERS)


def _listed(reader: PdfReader) -> frozenset[str]:
    """The headings that the file lists for its readers; none where the list is broken, since it is no text."""
    try:
        return frozenset(_titles(reader.outline))
    except Exception:  # as above
        return frozenset()


def _titles(outline: Any) -> Iterator[str]:
    for one in outline if isinstance(outline, list) else []:
        if isinstance(one, list):
            yield from _titles(one)
        elif isinstance(getattr(one, "title", None), str):
            yield one.title
