"""A codeframe as elements of the standard."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from analysis.coding.codeframe.frame import Codeframe
from analysis.coding.codeframe.theme import ThemeText
from analysis.coding.exchange.descriptions import description_of
from analysis.coding.exchange.elements import guid_of
from analysis.coding.exchange.refusals import refuse


def add_codes(parent: Element, codeframe: Codeframe) -> None:
    """The themes as nested codes."""
    if not len(codeframe):
        raise refuse("The codeframe has no theme, and a codebook of REFI-QDA needs one.")
    codes = SubElement(parent, "Codes")
    waiting: list[tuple[Element, ThemeText]] = [(codes, theme) for theme in reversed(codeframe.children_of(None))]
    while waiting:
        under, theme = waiting.pop()
        code = SubElement(
            under, "Code", {"guid": theme_guid(codeframe, theme.name), "name": theme.label, "isCodable": "true"}
        )
        if description := description_of(theme):
            SubElement(code, "Description").text = description
        waiting += [(code, child) for child in reversed(codeframe.children_of(theme.name))]


def add_set(sets: Element, codeframe: Codeframe, reference: str) -> None:
    """The title, the version and the order. ``reference`` is what the attribute of a member is called."""
    own = SubElement(sets, "Set", {"guid": guid_of("set", codeframe.title), "name": codeframe.title})
    SubElement(own, "Description").text = f"Codeframe, version {codeframe.version}"
    for theme in codeframe:
        SubElement(own, "MemberCode", {reference: theme_guid(codeframe, theme.name)})


def theme_guid(codeframe: Codeframe, name: str) -> str:
    """The same for a theme in every version, so that other programs know it again."""
    return guid_of("theme", codeframe.title, name)
