"""The Flask class of this product: govuk-frontend's templates beside ours, and reading requests that may write."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import IO, Any, TypeVar

from flask import Flask, Request, current_app, g, request
from flask.templating import Environment
from flask.typing import ResponseReturnValue
from jinja2 import BaseLoader, ChoiceLoader, PackageLoader, PrefixLoader, Template
from jinja2.runtime import Context
from sqlalchemy.exc import OperationalError

from survey_app.database import db
from survey_app.local_time import LOCAL_TIME
from survey_app.sqlite import READING_METHODS

LONDON = LOCAL_TIME
View = TypeVar("View", bound=Callable[..., Any])


def kept_in_memory(view: View) -> View:
    """Of a view: what is uploaded to it is never written to a disk, whatever its size up to the largest request."""
    view.uploads_in_memory = True  # type: ignore[attr-defined]
    return view


class WalkaboutRequest(Request):
    """A request whose files stay in memory where the view says so. Otherwise those above 500 kB wait in a temporary
    file."""

    def _get_file_stream(
        self, total_content_length: int | None, content_type: str | None, filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:  # fmt: skip
        view = current_app.view_functions.get(self.endpoint or "")
        if getattr(view, "uploads_in_memory", False):
            return BytesIO()
        return super()._get_file_stream(total_content_length, content_type, filename, content_length)


class SharedMacros(Template):
    """A template whose macros are made once, and not looked at anew by every page that imports them.

    Jinja makes them again for a page that was given globals of its own; no page of ours is.
    """

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        return super()._get_default_module(None)


class Walkabout(Flask):
    """Flask, with the four things that concern every request."""

    request_class = WalkaboutRequest
    jinja_options: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True}  # noqa: RUF012  # Flask's own pattern

    def create_global_jinja_loader(self) -> ChoiceLoader:  # type: ignore[override]  # wider than Flask's, on purpose
        """Our templates, then the macros of govuk-frontend-jinja."""
        ours: BaseLoader = super().create_global_jinja_loader()
        return ChoiceLoader([ours, PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})])

    def create_jinja_environment(self) -> Environment:
        """Flask's environment, with our kind of template."""
        environment = super().create_jinja_environment()
        environment.template_class = SharedMacros
        return environment

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view; once more, as a writer, when a reading request met another writer on SQLite.

        Reading a working report writes to the audit log, for example. SQLite refuses to turn a reader whose snapshot
        is old into a writer, so the request starts again with the write lock.
        """
        try:
            return super().dispatch_request()
        except OperationalError as error:
            if request.method not in READING_METHODS or "database is locked" not in str(error.orig):
                raise
            db.session.rollback()
            g.writing = True
            return super().dispatch_request()


def moment(value: datetime) -> str:
    """A time for people of the United Kingdom: "3 May 2026 at 14:05"."""
    return value.astimezone(LONDON).strftime("%-d %B %Y at %H:%M")
