"""The words of invitations and reminders, as text and as HTML that loads nothing from anywhere."""

from __future__ import annotations

import re
from html import escape

from survey_app.rounds.models import Round

INVITATION = """\
Dear {name},

{partnership} would like to hear from you: {title}.

{introduction}Your personal link:
{link}

It is meant for you alone. {promise}{closes}

If you have had a message like this before, only the newest link works.
"""
REMINDER = """\
Dear {name},

{partnership} asked for your answers to {title}, and has none from you yet. \
If you would like to be heard, there is still time.{closes}

Your personal link:
{link}

It is meant for you alone and takes the place of the one in earlier messages. {promise}

{last}
"""
ANONYMOUS = "It shows that you have answered, so that you are not reminded; nobody can tell which answers are yours."
NAMED = "Your answers are seen together with your name by the people who work on them."
MORE, NO_MORE = "Whoever answers is not reminded again.", "This is the last reminder."
FOOTER = "\n--\nTo get no more e-mails like this from {partnership}:\n{unsubscribe}\n"
LINK, UNSUBSCRIBE = "{link}", "{unsubscribe}"


def invitation_text(round_: Round, name: str) -> str:
    """An invitation with places left for the link and for the way to unsubscribe."""
    return _written(INVITATION, round_, name)


def reminder_text(round_: Round, name: str, *, is_last: bool) -> str:
    """A reminder, with the same places left."""
    return _written(REMINDER, round_, name, last=NO_MORE if is_last else MORE)


def _written(template: str, round_: Round, name: str, **more: str) -> str:
    partnership = _plain(round_.partnership.name)
    written = template.format(
        name=_plain(name) or "colleague",
        partnership=partnership,
        title=_plain(round_.title),
        introduction=f"{_plain(round_.introduction)}\n\n" if round_.introduction else "",
        link=LINK,
        promise=ANONYMOUS if round_.anonymous else NAMED,
        closes=f" The last day is {round_.closes_on:%-d %B %Y}." if round_.closes_on else "",
        **more,
    )
    boards = _plain(round_.partnership.boards.strip())
    if boards:
        written += f"\n{boards}\n"
    return written + FOOTER.format(partnership=partnership, unsubscribe=UNSUBSCRIBE)


def _plain(text: str) -> str:
    """What people wrote, without what would be taken for a place of ours."""
    return text.replace(LINK, "").replace(UNSUBSCRIBE, "")


def filled(text: str, *, link: str, unsubscribe: str) -> str:
    """The text with its addresses."""
    return text.replace(LINK, link).replace(UNSUBSCRIBE, unsubscribe)


_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>'
    '<body style="margin:0;padding:24px;background:#ffffff;color:#0b0c0c;font:18px/1.5 Helvetica,Arial,sans-serif">'
    '<div style="max-width:560px;margin:0 auto">{body}</div></body></html>'
)
BUTTON = (
    '<a href="{address}" style="display:inline-block;padding:12px 20px;background:#0b5563;color:#ffffff;'
    'font-weight:bold;text-decoration:none;border-radius:4px">Open the questions</a>'
)


def html_of(text: str, *, title: str, link: str, unsubscribe: str) -> str:
    """The same words as HTML: no picture, no style sheet, no script, nothing that tells that it was read."""
    body, _, footer = text.partition("\n--\n")
    parts = [_paragraph(part, link) for part in re.split(r"\n{2,}", body.strip())]
    if footer:
        partnership = escape(footer.strip().splitlines()[0].removesuffix(":"))
        parts.append(
            f'<p style="margin:32px 0 0;padding-top:16px;border-top:1px solid #b1b4b6;font-size:16px;color:#505a5f">'
            f'{partnership}: <a href="{escape(unsubscribe)}" style="color:#0b5563">unsubscribe</a></p>'
        )
    return PAGE.format(title=escape(title), body="".join(parts))


def _paragraph(text: str, link: str) -> str:
    lines = [line.strip() for line in text.splitlines()]
    if lines and lines[-1] == link:
        above = escape(" ".join(lines[:-1]))
        return (
            f'<p style="margin:0 0 8px">{above}</p><p style="margin:0 0 8px">{BUTTON.format(address=escape(link))}</p>'
            f'<p style="margin:0 0 20px;font-size:16px;word-break:break-all">{escape(link)}</p>'
        )
    said = _ADDRESS.sub(
        lambda found: f'<a href="{found[0]}" style="color:#0b5563">{found[0]}</a>', escape("\n".join(lines))
    )
    return f'<p style="margin:0 0 20px">{said.replace(chr(10), "<br>")}</p>'
