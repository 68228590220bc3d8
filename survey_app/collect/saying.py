"""What a field says of itself: its question's words, ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture, sound or film beside a label, at an address of ours."""

    kind: str  # image · audio · video
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A question's words as HTML, each in its language."""

    label: Markup
    plain: str
    """The label without any marks, for messages."""
    more: Markup = field(default_factory=Markup)
    """What follows the label's first paragraph."""
    hint: Markup = field(default_factory=Markup)
    guidance: Markup = field(default_factory=Markup)
    mark: str = ""
    """ "required" or "optional", behind the label."""
    marks: str = ""
    """Which of the two it is, where other answers decide whether the question is marked."""
    is_marked: bool = True
    media: tuple[Media, ...] = ()
    is_still: bool = False
    """Whether these words are the same for whoever reads them."""
    is_heading: bool = False
    """Whether the question is the heading of its page, as in easy read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A choice as it is offered."""

    name: str
    label: Markup
    plain: str
    hint: Markup = field(default_factory=Markup)
    exclusive: bool = False
    lang: str = ""
    """The language of the label where it is not that of the page; for places that take no HTML."""
    media: tuple[Media, ...] = ()
    is_still: bool = False
    face: str = ""
    """Which of our faces stands with it: "happy", "unsure" or "sad"."""


def plainly(label: str, hint: str = "") -> Said:
    """The words of a field of our own."""
    return Said(label=escape(label), plain=label, hint=escape(hint), is_still=True)
