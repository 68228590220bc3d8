"""Writes the single answers of a round: one file, or a zip with a file for each repeat, a codebook and a page to read.

The same answers at the same moment always make the same files.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from exports.data_files.answer_data import AnswerData, FileKind
from exports.data_files.batches import Progress
from exports.data_files.codebook_file import codebook_text
from exports.data_files.facts import Facts, gather_facts
from exports.data_files.read_me import read_me_text

BOM = "\ufeff"
CODEBOOK, READ_ME = "codebook.csv", "README.txt"
Writer = Callable[[AnswerData, Facts, Mapping[str, Path], Progress], "list[str] | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFiles:
    """What was written: the names of the files, how many rows each table has, and what is to be noted of them."""

    names: tuple[str, ...]
    rows: Mapping[str, int]
    notes: tuple[str, ...]


class SeveralFiles(ValueError):
    """The answers have repeats and so need a file each, which one file cannot be."""


def has_repeats(data: AnswerData) -> bool:
    """Whether the answers become several files."""
    return bool(data.form.repeats)


def write_answer_file(
    data: AnswerData, kind: FileKind, out: Path | BinaryIO, *, progress: Progress | None = None
) -> WrittenFiles:
    """Write the answers to a form without repeats as one file.

    Parameters
    ----------
    data : AnswerData
        The answers are gone through two or three times.
    kind : {"csv", "parquet", "sav", "dta"}
    out : Path or binary file
    progress : callable, optional
        Told now and then how many responses have been read.

    Raises
    ------
    SeveralFiles
        Where the form has repeats: :func:`write_answer_bundle` takes these.
    ValueError
        Where two responses share an identifier, or a stored answer is none that its question can have.
    """
    if has_repeats(data):
        names = ", ".join(data.form.repeats)
        raise SeveralFiles(f"The form has repeats ({names}), each of which needs a file of its own: write a zip.")
    with tempfile.TemporaryDirectory() as folder:
        facts = gather_facts(data)
        paths, notes = _write_tables(data, facts, kind, Path(folder), progress)
        (path,) = paths.values()
        if isinstance(out, Path):
            shutil.copyfile(path, out)
        else:
            with path.open("rb") as file:
                shutil.copyfileobj(file, out)
    return WrittenFiles(names=(path.name,), rows=facts.rows, notes=tuple(notes))


def write_answer_bundle(
    data: AnswerData, kind: FileKind, out: Path | BinaryIO, *, progress: Progress | None = None
) -> WrittenFiles:
    """Write a zip with a file for the responses, one for each repeat, a codebook and a README.

    Parameters and errors are those of :func:`write_answer_file`, without ``SeveralFiles``.
    """
    with tempfile.TemporaryDirectory() as folder:
        facts = gather_facts(data)
        paths, notes = _write_tables(data, facts, kind, Path(folder), progress)
        with zipfile.ZipFile(out, "w") as archive:
            _add(archive, data, READ_ME, BOM + read_me_text(data, facts, kind, notes))
            _add(archive, data, CODEBOOK, BOM + codebook_text(data, facts, kind))
            for path in paths.values():
                _add(archive, data, path.name, path)
            names = tuple(archive.namelist())
    return WrittenFiles(names=names, rows=facts.rows, notes=tuple(notes))


def _write_tables(
    data: AnswerData, facts: Facts, kind: FileKind, folder: Path, progress: Progress | None
) -> tuple[dict[str, Path], list[str]]:
    paths = {table.name: folder / f"{table.name}.{kind}" for table in facts.tables}
    notes = _writer_of(kind)(data, facts, paths, progress or _silent)
    return paths, notes or []


def _writer_of(kind: FileKind) -> Writer:
    """What writes this kind of file; the libraries for it are loaded only then."""
    if kind == "csv":
        from exports.data_files.csv_answers import write_csv_tables

        return write_csv_tables
    if kind == "parquet":
        from exports.data_files.parquet_answers import write_parquet_tables

        return write_parquet_tables
    if kind == "sav":
        from exports.data_files.spss import write_spss_tables

        return write_spss_tables
    from exports.data_files.stata import write_stata_tables

    return write_stata_tables


def _add(archive: zipfile.ZipFile, data: AnswerData, name: str, content: str | Path) -> None:
    """Put a file into the archive under the moment at which the answers were taken."""
    stamp = max(data.produced_at.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    entry = zipfile.ZipInfo(name, date_time=stamp)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    if isinstance(content, str):
        archive.writestr(entry, content.encode("utf-8"))
        return
    with content.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target)


def _silent(written: int) -> None:
    """For those who want to hear of no progress."""
