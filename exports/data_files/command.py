"""``walkabout data`` on files: from a form and its answers to data files, figures or a codebook, without a database."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from analysis.disclosure import ReleaseLedger, release
from analysis.figures import compute_figures
from analysis.report import Report
from analysis.round_data import Form, RoundData
from exports.command import FileReport, ReportError, Say, check_folder, in_sentences, policy_of, read_round, whole_file
from exports.data_files.answer_data import KIND_NAMES, AnswerData, FileKind
from exports.data_files.bundle import CODEBOOK, WrittenFiles, has_repeats, write_answer_bundle, write_answer_file
from exports.data_files.figures import FigureKind, write_figures
from exports.ddi import write_ddi

ENDINGS = (".csv", ".parquet", ".sav", ".dta", ".zip", ".xml")
FIGURE_ENDINGS = (".csv", ".parquet")
ANSWERS_FILE = "responses.csv"
TOLD_EVERY = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DataOrder:
    """What to write. ``kind`` is for a zip of single answers; a codebook and figures come from a report."""

    out: Path
    kind: FileKind | None = None
    figures: bool = False

    @property
    def ending(self) -> str:
        return self.out.suffix.lower()

    @property
    def is_codebook(self) -> bool:
        return self.ending == ".xml"

    @property
    def needs_report(self) -> bool:
        return self.figures or self.is_codebook

    def check(self) -> None:
        """Refuse what cannot be written before any work is done.

        Raises
        ------
        ReportError
            For an ending that is not known, or that does not go with what is asked for.
        """
        if self.figures and self.ending not in FIGURE_ENDINGS:
            raise ReportError(f"{self.out}: figures are written as {' or '.join(FIGURE_ENDINGS)}.")
        if self.ending not in ENDINGS:
            raise ReportError(f"{self.out}: the name must end in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}.")
        if self.kind is not None and self.ending != ".zip":
            raise ReportError(f"{self.out}: --as says what is in a zip; let the name end in .zip, or leave --as out.")
        check_folder(self.out)

    @property
    def answers_kind(self) -> FileKind:
        """What the single answers are written as."""
        return self.kind or ("csv" if self.ending == ".zip" else cast("FileKind", self.ending[1:]))


def write_file_data(order: DataOrder, request: FileReport, *, remark: str = "", at: datetime, say: Say) -> None:
    """Read the files and write what was ordered. Figures and codebook have passed the disclosure gate.

    Raises
    ------
    ReportError
        With every problem found in the file that was being read. Nothing is written then.
    """
    order.check()
    policy = policy_of(request, at)
    with _unpacked(request) as files, in_sentences():
        data = read_round(files, at, say)
        if not order.needs_report:
            write_answers(order, round_answers(data, remark=remark), say=say)
            return
        say("Computing the figures …")
        report = release(compute_figures(data), policy, ReleaseLedger()).report
    write_from_report(order, report, data.instrument, say=say)


def write_answers(order: DataOrder, data: AnswerData, *, say: Say) -> WrittenFiles:
    """Write single answers: a file where one is enough and was asked for, else a zip."""
    bundled = order.ending == ".zip"
    if has_repeats(data) and not bundled:
        names = ", ".join(data.form.repeats)
        raise ReportError(
            f"{order.out}: the form has repeats ({names}), each of which needs a file of its own. Give a name that "
            f"ends in .zip{'' if order.answers_kind == 'csv' else f', with --as {order.answers_kind}'}."
        )
    write = write_answer_bundle if bundled else write_answer_file
    say(f"Writing {order.out} ({KIND_NAMES[order.answers_kind]}) …")
    with whole_file(order.out) as partial:
        written = write(data, order.answers_kind, partial, progress=_telling(say))
    for note in written.notes:
        say(note)
    return written


def write_from_report(order: DataOrder, report: Report, form: Form, *, say: Say) -> None:
    """Write the figures of a report, or the codebook with them."""
    say(f"Writing {order.out} …")
    with whole_file(order.out) as partial, partial.open("wb") as file:
        if order.is_codebook:
            write_ddi(report, cast("BinaryIO", file), form=form)
        else:
            write_figures(report, cast("FigureKind", order.ending[1:]), cast("BinaryIO", file))


def _telling(say: Say) -> Callable[[int], None]:
    """Progress in sentences, not too many of them."""
    told = 0

    def progress(written: int) -> None:
        nonlocal told
        if written - told >= TOLD_EVERY:
            told = written
            say(f"{written:,} responses …")

    return progress


@contextmanager
def _unpacked(request: FileReport) -> Iterator[FileReport]:
    """The request with the files of a zip that Walkabout wrote in place of the zip."""
    if request.responses.suffix.lower() != ".zip":
        yield request
        return
    with tempfile.TemporaryDirectory() as folder:
        files = _unpack(request.responses, Path(folder))
        if ANSWERS_FILE not in files:
            raise ReportError(f"{request.responses}: there is no {ANSWERS_FILE} in it; give the CSV file of responses.")
        responses = files.pop(ANSWERS_FILE)
        repeats = {path.stem: path for path in files.values()} | dict(request.repeats)
        yield replace(request, responses=responses, repeats=repeats)


def _unpack(path: Path, folder: Path) -> dict[str, Path]:
    """The CSV files at the top of a zip, but its codebook."""
    found = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".csv") and name != CODEBOOK and Path(name).name == name:
                    found[name] = folder / name
                    found[name].write_bytes(archive.read(name))
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise ReportError(f"{path}: it cannot be read as a zip ({error}).") from error
    return found


def round_answers(data: RoundData, *, remark: str = "") -> AnswerData:
    """The single answers of a snapshot.

    Raises
    ------
    ReportError
        For an anonymous round.
    """
    if data.anonymous:
        raise ReportError(
            f"“{data.title}” is anonymous, so nobody is given its single answers. --figures writes its figures, and a "
            "name ending in .xml its codebook."
        )
    return AnswerData(
        title=data.title, slug=data.slug, partnership=data.partnership, form=data.instrument,
        responses=data.responses, produced_at=data.produced_at, remark=remark,
    )  # fmt: skip
