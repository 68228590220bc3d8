"""The Flask class of this product: govuk-frontend's templates beside ours, and reading requests that may write."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, request
from flask.typing import ResponseReturnValue
from jinja2 import BaseLoader, ChoiceLoader, PackageLoader, PrefixLoader
from sqlalchemy.exc import OperationalError

from survey_app.database import db
from survey_app.sqlite import READING_METHODS

LONDON = ZoneInfo("Europe/London")


class Walkabout(Flask):
    """Flask, with the two things that concern every request."""

    jinja_options: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True}  # noqa: RUF012  # Flask's own pattern

    def create_global_jinja_loader(self) -> ChoiceLoader:  # type: ignore[override]  # wider than Flask's, on purpose
        """Our templates, then the macros of govuk-frontend-jinja."""
        ours: BaseLoader = super().create_global_jinja_loader()
        return ChoiceLoader([ours, PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})])

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
