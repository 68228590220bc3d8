"""Elements of the standard's XML: their names, identifiers and texts."""

from __future__ import annotations

from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, indent, tostring

OURS = UUID("6f2a8f0e-3f0b-5d0c-9a55-8f6a4f1d7c21")  # the root of every identifier that we make from a name


def guid_of(*names: str) -> str:
    """An identifier made from names."""
    return str(uuid5(OURS, "\n".join(names)))


def plain_guid(guid: str) -> str:
    """An identifier without the braces that some programs write, in lower case."""
    return guid.strip().strip("{}").lower()


def xml_bytes(root: Element) -> bytes:
    """The document, indented where only elements stand."""
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def local_name(element: Element) -> str:
    """An element's name without its namespace, of which programs have written several."""
    return element.tag.rpartition("}")[2]


def children(element: Element | None, name: str) -> list[Element]:
    """The elements of a name right under one; none under none."""
    return [] if element is None else [child for child in element if local_name(child) == name]


def child(element: Element | None, name: str) -> Element | None:
    """The first of them."""
    return next(iter(children(element, name)), None)


def text_of(element: Element | None) -> str:
    """The text of an element; empty of none."""
    return "" if element is None else (element.text or "")
