"""The few marks that an editable page may use, turned into HTML: headings, lists, paragraphs and plain links.

``## Heading``, ``- item``, an empty line between paragraphs; addresses that begin with https:// and e-mail addresses
become links. Everything else is shown as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

LINK = re.compile(r"(https://[^\s<>\"]+[^\s<>\".,;:)])|([\w.+-]+@[\w-]+\.[\w.-]*\w)")


def render_page_text(text: str) -> Markup:
    """HTML of a page's text; nothing a person typed becomes a tag."""
    return Markup("\n").join(_blocks(text.replace("\r\n", "\n")))


def _blocks(text: str) -> Iterator[Markup]:
    """The HTML of each heading, list and paragraph in turn."""
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        while lines and lines[0].startswith("#"):
            yield _heading(lines.pop(0))
        first_item = next((number for number, line in enumerate(lines) if line.startswith("- ")), len(lines))
        if first_item:
            yield Markup('<p class="govuk-body">{}</p>').format(_inline(" ".join(lines[:first_item])))
        if lines[first_item:]:
            yield _list(lines[first_item:])


def _list(lines: list[str]) -> Markup:
    """A list; a line without a hyphen goes on with the item before it."""
    items: list[str] = []
    for line in lines:
        if line.startswith("- "):
            items.append(line[2:])
        else:
            items[-1] += " " + line
    entries = Markup("").join(Markup("<li>{}</li>").format(_inline(item)) for item in items)
    return Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>').format(entries)


def _heading(line: str) -> Markup:
    """``##`` is a section of the page, ``###`` one within it; the page's own title is the only first-level heading."""
    words = line.lstrip("#").strip()
    if line.startswith("###"):
        return Markup('<h3 class="govuk-heading-s">{}</h3>').format(_inline(words))
    return Markup('<h2 class="govuk-heading-m">{}</h2>').format(_inline(words))


def _inline(text: str) -> Markup:
    parts, position = [], 0
    for match in LINK.finditer(text):
        parts.append(escape(text[position : match.start()]))
        address = match[1] or f"mailto:{match[2]}"
        parts.append(Markup('<a class="govuk-link" href="{}">{}</a>').format(address, match[0]))
        position = match.end()
    parts.append(escape(text[position:]))
    return Markup("").join(parts)
