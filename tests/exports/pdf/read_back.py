"""What a PDF says and shows, read by programs that had no part in making it."""

from __future__ import annotations

import io
from typing import Any

import pypdfium2
import zxingcpp
from pypdf import PdfReader

BREAK = "\u200b"


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, as a reader copies them: a line ends where it ends in print."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    """A text without spaces and places to break, to compare what was set in lines with what was not."""
    return "".join(text.replace(BREAK, "").split())


def codes_of(pdf: bytes) -> list[str]:
    """What the QR codes on the pages say, decoded from the pages as pictures of 100 dots an inch."""
    document = pypdfium2.PdfDocument(pdf)
    pictures = [page.render(scale=100 / 72).to_pil() for page in document]
    document.close()
    return [code.text for one in pictures for code in zxingcpp.read_barcodes(one)]


def tags_of(pdf: bytes) -> list[tuple[str, str]]:
    """The structure for screen readers in reading order: each tag with its description, if it has one."""
    root: Any = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    found: list[tuple[str, str]] = []

    def walk(node: Any) -> None:
        one = node.get_object()
        for child in one if isinstance(one, list) else [one]:
            child = child.get_object()
            if isinstance(child, dict):
                if "/S" in child:
                    found.append((child["/S"].lstrip("/"), str(child.get("/Alt", ""))))
                if "/K" in child:
                    walk(child["/K"])

    walk(root["/StructTreeRoot"])
    return found
