"""Long readings that keep nobody from writing: on SQLite a transaction takes the lock of all writers at its beginning.

See :mod:`survey_app.sqlite`. On PostgreSQL none of this makes a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from flask import g
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

Made = TypeVar("Made")


@contextmanager
def meaning_to(*, write: bool) -> Iterator[None]:
    """Transactions that begin within are of this kind."""
    before = g.get("writing")
    g.writing = write
    try:
        yield
    finally:
        g.writing = before


@contextmanager
def reading(session: Session) -> Iterator[None]:
    """Write what is pending, then read in a transaction of its own; one that writes after all may be refused."""
    session.commit()
    with meaning_to(write=False):
        yield
        session.commit()


@contextmanager
def writing(session: Session) -> Iterator[None]:
    """Write, in a short transaction of its own that waits for its turn."""
    session.commit()
    with meaning_to(write=True):
        yield
        session.commit()


def as_reader_first(session: Session, work: Callable[[], Made]) -> Made:
    """Do work that mostly reads; once more, as a writer, when another has written meanwhile. Commits."""
    try:
        with reading(session):
            made = work()
    except OperationalError:
        session.rollback()
        with writing(session):
            made = work()
    return made
