"""Files of notes: one by one, under a name that the device has chosen, so that the same file twice is stored once."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.collect.attachment_models import Attachment
from survey_app.collect.attachments import find_attachment, keep_upload
from survey_app.collect.fieldwork import OwnWork
from survey_app.collect.uploads import UploadRefused, accept
from survey_app.walkabouts.notes.present import lock_present
from survey_app.walkabouts.notes.syncing import NotesGone

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}-[0-9a-f]{8}\.([a-z0-9]{2,5})")
_ALIKE = {"jpeg": "jpg"}


class OtherFile(ValueError):
    """Another file has this name already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A file that is kept: 201 where it is new."""

    status: Literal[200, 201]
    file: Attachment


def take_file(session: Session, work: OwnWork, name: str, content: bytes, *, limit: int, total_limit: int) -> Taken:
    """Keep a file under the device's name, a picture without its metadata.

    Raises UploadRefused for a name or content that is not taken, OtherFile where the name stands for other bytes, and
    NotesGone. The notes may have been sent: a late change may name the file yet.
    """
    present = lock_present(session, work.draft_id)
    if present is None:
        raise NotesGone
    digest = hashlib.sha256(content).hexdigest()
    ending = _ending_of(name)
    if (earlier := find_attachment(session, work.draft_id, name)) is not None:
        return _again(earlier, digest)
    upload = accept("file", name, content, {}, limit=limit)
    if upload.name.rpartition(".")[2] != _ALIKE.get(ending, ending):
        raise UploadRefused(f"is named .{ending} and is something else; choose it again")
    try:
        with session.begin_nested():
            kept = keep_upload(
                session, present.round, work.draft_id, replace(upload, name=name), total_limit=total_limit
            )  # fmt: skip
            kept.sent_sha256 = digest
            session.flush()
    except IntegrityError:  # the same name came twice at the same moment
        found = find_attachment(session, work.draft_id, name)
        if found is None:
            raise
        return _again(found, digest)
    return Taken(status=201, file=kept)


def _ending_of(name: str) -> str:
    found = _NAME.fullmatch(name)
    if found is None:
        raise UploadRefused("must have a name such as noticeboard-0a1b2c3d.jpg")
    return found[1]


def _again(earlier: Attachment, digest: str) -> Taken:
    if digest not in (earlier.sent_sha256, earlier.sha256):
        raise OtherFile
    return Taken(status=200, file=earlier)
