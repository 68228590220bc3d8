"""Answers that belong to a record rather than to one person, such as the Section 11 return of an agency.

Some records are for one person's own draft instead, such as an agency's return on a case: the person writes it alone,
and the record gives what it knows of the case, on the pages, on a device and to programs alike.

The feature that keeps such a record registers a finder. Whoever it lets in opens the record's draft on the form's
ordinary pages, so that several people of one agency write one return: the rules for two tabs hold between them as well.
The finder decides who may; the pages ask it what the record answers by itself, what it has against an answer, and why
nothing may be changed now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from markupsafe import Markup
from sqlalchemy.orm import Session

from instruments.compiled import CompiledInstrument, Item, Section
from survey_app.collect.flow import page_items
from survey_app.errors import UserError
from survey_app.rounds.models import Round

Document = dict[str, Any]


class Giving(Protocol):
    """A record that gives some answers by itself, so that nobody is asked them and nobody can say otherwise."""

    def completed(self, document: Document) -> Document:
        """The answers with those that the record gives by itself."""

    def asked(self, section: Section, items: tuple[Item, ...]) -> tuple[Item, ...]:
        """Those questions of a page that people answer; none where the page is not asked."""

    def beside(self, section: Section, document: Document) -> Markup:
        """What stands above the questions of a page, or in place of them."""


class OwnGiving(Giving, Protocol):
    """A record that somebody's own draft is for: they write it alone, and the record answers what it knows."""

    @property
    def address(self) -> str:
        """The record's own page."""

    def notice(self) -> str:
        """What its author is told before sending or changing it, in sentences; empty where there is nothing."""


class Keeping(Giving, Protocol):
    """A record that keeps answers, as somebody who may write them sees it."""

    @property
    def address(self) -> str:
        """The record's own page, where its answers begin and are sent."""

    @property
    def sending(self) -> str:
        """The page on which the answers are declared and sent."""

    def refusal(self) -> str:
        """Why nothing may be changed now; empty where it may."""

    def errors(self, document: Document, section: Section) -> Mapping[str, str]:
        """Question → what the record has against its answer."""


Finder = Callable[[Session, Round, str, int], Keeping | None]
"""Session, round, draft, user → the record, for those who may write its answers."""

GivingFinder = Callable[[Session, Round, str, CompiledInstrument], OwnGiving | None]
"""Session, round, draft, its form → the record that somebody's own draft is for."""

RoundGuard = Callable[[Session, Round], str]
"""Session, round → where its answers are given; empty for a round that people answer for themselves."""

SendingGuard = Callable[[Session, str, int], str]
"""Session, draft, its author → why these answers cannot be sent now, in sentences; empty where they can."""

_finders: list[Finder] = []
_giving_finders: list[GivingFinder] = []
_guards: list[RoundGuard] = []
_sending_guards: list[SendingGuard] = []


class AnsweredElsewhere(UserError):
    """The round takes no answers of single people."""

    status = 403
    title = "This form belongs to a record"


def finds_keeping(finder: Finder) -> Finder:
    """Register who may open which record's answers."""
    _finders.append(finder)
    return finder


def finds_giving(finder: GivingFinder) -> GivingFinder:
    """Register which records give answers of people's own drafts."""
    _giving_finders.append(finder)
    return finder


def guards_round(guard: RoundGuard) -> RoundGuard:
    """Register which rounds take answers of records only."""
    _guards.append(guard)
    return guard


def guards_sending(guard: SendingGuard) -> SendingGuard:
    """Register which answers are written but not sent, since their author may not send them any more."""
    _sending_guards.append(guard)
    return guard


def why_not_sent(session: Session, draft_id: str, author_id: int) -> str:
    """Why answers cannot be sent now; empty where they can."""
    return next((why for guard in _sending_guards if (why := guard(session, draft_id, author_id))), "")


def find_keeping(session: Session, round_: Round, draft_id: str, user_id: int) -> Keeping | None:
    """The record whose answers these are, where this person may write them."""
    found = (finder(session, round_, draft_id, user_id) for finder in _finders)
    return next((keeping for keeping in found if keeping is not None), None)


def find_giving(session: Session, round_: Round, draft_id: str, compiled: CompiledInstrument) -> OwnGiving | None:
    """The record that somebody's own draft is for; None for most drafts, which stand for themselves."""
    if round_.anonymous or round_.access != "named":
        return None
    found = (finder(session, round_, draft_id, compiled) for finder in _giving_finders)
    return next((giving for giving in found if giving is not None), None)


def given_names(compiled: CompiledInstrument, giving: Giving) -> frozenset[str]:
    """The questions that a record answers by itself, so that no page asks them."""
    pages = ((section, page_items(section)) for section in compiled.sections)
    left = ((items, giving.asked(section, items)) for section, items in pages)
    return frozenset(item.name for items, asked in left for item in items if item not in asked)


def with_given(
    session: Session, round_: Round, draft_id: str, compiled: CompiledInstrument, document: Document
) -> Document:
    """The answers with those that the record of somebody's own draft gives, whatever the document says."""
    giving = find_giving(session, round_, draft_id, compiled)
    return giving.completed(document) if giving is not None else document


def answered_elsewhere(session: Session, round_: Round) -> str:
    """Where the answers of a round are given; empty for one that people answer for themselves."""
    return next((where for guard in _guards if (where := guard(session, round_))), "")


def refuse_single_people(session: Session, round_: Round) -> None:
    """Refuse answers that belong to no record, in a round that takes those of records only."""
    if where := answered_elsewhere(session, round_):
        raise AnsweredElsewhere(where)


def refuse_answers(session: Session, round_: Round, draft_id: str, author_id: int, *, has_begun: bool) -> None:
    """Refuse answers that a program sends: new ones in a round of records, and those that their author may not send.

    ``has_begun`` says that they are the author's own already, begun where the record is.
    """
    if not has_begun:
        refuse_single_people(session, round_)
    elif why := why_not_sent(session, draft_id, author_id):
        raise AnsweredElsewhere(why, title="These answers cannot be sent now")
