"""``walkabout report`` on files: from an instrument and CSV files to a workbook or JSON, without any database.

The figures pass the disclosure gate as the first release of a closed round.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

import pandas as pd

from analysis.beside import NOTHING, Beside
from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release
from analysis.figures import compute_figures
from analysis.files import FileProblems, read_codings, read_frame, read_responses
from analysis.report import Report
from analysis.report_schema import AnyReport, any_report_to_json
from analysis.round_data import Form, Population, RoundData
from exports.file_beside import beside_files
from exports.workbook import write_workbook
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.errors import InstrumentError
from instruments.loading import library, load_instrument
from instruments.merging import merge_versions
from instruments.versions import content_hash

Say = Callable[[str], None]

FORMATS = (".xlsx", ".json")
WHOEVER = "whoever ran the command"


class ReportError(Exception):
    """The report cannot be written; ``problems`` says why, a sentence each."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What to report, and where to.

    ``instruments`` are files, or form_ids of the library: one, or each version that was answered. Without
    ``population`` the sum of the frame's ``invited`` is the population, and without a frame it is not known.
    ``earlier`` is the JSON of the report that it is compared with; ``actions`` and ``visits`` are CSV files.
    """

    instruments: tuple[str, ...]
    responses: Path
    out: Path
    repeats: Mapping[str, Path] = field(default_factory=dict)
    frame: Path | None = None
    codings: Path | None = None
    population: int | None = None
    population_known: bool = True
    policy: Literal["default", "nhs", "dfe", "ten", "none"] = "default"
    policy_reason: str = ""
    decided_by: str = WHOEVER
    title: str = ""
    partnership: str = ""
    break_down_by: tuple[str, ...] = ()
    earlier: Path | None = None
    actions: Path | None = None
    visits: Path | None = None

    @property
    def has_beside(self) -> bool:
        """Whether a file is given that only a workbook can show."""
        return any((self.earlier, self.actions, self.visits))


def write_file_report(request: FileReport, *, at: datetime, say: Say) -> Report:
    """Read the files, compute the figures, pass the gate and write the report.

    Raises
    ------
    ReportError
        With every problem found in the file that was being read. Nothing is written then.
    """
    check_format(request.out)
    as_workbook = request.out.suffix.lower() == ".xlsx"
    if request.has_beside and not as_workbook:
        raise ReportError(f"{request.out}: actions, visits and a comparison stand in a workbook; let it end in .xlsx.")
    policy = policy_of(request, at)
    with in_sentences():
        data = read_round(request, at, say)
        say("Computing the figures …")
        report = release(compute_figures(data), policy, ReleaseLedger()).report
        beside = beside_files(
            data, report, earlier=request.earlier, actions=request.actions, visits=request.visits, at=at
        ) if as_workbook else NOTHING  # fmt: skip
    write_output(report, request.out, say=say, beside=beside)
    return report


@contextmanager
def in_sentences() -> Iterator[None]:
    """Turn what can be wrong with files into a ReportError that says so, a sentence each."""
    try:
        yield
    except (InstrumentError, FileProblems) as error:
        raise ReportError(*map(str, error.problems)) from error
    except FileNotFoundError as error:
        raise ReportError(f"{error.filename}: there is no such file.") from error
    except OSError as error:
        raise ReportError(f"{error.filename}: it cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise ReportError(f"The files contradict each other: {error}") from error


def check_format(out: Path) -> None:
    """Refuse an output file of another kind before any work is done."""
    if out.suffix.lower() not in FORMATS:
        raise ReportError(f"{out}: the name must end in {' or '.join(FORMATS)}, which decides what is written.")
    check_folder(out)


def check_folder(out: Path) -> None:
    """Refuse an output file in a directory that is not there."""
    if not out.parent.is_dir():
        raise ReportError(f"{out}: the directory {out.parent} does not exist.")


def write_output(report: AnyReport, out: Path, *, say: Say, beside: Beside = NOTHING) -> None:
    """Write a report as a workbook, with what stands beside it, or as JSON, one made from other reports as JSON only.

    The file appears whole or not at all.
    """
    check_format(out)
    say(f"Writing {out} …")
    with whole_file(out) as partial:
        if out.suffix.lower() == ".json":
            partial.write_text(any_report_to_json(report), encoding="utf-8")
        elif isinstance(report, Report):
            write_workbook(report, partial, beside=beside)
        else:
            raise ReportError(f"{out}: only the report of a round can be a workbook; choose a name ending in .json.")


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """A file beside the one that is wanted, which takes its place once it is written to the end."""
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.stem}-", suffix=out.suffix)
        os.close(handle)
        partial = Path(name)
        try:
            yield partial
            partial.chmod(0o666 & ~_umask())
            partial.replace(out)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise ReportError(f"{out}: it cannot be written ({error.strerror}).") from error


def _umask() -> int:
    """The process's mask for new files, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def policy_of(request: FileReport, at: datetime) -> DisclosurePolicy:
    """The policy that the request names."""
    presets = {
        "default": DisclosurePolicy.default,
        "nhs": DisclosurePolicy.nhs,
        "dfe": DisclosurePolicy.dfe,
        "ten": DisclosurePolicy.ten,
    }
    if request.policy in presets:
        return presets[request.policy]()
    if not request.policy_reason.strip():
        raise ReportError("The policy “none” hides nothing, so it needs a reason: give one with --policy-reason.")
    return DisclosurePolicy.none(decided_by=request.decided_by, decided_on=at.date(), reason=request.policy_reason)


def read_round(request: FileReport, at: datetime, say: Say) -> RoundData:
    """The snapshot of a round that the files describe."""
    versions = _versions(request.instruments)
    newest = versions[max(versions)]
    settings = newest.instrument.settings
    say(f"Reading {request.responses} …")
    forms = versions if len(versions) > 1 else newest
    responses = read_responses(request.responses, forms, repeats=request.repeats)
    say(f"{len(responses):,} {'response' if len(responses) == 1 else 'responses'} to “{settings.form_title}”.")
    frame = read_frame(request.frame) if request.frame else None
    form = _form(versions)
    _check_breakdowns(form, request.break_down_by)
    return RoundData(
        title=request.title or settings.form_title,
        slug=request.out.stem,
        partnership=request.partnership,
        instrument=form,
        version=max(versions),
        content_hash=content_hash(newest.instrument),
        responses=responses,
        population=_population(request, frame),
        produced_at=at,
        closed=True,
        frame=frame,
        frame_labels={} if frame is None else {name: _label(name) for name in frame.columns[:-2]},
        codings=read_codings(request.codings) if request.codings else (),
        break_down_by=request.break_down_by,
    )


def _versions(instruments: tuple[str, ...]) -> dict[int, CompiledInstrument]:
    """The instruments by their version numbers, which their settings say; of a single one it may be anything."""
    found: dict[int, CompiledInstrument] = {}
    problems: list[str] = []
    for instrument in instruments:
        compiled = _compile(instrument)
        version = compiled.instrument.settings.version
        number = int(version) if version.isdecimal() and version.isascii() else None
        if number is None and len(instruments) > 1:
            problems.append(f"{instrument}: its version is “{version}”; of several instruments each needs a number.")
        elif number in found:
            problems.append(f"{instrument}: another instrument is version {number} too; give each its own in settings.")
        found[1 if number is None else number] = compiled
    if problems:
        raise ReportError(*problems)
    return found


def _form(versions: Mapping[int, CompiledInstrument]) -> Form:
    """What the answers are to: the one version, or all made into one."""
    if len(versions) == 1:
        return next(iter(versions.values()))
    return merge_versions({number: compiled.instrument for number, compiled in versions.items()})


def _check_breakdowns(form: Form, names: tuple[str, ...]) -> None:
    """Refuse a breakdown by anything but a question with one choice that everybody answers once."""
    for name in names:
        item = form.find(name)
        if item is None or item.question.kind != "select_one" or item.repeats:
            usable = [one.name for one in form.items if one.question.kind == "select_one" and not one.repeats]
            raise ReportError(
                f"“{name}” cannot break answers down: that takes a question with one choice outside repeats, such as "
                f"{', '.join(usable[:3]) or 'none of this instrument'}."
            )


def _compile(instrument: str) -> CompiledInstrument:
    """The instrument of this file, or of this name in the library."""
    path = Path(instrument)
    if not path.exists():
        path = library().get(instrument, path)
    return compile_instrument(load_instrument(path, filename=str(path)))


def _population(request: FileReport, frame: pd.DataFrame | None) -> Population:
    """The population as it was given, else as the frame counts it."""
    if request.population is not None:
        note = "" if request.population_known else "At least this many; the whole number was not given."
        return Population(size=request.population, known=request.population_known, note=note)
    if frame is None or frame.empty or frame["invited"].isna().all():
        return Population(size=None, known=False, note="The number of people asked was not given.")
    complete = bool(frame["invited"].notna().all())
    note = "The sum of those invited." if complete else "The sum of those invited where that is known."
    return Population(size=int(frame["invited"].sum()), known=complete, note=note)


def _label(column: str) -> str:
    return column.replace("_", " ").capitalize()
