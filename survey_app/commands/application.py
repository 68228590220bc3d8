"""The application as commands use it: without pages, and with its connections closed at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session


@contextmanager
def application() -> Iterator[Flask]:
    """The application in a context of its own."""
    from survey_app import create_app
    from survey_app.database import db

    app = create_app(pages=False)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.rollback()
            db.engine.dispose()


@contextmanager
def database_session() -> Iterator[Session]:
    """A session, committed at the end; a UserError becomes a plain message."""
    from survey_app.database import db
    from survey_app.errors import UserError

    with application():
        try:
            yield db.session()
            db.session.commit()
        except UserError as error:
            raise click.ClickException(error.message) from error
