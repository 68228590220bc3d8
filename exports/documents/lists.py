"""Bullets and numbers of lists, which Word keeps apart from the styles that use them."""

from __future__ import annotations

from typing import Literal

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart

ListKind = Literal["bullet", "number"]
_LEVELS = {"bullet": ("bullet", "•"), "number": ("decimal", "%1.")}


def add_list(document: Document, kind: ListKind, *, indent: float) -> int:
    """Define a list with bullets or numbers, indented by so many points; returns the number it goes by."""
    root = _numbering(document)
    taken = [int(one.get(qn("w:abstractNumId"))) for one in root.findall(qn("w:abstractNum"))]
    abstract = max(taken, default=-1) + 1
    shape, text = _LEVELS[kind]
    twips = round(indent * 20)
    definition = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{twips}" w:hanging="{twips}"/></w:pPr></w:lvl></w:abstractNum>'
    )
    first = root.find(qn("w:num"))
    if first is None:
        root.append(definition)
    else:
        first.addprevious(definition)
    return _add_use(document, abstract)


def restart(document: Document, number: int) -> int:
    """A further use of the list with this number, which begins at 1 again."""
    root = _numbering(document)
    used = next(one for one in root.findall(qn("w:num")) if int(one.get(qn("w:numId"))) == number)
    return _add_use(document, int(used.find(qn("w:abstractNumId")).get(qn("w:val"))), begins_anew=True)


def _add_use(document: Document, abstract: int, *, begins_anew: bool = False) -> int:
    root = _numbering(document)
    uses = root.findall(qn("w:num"))
    number = max((int(one.get(qn("w:numId"))) for one in uses), default=0) + 1
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if begins_anew else ""
    use = parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{anew}</w:num>')
    if uses:
        uses[-1].addnext(use)
    else:
        last = root.findall(qn("w:abstractNum"))[-1]
        last.addnext(use)
    return number


def _numbering(document: Document):  # type: ignore[no-untyped-def]  # lxml's element, which python-docx leaves untyped
    """The root of the part with all lists, made where a template has none: python-docx does not make it."""
    package = document.part
    for relation in package.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            return relation.target_part.element
    element = parse_xml(f"<w:numbering {nsdecls('w')}/>")
    part = NumberingPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, element, package.package)
    package.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    return part.element
