"""XLSForm's Markdown in labels and hints: headings, emphasis, lists, links and line breaks; never HTML of an author.

A label stands in places where only words in a row may (a legend, a radio's label), so that a text is rendered in two
parts: its first paragraph ``inline``, and whatever follows as ``rest``, a block of its own below.

Outputs (``${name}``) are put in after the Markdown was read, so that an answer is never taken for Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from survey_app.translating import gettext

Fill = Callable[[str], str]
"""The value of an output, by its name."""

LONGEST = 20_000
_OUTPUT = re.compile(r"\$\{\s*([^{}\s]+)\s*\}")
# In place of an output while the Markdown is read: letters of the private use area, which no text has.
_PLACE = re.compile("\ue000([0-9]+)\ue001")
_PLACE_IN_ADDRESS = re.compile("%EE%80%80([0-9]+)%EE%80%81")
_PRIVATE = re.compile("[\ue000\ue001]")
# Other tools take these tags of HTML in labels. Here their text stays and they go; any other "<" is a "<".
_TAGS = re.compile(r"</?(?:span|font|b|i|u|em|strong|center|div|p|small|big|h[1-6])(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LIST_LINE = re.compile(r"^(\s{0,3})([0-9]{1,9}[.)]|[-+*])(?=\s)", re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6})(?=[^#\s])", re.MULTILINE)

_READER = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20}).disable(
    ["code", "fence", "blockquote", "hr", "reference", "html_block", "lheading", "backticks", "image", "html_inline"]
)
_BLOCK_TAGS = {
    "p": "govuk-body", "ul": "govuk-list govuk-list--bullet", "ol": "govuk-list govuk-list--number",
    "heading": "govuk-heading-s",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text in its forms: in a row, the blocks after it, and without any marks."""

    inline: Markup
    rest: Markup
    block: Markup
    """The whole as blocks, for places where these may stand."""
    plain: str


def render(text: str | None, fill: Fill | None = None) -> Rendered:
    """Render an author's text, with its outputs filled in by ``fill`` (blank without it)."""
    read = _read((text or "")[:LONGEST])
    if read.still is not None:
        return read.still
    values = [(fill(name) if fill else "") for name in read.outputs]
    return Rendered(
        inline=_with_outputs(read.inline, read.outputs, values), rest=_with_outputs(read.rest, read.outputs, values),
        block=_with_outputs(read.block, read.outputs, values),
        plain=" ".join(_PLACE.sub(lambda match: values[int(match[1])], read.plain).split()),
    )  # fmt: skip


def plain_text(text: str | None, fill: Fill | None = None) -> str:
    """The words of a text without marks, for titles, messages and attributes."""
    return render(text, fill).plain


def outputs_of(text: str | None) -> tuple[str, ...]:
    """The names of the answers that a text shows."""
    return tuple(dict.fromkeys(_OUTPUT.findall(text or "")))


@dataclass(frozen=True, slots=True)
class _Read:
    inline: str
    rest: str
    block: str
    plain: str
    outputs: tuple[str, ...]
    still: Rendered | None
    """The text as it always is: with no outputs, nor links, which say in the language of the page where they open."""


@lru_cache(maxsize=4096)
def _read(text: str) -> _Read:
    """The text rendered, with places for its outputs; the same text is read once."""
    names: list[str] = []

    def place(match: re.Match[str]) -> str:
        names.append(match[1])
        return f"\ue000{len(names) - 1}\ue001"

    source = _tidied(_OUTPUT.sub(place, _PRIVATE.sub("", text)))
    tokens = _READER.parse(source)
    first, later = _split(tokens)
    plain = " ".join(_words(tokens))
    # Where a label begins with a list, its words stand in a row: a legend takes no list.
    inline = _html(first) if first else str(escape(plain))
    rest, block = _html(later) if first else "", _html(tokens)
    still = None if names or "</a>" in block or "</a>" in inline else _as_it_is(inline, rest, block, plain)
    return _Read(inline, rest, block, plain, tuple(names), still)


def _as_it_is(inline: str, rest: str, block: str, plain: str) -> Rendered:
    return Rendered(
        inline=Markup(inline), rest=Markup(rest), block=Markup(block),  # rendered just above
        plain=" ".join(plain.split()),
    )  # fmt: skip


def _tidied(text: str) -> str:
    """Without tags, and with a number before a single question ("1. Your name?") kept from becoming a list."""
    text = _TAGS.sub("", _BREAK.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()
    text = _HEADING.sub(r"\1 ", text)
    if len(_LIST_LINE.findall(text)) < 2:
        return _LIST_LINE.sub(lambda match: f"{match[1]}{match[2][:-1]}\\{match[2][-1]}", text)
    return _LIST_LINE.sub(lambda match: match[0], text)


def _split(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """The words of the first paragraph or heading, and the tokens after it."""
    if tokens and tokens[0].type in ("paragraph_open", "heading_open"):
        return [tokens[1]], tokens[3:]
    return [], tokens


def _html(tokens: list[Token]) -> str:
    for token in tokens:
        _dress(token)
        for child in token.children or ():
            _dress(child)
    return str(_READER.renderer.render(tokens, _READER.options, {})).strip()


def _dress(token: Token) -> None:
    """GOV.UK's classes on the elements; headings of an author stand below those of the page."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = "h2"
    if token.nesting == 1 and token.type != "link_open":
        kind = "heading" if token.type == "heading_open" else token.tag
        if kind in _BLOCK_TAGS:
            token.attrSet("class", _BLOCK_TAGS[kind])
    if token.type == "link_open":
        token.attrSet("class", "govuk-link")
        token.attrSet("rel", "noopener noreferrer")
        token.attrSet("target", "_blank")


def _words(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield "".join(_letters(token.children or ()))


def _letters(children: Iterable[Token]) -> Iterator[str]:
    for child in children:
        yield " " if child.type in ("softbreak", "hardbreak") else child.content


def _with_outputs(html: str, names: tuple[str, ...], values: list[str]) -> Markup:
    def in_text(match: re.Match[str]) -> str:
        at = int(match[1])
        return f'<span data-output="{escape(names[at])}">{escape(values[at])}</span>'

    def in_address(match: re.Match[str]) -> str:
        return quote(values[int(match[1])], safe="")

    html = html.replace("</a>", f'<span class="govuk-visually-hidden"> {gettext("(opens in a new tab)")}</span></a>')
    return Markup(_PLACE_IN_ADDRESS.sub(in_address, _PLACE.sub(in_text, html)))  # rendered just above
