"""A newsletter's Markdown as a page, as the text of a message and as its HTML: the same words, nothing from elsewhere.

Headings, paragraphs, lists, emphasis and links. HTML, pictures and code are none of it: a message that loads nothing
cannot tell that it was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from survey_app.rounds.mail_texts import PAGE

_READER = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).disable(
    ["code", "fence", "blockquote", "hr", "reference", "html_block", "lheading", "backticks", "image", "html_inline"]
)
_CLASSES = {
    "p": "govuk-body", "ul": "govuk-list govuk-list--bullet", "ol": "govuk-list govuk-list--number",
    "h3": "govuk-heading-s", "a": "govuk-link",
}  # fmt: skip
_STYLES = {
    "p": "margin:0 0 20px", "ul": "margin:0 0 20px;padding-left:24px", "ol": "margin:0 0 20px;padding-left:24px",
    "li": "margin:0 0 6px", "h3": "margin:28px 0 12px;font-size:22px;line-height:1.3", "a": "color:#0b5563",
}  # fmt: skip


def as_page(text: str) -> Markup:
    """The text as a page of ours shows it; nothing of it becomes a tag that its author wrote."""
    return Markup(_html(text, "class", _CLASSES))  # rendered from Markdown alone, with HTML turned off


def as_mail(text: str, *, title: str, more: str, signed: str, unsubscribe: str, partnership: str) -> str:
    """The HTML of a message. ``more`` is the whole address of the page on which forums are booked, if there is one."""
    head = f'<h1 style="margin:0 0 20px;font-size:28px;line-height:1.25">{escape(title)}</h1>'
    link = (
        f'<p style="margin:0 0 20px">Forums, and booking a place: '
        f'<a href="{escape(more)}" style="color:#0b5563">{escape(more)}</a></p>'
        if more
        else ""
    )
    foot = (
        f'<p style="margin:32px 0 0;padding-top:16px;border-top:1px solid #b1b4b6;font-size:16px;color:#505a5f">'
        f"{escape(signed).replace(chr(10), '<br>')}<br><br>To get no more e-mails like this from "
        f'{escape(partnership)}: <a href="{escape(unsubscribe)}" style="color:#0b5563">unsubscribe</a></p>'
    )
    return PAGE.format(title=escape(title), body=f"{head}{_html(text, 'style', _STYLES)}{link}{foot}")


def as_text(text: str, *, title: str, more: str, signed: str, unsubscribe: str, partnership: str) -> str:
    """The same as plain text."""
    parts = [title, *_plain(_READER.parse(_tidy(text)))]
    if more:
        parts.append(f"Forums, and booking a place:\n{more}")
    parts.append(signed)
    footer = f"\n--\nTo get no more e-mails like this from {partnership}:\n{unsubscribe}\n"
    return "\n\n".join(part for part in parts if part) + "\n" + footer


def _html(text: str, attribute: str, dresses: dict[str, str]) -> str:
    tokens = _READER.parse(_tidy(text))
    for token in _all(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3"  # those of the page or the message stand above
        if token.nesting == 1 and token.tag in dresses:
            token.attrSet(attribute, dresses[token.tag])
    return str(_READER.renderer.render(tokens, _READER.options, {})).strip()


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _all(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _plain(tokens: Iterable[Token]) -> Iterator[str]:
    """Each paragraph, heading and list in turn."""
    lines: list[str] = []
    numbers: list[int | None] = []
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            numbers.append(int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
            if not numbers:
                yield "\n".join(lines)
                lines = []
        elif token.type == "list_item_open":
            number = numbers[-1]
            lines.append(f"{'  ' * (len(numbers) - 1)}{'-' if number is None else f'{number}.'} ")
            numbers[-1] = number if number is None else number + 1
        elif token.type == "inline":
            said = _words(token.children or ())
            if numbers:
                lines[-1] += said
            else:
                yield said


def _words(children: Iterable[Token]) -> str:
    """The words of a line, and after those of a link its address."""
    said, began, address = "", 0, ""
    for child in children:
        if child.type == "link_open":
            began, address = len(said), str(child.attrGet("href") or "")
        elif child.type == "link_close":
            said += "" if said[began:] == address.removeprefix("mailto:") else f" ({address.removeprefix('mailto:')})"
        elif child.type in ("softbreak", "hardbreak"):
            said += "\n"
        else:
            said += child.content
    return said
