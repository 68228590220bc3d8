"""Slows whoever floods the pages that anybody may open, without locking out the room they sit in.

A room of 225 people has one address, and so has whoever floods from its network. So nobody is counted by address once
they are known: a browser that has been given a page carries a session of its own, and is counted by that. Only
newcomers share the count of their address. When it is used up they are given a short wait, and with it a session:
whoever comes back with it after the wait is no newcomer any more. A program that keeps no session stays outside.

Wrong links and codes are counted for themselves, more strictly, in the same way.
"""

from __future__ import annotations

import hashlib
import logging
import time
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, g, request, session
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import generate_csrf
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from survey_app.accounts.permissions import declaration_of
from survey_app.errors import come_again
from survey_app.translating import gettext
from survey_app.trouble import Trouble

log = logging.getLogger(__name__)

NEWCOMERS = parse("900 per minute")  # of one address: four pages of each of 225 people
BROWSER = parse("240 per minute")  # of one browser that is known
WRONG_OF_NEWCOMERS = parse("60 per 10 minutes")
WRONG_OF_BROWSER = parse("20 per 10 minutes")
WAIT = 5  # seconds that a newcomer waits when there are too many
_WAITING = "waiting_since"
# Files, and what has limits of its own. What a room's phones send must get no cookie, not even that of a wait.
_EXEMPT = ("static", "accounts.sign_in", "hub_room.say")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is counted: a browser, or all newcomers of an address."""

    key: str
    is_known: bool

    @property
    def pages(self) -> RateLimitItem:
        return BROWSER if self.is_known else NEWCOMERS

    @property
    def wrong(self) -> RateLimitItem:
        return WRONG_OF_BROWSER if self.is_known else WRONG_OF_NEWCOMERS


def init_flooding(app: Flask) -> None:
    """Count the requests for pages that anybody may open. Tests, which knock a thousand times, ask for it."""
    app.config.setdefault("FLOOD_GUARD", not app.testing)
    app.extensions["flood_guard"] = FixedWindowRateLimiter(storage_from_string(app.config["RATELIMIT_STORAGE_URI"]))
    app.before_request(_guard)
    app.after_request(_count_wrong)


def visitor_key() -> str:
    """By what whoever asks is counted, for limits of a view's own: one browser does not use up its room's."""
    return _visitor(int(time.time())).key


def is_newcomer() -> bool:
    """Whether whoever asks is not known by a browser, so that a limit for one browser does not fit."""
    return not _visitor(int(time.time())).is_known


def note_wrong() -> None:
    """Say that a link or a code was wrong, where the page does not answer 404."""
    g.was_wrong = True


def _guard() -> Any:
    if not current_app.config["FLOOD_GUARD"] or not _is_open_to_all(request.endpoint):
        return None
    g.visitor = visitor = _visitor(int(time.time()))
    guard: FixedWindowRateLimiter = current_app.extensions["flood_guard"]
    try:
        if not guard.hit(visitor.pages, "pages", visitor.key):
            return _wait(visitor, visitor.pages, guard, "pages")
        if not guard.test(visitor.wrong, "wrong", visitor.key):
            return _wait(visitor, visitor.wrong, guard, "wrong")
    except Exception as error:  # where counts are kept is away: nobody is locked out for that
        log.warning("visitors could not be counted: %s", type(error).__name__)
    return None


def _is_open_to_all(endpoint: str | None) -> bool:
    if endpoint is None or endpoint in _EXEMPT or endpoint not in current_app.view_functions:
        return False
    declaration = declaration_of(current_app, endpoint)
    return declaration is not None and declaration.kind == "public"


def _visitor(now: int) -> Visitor:
    """A browser by its session, which it has from a page of ours; all others by their address."""
    own = session.get("csrf_token")
    if isinstance(own, str) and now >= session.get(_WAITING, 0) + WAIT - 1:
        return Visitor("browser " + hashlib.sha256(own.encode()).hexdigest()[:32], True)
    return Visitor(f"address {get_remote_address()}", False)


def _wait(visitor: Visitor, limit: RateLimitItem, guard: FixedWindowRateLimiter, what: str) -> Any:
    """Say how long to wait. A newcomer gets a session with it, and waits no longer than that takes to count."""
    seconds = WAIT
    if visitor.is_known:
        seconds = max(1, round(guard.get_window_stats(limit, what, visitor.key).reset_time - time.time()))
    else:
        generate_csrf()
        session.setdefault(_WAITING, int(time.time()))
    return come_again(_words(visitor, what, seconds), status=429, by_itself=not visitor.is_known)


def _words(visitor: Visitor, what: str, seconds: int) -> Trouble:
    if what == "wrong" and visitor.is_known:
        title = gettext("Too many links or codes that open nothing")
        why = gettext("Compare yours letter by letter, and try again later. Those of other people still work.")
    elif visitor.is_known:
        title = gettext("That was very quick")
        why = gettext("So many pages were asked for from this browser that it has to wait.")
    else:
        title = gettext("Many people are coming in at once")
        why = gettext("You are next: this takes a few seconds. Nothing that you have typed is lost.")
    return Trouble(kind="busy", title=title, message=why, seconds=seconds)


def _count_wrong(response: Response) -> Response:
    visitor: Visitor | None = g.get("visitor")
    if visitor is not None and (response.status_code == 404 or g.get("was_wrong")):
        try:
            current_app.extensions["flood_guard"].hit(visitor.wrong, "wrong", visitor.key)
        except Exception as error:
            log.warning("a wrong link could not be counted: %s", type(error).__name__)
    return response
