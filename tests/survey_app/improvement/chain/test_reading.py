"""Documents become passages with nothing lost; damaged, huge and hostile ones get a sentence."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.shared import Inches

from survey_app.improvement.chain.reading.documents import read_document, read_pasted
from survey_app.improvement.chain.reading.passages import UnreadableDocument, fingerprint_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def word(*, table: bool = False) -> bytes:
    """A review as python-docx writes it: an independent program."""
    document = Document()
    document.add_heading("Peer review", 0)
    document.add_heading("Findings", 1)
    document.add_paragraph("Plans reach partners late.")
    document.add_paragraph("Schools are not asked.", style="List Bullet")
    if table:
        grid = document.add_table(rows=2, cols=2)
        for row, cells in zip(grid.rows, (("What", "Who"), ("Share plans", "Social care")), strict=True):
            for cell, said in zip(row.cells, cells, strict=True):
                cell.text = said
        grid.columns[0].width = Inches(2)
    document.add_heading("Recommendations", 1)
    document.add_paragraph("Share each plan within five days.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def raw(body: str, **parts: str) -> bytes:
    """A Word file of this XML and nothing else."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return out.getvalue()


def said(content: bytes) -> list[tuple[str, str]]:
    return [(one.heading, one.text) for one in read_document("review.docx", content)]


def test_a_word_file_gives_each_paragraph_beneath_its_heading() -> None:
    assert said(word(table=True)) == [
        ("", "Peer review"),
        ("Findings", "Plans reach partners late."),
        ("Findings", "Schools are not asked."),
        ("Findings", "What | Who"),
        ("Findings", "Share plans | Social care"),
        ("Recommendations", "Share each plan within five days."),
    ]


def test_text_boxes_footnotes_and_insertions_are_read_and_deletions_are_not() -> None:
    body = (
        "<w:p><w:r><w:t>Before</w:t></w:r><w:ins><w:r><w:t xml:space='preserve'> and inserted</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:tab/><w:t>after</w:t></w:r>"
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>A note</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    assert said(raw(body, footnotes=notes)) == [
        ("", "Before and inserted after"), ("", "In a box"), ("", "In a control"), ("Footnotes", "A note"),
    ]  # fmt: skip


def test_the_words_that_older_programs_show_instead_are_not_read_twice() -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = "<w:txbxContent><w:p><w:r><w:t>Once</w:t></w:r></w:p></w:txbxContent>"
    body = (
        f"<w:p {mc}><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert said(raw(body)) == [("", "Once")]


def test_plain_text_is_parted_by_empty_lines_and_marks() -> None:
    text = (
        "Findings\r\n\r\nPlans reach partners late,\r\nalso in schools.\r\n\r\n• One\r\n• Two\r\n  goes on\r\n"
        "1. Share each plan.\r\n2.1 Ask schools.\r\n"
    )
    expected = [
        ("Findings", "Plans reach partners late, also in schools."), ("Findings", "• One"),
        ("Findings", "• Two goes on"), ("Findings", "1. Share each plan."), ("Findings", "2.1 Ask schools."),
    ]  # fmt: skip
    assert [(one.heading, one.text) for one in read_pasted(text)] == expected
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert [(one.heading, one.text) for one in read_document("a.txt", text.encode(encoding))] == expected


def test_no_word_is_lost_whatever_the_text_looks_like() -> None:
    for text in (
        "A heading", "One\n\nTwo", "\n\n•\n\n", "1.\n2.\n3.", "A\n\nB\n\nC\n\n", "ends with a heading.\n\nThe end",
        "x" * 50_000, "word " * 12_000, "\ufeff  \u00a0 text \u2028 more",
    ):  # fmt: skip
        kept = " ".join(f"{one.heading} {one.text}" for one in read_pasted(text))
        for one in text.replace("\ufeff", "").split():
            assert one[:1000] in kept, text[:40]


def test_the_same_words_in_another_file_have_the_same_fingerprint() -> None:
    first = read_document("review.docx", word())
    assert fingerprint_of(first) == fingerprint_of(read_document("copy.docx", word()))
    pasted = "Peer review\n\nFindings\n\nPlans reach partners late.\n\nSchools are not asked.\n\nRecommendations\n\n"
    pasted += "Share each plan within five days."
    assert fingerprint_of(first) == fingerprint_of(read_pasted(pasted))
    assert fingerprint_of(first) != fingerprint_of(read_pasted(pasted + " And more."))


BOMB = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'{BOMB}<w:document xmlns:w="{W}"><w:body>&b;</w:body></w:document>')
    return out.getvalue()


def huge() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(40):
            part.write(b" " * 1_000_000)
    return out.getvalue()


def deep() -> bytes:
    return raw("<w:sdt>" * 500 + "</w:sdt>" * 500)


HOSTILE = {
    "nothing": lambda: b"", "a PDF": lambda: b"%PDF-1.7 ...", "an old Word file": lambda: b"\xd0\xcf\x11\xe0" * 9,
    "RTF": lambda: b"{\\rtf1 x}", "a picture": lambda: b"\x89PNG\r\n", "half of a file": lambda: word()[:900],
    "a zip of something else": lambda: raw("")[:0] + _zip_of("x.txt"), "no text": lambda: raw("<w:p/>"),
    "entities": bomb, "forty megabytes of nothing": huge, "500 levels": deep,
    "no XML": lambda: _zip_of("word/document.xml"), "no body": lambda: raw("").replace(b"w:body", b"w:bodx"),
    "twenty megabytes": lambda: b"PK" + b"0" * 20_000_001,
    "too many paragraphs": lambda: raw("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 2_100),
}  # fmt: skip


def _zip_of(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "not what it says")
    return out.getvalue()


@pytest.mark.parametrize("what", HOSTILE)
def test_what_cannot_be_read_is_answered_with_a_sentence(what: str) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read_document("review.docx", HOSTILE[what]())
    assert refused.value.message.endswith((".", "?"))
    assert len(refused.value.message) > 20


def test_text_that_is_no_text_is_refused_by_its_name() -> None:
    for name, content in (("a.exe", b"MZ"), ("a.txt", b"a\x00b"), ("a.txt", b"\xff\xfea")):
        with pytest.raises(UnreadableDocument):
            read_document(name, content)
    with pytest.raises(UnreadableDocument, match="longer than"):
        read_pasted("x" * 2_000_001)
