"""``walkabout instrument`` on files: checking them, converting between YAML and XLSForm, comparing two versions."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from instruments.changes import Change
from instruments.differences import compare
from instruments.errors import Problem
from instruments.loading import library, read_instrument
from instruments.model import Instrument
from instruments.readings import Reading
from instruments.versions import dump_yaml
from instruments.xlsform.attached_files import MAXIMUM_BYTES
from instruments.xlsform.writing import write_xlsform

WRITTEN = (".yaml", ".yml", ".xlsx")
BESIDE = (".csv", ".xml", ".geojson")


class CommandError(Exception):
    """The command cannot go on; ``problems`` says why, a sentence each."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class FilesBeside(Mapping[str, bytes]):
    """The files in a form's folder that its lists may come from, read when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, name: str) -> bytes:
        path = self.folder / name
        if path.name != name or path.suffix.lower() not in BESIDE or not path.is_file():
            raise KeyError(name)
        with path.open("rb") as file:
            return file.read(MAXIMUM_BYTES + 1)

    def __iter__(self) -> Iterator[str]:
        found = (path for path in self.folder.iterdir() if path.suffix.lower() in BESIDE and path.is_file())
        return (path.name for path in found)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def read_file(path: Path) -> Reading:
    """Read an instrument from a file of either kind, with the files beside it.

    Raises
    ------
    CommandError
        When there is no such file, or it cannot be opened.
    """
    try:
        return read_instrument(path, filename=str(path), files=FilesBeside(path.parent))
    except OSError as error:
        raise CommandError(f"{path}: it cannot be read ({error.strerror}).") from error


def check_lines(path: Path, reading: Reading) -> list[str]:
    """What to print of one file: its errors, then its warnings, each with its place, and a last line that sums up."""
    lines = [f"error: {problem}" for problem in reading.errors]
    lines += [f"warning: {problem}" for problem in reading.warnings]
    if reading.instrument is None:
        return [*lines, f"{path}: it cannot be used: {_counted(reading)}."]
    noted = f", with {_count(len(reading.warnings), 'warning')}" if reading.warnings else ""
    return [*lines, f"{path}: {reading.instrument.settings.form_title} is in order{noted}."]


def _counted(reading: Reading) -> str:
    errors = _count(len(reading.errors), "error")
    return f"{errors}, {_count(len(reading.warnings), 'warning')}" if reading.warnings else errors


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def convert(source: Path, out: Path) -> tuple[Problem, ...]:
    """Write an instrument in the format that the name of the new file asks for; returns the warnings.

    Raises
    ------
    CommandError
        With every problem of the source, or when the file cannot be written. Nothing is written then.
    """
    if out.suffix.lower() not in WRITTEN:
        hint = " (.xls is an old format that can be read only)" if out.suffix.lower() == ".xls" else ""
        raise CommandError(f"{out}: the name must end in .yaml or .xlsx, which decides what is written{hint}.")
    reading = read_file(source)
    if reading.instrument is None:
        raise CommandError(*map(str, reading.errors))
    written = written_form(reading.instrument, out.suffix.lower())
    _write_whole(out, written)
    return reading.warnings


def written_form(instrument: Instrument, extension: str) -> bytes:
    """An instrument as a file of this kind: ``.yaml`` or ``.xlsx``."""
    return write_xlsform(instrument) if extension == ".xlsx" else dump_yaml(instrument).encode("utf-8")


def _write_whole(out: Path, data: bytes) -> None:
    """Write a file that appears whole or not at all."""
    partial: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.stem}-", suffix=out.suffix)
        partial = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mask = os.umask(0o077)
        os.umask(mask)
        partial.chmod(0o666 & ~mask)
        partial.replace(out)
    except OSError as error:
        raise CommandError(f"{out}: it cannot be written ({error.strerror}).") from error
    finally:
        if partial is not None:
            partial.unlink(missing_ok=True)


def difference_lines(old: Path, new: Path) -> list[str]:
    """What changed between two versions and what it means for comparing rounds, a line each.

    Either may be a file or the form_id of an instrument in the library.
    """
    changes = compare(_instrument(old), _instrument(new))
    if not changes:
        return ["The two say the same."]
    return [_change_line(change) for change in changes]


def _instrument(path: Path) -> Instrument:
    if not path.exists():
        path = library().get(str(path), path)
    reading = read_file(path)
    if reading.instrument is None:
        raise CommandError(*map(str, reading.errors))
    return reading.instrument


_COMPARABLE = {"yes": "", "with care": "  [compare with care]", "no": "  [cannot be compared]"}


def _change_line(change: Change) -> str:
    return f"{change.message}{_COMPARABLE[change.comparable]}"
