"""The document that content is written into: our own look, or a council's template with the styles that it lacks."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Mm

from exports.documents.lists import add_list
from exports.documents.looks import CHARACTER_LOOKS, TABLE_LOOKS
from exports.documents.style_parts import (
    character_style,
    document_defaults,
    paragraph_style,
    paragraph_styles,
    style_id,
    table_style,
)
from exports.office_templates import WORD, read_template, unreadable

ENGLISH = "en-GB"
_KEPT_STYLES = ("Default Paragraph Font", "Normal Table", "No List")


def open_document(template: Path | None, *, language: str = ENGLISH) -> Document:
    """A document without content, in which every style that our content names exists.

    Parameters
    ----------
    template : Path or None
        A .docx or .dotx file: its styles, page set-up, headers and footers are used, its text is left out. A style of
        ours that it lacks is added. None is our own look.
    language : str
        The language of the text, such as ``en-GB`` or ``cy-GB``.

    Raises
    ------
    TemplateRefused
        Where the file is missing, is no Word document, or holds macros.
    """
    if template is None:
        document = docx.Document()
        _strip(document)
        _set_page(document)
    else:
        document = _read(template)
    _empty(document)
    _set_language(document, language, ours=template is None)
    _add_styles(document)
    return document


def write_default_template(out: Path | BinaryIO) -> None:
    """Write our own look as a document to edit: every style once, with its name."""
    document = open_document(None)
    for style in paragraph_styles():
        words = f"{style}: change how this looks with Modify Style, and keep its name."
        document.add_paragraph(words, style_named(document, style))
    for name in TABLE_LOOKS:
        table = document.add_table(2, 2, name)
        for place, words in enumerate((f"{name}: head", "Head", "A row", "1,234")):
            table.rows[place // 2].cells[place % 2].text = words
        document.add_paragraph("The text of a template is left out of documents; only its looks are used.")
    document.core_properties.title = "Template for Walkabout’s documents"
    document.core_properties.author = "Walkabout"
    document.save(str(out) if isinstance(out, Path) else out)


def style_named(document: Document, name: str) -> Any:
    """The style of this name. python-docx knows Word’s own under their usual names, but not those of contents."""
    return document.styles[name.lower() if name in ("TOC 1", "TOC 2") else name]


def _read(template: Path) -> Document:
    package = read_template(template, WORD)
    try:
        return docx.Document(package)
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError, AttributeError) as error:
        raise unreadable(template.name, WORD) from error


def _empty(document: Document) -> None:
    """Leave the page set-up of the last section, and nothing that points to another file."""
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    attached = document.settings.element.find(qn("w:attachedTemplate"))
    if attached is not None:
        document.settings.element.remove(attached)
        document.part._settings_part.rels.pop(attached.get(qn("r:id")), None)


def _strip(document: Document) -> None:
    """Take out the styles of python-docx's own template, which are Word's of 2013."""
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.find(qn("w:name")).get(qn("w:val")) not in _KEPT_STYLES:
            styles.remove(style)
    zoom = document.settings.element.find(qn("w:zoom"))
    if zoom is not None:
        zoom.set(qn("w:percent"), "100")  # which the standard requires and their template lacks
    part = document.part.numbering_part.element
    for one in list(part):
        part.remove(one)


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(26), Mm(22)
    section.header_distance, section.footer_distance = Mm(8), Mm(9)


def _set_language(document: Document, language: str, *, ours: bool) -> None:
    """Of the whole document. A template keeps its typeface."""
    styles = document.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    wanted = document_defaults(language)
    if ours or defaults is None:
        if defaults is not None:
            styles.remove(defaults)
        styles.insert(0, wanted)
    else:
        for lang in styles.iter(qn("w:lang")):
            lang.set(qn("w:val"), language)
        if next(defaults.iter(qn("w:lang")), None) is None:
            styles.replace(defaults, wanted)
    theme_language = document.settings.element.find(qn("w:themeFontLang"))
    if theme_language is not None:
        theme_language.set(qn("w:val"), language)
    document.core_properties.language = language


def _add_styles(document: Document) -> None:
    """Every style that is not there yet, under its own name."""
    styles = document.styles
    missing = [name for name in paragraph_styles() if _find(document, name, WD_STYLE_TYPE.PARAGRAPH) is None]
    ids = {
        name: _find(document, name, WD_STYLE_TYPE.PARAGRAPH) or _free_id(document, name) for name in paragraph_styles()
    }
    for name in missing:
        look = paragraph_styles()[name]
        number = add_list(document, look.numbered, indent=look.indent) if look.numbered else None
        styles.element.append(paragraph_style(name, look, ids, number))
    for name in CHARACTER_LOOKS:
        if _find(document, name, WD_STYLE_TYPE.CHARACTER) is None:
            styles.element.append(character_style(name, _free_id(document, name)))
    parent = _find(document, "Normal Table", WD_STYLE_TYPE.TABLE)
    for name in TABLE_LOOKS:
        if _find(document, name, WD_STYLE_TYPE.TABLE) is None:
            styles.element.append(table_style(name, _free_id(document, name), parent))


def _find(document: Document, name: str, kind: WD_STYLE_TYPE) -> str | None:
    """The identifier of a style of this name and kind. Word compares the names of its own in lower case."""
    for style in document.styles.element.findall(qn("w:style")):
        label = style.find(qn("w:name"))
        same = label is not None and label.get(qn("w:val")).casefold() == name.casefold()
        if same and style.get(qn("w:type"), "paragraph") == kind.name.lower():
            return str(style.get(qn("w:styleId")))
    return None


def _free_id(document: Document, name: str) -> str:
    """An identifier for a style of this name that no other style of the template has."""
    taken = {style.get(qn("w:styleId")) for style in document.styles.element.findall(qn("w:style"))}
    wanted = style_id(name)
    while wanted in taken:
        wanted += "0"
    return wanted
