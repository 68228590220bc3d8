"""What a paper form is drawn with: styles, lines to write on, boxes to tick, tables, page numbers.

python-docx has no word for some of these (borders, fields, a table's heading row); they are set in Word's own XML.
"""

from __future__ import annotations

from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from exports.plain_text import plain_text

BOX = "\u2610"  # an empty ballot box, read out as such
INK = RGBColor(0x0B, 0x0C, 0x0C)
GREY = RGBColor(0x50, 0x5A, 0x5F)
RULE = "8A9296"
_KEPT_STYLES = ("Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Header", "Footer", "Table Grid")

HINT = "Form hint"
INSTRUCTION = "Form instruction"
QUESTION = "Form question"
CHOICE = "Form choice"
LINE = "Form line"


def new_document(title: str, language_code: str) -> WordDocument:
    """An empty A4 document with the form's styles, its title and its language set for screen readers."""
    document = Document()
    _drop_unused_styles(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.8)
    document.core_properties.title = plain_text(title, 200)
    document.core_properties.language = language_code
    document.core_properties.author = ""
    _make_styles(document, language_code)
    return document


def _drop_unused_styles(document: WordDocument) -> None:
    """Without the template's 150 styles for other documents, which python-docx goes through for every paragraph."""
    for style in list(document.styles):
        kept = style.name in _KEPT_STYLES or style.element.get(qn("w:default")) == "1"
        if not kept:
            style.delete()


def _make_styles(document: WordDocument, language_code: str) -> None:
    styles = document.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = "Arial", Pt(11), INK
    normal.paragraph_format.space_after = Pt(4)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), language_code)
    normal.element.get_or_add_rPr().append(language)
    sizes = (
        ("Title", 24, 0),
        ("Heading 1", 17, 18),
        ("Heading 2", 13, 12),
        ("Heading 3", 11, 10),
        ("Heading 4", 11, 8),
    )
    for name, size, before in sizes:
        style = styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.color.rgb = "Arial", Pt(size), True, INK
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)
        style.paragraph_format.keep_with_next = True
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts = style.element.rPr.rFonts
            fonts.attrib.pop(qn(attribute), None)
    _remove_border(styles["Title"].element)
    rows = (
        (QUESTION, 11, True, INK, 12, 2), (HINT, 10, False, GREY, 0, 2), (INSTRUCTION, 10, False, GREY, 0, 3),
        (CHOICE, 11, False, INK, 0, 3), (LINE, 14, False, INK, 4, 0),
    )  # fmt: skip
    for name, size, bold, colour, before, after in rows:
        style = styles.add_style(name, 1)
        style.base_style = normal
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, colour
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = name in (QUESTION, HINT, INSTRUCTION)
        style.paragraph_format.keep_together = True
    styles[INSTRUCTION].font.italic = True
    styles[CHOICE].paragraph_format.left_indent = Cm(0.9)
    styles[CHOICE].paragraph_format.first_line_indent = Cm(-0.7)


def _remove_border(element: object) -> None:
    for border in element.findall(f".//{qn('w:pBdr')}"):  # type: ignore[attr-defined]
        border.getparent().remove(border)


def write_footer(document: WordDocument, text: str) -> None:
    """What the form is, and which page of how many, at the foot of every page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(f"{plain_text(text, 120)}  \u00b7  page ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES")
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(9), GREY


def _field(paragraph: Paragraph, instruction: str) -> None:
    """A number that Word works out when it lays out the page."""
    for kind, text in (("begin", None), (None, instruction), ("separate", None), ("shown", "1"), ("end", None)):
        run = paragraph.add_run(text if kind == "shown" else None)
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), str(kind))
            run._r.append(mark)
        elif kind is None:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = instruction
            run._r.append(code)


def add_lines(document: WordDocument, count: int) -> None:
    """Lines to write on."""
    for number in range(count):
        paragraph = document.add_paragraph(style=LINE)
        paragraph.paragraph_format.keep_with_next = number < count - 1
        borders = OxmlElement("w:pBdr")
        # Word joins the borders of neighbours that look alike into one box; "between" keeps a line under each.
        for side in ("bottom", "between"):
            line = OxmlElement(f"w:{side}")
            for key, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", RULE)):
                line.set(qn(f"w:{key}"), value)
            borders.append(line)
        paragraph._p.get_or_add_pPr().append(borders)


def add_choices(document: WordDocument, labels: Sequence[str], box: str = BOX) -> None:
    """Boxes to tick, one under the other."""
    for number, label in enumerate(labels):
        paragraph = document.add_paragraph(f"{box}  {label}", style=CHOICE)
        paragraph.paragraph_format.keep_with_next = number < len(labels) - 1


def add_table(
    document: WordDocument, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
) -> None:
    """A table whose first row is its heading, repeated on every page; ``widths`` in centimetres."""
    table = document.add_table(rows=1, cols=len(header), style="Table Grid")
    table.autofit = False
    _fill(table.rows[0].cells, header, bold=True)
    _mark_heading(table)
    for row in rows:
        _fill(table.add_row().cells, row)
    _set_widths(table, widths)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def add_answer_table(
    document: WordDocument, groups: Sequence[tuple[str, Sequence[tuple[str, str, str, float]]]]
) -> None:
    """Questions at the left and room for their answers at the right, under a line that says when they are asked.

    A row is a question, its hint, what stands in the answer's cell, and that cell's height in centimetres.
    """
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for when, rows in groups:
        if when:
            cells = table.add_row().cells
            _fill([cells[0].merge(cells[1])], [when], bold=True)
            cells[0].paragraphs[0].paragraph_format.keep_with_next = True
        for question, hint, answer, height in rows:
            row = table.add_row()
            row.height = Cm(height)
            _fill(row.cells, [question, answer])
            if hint:
                beneath = row.cells[0].add_paragraph(hint, style=HINT)
                beneath.paragraph_format.keep_with_next = False
    _set_widths(table, (5.5, 11.5))
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _set_widths(table: Table, widths: Sequence[float]) -> None:
    """Word goes by the cells, LibreOffice by the columns."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        _keep_whole(row._tr)
        if len(row._tr.tc_lst) == len(widths):
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Cm(width)


def _fill(cells: Sequence[_Cell], texts: Sequence[str], *, bold: bool = False) -> None:
    for cell, text in zip(cells, texts, strict=True):
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(text)
        run.font.bold, run.font.size = bold, Pt(10)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        if text == BOX:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _mark_heading(table: Table) -> None:
    mark = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(mark)


def _keep_whole(row: object) -> None:
    mark = OxmlElement("w:cantSplit")
    row.get_or_add_trPr().append(mark)  # type: ignore[attr-defined]
