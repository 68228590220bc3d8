"""Office files without the moment at which they were written, so that the same content is the same file."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

OFFICE = (".docx", ".pptx", ".xlsx")
PROPERTIES = "docProps/core.xml"
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def settle_file(path: Path, at: datetime) -> None:
    """Put one moment in place of all that an Office file has; other files stay as they are."""
    if path.suffix in OFFICE:
        path.write_bytes(settled(path.read_bytes(), at))


def settled(content: bytes, at: datetime) -> bytes:
    """The content of an Office file with one moment throughout, in the workbooks within it too."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, _settled_part(name, source.read(name), at))
    return out.getvalue()


def _settled_part(name: str, content: bytes, at: datetime) -> bytes:
    if name.endswith(OFFICE):
        return settled(content, at)
    if name == PROPERTIES:
        moment = f"{at:%Y-%m-%dT%H:%M:%SZ}".encode()
        return _MOMENT.sub(rb"\g<1>" + moment + rb"\g<2>", content)
    return content
