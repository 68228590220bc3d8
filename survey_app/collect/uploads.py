"""A file as it comes from a browser or a program: looked at, cleaned and named, before anything is kept."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from survey_app.collect.file_kinds import EXAMPLES, PLAIN_TEXT, TAKEN, FileKind, file_kind
from survey_app.collect.pictures import PictureUnreadable, rewrite

LONGEST_STEM = 60
MEGABYTE = 1024 * 1024
_UNSAFE = re.compile(r"[^\w.-]+")


class UploadRefused(ValueError):
    """The file is not taken; the message says why and what to do, to be put after the question's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that may be kept."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def accept(question_kind: str, given_name: str, content: bytes, settings: Mapping[str, str], *, limit: int) -> Upload:
    """The file as it is kept: of a kind that the question takes, under a name of ours, pictures without metadata.

    Parameters
    ----------
    question_kind, given_name, content
        The kind of question ("image" …), the name that the sender gives the file, and its bytes.
    settings
        The question's ``parameters``; of these, ``max-pixels`` counts.
    limit
        The largest size in bytes.
    """
    if not content:
        raise UploadRefused("is an empty file; choose another one")
    if len(content) > limit:
        raise UploadRefused(f"must be a file of {limit // MEGABYTE} MB or less; this one is {size_text(len(content))}")
    kind = file_kind(content)
    if kind is None or kind.family not in TAKEN[question_kind]:
        raise UploadRefused(f"must be {EXAMPLES[question_kind]}")
    if kind.family == "image":
        content = _cleaned(content, kind, settings)
    return Upload(name=stored_name(given_name, kind), media_type=kind.media_type, content=content)


def typed_signature(name: str) -> Upload:
    """A signature given by typing one's name, for whoever cannot or does not want to draw."""
    text = f"Signed by typing the name: {name}\n"
    return Upload(name=stored_name("signature", PLAIN_TEXT), media_type=PLAIN_TEXT.media_type, content=text.encode())


def stored_name(given: str, kind: FileKind) -> str:
    """A file name without paths or anything else that could mean something, and that nobody can guess."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    stem = _UNSAFE.sub("-", last.rpartition(".")[0] or last).strip("-._")[:LONGEST_STEM].strip("-._")
    return f"{stem or 'file'}-{secrets.token_hex(4)}.{kind.ending}"


def size_text(size: int) -> str:
    """A size in words: "1.4 MB"."""
    return f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE / 10 else f"{max(1, round(size / 1024))} KB"


def _cleaned(content: bytes, kind: FileKind, settings: Mapping[str, str]) -> bytes:
    wanted = settings.get("max-pixels", "")
    try:
        return rewrite(content, kind, longest_side=int(wanted) if wanted.isascii() and wanted.isdigit() else None)
    except PictureUnreadable as error:
        raise UploadRefused(str(error)) from error
