"""A codeframe from elements of the standard, ours or another program's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from analysis.coding.codeframe.frame import Codeframe
from analysis.coding.codeframe.names import theme_name
from analysis.coding.codeframe.problems import CodeframeInvalid
from analysis.coding.codeframe.theme import ThemeText
from analysis.coding.exchange.descriptions import texts_of
from analysis.coding.exchange.elements import child, children, plain_guid, text_of
from analysis.coding.exchange.refusals import ExchangeRefused, refuse

VERSION = re.compile(r"Codeframe, version ([1-9]\d{0,8})")
Code = tuple[str, str | None, str, dict[str, str]]  # identifier, the parent's, label, texts


def codeframe_in(codebook: Element, sets_in: Element, title: str) -> tuple[Codeframe, dict[str, str]]:
    """The codeframe of a codebook, and the theme's name of each code's identifier."""
    found = list(_codes(child(codebook, "Codes")))
    if not found:
        raise refuse("The codebook has no codes.")
    names = _named(found)
    if len(names) < len(found):
        raise refuse("Two codes of the codebook have the same identifier.")
    themes = {guid: _theme(names, guid, parent, label, texts) for guid, parent, label, texts in found}
    order, version = list(themes), 1
    for one in children(child(sets_in, "Sets"), "Set"):
        members = [_member(member) for member in children(one, "MemberCode")]
        described = VERSION.fullmatch(text_of(child(one, "Description")))
        if described and len(members) == len(themes) and set(members) == set(themes):
            order, title, version = members, one.get("name", title), int(described[1])
            break
    try:
        frame = Codeframe(title=title, version=version, themes=_distinct_labels([themes[guid] for guid in order]))
    except CodeframeInvalid as error:
        raise ExchangeRefused(error.problems) from error
    return frame, names


def _codes(codes: Element | None) -> Iterator[Code]:
    """Every code, a parent before its children."""
    waiting: list[tuple[Element, str | None]] = [(code, None) for code in reversed(children(codes, "Code"))]
    while waiting:
        code, parent = waiting.pop()
        guid, label = plain_guid(code.get("guid", "")), " ".join(code.get("name", "").split("\n"))
        if not guid:
            raise refuse(f"The code '{label}' has no identifier.")
        yield guid, parent, label, texts_of(text_of(child(code, "Description")))
        waiting += [(inner, guid) for inner in reversed(children(code, "Code"))]


def _named(codes: list[Code]) -> dict[str, str]:
    """A name for each code: its own where it brings one, otherwise one made of its label."""
    names = {guid: texts["name"] for guid, _, _, texts in codes if "name" in texts}
    taken = set(names.values())
    for guid, _, label, _ in codes:
        if guid not in names:
            names[guid] = theme_name(label, taken)
            taken.add(names[guid])
    return names


def _theme(names: dict[str, str], guid: str, parent: str | None, label: str, texts: dict[str, str]) -> ThemeText:
    return ThemeText(
        name=names[guid],
        label=label,
        definition=texts["definition"],
        include=texts.get("include", ""),
        exclude=texts.get("exclude", ""),
        example=texts.get("example", ""),
        parent=None if parent is None else names[parent],
    )


def _distinct_labels(themes: list[ThemeText]) -> tuple[ThemeText, ...]:
    """Codes of one name under different parents are told apart by the parent's."""
    labels = {theme.name: theme.label for theme in themes}
    often: dict[str, int] = {}
    for theme in themes:
        plain = theme.label.strip().casefold()
        often[plain] = often.get(plain, 0) + 1
    return tuple(
        replace(theme, label=f"{theme.label} ({labels[theme.parent]})")
        if theme.parent is not None and often[theme.label.strip().casefold()] > 1
        else theme
        for theme in themes
    )


def _member(member: Element) -> str:
    return plain_guid(member.get("guid") or member.get("targetGUID") or "")
