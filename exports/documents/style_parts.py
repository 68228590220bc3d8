"""The styles as WordprocessingML, made from the table of looks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from exports.documents.looks import CELL_GAP, CHARACTER_LOOKS, LOOKS, TABLE_LOOKS, Look
from exports.formats import FONT

BUILT_IN = {  # Word stores these in lower case
    "Heading 1": "heading 1", "Heading 2": "heading 2", "Heading 3": "heading 3", "Caption": "caption",
    "Header": "header", "Footer": "footer", "TOC 1": "toc 1", "TOC 2": "toc 2",
}  # fmt: skip
HEXES = 20  # twentieths of a point


def style_id(name: str) -> str:
    """The identifier that we give a style of this name."""
    return "TOCHeading" if name == "TOC Heading" else name.replace(" ", "")


def paragraph_style(name: str, look: Look, ids: Mapping[str, str], number: int | None) -> Any:
    """One paragraph style; ``ids`` are the identifiers of the styles that it refers to, ``number`` its list."""
    normal = name == "Normal"
    parts = [f"<w:name w:val={quoteattr(BUILT_IN.get(name, name))}/>"]
    if not normal:
        parts.append(f'<w:basedOn w:val="{ids[look.based_on]}"/>')
    if look.next and look.next in ids and look.next != name:
        parts.append(f'<w:next w:val="{ids[look.next]}"/>')
    parts.append(f'<w:uiPriority w:val="{1 if normal else 9}"/><w:qFormat/>')
    parts.append(f"<w:pPr>{_paragraph_properties(look, number)}</w:pPr><w:rPr>{_run_properties(look)}</w:rPr>")
    default = ' w:default="1"' if normal else ""
    custom = ' w:customStyle="1"' if name.startswith("Walkabout") else ""
    return _parse("paragraph", f'{default}{custom} w:styleId="{ids[name]}"', "".join(parts))


def _parse(kind: str, attributes: str, inner: str) -> Any:
    found = parse_xml(f'<w:style {nsdecls("w")} w:type="{kind}"{attributes}>{inner}</w:style>')
    return found


def _paragraph_properties(look: Look, number: int | None) -> str:
    """In the order that the schema wants."""
    found = "<w:keepNext/><w:keepLines/>" if look.keep_next else ""
    found += '<w:widowControl w:val="1"/>'
    if number is not None:
        found += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    if look.rule_left or look.pad:
        pad = look.fill if look.pad else None
        top, bottom = (_border(side, pad, 4, round(look.pad)) for side in ("top", "bottom"))
        found += f"<w:pBdr>{top}{_border('left', look.rule_left, 24, 8)}{bottom}</w:pBdr>"
    if look.fill:
        found += f'<w:shd w:val="clear" w:color="auto" w:fill="{look.fill[1:]}"/>'
    before, after = round(look.before * HEXES), round(look.after * HEXES)
    found += f'<w:spacing w:before="{before}" w:after="{after}" w:line="{round(look.line * 240)}" w:lineRule="auto"/>'
    hanging = f' w:hanging="{round(look.hanging * HEXES)}"' if look.hanging else ""
    found += f'<w:ind w:left="{round(look.indent * HEXES)}"{hanging}/>'
    found += f'<w:jc w:val="{look.align}"/>'
    return found + (f'<w:outlineLvl w:val="{look.outline}"/>' if look.outline is not None else "")


def _border(side: str, colour: str | None, width: int, space: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{width}" w:space="{space}" w:color="{colour[1:]}"/>' if colour else ""


def _run_properties(look: Look) -> str:
    weight = ("<w:b/><w:bCs/>" if look.bold else "") + ("<w:i/><w:iCs/>" if look.italic else "")
    size = round(look.size * 2)
    return f'{weight}<w:color w:val="{look.colour[1:]}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def character_style(name: str, identifier: str) -> Any:
    """One style of words within a paragraph."""
    look = CHARACTER_LOOKS[name]
    inner = ("<w:b/>" if look.get("bold") else "") + ("<w:i/>" if look.get("italic") else "")
    colour = look.get("colour")
    inner += f'<w:color w:val="{str(colour)[1:]}"/>' if colour else ""
    custom = ' w:customStyle="1"' if name.startswith("Walkabout") else ""
    words = f'<w:name w:val="{name}"/><w:uiPriority w:val="10"/><w:qFormat/><w:rPr>{inner}</w:rPr>'
    return _parse("character", f'{custom} w:styleId="{identifier}"', words)


def table_style(name: str, identifier: str, parent: str | None) -> Any:
    """A table with a rule under each row; the first row is its head."""
    look, margin = TABLE_LOOKS[name], round(CELL_GAP * HEXES)
    rule, head_rule = look["rule"][1:], look["head_rule"][1:]
    inner = (
        f'<w:name w:val="{name}"/>'
        + (f'<w:basedOn w:val="{parent}"/>' if parent else "")
        + '<w:uiPriority w:val="20"/><w:qFormat/><w:tblPr><w:tblBorders>'
        f'<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{rule}"/>'
        f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{rule}"/></w:tblBorders>'
        f'<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar>'
        '</w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="12" w:space="0" w:color="{head_rule}"/></w:tcBorders>'
        '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    )
    return _parse("table", f' w:customStyle="1" w:styleId="{identifier}"', inner)


def document_defaults(language: str) -> Any:
    """The typeface and the language of everything that says nothing else."""
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
    found = parse_xml(
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>{fonts}"
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    return found


def paragraph_styles() -> Mapping[str, Look]:
    """Every paragraph style, in the order in which they may refer back to each other."""
    return LOOKS
