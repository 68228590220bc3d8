"""Exceptions and the pages they become. No page and no log line carries a traceback's values or a person's text."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Mapping
from typing import Any, ClassVar

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError

from survey_app.database import db
from survey_app.trouble import Trouble, posted_again, trouble_of

log = logging.getLogger(__name__)

PAGES = {
    400: ("This request cannot be answered", "Something in it is not as expected. Go back and try again."),
    401: ("Sign in first", "This address is for people who are signed in."),
    403: ("You cannot open this page", "Your role does not include it. Ask an administrator of your partnership."),
    404: ("Page not found", "Check the address, or start again from the home page."),
    405: ("This request cannot be answered", "Go back and try again."),
    410: ("This page is gone", "It was here once. Start again from the home page."),
    413: ("That is too large", "The file or text you sent is larger than this site accepts. Send a smaller one."),
    429: (
        "Too many attempts",
        "For safety, signing in has been paused. Wait 15 minutes and try again, or ask an administrator to reset the "
        "password.",
    ),
}


class UserError(Exception):
    """Something a person can put right: where, what, and what to do, in a sentence."""

    status = 400
    title = "That did not work"
    headers: ClassVar[Mapping[str, str]] = {}

    def __init__(self, message: str, *, title: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.title = title or self.title


class Conflict(UserError):
    """Somebody, or another tab, has changed the same thing meanwhile."""

    status = 409
    title = "This was changed meanwhile"


def init_errors(app: Flask) -> None:
    app.register_error_handler(UserError, _user_error)
    app.register_error_handler(CSRFError, _expired_page)
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(SQLAlchemyError, _fault)
    app.register_error_handler(OSError, _fault)
    app.register_error_handler(Exception, _unexpected_error)


def _user_error(error: UserError) -> ResponseReturnValue:
    db.session.rollback()
    return _page(error.status, error.title, error.message, headers=error.headers)


def _expired_page(error: CSRFError) -> ResponseReturnValue:
    db.session.rollback()
    message = (
        "The page you sent was open for a long time, or your browser does not keep cookies. Go back, reload the page "
        "and send it again."
    )
    return _page(400, "This page has expired", message)


def _foreign_host(error: SecurityError) -> ResponseReturnValue:
    """A request for a host name that is not ours: no page can be made, since no address can be built."""
    message = (
        "This site does not answer to that host name. On your own machine use http://127.0.0.1; "
        "on a server set WALKABOUT_PUBLIC_URL or WALKABOUT_HOSTS.\n"
    )
    return Response(message, status=400, mimetype="text/plain")


def _http_error(error: HTTPException) -> ResponseReturnValue:
    db.session.rollback()
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()  # a page of its own, such as that of a limit which says what to do
    title, message = PAGES.get(error.code, PAGES[400])
    allowed = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return _page(error.code, title, message, headers=allowed)


def _fault(error: Exception) -> ResponseReturnValue:
    """A fault of the database or the disk: one that passes is no fault of the software."""
    trouble = trouble_of(error)
    if trouble is None:
        return _unexpected_error(error)
    log.error("%s: %s at %s", trouble.kind, type(error).__name__, place_of(error))
    db.session.rollback()
    return come_again(trouble, by_itself=request.method == "POST" and request.blueprint == "collect")


def come_again(trouble: Trouble, *, status: int = 503, by_itself: bool = False) -> ResponseReturnValue:
    """The page of something that passes; what was posted is in it. ``by_itself``: it asks again without a person."""
    headers = {"Retry-After": str(trouble.seconds)}
    if request.path.startswith("/api/") or wants_json():
        return _page(status, trouble.title, trouble.message, headers=headers)
    page = render_template(
        "errors/trouble.html", title=trouble.title, message=trouble.message, seconds=trouble.seconds, plain=True,
        by_itself=by_itself, **posted_again(),
    )  # fmt: skip
    return page, status, headers


def _unexpected_error(error: Exception) -> ResponseReturnValue:
    """Log the place, never the values, and show a reference to quote."""
    if current_app.testing and current_app.config.get("RAISE_UNEXPECTED", True):
        raise error
    reference = secrets.token_hex(4)
    log.error("unexpected error %s: %s at %s", reference, type(error).__name__, place_of(error))
    db.session.rollback()
    message = (
        "This is a fault of the software, not of yours. What you sent may not have been saved. Try again; if it "
        f"happens again, tell your administrator the reference {reference}."
    )
    return _page(500, "Something went wrong", message, plain=True)


def place_of(error: BaseException) -> str:
    """File, line and function of each step, without the message: that could hold somebody's answer."""
    frames = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:])


def _page(
    status: int, title: str, message: str, *, headers: Mapping[str, str] | None = None, **values: Any
) -> ResponseReturnValue:
    if request.path.startswith("/api/"):
        return _problem(status, title, message, headers or {})
    if wants_json():
        return jsonify(error=message, title=title), status, dict(headers or {})
    return render_template("errors/error.html", title=title, message=message, **values), status, dict(headers or {})


def wants_json() -> bool:
    """Whether the answer is for a script: it asks for JSON, or the view never speaks anything else."""
    view = current_app.view_functions.get(request.endpoint or "")
    asked = request.is_json or request.accept_mimetypes.best == "application/json"
    return asked or getattr(view, "speaks_json", False)


def _problem(status: int, title: str, message: str, headers: Mapping[str, str]) -> ResponseReturnValue:
    """What a program is told (RFC 9457)."""
    response = jsonify(type="about:blank", title=title, status=status, detail=message)
    response.mimetype = "application/problem+json"
    return response, status, dict(headers)
