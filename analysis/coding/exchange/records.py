"""Comments with their codings, as they travel between programs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, get_args

from analysis.coding.codeframe.frame import Codeframe
from analysis.coding.codeframe.problems import UNWRITABLE
from analysis.coding.exchange.refusals import ExchangeRefused
from analysis.coding.suggestions.records import Source
from analysis.round_data import Stance

LONGEST_COMMENT = 100_000
SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: no file can hold it
OWN_COLUMNS = frozenset({"comment", "text"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceComment:
    """A comment and what may be known of who wrote it.

    Attributes
    ----------
    key : str
        What it is called.
    text : str
        What was written, to the letter.
    attributes : mapping of str to str
        Such as question, agency and forum. What is not known is left out; a value is never blank.
    """

    key: str
    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingEntry:
    """One theme given to a comment, or to a stretch of it.

    Attributes
    ----------
    comment, theme : str
        The comment's key and the theme's name.
    coder : str
        Who gave it; empty where that is not known.
    stance : Stance
        As a strength, a concern, or neither.
    start, end : int or None
        The stretch, in characters from 0, ``end`` not included; both None for the whole comment.
    coded_at : datetime or None
        When, with its time zone.
    suggested_by : "definitions", "model" or None
        What had suggested it to the coder.
    """

    comment: str
    theme: str
    coder: str = ""
    stance: Stance = "neutral"
    start: int | None = None
    end: int | None = None
    coded_at: datetime | None = None
    suggested_by: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingProject:
    """A codeframe, comments and their codings. It is checked when it is made.

    Attributes
    ----------
    title : str
        What it is called.
    codeframe : Codeframe
        The themes.
    comments : tuple of SourceComment
        In their order.
    codings : tuple of CodingEntry
        Put in order: by comment, stretch, theme, coder and stance.

    Raises
    ------
    ExchangeRefused
        A ValueError with everything that is wrong.
    """

    title: str
    codeframe: Codeframe
    comments: tuple[SourceComment, ...]
    codings: tuple[CodingEntry, ...] = ()

    def __post_init__(self) -> None:
        if problems := tuple(_problems(self)):
            raise ExchangeRefused(problems)
        object.__setattr__(self, "codings", tuple(sorted(self.codings, key=_order(self))))


def _order(project: CodingProject) -> Callable[[CodingEntry], tuple[Any, ...]]:
    comments = {comment.key: place for place, comment in enumerate(project.comments)}
    themes = {theme.name: place for place, theme in enumerate(project.codeframe)}

    def key(coding: CodingEntry) -> tuple[Any, ...]:
        at = coding.coded_at.isoformat() if coding.coded_at else ""
        return (
            comments[coding.comment], -1 if coding.start is None else coding.start, coding.end or 0,
            themes[coding.theme], coding.coder, coding.stance, at, coding.suggested_by or "",
        )  # fmt: skip

    return key


def _problems(project: CodingProject) -> Iterator[str]:
    if not project.title.strip() or UNWRITABLE.search(project.title) or "\n" in project.title:
        yield "The project's title is blank, or holds a line break or a control character."
    for key, count in Counter(comment.key for comment in project.comments).items():
        if count > 1:
            yield f"{count} comments are called '{key}'."
    for comment in project.comments:
        yield from _of_comment(comment)
    texts = {comment.key: comment.text for comment in project.comments}
    for number, coding in enumerate(project.codings, start=1):
        yield from (f"Coding {number}: {problem}" for problem in _of_coding(coding, texts, project.codeframe))


def _of_comment(comment: SourceComment) -> Iterator[str]:
    where = f"Comment '{comment.key}'"
    if not comment.key or UNWRITABLE.search(comment.key) or "\n" in comment.key:
        yield f"{where}: its key is empty, or holds a line break or a control character."
    if len(comment.text) > LONGEST_COMMENT:
        yield f"{where}: it has {len(comment.text):,} characters; {LONGEST_COMMENT:,} at most can be exchanged."
    if SURROGATE.search(comment.text):
        yield f"{where}: it holds half a character (a lone surrogate)."
    for name, value in comment.attributes.items():
        if not name.strip() or name in OWN_COLUMNS or UNWRITABLE.search(name) or "\n" in name or name != name.strip():
            yield f"{where}: an attribute cannot be called '{name}'."
        if not value.strip() or UNWRITABLE.search(value):
            yield f"{where}: the attribute '{name}' is blank or holds a control character."


def _of_coding(coding: CodingEntry, texts: Mapping[str, str], codeframe: Codeframe) -> Iterator[str]:
    if coding.comment not in texts:
        yield f"there is no comment '{coding.comment}'."
    if coding.theme not in codeframe:
        yield f"the theme '{coding.theme}' is not in the codeframe."
    if coding.stance not in get_args(Stance):
        yield f"the stance '{coding.stance}' is none of {', '.join(get_args(Stance))}."
    if coding.suggested_by not in (None, *get_args(Source)):
        yield f"'{coding.suggested_by}' suggests nothing; {' and '.join(get_args(Source))} do."
    if UNWRITABLE.search(coding.coder) or "\n" in coding.coder or coding.coder != coding.coder.strip():
        yield "the coder's name begins or ends with a space, or holds a line break or a control character."
    if coding.coded_at is not None and coding.coded_at.utcoffset() is None:
        yield "its time has no time zone."
    length = len(texts.get(coding.comment, ""))
    whole = coding.start is None and coding.end is None
    if not whole and (coding.start is None or coding.end is None or not 0 <= coding.start < coding.end <= length):
        yield f"the stretch from {coding.start} to {coding.end} is not within the {length:,} characters of the comment."
