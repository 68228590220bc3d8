"""What kind of file was sent, by its first bytes: neither its name nor what the browser says of it is believed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST_LISTING = 2000  # members of a zip file that are looked at


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is accepted: its media type, its name's ending and what it is called."""

    media_type: str
    ending: str
    family: str  # image · audio · video · document · text


def _kind(media_type: str, ending: str) -> FileKind:
    family = media_type.partition("/")[0]
    return FileKind(media_type, ending, family if family in ("image", "audio", "video", "text") else "document")


JPEG, PNG, GIF, WEBP = (
    _kind(f"image/{name}", ending)
    for name, ending in (("jpeg", "jpg"), ("png", "png"), ("gif", "gif"), ("webp", "webp"))
)
PLAIN_TEXT = _kind("text/plain", "txt")
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

# (position, bytes, kind): the first that fits
_MARKS: tuple[tuple[int, bytes, FileKind], ...] = (
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (0, b"GIF87a", GIF),
    (0, b"GIF89a", GIF),
    (0, b"%PDF-", _kind("application/pdf", "pdf")),
    (0, b"ID3", _kind("audio/mpeg", "mp3")),
    (0, b"\xff\xfb", _kind("audio/mpeg", "mp3")),
    (0, b"\xff\xf3", _kind("audio/mpeg", "mp3")),
    (0, b"\xff\xf1", _kind("audio/aac", "aac")),
    (0, b"\xff\xf9", _kind("audio/aac", "aac")),
    (0, b"OggS", _kind("audio/ogg", "ogg")),
    (0, b"fLaC", _kind("audio/flac", "flac")),
    (0, b"#!AMR", _kind("audio/amr", "amr")),
    (4, b"ftypM4A", _kind("audio/mp4", "m4a")),
    (4, b"ftypqt", _kind("video/quicktime", "mov")),
    (4, b"ftyp3g", _kind("video/3gpp", "3gp")),
    (4, b"ftypisom", _kind("video/mp4", "mp4")),
    (4, b"ftypiso", _kind("video/mp4", "mp4")),
    (4, b"ftypmp4", _kind("video/mp4", "mp4")),
    (4, b"ftypavc1", _kind("video/mp4", "mp4")),
    (4, b"ftypM4V", _kind("video/mp4", "mp4")),
    (4, b"ftypMSNV", _kind("video/mp4", "mp4")),
    (0, b"\x1a\x45\xdf\xa3", _kind("video/webm", "webm")),
)
_RIFF: Mapping[bytes, FileKind] = {b"WEBP": WEBP, b"WAVE": _kind("audio/wav", "wav")}
# What a zip file holds → what it is. Any other zip file could hold anything, and is refused.
_ZIPPED: tuple[tuple[str, FileKind], ...] = (
    ("word/document.xml", _kind(f"{_OFFICE}wordprocessingml.document", "docx")),
    ("xl/workbook.xml", _kind(f"{_OFFICE}spreadsheetml.sheet", "xlsx")),
    ("ppt/presentation.xml", _kind(f"{_OFFICE}presentationml.presentation", "pptx")),
)
_OPEN_DOCUMENTS: Mapping[str, FileKind] = {
    f"{_ODF}text": _kind(f"{_ODF}text", "odt"),
    f"{_ODF}spreadsheet": _kind(f"{_ODF}spreadsheet", "ods"),
    f"{_ODF}presentation": _kind(f"{_ODF}presentation", "odp"),
}

# Question kind → the families of file it takes.
TAKEN: Mapping[str, tuple[str, ...]] = {
    "image": ("image",),
    "signature": ("image",),
    "audio": ("audio", "video"),  # a recording in an mp4 or webm file looks like a film without pictures
    "video": ("video",),
    "file": ("document", "image", "audio", "video", "text"),
}
# What the browser's file picker offers; a telephone then turns its own picture format into one of these.
OFFERED: Mapping[str, str] = {
    "image": "image/jpeg,image/png,image/webp,image/gif",
    "signature": "image/jpeg,image/png,image/webp,image/gif",
    "audio": "audio/*",
    "video": "video/mp4,video/quicktime,video/webm,video/3gpp",
    "file": ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.txt,.csv,image/jpeg,image/png,audio/*,video/mp4",
}
EXAMPLES: Mapping[str, str] = {
    "image": "a JPEG, PNG, WebP or GIF picture",
    "signature": "a JPEG, PNG, WebP or GIF picture",
    "audio": "an MP3, M4A, WAV or Ogg recording",
    "video": "an MP4, MOV or WebM video",
    "file": "a PDF, Word, Excel, PowerPoint, OpenDocument or text file, a picture or a recording",
}


def file_kind(content: bytes) -> FileKind | None:
    """The kind of a file that may be accepted; None for any other."""
    for position, mark, kind in _MARKS:
        if content.startswith(mark, position):
            return kind
    if content.startswith(b"RIFF"):
        return _RIFF.get(content[8:12])
    if content.startswith(b"PK\x03\x04"):
        return _zipped_kind(content)
    return PLAIN_TEXT if _is_plain_text(content) else None


def _zipped_kind(content: bytes) -> FileKind | None:
    """A document of an office program; one with macros is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist()[:LONGEST_LISTING])
            if any(name.lower().endswith(("vbaproject.bin", ".js", ".exe")) for name in names):
                return None
            if "mimetype" in names and _is_short(archive.getinfo("mimetype")):
                return _OPEN_DOCUMENTS.get(archive.read("mimetype").decode("ascii", "replace").strip())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error):
        return None
    return next((kind for name, kind in _ZIPPED if name in names), None)


def _is_short(member: zipfile.ZipInfo) -> bool:
    """Whether a member can be unpacked at no cost; other ways of packing have no limit to what comes out."""
    return member.file_size < 200 and member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def _is_plain_text(content: bytes) -> bool:
    """Readable text that no browser would take for a page."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any((ord(letter) < 32 or ord(letter) == 127) and letter not in "\t\n\r\f" for letter in text):
        return False
    return not text.lstrip().startswith(("<", "#!", "%!"))
