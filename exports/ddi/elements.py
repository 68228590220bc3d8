"""Elements of a DDI codebook: text that XML can hold, in the language it is in."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from exports.plain_text import plain_text
from instruments.languages import language_code

NAMESPACE = "ddi:codebook:2_6"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
ENGLISH = "en"


def add(parent: Element, tag: str, text: str | None = None, /, **attributes: str | None) -> Element:
    """Add an element; attributes without a value are left out.

    The root names the namespace of them all: a prefix for it would be one for the whole process, and other libraries
    take the empty one for theirs.
    """
    found = SubElement(parent, tag, {name: value for name, value in attributes.items() if value is not None})
    if text is not None:
        found.text = plain_text(text)
    return found


def add_text(parent: Element, tag: str, text: str | None, /, **attributes: str | None) -> None:
    """Add an element if there is something to say."""
    if text is not None and plain_text(text):
        add(parent, tag, text, **attributes)


def add_translated(parent: Element, tag: str, text: str, language: str, default: str, **attributes: str | None) -> None:
    """Add a text in the language that it is in; other languages than the form's own are marked as translations."""
    found = add(parent, tag, text, **attributes)
    code = language_code(language) or ENGLISH
    found.set(LANGUAGE, code)
    if language != default:
        found.set("isTranslated", "true")
        found.set("translationSourceLanguage", language_code(default) or ENGLISH)
