"""Files from outside, read within limits: XML without entities, archives without surprises."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from zipfile import BadZipFile, ZipFile

from analysis.coding.exchange.refusals import refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES = 50_000_000
MOST_UNPACKED = 200_000_000
MOST_FILES = 250_000
MOST_ELEMENTS = 2_000_000
DEEPEST = 60


class _LimitedTree(TreeBuilder):
    """Builds the tree, and stops where it grows too deep or too large."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._count = 0

    def start(self, tag: str, attrs: Mapping[str, str], /) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST:
            raise refuse(f"The XML is nested more than {DEEPEST} deep.")
        if self._count > MOST_ELEMENTS:
            raise refuse(f"The XML has more than {MOST_ELEMENTS:,} elements.")
        return super().start(tag, dict(attrs))

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def parse_xml(data: bytes) -> Element:
    """The root element.

    Raises
    ------
    ExchangeRefused
        Where the data are too large, are no XML, or declare a document type or entities, which a codebook never needs
        and an attack does.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    if len(data) > MOST_UNPACKED:
        raise refuse(f"The XML has {len(data):,} bytes; {MOST_UNPACKED:,} at most are read.")
    parser = DefusedXMLParser(target=_LimitedTree(), forbid_dtd=True)
    try:
        parser.feed(data)
        root = parser.close()
    except DefusedXmlException as error:
        raise refuse("The XML declares a document type or entities, so it is not read.") from error
    except (ParseError, LookupError, UnicodeError) as error:
        raise refuse("The file is not well-formed XML.") from error
    if not isinstance(root, Element):
        raise refuse("The file is not well-formed XML.")
    return root


class SafeArchive:
    """A zip file in memory whose files are read by name, as long as they are few and small together.

    Raises
    ------
    ExchangeRefused
        Where the data are too large, are no zip file, or say that they unpack to too much.
    """

    def __init__(self, data: bytes) -> None:
        check_size(data)
        try:
            self._zip = ZipFile(io.BytesIO(data))
        except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise refuse("The file is not a zip file, so it is no project of REFI-QDA.") from error
        entries = self._zip.infolist()
        if len(entries) > MOST_FILES:
            raise refuse(f"The archive holds {len(entries):,} files; {MOST_FILES:,} at most are read.")
        size = sum(entry.file_size for entry in entries)
        if size > MOST_UNPACKED:
            raise refuse(f"The archive unpacks to {size:,} bytes; {MOST_UNPACKED:,} at most are read.")
        # Programs do not agree on the case of the folder's name.
        self._names = {entry.filename.replace("\\", "/").lstrip("/").lower(): entry for entry in entries}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def read(self, name: str) -> bytes:
        """The content of one file."""
        if name not in self:
            raise refuse(f"The archive has no file '{name}'.")
        entry = self._names[name.lower()]
        try:
            return self._zip.read(entry)
        except (BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, zlib.error) as error:
            raise refuse(f"The file '{name}' in the archive is damaged or encrypted.") from error


def check_size(data: bytes) -> None:
    """Refuse what is too large to be looked at."""
    if len(data) > MOST_BYTES:
        raise refuse(f"The file has {len(data):,} bytes; {MOST_BYTES:,} at most are read.")
