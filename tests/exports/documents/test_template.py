from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt, RGBColor

from exports.documents import TemplateRefused, write_brief, write_default_template, write_full_report
from exports.documents.looks import CHARACTER_LOOKS, LOOKS, TABLE_LOOKS
from exports.documents.template import open_document, style_named
from tests.exports import reports
from tests.exports.documents.office_parts import all_text, parts, xml_problems
from tests.exports.documents.written import bytes_of, opened, paragraphs


def as_template(path: Path) -> None:
    """Turn a document into a .dotx by the one content type that differs."""
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    held["[Content_Types].xml"] = held["[Content_Types].xml"].replace(b"document.main+xml", b"template.main+xml")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, data)


def test_our_own_look_has_every_style_once() -> None:
    names = [style.name for style in open_document(None).styles]
    for name in (*LOOKS, *CHARACTER_LOOKS, *TABLE_LOOKS):
        assert names.count(name) + names.count(name.lower()) * (name != name.lower()) == 1, name


def test_a_changed_copy_of_our_template_changes_the_documents(tmp_path: Path) -> None:
    path = tmp_path / "ours.dotx"
    write_default_template(path)
    template = docx.Document(str(path))
    template.styles["Heading 1"].font.color.rgb = RGBColor(0x70, 0x00, 0x70)
    template.styles["Walkabout Callout"].font.size = Pt(15)
    template.sections[0].header.paragraphs[0].text = "Council of Exampleshire"
    template.save(str(path))
    as_template(path)
    document = opened(bytes_of(write_brief, reports.make_report(), template=path))
    assert document.styles["Heading 1"].font.color.rgb == RGBColor(0x70, 0x00, 0x70)
    assert document.styles["Walkabout Callout"].font.size == Pt(15)
    header = [one.text for one in document.sections[0].header.paragraphs]
    assert header[0] == "Council of Exampleshire"
    assert header[-1].endswith("Brief for the Executive")


def test_the_text_of_a_template_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "ours.docx"
    write_default_template(path)
    document = bytes_of(write_brief, reports.make_report(), template=path)
    assert "Modify Style" not in all_text(document)
    assert "“" not in paragraphs(opened(document))[0]


def test_a_template_of_words_own_lacks_our_styles_and_gets_them(tmp_path: Path) -> None:
    path = tmp_path / "plain.docx"
    template = docx.Document()  # python-docx's copy of Word's template, with styles of its own
    template.styles["Title"].font.name = "Georgia"
    for name in ("List Bullet", "Quote", "Caption"):
        template.styles[name].delete()
    template.save(str(path))
    document = bytes_of(write_full_report, reports.make_report(), template=path)
    again = opened(document)
    assert again.styles["Title"].font.name == "Georgia"
    for name in LOOKS:
        assert style_named(again, name).type == WD_STYLE_TYPE.PARAGRAPH
    assert paragraphs(again, "List Bullet")
    problems = [one for one in xml_problems(document) if "zoom" not in one]  # which python-docx's template has
    assert problems == []


def test_a_style_of_another_name_keeps_its_identifier(tmp_path: Path) -> None:
    path = tmp_path / "taken.docx"
    template = docx.Document()
    style = template.styles.add_style("Council Callout", WD_STYLE_TYPE.PARAGRAPH)
    style.element.set(docx.oxml.ns.qn("w:styleId"), "WalkaboutCallout")
    template.save(str(path))
    root = parts(bytes_of(write_brief, reports.make_report(), template=path))["word/styles.xml"]
    key = docx.oxml.ns.qn("w:styleId")
    identifiers = [style.get(key) for style in root.iter(docx.oxml.ns.qn("w:style"))]
    assert len(set(identifiers)) == len(identifiers)


def test_a_working_paper_on_a_template_with_special_first_pages_says_so_on_each(tmp_path: Path) -> None:
    path = tmp_path / "first.docx"
    template = docx.Document()
    template.sections[0].different_first_page_header_footer = True
    template.settings.odd_and_even_pages_header_footer = True
    template.save(str(path))
    section = opened(bytes_of(write_brief, reports.make_walkabout_report(), template=path)).sections[0]
    for header in (section.header, section.first_page_header, section.even_page_header):
        assert header.paragraphs[0].text == "WORKING PAPER – not for publication"


def test_a_link_to_another_file_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "linked.docx"
    template = docx.Document()
    part = template.part._settings_part
    relation = part.relate_to("file://server/share/council.dotx", ATTACHED, is_external=True)
    attached = docx.oxml.OxmlElement("w:attachedTemplate")
    attached.set(docx.oxml.ns.qn("r:id"), relation)
    template.settings.element.insert(1, attached)
    template.save(str(path))
    assert "council.dotx" not in all_text(bytes_of(write_brief, reports.make_report(), template=path))


ATTACHED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"


def _zip_of(**files: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


def _with_macros() -> bytes:
    out = BytesIO()
    docx.Document().save(out)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (lambda: None, "There is no template"),
        (lambda: b"plain text", "is not a Word document that can be read"),
        (lambda: _zip_of(a_xml="<a/>"), "is not a Word document. Give a .docx or .dotx file"),
        (lambda: _zip_of(**{"word__document_xml": "<a", "[Content_Types]_xml": "<a/>"}), "that can be read"),
        (_with_macros, "holds macros. Save it in Word as .docx or .dotx first"),
    ],
    ids=["missing", "text", "another zip", "broken", "macros"],
)
def test_a_bad_template_is_a_clear_sentence(content: Callable[[], bytes | None], message: str, tmp_path: Path) -> None:
    path = tmp_path / "council.docx"
    found = content()
    if found is not None:
        path.write_bytes(found)
    with pytest.raises(TemplateRefused, match=message):
        bytes_of(write_brief, reports.make_report(), template=path)


def test_a_directory_is_no_template(tmp_path: Path) -> None:
    with pytest.raises(TemplateRefused, match="cannot be read"):
        bytes_of(write_brief, reports.make_report(), template=tmp_path)


def test_the_language_of_the_document_can_be_welsh() -> None:
    document = opened(bytes_of(write_brief, reports.make_report(), language="cy-GB"))
    assert document.styles.element.find(f".//{docx.oxml.ns.qn('w:lang')}").get(docx.oxml.ns.qn("w:val")) == "cy-GB"
    assert document.core_properties.language == "cy-GB"
