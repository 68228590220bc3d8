"""A project of REFI-QDA (.qdpx): a codeframe, comments as plain texts, and their codings."""

from __future__ import annotations

import io
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from analysis.coding.exchange.codebook_file import ORIGIN
from analysis.coding.exchange.codes_in import codeframe_in
from analysis.coding.exchange.elements import child, local_name, xml_bytes
from analysis.coding.exchange.project_in import comments_in
from analysis.coding.exchange.project_out import FOLDER, project_element, source_guid
from analysis.coding.exchange.records import CodingProject
from analysis.coding.exchange.refusals import refuse
from analysis.coding.exchange.safe_reading import SafeArchive, parse_xml

PROJECT_FILE = "project.qde"
NO_DATE = (1980, 1, 1, 0, 0, 0)  # one project is one file, byte for byte


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedProject:
    """What was read of a project.

    Attributes
    ----------
    project : CodingProject
        The codeframe, the comments and the codings.
    left_out : tuple of str
        What the project holds besides and was not taken, a sentence for each kind.
    """

    project: CodingProject
    left_out: tuple[str, ...]


def write_project(project: CodingProject) -> bytes:
    """A project of REFI-QDA 1.0.

    Parameters
    ----------
    project : CodingProject
        Its codeframe has one theme at least, as the standard wants it.

    Returns
    -------
    bytes
        A zip file of ``project.qde`` and a text in UTF-8 for each comment. A comment is a TextSource, its attributes
        are variables, its coders users; a coding of a stretch is a PlainTextSelection, from its first character to the
        one after its last. Strength, concern and what suggested a coding are notes that it refers to, since a coding
        has no other room for them.

    Raises
    ------
    ExchangeRefused
        Where the codeframe has no theme.
    """
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        archive.writestr(_entry(PROJECT_FILE), xml_bytes(project_element(project, ORIGIN)))
        for comment in project.comments:
            # A text that begins with the mark of its encoding gets another: readers take one away.
            encoding = "utf-8-sig" if comment.text.startswith("\ufeff") else "utf-8"
            archive.writestr(_entry(f"{FOLDER}/{source_guid(project, comment)}.txt"), comment.text.encode(encoding))
    return written.getvalue()


def read_project(data: bytes) -> ImportedProject:
    """A project from a file of REFI-QDA, ours or another program's.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    ImportedProject
        Text sources with their codings; ``left_out`` counts pictures, recordings and what else has no place here.
        Codes are themes under the codes that they stand in; codes of one name are told apart by their parents'.

    Raises
    ------
    ExchangeRefused
        Where the data are no such file, are too large, or cannot be a project; every reason at once.
    """
    archive = SafeArchive(data)
    root = parse_xml(archive.read(PROJECT_FILE))
    if local_name(root) != "Project":
        raise refuse("The file is not a project of REFI-QDA: its first element is not Project.")
    codebook = child(root, "CodeBook")
    if codebook is None:
        raise refuse("The project has no codebook.")
    title = " ".join(root.get("name", "").split()) or "Imported project"
    codeframe, themes = codeframe_in(codebook, root, title)
    content = comments_in(root, archive, themes)
    project = CodingProject(
        title=root.get("name") or title,
        codeframe=codeframe,
        comments=tuple(content.comments),
        codings=tuple(content.codings),
    )
    left_out = tuple(f"Left out: {count:,} {what}." for what, count in sorted(content.left_out.items()))
    return ImportedProject(project=project, left_out=left_out)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, NO_DATE)
    entry.compress_type = ZIP_DEFLATED
    return entry
