"""Pictures and recordings that questions show. A version keeps the very files that it was published with."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.designer.models import InstrumentFile, InstrumentRecord
from survey_app.errors import UserError

LARGEST_FILE = 5 * 1024 * 1024
MOST_FILES = 200
# What a browser shows by itself and cannot run: no SVG, which may hold scripts.
MEDIA_TYPES = {
    ".png": ("image/png", b"\x89PNG"), ".jpg": ("image/jpeg", b"\xff\xd8"), ".jpeg": ("image/jpeg", b"\xff\xd8"),
    ".gif": ("image/gif", b"GIF8"), ".webp": ("image/webp", b"RIFF"), ".mp3": ("audio/mpeg", b""),
    ".ogg": ("audio/ogg", b"OggS"), ".wav": ("audio/wav", b"RIFF"), ".m4a": ("audio/mp4", b""),
    ".mp4": ("video/mp4", b""), ".webm": ("video/webm", b"\x1aE\xdf\xa3"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came."""

    name: str
    content: bytes


def read_upload(upload: Any) -> Upload:
    """A posted file under a name that a form can mention."""
    content = upload.read(LARGEST_FILE + 1)
    path = str(upload.filename or "").replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in unicodedata.normalize("NFC", path) if unicodedata.category(sign)[0] != "C")
    return Upload(name=name.strip()[:200], content=content)


def add_file(session: Session, record: InstrumentRecord, upload: Upload) -> InstrumentFile:
    """Keep a file with the draft, in place of one of the same name."""
    media_type = _media_type(upload)
    if len(record.draft_files) >= MOST_FILES and upload.name not in record.draft_files:
        raise UserError(f"An instrument has at most {MOST_FILES} files. Remove some first.")
    digest = hashlib.sha256(upload.content).hexdigest()
    kept = session.scalars(
        select(InstrumentFile).where(
            InstrumentFile.instrument_id == record.id, InstrumentFile.name == upload.name,
            InstrumentFile.content_hash == digest,
        )
    ).first()  # fmt: skip
    if kept is None:
        kept = InstrumentFile(
            instrument_id=record.id, name=upload.name, media_type=media_type, content_hash=digest,
            content=upload.content,
        )  # fmt: skip
        session.add(kept)
        session.flush()
    record.draft_files = {**record.draft_files, upload.name: kept.id}
    return kept


def _media_type(upload: Upload) -> str:
    extension = "".join(re.findall(r"\.[a-z0-9]+$", upload.name.lower()))
    if extension not in MEDIA_TYPES:
        known = ", ".join(sorted(ending.lstrip(".") for ending in MEDIA_TYPES))
        raise UserError(f"“{upload.name}” is of a kind that cannot be shown. These can: {known}.")
    if len(upload.content) > LARGEST_FILE:
        raise UserError(f"“{upload.name}” is larger than {LARGEST_FILE // 1024 // 1024} MB. Make it smaller.")
    media_type, beginning = MEDIA_TYPES[extension]
    if not upload.content or not upload.content.startswith(beginning):
        raise UserError(f"“{upload.name}” does not hold what its name says. Save it again in the right format.")
    return media_type


def remove_file(record: InstrumentRecord, name: str) -> bool:
    """Take a file out of the draft; whether it was there."""
    if name not in record.draft_files:
        return False
    record.draft_files = {other: number for other, number in record.draft_files.items() if other != name}
    return True


def draft_files(session: Session, record: InstrumentRecord) -> list[InstrumentFile]:
    """The draft's files, by name."""
    query = select(InstrumentFile).where(InstrumentFile.id.in_(record.draft_files.values()))
    return list(session.scalars(query.order_by(InstrumentFile.name)))


def find_file(session: Session, instrument_id: int, files: Mapping[str, int], name: str) -> InstrumentFile | None:
    """The file of this name that a draft or a version has."""
    number = files.get(name)
    found = session.get(InstrumentFile, number) if number is not None else None
    return found if found is not None and found.instrument_id == instrument_id else None
