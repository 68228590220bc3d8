"""The presentation that slides are made in: our own look at 16:9, or a council's template with layouts like ours."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, BinaryIO

import pptx
from pptx.dml.color import RGBColor
from pptx.exc import PackageNotFoundError
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Inches, Pt

from exports.documents.looks import INK
from exports.formats import ACCENT, BANNER_FILL, BAR_GREY, FONT, MUTED, PALE, RULE
from exports.office_templates import POWERPOINT, TemplateRefused, read_template, unreadable

TITLE, CONTENT, TWO = "Title Slide", "Title and Content", "Two Content"
LAYOUTS = (TITLE, CONTENT, TWO)
Box = tuple[float, float, float, float]  # left, top, width and height in inches
SIZE = (13.333, 7.5)
_MARGIN = 0.75
_WIDE = SIZE[0] - 2 * _MARGIN
BOXES: dict[str, dict[str, Box]] = {
    "master": {
        "title": (_MARGIN, 0.55, _WIDE, 1.05), "body": (_MARGIN, 1.85, _WIDE, 4.85),
        "dt": (_MARGIN, 7.0, 1.5, 0.3), "ftr": (_MARGIN, 6.98, 10.6, 0.32), "sldNum": (11.58, 6.98, 1.0, 0.32),
    },
    TITLE: {"ctrTitle": (1.1, 1.7, 10.8, 2.2), "subTitle": (1.1, 4.1, 10.8, 1.5)},
    TWO: {"1": (_MARGIN, 1.85, 7.5, 4.85), "2": (8.65, 1.85, 3.93, 4.85)},
}  # fmt: skip
THEME_COLOURS = {
    "dk1": INK, "lt1": "#ffffff", "dk2": BANNER_FILL, "lt2": "#f2f5f6", "accent1": ACCENT, "accent2": BAR_GREY,
    "accent3": PALE, "accent4": "#6a9ba6", "accent5": MUTED, "accent6": RULE, "hlink": ACCENT, "folHlink": MUTED,
}  # fmt: skip
TITLE_SIZE, COVER_SIZE, BODY_SIZE, FOOT_SIZE = 28, 40, 20, 10


def open_presentation(template: Path | None) -> Any:
    """A presentation without slides, which has a layout for each kind of slide.

    Raises
    ------
    TemplateRefused
        Where the template cannot be read, or has no layout with a title and content.
    """
    if template is None:
        return _own()
    package = read_template(template, POWERPOINT)
    try:
        presentation = pptx.Presentation(package)
        _remove_slides(presentation)
        layouts_of(presentation)
    except TemplateRefused:
        raise
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError, AttributeError) as error:
        raise unreadable(template.name, POWERPOINT) from error
    return presentation


def layouts_of(presentation: Any) -> dict[str, Any]:
    """A layout for each kind of slide: the one of this name, else the first with the places that it needs."""
    found: dict[str, Any] = {}
    wanted = {TITLE: (True, 0, 1), CONTENT: (True, 1, 1), TWO: (True, 2, 2)}
    for name, (_, least, most) in wanted.items():
        usable = [one for one in presentation.slide_layouts if title_of(one) is not None]
        usable = [one for one in usable if name == TITLE or least <= len(contents_of(one)) <= most]
        named = [one for one in usable if one.name == name]
        if named or usable:
            found[name] = (named or usable)[0]
    if CONTENT not in found:
        raise TemplateRefused(
            "The slide template has no layout with a title and one place for content. Add one, such as PowerPoint’s "
            "own “Title and Content”."
        )
    return {TITLE: found.get(TITLE, found[CONTENT]), CONTENT: found[CONTENT], TWO: found.get(TWO, found[CONTENT])}


def title_of(holder: Any) -> Any:
    """The title of a slide or layout; None where it has none."""
    kinds = ("TITLE", "CENTER_TITLE")
    return next((one for one in holder.placeholders if one.placeholder_format.type.name in kinds), None)


def contents_of(holder: Any) -> list[Any]:
    """The places for content of a slide or layout, from left to right."""
    kinds = ("OBJECT", "BODY", "SUBTITLE")
    found = [one for one in holder.placeholders if one.placeholder_format.type.name in kinds]
    return sorted(found, key=lambda one: (one.left or 0, one.top or 0))


def rgb(colour: str) -> Any:
    """A colour for python-pptx."""
    return RGBColor.from_string(colour[1:].upper())  # type: ignore[no-untyped-call]


def write_default_slide_template(out: Path | BinaryIO) -> None:
    """Write our own look as a presentation to edit."""
    presentation = _own()
    for name, layout in layouts_of(presentation).items():
        slide = presentation.slides.add_slide(layout)
        title_of(
            slide
        ).text_frame.text = f"{name}: change how this looks in the slide master, and keep the layout’s name"
        for content in contents_of(slide):
            content.text_frame.text = "The slides of a template are left out; its layouts are used."
    presentation.core_properties.title = "Template for Walkabout’s slides"
    presentation.core_properties.author = "Walkabout"
    presentation.save(str(out) if isinstance(out, Path) else out)


def _remove_slides(presentation: Any) -> None:
    listed = presentation.slides._sldIdLst
    for one in list(listed):
        presentation.part.drop_rel(one.rId)
        listed.remove(one)


def _own() -> Any:
    presentation: Any = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = Inches(SIZE[0]), Inches(SIZE[1])
    for layout in list(presentation.slide_layouts):
        if layout.name not in LAYOUTS:
            presentation.slide_layouts.remove(layout)
    master = presentation.slide_masters[0]
    _dress_theme(master)
    _dress_master(master)
    for layout in presentation.slide_layouts:
        _place(layout, BOXES.get(layout.name, {}))
        _speak_english(layout._element)
        for one in layout.placeholders:
            if one.placeholder_format.type.name == "DATE":
                one._element.getparent().remove(one._element)
        if layout.name == TITLE:
            _dress_cover(layout)
    return presentation


def _dress_theme(master: Any) -> None:
    """Our colours and typeface, in place of Office's."""
    part = next(rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
    text = part.blob.decode("utf-8")
    for name, colour in THEME_COLOURS.items():
        text = re.sub(
            rf"<a:{name}>.*?</a:{name}>",
            f'<a:{name}><a:srgbClr val="{colour[1:].upper()}"/></a:{name}>',
            text,
            flags=re.S,
        )
    text = re.sub(r'(<a:m(?:ajor|inor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", text)
    part._blob = text.encode("utf-8")


def _dress_master(master: Any) -> None:
    _place(master, BOXES["master"])
    _speak_english(master._element)
    styles = master._element.find(qn("p:txStyles"))
    title = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    _set_text(title, TITLE_SIZE, "accent1", bold=True)
    for level, size in ((1, BODY_SIZE), (2, 18), (3, 16), (4, 14), (5, 14)):
        style = styles.find(qn("p:bodyStyle")).find(qn(f"a:lvl{level}pPr"))
        _set_text(style, size, "tx1")
        if level == 1:
            style.set("marL", str(Pt(16)))
            style.set("indent", str(-Pt(16)))
            before = style.find(qn("a:spcBef"))
            before[:] = [parse_xml(f'<a:spcPts {nsdecls("a")} val="900"/>')]
    for one in master.placeholders:
        kind = one.placeholder_format.type.name
        frame = one._element.find(qn("p:txBody")).find(qn("a:bodyPr"))
        if kind in ("TITLE", "BODY"):
            frame.set("anchor", "b" if kind == "TITLE" else "t")
            for inset in ("lIns", "rIns"):
                frame.set(inset, "0")
            for child in list(frame):
                frame.remove(child)
        elif kind in ("FOOTER", "SLIDE_NUMBER"):
            level = one._element.find(qn("p:txBody")).find(qn("a:lstStyle")).find(qn("a:lvl1pPr"))
            level.set("algn", "l" if kind == "FOOTER" else "r")
            _set_text(level, FOOT_SIZE, "accent5")
            for inset in ("lIns", "rIns"):
                frame.set(inset, "0")


def _set_text(style: Any, size: int, colour: str, *, bold: bool = False) -> None:
    run = style.find(qn("a:defRPr"))
    run.set("sz", str(size * 100))
    run.set("b", "1" if bold else "0")
    fill = run.find(qn("a:solidFill"))
    fill[:] = [parse_xml(f'<a:schemeClr {nsdecls("a")} val="{colour}"/>')]


def _place(holder: Any, boxes: dict[str, Box]) -> None:
    """Put placeholders where they belong, by their kind or their number."""
    for one in holder.placeholders:
        mark = one._element.find(".//" + qn("p:ph"))
        box = boxes.get(mark.get("type") or mark.get("idx", "")) or boxes.get(mark.get("idx", ""))
        if box is not None:
            one.left, one.top, one.width, one.height = map(Inches, box)


def _speak_english(element: Any) -> None:
    for one in element.iter(qn("a:rPr"), qn("a:endParaRPr"), qn("a:defRPr")):
        if one.get("lang"):
            one.set("lang", "en-GB")


def _dress_cover(layout: Any) -> None:
    """A large title over a subtitle, beside a bar in the accent colour."""
    for one in layout.placeholders:
        kind = one.placeholder_format.type.name
        style = one._element.find(qn("p:txBody")).find(qn("a:lstStyle"))
        if kind == "CENTER_TITLE":
            style[:] = [_level(COVER_SIZE)]
        elif kind == "SUBTITLE":
            style[:] = [_level(BODY_SIZE, "accent5", plain=True)]
    tree = layout.shapes._spTree
    tree.insert(
        2,
        parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="90" name="Bar"/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
            f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{Inches(0.3)}" cy="{Emu(Inches(SIZE[1]))}"/>'
            '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="accent1"/>'
            "</a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
        ),
    )


def _level(size: int, colour: str = "accent1", *, plain: bool = False) -> Any:
    return parse_xml(
        f'<a:lvl1pPr {nsdecls("a")} marL="0" indent="0" algn="l"><a:buNone/><a:defRPr sz="{size * 100}" '
        f'b="{0 if plain else 1}"><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
    )
