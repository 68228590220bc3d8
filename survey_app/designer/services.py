"""Instruments of a partnership: drafts that are checked as they are saved, and versions that never change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.errors import InstrumentError, Problem
from instruments.loading import library, load_instrument
from instruments.model import Instrument
from instruments.versions import content_hash, dump_data, dump_yaml
from survey_app.designer.bank import bank_differences
from survey_app.designer.checking import check_parts, sentence
from survey_app.designer.drafts import current_parts, forget_changes, replace_source
from survey_app.designer.models import InstrumentRecord, InstrumentVersion
from survey_app.designer.parts import Parts, read_parts, text_of
from survey_app.errors import UserError

FORM_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


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


def save_draft(
    session: Session, partnership_id: int, source: str, *, filename: str, actor_id: int | None = None
) -> InstrumentRecord:
    """Check a YAML source and keep it as the draft of the instrument that its ``form_id`` names.

    Raises instruments.errors.InstrumentError with every problem; nothing is stored then.
    """
    settings = load_instrument(source, filename=filename).settings
    record = find_instrument(session, partnership_id, settings.form_id)
    if record is None:
        title = settings.form_title[:300]
        record = InstrumentRecord(partnership_id=partnership_id, form_id=settings.form_id, title=title)
        session.add(record)
        session.flush()
    replace_source(session, record, source, what=f"everything replaced by {filename}", actor_id=actor_id)
    return record


def create_draft(session: Session, partnership_id: int, parts: Parts, *, actor_id: int | None) -> InstrumentRecord:
    """Keep rows as the draft of the instrument that their ``form_id`` names, whatever is still wrong with them.

    A draft that is there already is replaced, as one change that can be undone.
    """
    form_id = text_of(parts.settings, "form_id")
    if not FORM_ID.fullmatch(form_id):
        raise UserError(
            f"“{form_id}” cannot be the instrument's form_id: small letters, digits and hyphens, at most 64 in all. "
            "Correct it under settings, and try again."
        )
    record = find_instrument(session, partnership_id, form_id)
    if record is None:
        title = text_of(parts.settings, "form_title").strip()[:300] or form_id
        record = InstrumentRecord(partnership_id=partnership_id, form_id=form_id, title=title)
        session.add(record)
        session.flush()

    what = "everything replaced by a file" if record.draft_source else "begun"
    replace_source(session, record, parts.text(), what=what, actor_id=actor_id)
    return record


def discard_draft(session: Session, record: InstrumentRecord) -> None:
    """Forget the draft. An instrument without any published version goes with it."""
    forget_changes(session, record)
    record.draft_source = ""
    record.draft_files = dict(record.versions[-1].files) if record.versions else {}
    if not record.versions:
        session.delete(record)
    session.flush()


def publish_draft(session: Session, record: InstrumentRecord, *, actor_id: int | None) -> InstrumentVersion:
    """Make the draft the next version, which never changes again."""
    session.refresh(record, with_for_update=True)  # two people who publish at once get two numbers
    if not record.draft_source:
        raise PublishRefused(f"“{record.title}” has no draft to publish.")
    instrument = _publishable(session, record)
    digest = content_hash(instrument)
    same = next((version for version in record.versions if version.content_hash == digest), None)
    if same is not None:
        raise PublishRefused(f"The draft asks exactly what version {same.number} asks, so there is nothing to publish.")
    version = InstrumentVersion(
        instrument=record, number=max((v.number for v in record.versions), default=0) + 1, content_hash=digest,
        source=_as_yaml(record.draft_source, instrument), files=dict(record.draft_files), published_by_id=actor_id,
    )  # fmt: skip
    session.add(version)
    record.draft_source = ""
    forget_changes(session, record)
    session.flush()
    return version


def draft_instrument(record: InstrumentRecord) -> Instrument | None:
    """The draft as an instrument; None while something in it is wrong."""
    return check_parts(current_parts(record)).usable


def draft_yaml(record: InstrumentRecord) -> str:
    """The draft as YAML, finished or not."""
    if not record.draft_source.startswith("{"):
        return record.draft_source
    return dump_data(read_parts(record.draft_source).plain())


def _publishable(session: Session, record: InstrumentRecord) -> Instrument:
    checked = check_parts(read_parts(record.draft_source))
    if checked.usable is None:
        count = len(checked.errors)
        raise PublishRefused(
            f"The draft has {'a problem' if count == 1 else f'{count} problems'} to put right first: "
            f"{sentence(checked.errors[0].message)}"
        )
    differing = bank_differences(session, record.partnership_id, read_parts(record.draft_source))
    if differing:
        raise PublishRefused(" ".join(differing))
    return checked.usable


def _as_yaml(source: str, instrument: Instrument) -> str:
    """What was uploaded stays as it was written; what was edited here is written anew."""
    return dump_yaml(instrument) if source.startswith('{"') else source


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
