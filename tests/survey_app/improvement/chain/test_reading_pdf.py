"""A PDF becomes the paragraphs that its Word file has; what cannot be read as text gets a sentence, whatever it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from exports.pdf.said_poster import write_said_poster
from survey_app.improvement.chain.reading import pdf_document
from survey_app.improvement.chain.reading.documents import read_document, read_pasted
from survey_app.improvement.chain.reading.passages import UnreadableDocument, fingerprint_of
from tests.exports.documents.test_said_poster import poster
from tests.exports.documents.written import bytes_of
from tests.services.office import print_file
from tests.survey_app.improvement.chain.pdf_files import Placed, column, joined, pdf, stream
from tests.survey_app.improvement.chain.test_reading import word

LATE = ["Plans reach partners late, and working across agencies", "was uneven between the north and the south."]
ASKED = ["Schools know the child best, and are not asked what", "they see every day of the week."]
PLAIN = pdf(column(["Findings", LATE, ASKED, "Recommendations", ["1. Share each plan."], ["2. Ask schools."]]))


def said(content: bytes, name: str = "review.pdf") -> list[tuple[str, str]]:
    return [(one.heading, one.text) for one in read_document(name, content)]


def texts(content: bytes) -> list[str]:
    return [text for _, text in said(content)]


def outcome(content: bytes) -> str:
    """The sentence with which a file is refused; empty where it is read."""
    try:
        assert read_document("review.pdf", content)
    except UnreadableDocument as refused:
        return refused.message
    return ""


def test_lines_are_joined_to_paragraphs_beneath_their_headings() -> None:
    assert said(PLAIN) == [
        ("Findings", " ".join(LATE)), ("Findings", " ".join(ASKED)),
        ("Recommendations", "1. Share each plan."), ("Recommendations", "2. Ask schools."),
    ]  # fmt: skip


def test_its_name_does_not_matter_and_what_stands_before_it_neither() -> None:
    assert said(PLAIN, "review.docx") == said(b"\r\n\r\n" + PLAIN, "review") == said(PLAIN)


def test_a_paragraph_goes_on_over_the_end_of_a_page_and_of_a_column() -> None:
    left, right = column([LATE, ["It goes on over the end of"]]), column([["a column and over"]], left=320)
    following = column([["the end of a page."], ["A new one begins."]])
    assert texts(pdf([*left, *right], following)) == [
        " ".join(LATE), "It goes on over the end of a column and over the end of a page.", "A new one begins.",
    ]  # fmt: skip


def test_a_sentence_that_ends_with_its_page_ends_its_paragraph() -> None:
    assert texts(pdf(column([LATE]), column([ASKED]))) == [" ".join(LATE), " ".join(ASKED)]


def test_headers_footers_and_page_numbers_are_left_out_and_words_that_repeat_are_not() -> None:
    def page(number: int) -> list[Placed]:
        around: list[Placed] = [
            (70, 810, 9, "F1", "Practice review: Child K"), (70, 30, 9, "F1", f"Official   page {number} of 4"),
            (300, 30, 9, "F1", str(number)),
        ]  # fmt: skip
        return [*around, *column(["Learning", ["Share each plan."], [f"Point {number} of this page is its own."]])]

    found = said(pdf(*map(page, range(1, 5))))
    assert [text for _, text in found if text == "Share each plan."] == ["Share each plan."] * 4
    assert all(heading == "Learning" for heading, _ in found)
    assert not any(words in text for _, text in found for words in ("Child K", "Official"))
    assert len(found) == 8


def test_what_stands_in_a_margin_once_is_read() -> None:
    note: Placed = (70, 40, 8, "F1", "A footnote that stands on one page alone.")
    assert "A footnote that stands on one page alone." in texts(pdf([*column([LATE]), note], column([ASKED])))


@pytest.mark.parametrize(
    ("lines", "joined_up"),
    [
        (["The safe-", "guarding partners met. Safeguarding is theirs."], "The safeguarding partners met."),
        (["They were multi-", "agency plans. A multi-agency team met."], "They were multi-agency plans."),
        (["The decision-", "making was slow."], "The decision-making was slow."),
        (["The Smith-", "Jones report was late."], "The Smith-Jones report was late."),
        (["It took 5 -", "6 days."], "It took 5 - 6 days."),
        (["Between 2019-", "2020 it was late."], "Between 2019- 2020 it was late."),
    ],
)
def test_a_word_that_a_line_breaks_is_mended_and_a_compound_keeps_its_hyphen(lines: list[str], joined_up: str) -> None:
    assert texts(pdf(column([lines])))[0].startswith(joined_up)


def test_other_broken_words_are_mended_where_the_document_is_known_to_break_words() -> None:
    broken = [
        "The safe-",
        "guarding of children takes infor-",
        "mation from all. Safeguarding is theirs, well-",
        "being too. Well.",
    ]
    expected = "The safeguarding of children takes information from all. Safeguarding is theirs, well-being too. Well."
    assert texts(pdf(column([broken]))) == [expected]
    assert texts(pdf(column([["It takes infor-", "mation from all."]]))) == ["It takes infor-mation from all."]


def test_headings_are_told_by_size_by_weight_and_by_the_list_of_contents_of_the_file() -> None:
    lines = [(720, "F1", "Findings"), (696, "F1", "Plans come late, as"), (682, "F1", "they did before."),
             (658, "F2", "What to do"), (634, "F1", "Share each"), (620, "F1", "plan."),
             (596, "F2", "A whole sentence in bold is no heading.")]  # fmt: skip
    plain: list[Placed] = [(70, base, 11, font, words) for base, font, words in lines]
    late = "Plans come late, as they did before."
    rest = [("What to do", "Share each plan."), ("What to do", "A whole sentence in bold is no heading.")]
    assert said(pdf(plain)) == [("", "Findings"), ("", late), *rest]
    assert said(pdf(plain, outline=["1. Findings"])) == [("Findings", late), *rest]


def test_a_heading_of_the_list_of_contents_stands_apart_however_close_the_text_is() -> None:
    close = column([["Findings", "plans come late."]])
    assert said(pdf(close)) == [("", "Findings plans come late.")]
    assert said(pdf(close, outline=["Findings"])) == [("Findings", "plans come late.")]


def test_a_list_of_contents_that_cannot_be_read_takes_nothing_from_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pdf(column(["Findings", LATE]), outline=["Findings", "More"])
    monkeypatch.setitem(pdf_document.LIMITS, "outline_maximum_entries", 1)
    assert said(whole) == [("Findings", " ".join(LATE))]


def test_items_of_a_list_are_paragraphs_of_their_own_and_a_dash_within_a_sentence_begins_none() -> None:
    lines = [["• One that goes on", "in its second line", "• Two", "– three"], ["It was late", "– and nobody knew."]]
    assert texts(pdf(column(lines))) == [
        "• One that goes on in its second line",
        "• Two",
        "– three",
        "It was late – and nobody knew.",
    ]


def test_watermarks_are_left_out_and_turned_pages_are_read() -> None:
    mark = b"BT /F2 60 Tf 0.7 0.7 -0.7 0.7 100 100 Tm (DRAFT) Tj ET\n"
    lines = ((100, b"A table on a"), (114, b"turned page."), (154, b"Its second row"), (168, b"3"))
    turned = b"".join(b"BT /F1 11 Tf 0 1 -1 0 %d 100 Tm (%s) Tj ET\n" % line for line in lines)
    other_way = b"".join(b"BT /F1 11 Tf 0 -1 1 0 %d 700 Tm (%s) Tj ET\n" % (500 - at, words) for at, words in lines)
    for content in (mark + turned, other_way):
        assert texts(pdf(content)) == ["A table on a turned page.", "Its second row 3"]


def test_the_same_words_from_word_from_pdf_and_pasted_have_the_same_fingerprint() -> None:
    lines = column(["Peer review", "Findings", ["Plans reach", "partners late."], ["• Schools are not asked."],
                    "Recommendations", ["Share each plan within five days."]])  # fmt: skip
    assert fingerprint_of(read_document("a.pdf", pdf(lines))) == fingerprint_of(read_document("a.docx", word()))
    other = [*lines, (70, 100, 11, "F1", "And more.")]
    assert fingerprint_of(read_document("a.pdf", pdf(other))) != fingerprint_of(read_document("a.docx", word()))
    numbered, plain = (fingerprint_of(read_pasted(text)) for text in ("1. Share.\n\n2.1 Ask.", "Share.\n\nAsk."))
    assert numbered == plain
    one, two = (fingerprint_of(read_pasted(f"Within {days} days.")) for days in (5, 6))
    assert one != two


def test_a_pdf_of_ours_is_read() -> None:
    found = said(bytes_of(write_said_poster, poster(theme="Tŷ “gŵyl”")))
    assert ("Nobody hears back", "We did: Whoever refers is told within a week.") in found
    assert any("Tŷ “gŵyl”" in f"{heading} {text}" for heading, text in found)


def test_a_page_that_is_a_picture_is_named_among_pages_of_text() -> None:
    pages = pdf(column([LATE]), DRAWN, column([ASKED]), picture=True)
    assert texts(pages) == [" ".join(LATE), "[Page 2 is a picture, and was not read.]", " ".join(ASKED)]


DRAWN = b"q 500 0 0 700 40 40 cm /X Do Q"


def protected(password: str) -> bytes:
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(PLAIN))), io.BytesIO()
    writer.encrypt(password, "the owner's", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def one_page(resources: str = "", contents: bytes = b"", **more: bytes) -> bytes:
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: f"<< /Type /Page /Parent 2 0 R /MediaBox {A4} /Contents 4 0 R /Resources << {resources} >> >>".encode(),
        4: contents, 5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }  # fmt: skip
    return joined({**objects, **{int(name[1:]): value for name, value in more.items()}})


A4 = "[0 0 595 842]"
WORDS = b"BT /F 11 Tf (x) Tj ET\n"


def nested_forms() -> bytes:
    """Ten forms in one another, each drawn ten times by the one around it."""
    forms = {
        f"o{10 + level}": stream(b"/X Do\n" * 10 + WORDS, f"/Subtype /Form /BBox [0 0 1 1] /Resources << /XObject "
                                 f"<< /X {11 + level} 0 R >> /Font << /F 5 0 R >> >>")
        for level in range(10)
    }  # fmt: skip
    return one_page("/XObject << /X 10 0 R >> /Font << /F 5 0 R >>", stream(b"/X Do " * 10), **forms)


def same_page_often(times: int) -> bytes:
    content = one_page("/Font << /F 5 0 R >>", stream(WORDS))
    return content.replace(b"[3 0 R]", b"[" + b"3 0 R " * times + b"]").replace(b"xref\n0", b"xrex\n0")


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing but a beginning": (lambda: b"%PDF-1.7", "damaged"),
    "half of a file": (lambda: PLAIN[: len(PLAIN) // 3], "damaged"),
    "no pages": (lambda: joined({1: b"<< /Type /Catalog >>"}), "damaged"),
    "pages in a circle": (lambda: joined({1: b"<< /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R] >>"}), ""),
    "a catalogue of numbers": (lambda: joined({1: b"[1 2 3]"}), "damaged"),
    "a blank page": (lambda: pdf(b""), "No text"),
    "a scan": (lambda: pdf(DRAWN, DRAWN, picture=True), "pictures of text only"),
    "a password": (lambda: protected("secret"), "protected with a password"),
    "500 pages and one": (lambda: same_page_often(501), "more than 500 pages"),
    "a million pages": (lambda: same_page_often(100_000), ""),
    "arrays in arrays": (lambda: one_page("/Font << /F 5 0 R >>", stream(b"[" * 50_000)), ""),
    "dictionaries in dictionaries": (lambda: one_page("/Font " + "<< /A " * 50_000, stream(WORDS)), ""),
    "100 megabytes packed": (lambda: one_page("/Font << /F 5 0 R >>", stream(b" " * 100_000_000)), "more work"),
    "a million instructions": (lambda: one_page("/Font << /F 5 0 R >>", stream(b"q Q " * 500_000)), "more work"),
    "many fonts": (
        lambda: one_page("/Font << " + " ".join(f"/F{n} 5 0 R" for n in range(300)) + " >>", stream(WORDS)),
        "more work",
    ),
    "forms in forms": (nested_forms, ""),
    "letters that nobody knows": (
        lambda: one_page(
            "/Font << /F 5 0 R >>", stream(b"BT /F 11 Tf <00010002000300040005> Tj ET"),
            o5=b"<< /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 6 0 R /DescendantFonts [] >>",
            o6=stream(b"1 beginbfrange\n<0001> <0009> <E001>\nendbfrange"),
        ),
        "garbled",
    ),
    "twenty megabytes": (lambda: b"%PDF-1.7" + b"0" * 20_000_001, "larger than"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_what_cannot_be_read_is_answered_with_a_sentence(what: str) -> None:
    make, why = HOSTILE[what]
    sentence = outcome(make())
    assert why in sentence
    assert sentence.endswith((".", "?")) or (not why and not sentence)


def test_the_work_of_all_pages_together_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_document, "MOST_STEPS", 60)
    assert texts(pdf(column([["One."]]))) == ["One."]
    with pytest.raises(UnreadableDocument, match="more work"):
        read_document("a.pdf", pdf(*[column([[f"Page {number} says this."]]) for number in range(30)]))


def test_a_file_that_only_forbids_changes_is_read() -> None:
    assert said(protected("")) == said(PLAIN)


def test_another_file_that_is_called_a_pdf_says_what_can_be_imported() -> None:
    with pytest.raises(UnreadableDocument, match=r"Word file \(\.docx\), a PDF or a text file"):
        read_document("review.pdf", b"Not a PDF at all.")


SOURCES = (PLAIN, pdf(column(["Findings", LATE]), column([ASKED]), outline=["Findings"]))


@given(
    st.sampled_from(SOURCES), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)), max_size=5), st.floats(0, 1)
)
def test_a_broken_pdf_is_read_or_refused_and_nothing_else(
    source: bytes, changes: list[tuple[float, bytes]], kept: float
) -> None:
    content = bytearray(source)
    for place, put in changes:
        at = int(place * len(content))
        content[at : at + len(put)] = put
    whole = bytes(content[: int(len(content) * kept)] if kept < 0.5 else content)
    assert outcome(whole)[-1:] in ("", ".", "?")


@given(st.binary(max_size=300))
def test_any_bytes_in_a_page_are_read_or_refused(instructions: bytes) -> None:
    assert outcome(pdf(instructions))[-1:] in ("", ".", "?")


@pytest.mark.long
@pytest.mark.parametrize("columns", [1, 2])
def test_what_libreoffice_prints_of_a_word_file_is_read_as_the_word_file_is(columns: int, tmp_path: Path) -> None:
    """Headings, lists, headers, footers and broken lines, in one column and in two."""
    told = "practitioners told us that plans reach partners late, and that multi-agency working was uneven, and "
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = "Practice review of Child K", "Official"
    if columns > 1:
        section._sectPr.xpath("./w:cols")[0].set(f"{{{section._sectPr.nsmap['w']}}}num", str(columns))
    for part in range(1, 6):
        document.add_heading(f"{part}. Findings of part {part}", 1)
        document.add_paragraph(f"Many {told * 3} so on.")
        document.add_heading(f"What needs attention in part {part}", 2)
        document.add_paragraph(f"Some {told * 5} so on.")
        document.add_paragraph("Plans come late.", style="List Bullet")
        document.add_paragraph("Schools are not asked, although they know the child best." * 3, style="List Number")
    file = tmp_path / "review.docx"
    document.save(str(file))
    print_file(file, tmp_path)
    found, expected = (read_document(name, (tmp_path / name).read_bytes()) for name in ("review.pdf", "review.docx"))
    assert [one.heading for one in found] == [one.heading for one in expected]
    assert fingerprint_of(found) == fingerprint_of(expected)
