"""The poster "You said, we did" as a PDF: the words of the Word file, a code that leads there, and tags."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from exports.documents.poster_plan import COULD_NOT, PosterTheme, SaidPoster
from exports.documents.said_poster import write_said_poster as write_word
from exports.pdf.said_poster import write_said_poster
from tests.exports.documents.test_said_poster import ADDRESS, DID, poster
from tests.exports.documents.written import HOSTILE, bytes_of, opened, paragraphs
from tests.exports.pdf.read_back import codes_of, pages_of, squeezed, tags_of
from tests.services.office import print_file

LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 5


def written(given: SaidPoster) -> bytes:
    return bytes_of(write_said_poster, given)


def crowded() -> SaidPoster:
    """More than a page can hold in full."""
    themes = [PosterTheme(title=f"{DID.title} " * 12, begins=COULD_NOT, says=f"{DID.says} " * 12)] * 8
    return poster(*themes, boards="One board and the other " * 12, theme="Neglect and more " * 12, waiting=3,
                  noticed="Three months later, 18 of 24 who answered noticed a difference.")  # fmt: skip


POSTERS: dict[str, SaidPoster] = {
    "as usual": poster(noticed="Three months later, 18 of 24.", waiting=2),
    "Welsh and signs": poster(PosterTheme(title="Tŷ a gŵyl", begins="We did", says="“Ŵ, Ŷ” – it’s • done… £5 ✔️Łódź")),
    "markup": poster(PosterTheme(title="#panic() = *b* _i_ $x$", begins="We did", says="#import \"x\" @a <b> \\ ` ]{"),
                     theme="// /* [", boards="= One", noticed="- one\n+ two"),
    "crowded": crowded(),
    "one long word": poster(PosterTheme(title=LONG, begins="We will", says=LONG)),
}  # fmt: skip


@pytest.mark.parametrize("which", POSTERS)
def test_it_says_on_one_page_what_the_word_file_says(which: str) -> None:
    (page,) = pages_of(written(POSTERS[which]))
    said = squeezed(page)
    body = squeezed("".join(paragraphs(opened(bytes_of(write_word, POSTERS[which])))).replace("✔️", ""))
    assert body in said
    around = said.replace(body, "|")
    assert sorted(around) == sorted("ExamplepartnershipPoster|Release,produced30November2026Page1of1")


@pytest.mark.parametrize("which", POSTERS)
def test_the_code_on_the_page_leads_to_the_address(which: str) -> None:
    assert codes_of(written(POSTERS[which])) == [f"https://{ADDRESS}"]


def test_it_is_tagged_and_has_title_language_and_headings() -> None:
    reader = PdfReader(io.BytesIO(written(poster(theme="Tŷ"))))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert (reader.metadata or {})["/Title"] == "Poster: You said, we did: Tŷ"
    assert (reader.metadata or {})["/Author"] == "Example partnership"
    assert "pdfuaid:part>1<" in root["/Metadata"].get_data().decode()
    tags = tags_of(written(poster()))
    assert [tag for tag, _ in tags if tag in ("H1", "H2", "Figure")] == ["H1", "H2", "H2", "Figure"]
    assert [said for tag, said in tags if tag == "Figure"] == [f"QR code that leads to {ADDRESS}"]


def test_the_language_is_that_of_the_text() -> None:
    root: Any = PdfReader(io.BytesIO(bytes_of(write_said_poster, poster(), language="cy-GB"))).trailer["/Root"]
    assert root["/Lang"] == "cy-GB"


def test_its_typeface_comes_along_in_the_file() -> None:
    page: Any = PdfReader(io.BytesIO(written(poster()))).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert {font["/BaseFont"].split("+")[1] for font in fonts} == {"Arimo-Regular", "Arimo-Bold"}
    for font in fonts:
        assert "/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"]


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE, "😀", "👨‍👩‍👧‍👦 👍🏽 1️⃣ 🏴󠁧󠁢󠁷󠁬󠁳󠁿", "مرحبا بالعالم", "漢字かな", "\u202eabc\u2066",
        "e" + "\u0301" * 200, "\x00\x07\ufeff", "",
        "\ud83d", "\U0010ffff\ue000", "W" * 3000, "漢" * 500, "x\u00a0" * 300,
    ],
)  # fmt: skip
def test_no_text_breaks_it(text: str) -> None:
    nasty = PosterTheme(title=text, begins="We did", says=f"Before {text} after")
    pages = pages_of(written(poster(nasty, nasty, theme=text, boards=text, partnership=text, noticed=text)))
    assert "Read all of it" in "".join(pages)
    assert "Before" in "".join(pages)


@given(st.text(max_size=40), st.text(alphabet=st.characters(categories=["M", "L", "C", "Z"]), max_size=40))
def test_no_generated_text_breaks_it(title: str, says: str) -> None:
    nasty = PosterTheme(title=title, begins="We did", says=says)
    assert "Read all of it" in "".join(pages_of(written(poster(nasty, theme=says, boards=title, noticed=says))))


def test_a_long_word_stays_between_the_margins() -> None:
    right = (210 - 20) / 25.4 * 72
    document = pypdfium2.PdfDocument(written(POSTERS["one long word"]))
    words = document[0].get_textpage()
    boxes = [words.get_charbox(at) for at in range(words.count_chars())]
    assert max(box[2] for box in boxes) <= right + 0.5
    document.close()


@pytest.mark.long
def test_its_lines_end_where_those_of_the_printed_word_file_end(tmp_path: Path) -> None:
    """The same page twice: Word's own program for printing is not there, LibreOffice is."""
    file = tmp_path / "poster.docx"
    file.write_bytes(bytes_of(write_word, crowded()))
    printed = print_file(file, tmp_path)
    ours = [" ".join(line.split()) for line in pages_of(written(crowded()))[0].splitlines()]
    theirs = [" ".join(line.split()) for line in printed.text.splitlines()]
    for line in filter(None, theirs[1:-2]):
        assert line in ours or "Page 1" in line
