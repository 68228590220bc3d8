"""The three ways in: signed in by name, by a personal link, or by one link for all; and whose answers they open."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

from flask import abort, current_app, g, request, session, url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from instruments.compiled import CompiledInstrument
from instruments.easy_read import is_easy_read, outline
from instruments.languages import language_code
from survey_app.collect import drafts
from survey_app.collect.device_drafts import page_ids
from survey_app.collect.entries import text_of
from survey_app.collect.keeping import Giving, Keeping, OwnGiving, find_giving, find_keeping
from survey_app.collect.languages import Language, compiled_in, known_language, languages_of, text_code
from survey_app.collect.models import Draft, Submission
from survey_app.collect.places import Place, find_section
from survey_app.collect.problems import LinkUnknown
from survey_app.collect.receipts import canonical_uuid
from survey_app.collect.wording import Speaker
from survey_app.database import db
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.services import find_round_with_form, with_form
from survey_app.rounds.tokens import hash_token
from survey_app.rounds.ways.codes import invitation_of_code
from survey_app.rounds.ways.links import count_answer
from survey_app.translating import speak

EASY_PAGES = frozenset({"start", "page", "check", "saved", "sent"})
Kind = Literal["named", "token", "open"]
_BROWSER_KEYS, _DRAFT_IDS, _SENT = "draft_keys", "draft_ids", "sent"
CAME_BY = "came_by"  # by which agency's link this browser came into which round


@dataclass(slots=True, kw_only=True)
class Way:
    """Somebody on the way into a round: by which way, who, and with which draft."""

    kind: Kind
    round: Round
    values: dict[str, Any] = field(default_factory=dict)  # what the addresses of this way are made of
    author_id: int | None = None
    person_id: int | None = None  # who is signed in; the author too, unless a record keeps the answers
    keeping: Keeping | None = None
    own_record: OwnGiving | None = None  # what somebody's own draft is for
    invitation: Invitation | None = None
    draft: Draft | None = None
    username: str | None = None  # of signed-in people, for a form that notes it
    language: str = ""
    carried_uuid: str = ""  # of an anonymous answer, which only its page knows

    @property
    def giving(self) -> Giving | None:
        """The record that gives some of the answers by itself, if there is one."""
        return self.keeping or self.own_record

    @property
    def carried(self) -> bool:
        """Whether the answers travel in the page, because nothing may be kept here before they are sent."""
        return self.round.anonymous

    @property
    def version(self) -> InstrumentVersion:
        """The version of the form: the round's, or the one that a draft stays on."""
        return self.draft.version if self.draft is not None else self.round.version

    @property
    def compiled(self) -> CompiledInstrument:
        """The form in the language chosen."""
        return compiled_in(compiled_version(self.version), self.language)

    @property
    def speaker(self) -> Speaker:
        """What every page of the form is made with."""
        key = self.draft.id if self.draft is not None else self.carried_uuid
        return Speaker(self.compiled, self.language, self.media_url, self.username, key)

    @property
    def is_easy_read(self) -> bool:
        """Whether pages are drawn for children."""
        return is_easy_read(self.compiled)

    @property
    def said_apart(self) -> frozenset[str]:
        """The pages that the check before sending leaves out, because they were said elsewhere."""
        return outline(self.compiled).said_apart

    def template(self, name: str) -> str:
        """The template of a page: that of easy read, where the form is drawn so and the page has one."""
        return f"collect/easy/{name}.html" if self.is_easy_read and name in EASY_PAGES else f"collect/{name}.html"

    def media_url(self, name: str) -> str | None:
        """The address of a picture, sound or film beside a label; None where the form's file is not there."""
        return self.url("media", name=name) if name in (self.version.files or {}) else None

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages to choose from."""
        return languages_of(compiled_version(self.version).instrument)

    def use_language(self, asked: str) -> None:
        """Speak the language of this name or code from now on; the form's own where it has none such."""
        self.language = known_language(compiled_version(self.version).instrument, asked)
        speak(text_code(self.language))

    @property
    def language_value(self) -> str:
        """How addresses and pages name the language; empty for the form's own."""
        own = compiled_version(self.version).instrument.settings.default_language
        return "" if self.language == own else language_code(self.language) or self.language

    def url(self, view: str, **values: Any) -> str:
        return url_for(f"collect.{self.kind}_{view}", **self.values, **values)

    def place_url(self, place: Place) -> str:
        """The address of a page; entries are counted from 1 in addresses."""
        number = text_of(place.entry, first=1)
        if place.kind == "check":
            return self.url("check")
        if place.kind == "worry":
            return self.url("worry", question=place.section, number=number or "1")
        if place.kind == "remove":
            return self.url("remove", section=place.section, number=number)
        if not place.entry:
            return self.url("page", section=place.section)
        return self.url("entry", section=place.section, number=number)

    def repeats_of(self, place: Place) -> tuple[str, ...]:
        """The repeats around a page's questions, or around a question that stops the form."""
        if place.kind == "worry":
            item = self.compiled.find(place.section)
            return item.repeats if item is not None else ()
        page = find_section(self.compiled, place.section) if place.kind == "entry" else None
        return page.repeats if page is not None else ()

    def page_ids(self, place: Place) -> str:
        """What a page posts besides its address, so that its answers find their entry wherever that stands by then."""
        return page_ids(self.draft, self.repeats_of(place), place.entry) if self.draft is not None else ""

    @property
    def keep_key(self) -> str:
        """Under which name this browser keeps answers that are not sent: the same after a reminder's new link.

        Somebody else's link on the same computer has another name, so that nobody meets another's answers.
        """
        person = self.invitation.id if self.invitation else "open"
        digest = hashlib.sha256(f"{self.round.id}:{self.round.version.instrument_id}:{person}".encode()).hexdigest()
        return f"walkabout-answers-{digest[:24]}"


def find_way(kind: Kind, values: dict[str, Any]) -> Way:
    """The way that an address names; 404 when it leads nowhere, or is not the signed-in person's own."""
    way = {"named": _named, "token": _by_token, "open": _open}[kind](values)
    way.use_language(request.args.get("language") or (way.draft.language if way.draft else ""))
    return way


def way_into(round_: Round) -> Way:
    """The way of this browser into a round that anyone with the link may answer."""
    way = _open_way(round_)
    way.use_language(request.args.get("language") or (way.draft.language if way.draft else ""))
    return way


def remember_browser(way: Way) -> str:
    """Give this browser a key for its draft in a round that is open to all."""
    key = drafts.new_session_key()
    session[_BROWSER_KEYS] = {**session.get(_BROWSER_KEYS, {}), str(way.round.id): key}
    return key


def remember_sent(way: Way, submission_id: str) -> None:
    """Let this browser show its receipt again; its next answer starts a new draft."""
    count_by_link(way)
    if way.kind == "open":
        session[_BROWSER_KEYS] = {k: v for k, v in session.get(_BROWSER_KEYS, {}).items() if k != str(way.round.id)}
        session[_SENT] = {**session.get(_SENT, {}), str(way.round.id): submission_id}


def count_by_link(way: Way) -> None:
    """Count the answer for the agency by whose link it came, if by any; the next one of this browser is not its."""
    came_by = dict(session.get(CAME_BY, {}))
    code = came_by.pop(str(way.round.id), "") if way.kind == "open" else ""
    if code:
        count_answer(db.session(), way.round.id, code)
        session[CAME_BY] = came_by


def sent_submission(way: Way) -> Submission | None:
    """What was sent on this way, if anything."""
    statement = select(Submission).where(Submission.round_id == way.round.id)
    if way.kind == "named":
        statement = statement.where(Submission.id == way.values["draft_id"], Submission.author_id == way.author_id)
    elif way.invitation is not None:
        statement = statement.where(Submission.invitation_id == way.invitation.id)
    else:
        statement = statement.where(Submission.id == _sent_from_here(way))
    return db.session.scalars(statement.order_by(Submission.reference)).first()


def _sent_from_here(way: Way) -> str:
    """What this browser has sent, as far as it knows: a draft that it still has the key of, and that is gone, was sent.

    That is so when "Send" was pressed twice, or the answer to the first never arrived.
    """
    at = str(way.round.id)
    if way.draft is None and at in session.get(_BROWSER_KEYS, {}) and at in session.get(_DRAFT_IDS, {}):
        return str(session[_DRAFT_IDS][at])
    return str(session.get(_SENT, {}).get(at, ""))


def named_round(slug: str) -> Round:
    """A round of the page's partnership that signed-in people answer."""
    found = find_round_with_form(db.session(), g.partnership.id, slug)
    if found is None or found.access != "named":
        abort(404)
    return found


def _named(values: dict[str, Any]) -> Way:
    round_, draft_id = named_round(values["slug"]), canonical_uuid(values["draft_id"])
    way = Way(
        kind="named", round=round_, author_id=current_user.id, person_id=current_user.id, username=current_user.email,
        values={"slug": round_.slug, "draft_id": draft_id},
    )  # fmt: skip
    if draft_id is None:
        abort(404)
    way.draft = drafts.draft_of_author(db.session(), round_, current_user.id, draft_id)
    if way.draft is None and sent_submission(way) is None:
        _enter_record(way, draft_id)
    else:
        way.own_record = find_giving(db.session(), round_, draft_id, compiled_version(way.version))
    return way


def _enter_record(way: Way, draft_id: str) -> None:
    """Open the answers of a record, which has no author; 404 for whoever may not write them."""
    way.keeping = find_keeping(db.session(), way.round, draft_id, current_user.id)
    if way.keeping is None:
        abort(404)
    way.author_id = None
    way.draft = drafts.draft_of_record(db.session(), way.round, draft_id)


def _by_token(values: dict[str, Any]) -> Way:
    statement = (
        select(Invitation)
        .join(Round)
        .where(Invitation.token_hash == hash_token(values["token"]), Round.access == "token")
        .options(contains_eager(Invitation.round).options(*with_form()))
    )
    invitation = db.session.scalars(statement).one_or_none() or invitation_of_code(
        db.session(), values["token"], secret=current_app.config["SECRET_KEY"]
    )
    if invitation is None:
        raise LinkUnknown
    g.partnership = invitation.round.partnership
    way = Way(kind="token", round=invitation.round, invitation=invitation, values={"token": values["token"]})
    if not way.carried:
        way.draft = drafts.draft_of_invitation(db.session(), invitation)
    return way


def _open(values: dict[str, Any]) -> Way:
    round_ = find_round_with_form(db.session(), g.partnership.id, values["slug"])
    if round_ is None or round_.access != "open":
        abort(404)
    return _open_way(round_)


def _open_way(round_: Round) -> Way:
    way = Way(kind="open", round=round_, values={"partnership": g.partnership.slug, "slug": round_.slug})
    key = session.get(_BROWSER_KEYS, {}).get(str(round_.id))
    if key and not way.carried:
        way.draft = drafts.draft_of_browser(db.session(), round_, key)
        _note_draft(way)
    return way


def _note_draft(way: Way) -> None:
    """Let the browser know which draft it has: when the answer to "Send" gets lost, that leads to the receipt."""
    noted, at = session.get(_DRAFT_IDS, {}), str(way.round.id)
    if way.draft is not None and noted.get(at) != way.draft.id:
        session[_DRAFT_IDS] = {**noted, at: way.draft.id}
