"""Instruments of a partnership: drafts that are checked as they are saved, and versions that never change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.errors import InstrumentError, Problem
from instruments.loading import library, load_instrument
from instruments.model import Instrument
from instruments.versions import content_hash
from survey_app.designer.models import InstrumentRecord, InstrumentVersion
from survey_app.errors import UserError


class PublishRefused(UserError):
    """A draft cannot be published; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryEntry:
    """An instrument that ships with the product."""

    form_id: str
    title: str
    purpose: str
    source: str  # YAML


def library_entries() -> list[LibraryEntry]:
    """Every sound instrument of the library, by title."""
    entries = [entry for form_id in library() if (entry := library_entry(form_id))]
    return sorted(entries, key=lambda entry: entry.title)


def library_entry(form_id: str) -> LibraryEntry | None:
    """One instrument of the library; None where there is none, or its file is faulty."""
    path = library().get(form_id)
    try:
        return _library_entry(path, path.stat().st_mtime_ns) if path else None
    except InstrumentError:
        return None


def library_problems() -> list[Problem]:
    """What is wrong with files that somebody dropped into the library."""
    problems: list[Problem] = []
    for path in library().values():
        try:
            _library_entry(path, path.stat().st_mtime_ns)
        except InstrumentError as error:
            problems += error.problems
    return problems


@lru_cache(maxsize=64)
def _library_entry(path: Path, changed: int) -> LibraryEntry:
    """Read a file once for each time it changes."""
    source = path.read_text(encoding="utf-8", errors="replace")
    settings = load_instrument(source, filename=path.name).settings
    return LibraryEntry(
        form_id=settings.form_id, title=settings.form_title, purpose=settings.purpose or "", source=source
    )


def instruments_of(session: Session, partnership_id: int) -> list[InstrumentRecord]:
    """The partnership's own instruments, by title."""
    return list(
        session.scalars(
            select(InstrumentRecord)
            .where(InstrumentRecord.partnership_id == partnership_id)
            .order_by(InstrumentRecord.title, InstrumentRecord.id)
        )
    )


def find_instrument(session: Session, partnership_id: int, form_id: str) -> InstrumentRecord | None:
    """The partnership's instrument with this form_id."""
    return session.scalars(
        select(InstrumentRecord).where(
            InstrumentRecord.partnership_id == partnership_id, InstrumentRecord.form_id == form_id
        )
    ).first()


def find_version(record: InstrumentRecord, number: int) -> InstrumentVersion | None:
    """One published version of an instrument."""
    return next((version for version in record.versions if version.number == number), None)


def save_draft(session: Session, partnership_id: int, source: str, *, filename: str) -> InstrumentRecord:
    """Check a YAML source and keep it as the draft of the instrument that its ``form_id`` names.

    Raises instruments.errors.InstrumentError with every problem; nothing is stored then.
    """
    settings = load_instrument(source, filename=filename).settings
    record = find_instrument(session, partnership_id, settings.form_id)
    if record is None:
        record = InstrumentRecord(partnership_id=partnership_id, form_id=settings.form_id)
        session.add(record)
    record.title = settings.form_title
    record.draft_source = source
    session.flush()
    return record


def discard_draft(session: Session, record: InstrumentRecord) -> None:
    """Forget the draft. An instrument without any published version goes with it."""
    record.draft_source = ""
    if not record.versions:
        session.delete(record)
    session.flush()


def publish_draft(session: Session, record: InstrumentRecord, *, actor_id: int | None) -> InstrumentVersion:
    """Make the draft the next version, which never changes again."""
    session.refresh(record, with_for_update=True)  # two people who publish at once get two numbers
    if not record.draft_source:
        raise PublishRefused(f"“{record.title}” has no draft to publish.")
    digest = content_hash(load_instrument(record.draft_source, filename=f"{record.form_id}.yaml"))
    same = next((version for version in record.versions if version.content_hash == digest), None)
    if same is not None:
        raise PublishRefused(f"The draft asks exactly what version {same.number} asks, so there is nothing to publish.")
    version = InstrumentVersion(
        instrument=record, number=max((v.number for v in record.versions), default=0) + 1, content_hash=digest,
        source=record.draft_source, published_by_id=actor_id,
    )  # fmt: skip
    session.add(version)
    record.draft_source = ""
    session.flush()
    return version


def compiled_version(version: InstrumentVersion) -> CompiledInstrument:
    """The compiled form of a published version; compiled once in a process, since it never changes."""
    return _compiled(version.source, version.instrument.form_id)


@lru_cache(maxsize=64)
def _compiled(source: str, form_id: str) -> CompiledInstrument:
    return compile_instrument(load_instrument(source, filename=f"{form_id}.yaml"))


def compile_source(source: str, filename: str) -> CompiledInstrument:
    """Compile a draft for its preview."""
    instrument: Instrument = load_instrument(source, filename=filename)
    return compile_instrument(instrument)
