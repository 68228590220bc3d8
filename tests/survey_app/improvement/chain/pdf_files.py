"""PDF files written by hand, byte by byte: no program that reads them had a part in making them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

Placed = tuple[float, float, float, str, str]  # from the left, from below, type size, font (F1, or F2 in bold), words

HIGH = 842
PITCH = 14
IMAGE = 9_000


def pdf(*pages: Sequence[Placed] | bytes, outline: Sequence[str] = (), picture: bool = False) -> bytes:
    """A file of these pages: words in their places, or a page's instructions, to which ``/X`` may be a picture."""
    first = 5 + 3 * len(pages)
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {f'/Outlines {first} 0 R' if outline else ''} >>".encode(),
        2: f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{5 + 3 * n} 0 R' for n in range(len(pages)))}] >>"
        .encode(),
        3: _font("Helvetica"),
        4: _font("Helvetica-Bold"),
    }  # fmt: skip
    for number, page in enumerate(pages):
        at = 5 + 3 * number
        objects[at] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 {HIGH}] /Contents {at + 1} 0 R /Resources {at + 2} 0 R >>"
        ).encode()
        objects[at + 1] = stream(page if isinstance(page, bytes) else _drawn(page))
        objects[at + 2] = (
            f"<< /Font << /F1 3 0 R /F2 4 0 R >> {f'/XObject << /X {IMAGE} 0 R >>' if picture else ''} >>".encode()
        )
    objects |= _outline(outline, first)
    if picture:
        objects[IMAGE] = stream(
            b"\xff", "/Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
        )
    return joined(objects)


def joined(objects: dict[int, bytes], trailer: str = "") -> bytes:
    """A file of these numbered objects, of which the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 %s \n" % (places.get(number, 0), b"n" if number in places else b"f")
    out += f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def stream(content: bytes, entries: str = "") -> bytes:
    """A compressed stream."""
    packed = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), entries.encode(), packed)


def column(
    paragraphs: Iterable[Sequence[str] | str], *, left: float = 70, top: float = 720, size: float = 11, gap: float = 10
) -> list[Placed]:
    """Paragraphs of lines beneath each other; a single string is a heading in bold and larger."""
    found: list[Placed] = []
    for paragraph in paragraphs:
        if isinstance(paragraph, str):
            found.append((left, top, size + 3, "F2", paragraph))
            top -= PITCH + gap
            continue
        for line in paragraph:
            found.append((left, top, size, "F1", line))
            top -= PITCH
        top -= gap
    return found


def _drawn(page: Sequence[Placed]) -> bytes:
    return b"".join(
        b"BT /%s %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET\n" % (font.encode(), size, left, base, _escaped(words))
        for left, base, size, font, words in page
    )


def _escaped(words: str) -> bytes:
    return words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _font(name: str) -> bytes:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()


def _outline(titles: Sequence[str], first: int) -> dict[int, bytes]:
    if not titles:
        return {}
    last = first + len(titles)
    found = {first: f"<< /Type /Outlines /First {first + 1} 0 R /Last {last} 0 R /Count {len(titles)} >>".encode()}
    for number, title in enumerate(titles, start=first + 1):
        follows = f"/Next {number + 1} 0 R" if number < last else ""
        found[number] = b"<< /Title (%s) /Parent %d 0 R %s /Dest [5 0 R /Fit] >>" % (
            _escaped(title), first, follows.encode(),
        )  # fmt: skip
    return found
