"""Reading an instrument from YAML or an XLSForm, with everything wrong in it reported at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from instruments.errors import Finding, InstrumentError, Place, Problem
from instruments.languages import gather, written_place
from instruments.model import Instrument
from instruments.model_findings import findings_of
from instruments.readings import Reading
from instruments.salvage import KEPT_KEYS, salvage
from instruments.validation import check_instrument
from instruments.yaml_reading import Data, UnreadableYaml, YamlText, read_yaml

LIBRARY = Path(__file__).parent / "library"
MAXIMUM_PROBLEMS = 100
MAXIMUM_BYTES = 20_000_000  # of a workbook, which is compressed, and of a text
WORKBOOKS = (".xlsx", ".xlsm", ".xls")

__all__ = ["Reading", "library", "load_instrument", "read_instrument"]


def load_instrument(
    source: Path | str | bytes, *, filename: str | None = None, files: Mapping[str, bytes] | None = None
) -> Instrument:
    """Read an instrument.

    Parameters
    ----------
    source : Path, str or bytes
        A file, or the YAML text itself, or the content of a workbook. A ``str`` is always text and never a file name.
    filename : str, optional
        What to call it in messages; by default the file's name, or "the instrument". Content whose filename ends in
        .xlsx, .xlsm or .xls is read as an XLSForm.
    files : mapping of str to bytes, optional
        The files beside it by name, for lists whose choices come from a file.

    Raises
    ------
    InstrumentError
        With every error that was found: YAML that cannot be read, doubled keys, wrong types, and all that
        :func:`instruments.validation.check_instrument` checks. Warnings: see :func:`read_instrument`.
    FileNotFoundError
        When there is no such file.
    """
    reading = read_instrument(source, filename=filename, files=files)
    if reading.instrument is None:
        raise InstrumentError(reading.errors)
    return reading.instrument


def read_instrument(
    source: Path | str | bytes, *, filename: str | None = None, files: Mapping[str, bytes] | None = None
) -> Reading:
    """Read an instrument, with everything there is to say about it; takes what :func:`load_instrument` takes.

    Raises FileNotFoundError, and never fails on what a file holds.
    """
    name = filename or (source.name if isinstance(source, Path) else "the instrument")
    if not isinstance(source, str) and name.lower().endswith(WORKBOOKS):
        from instruments.xlsform.reading import read_xlsform  # half a second, which a form in YAML need not wait for

        return read_xlsform(_bytes_of(source), name, files or {})
    try:
        text = _text_of(source)
    except UnreadableYaml as error:
        return Reading(None, (Problem(name, error.line, None, error.message),))
    return _read_text(text, name) if not files else _read_text_with_files(text, name, files)


@lru_cache(maxsize=64)
def _read_text(text: str, name: str) -> Reading:
    """Read a text once: it says the same every time, and an Instrument never changes."""
    return _read_text_with_files(text, name, {})


def _read_text_with_files(text: str, name: str, files: Mapping[str, bytes]) -> Reading:
    reading = YamlText()
    try:
        read_yaml(text, reading)
    except UnreadableYaml as error:
        return Reading(None, (*_faults(name, reading), Problem(name, error.line, None, error.message)))
    extra = _take_in(files, reading.data)
    instrument, findings = _read_model(reading)
    problems = [*_faults(name, reading), *(_problem(name, reading, finding) for finding in [*extra, *findings])]
    if any(problem.severity == "error" for problem in problems):
        instrument = None
    return Reading(instrument, _shortened(name, problems))


def _take_in(files: Mapping[str, bytes], data: Data) -> list[Finding]:
    """Put the rows of the files beside a form into its lists that have none."""
    wanted = data.get("files") if isinstance(data, dict) else None
    if not files or not isinstance(data, dict) or not isinstance(wanted, dict):
        return []
    from instruments.xlsform.attached_files import UnreadableFile, read_rows

    findings = []
    lists = data.setdefault("choices", {})
    for list_name, file in wanted.items():
        content = files.get(file) if isinstance(file, str) else None
        if content is None or not isinstance(lists, dict) or lists.get(list_name):
            continue
        try:
            rows: Data = [dict(row) for row in read_rows(str(file), content, value=None, label=None)]
            lists[list_name] = rows
        except UnreadableFile as error:
            findings.append(Finding(("files", list_name), None, f"the file '{file}' cannot be read: {error}"))
    return findings


def library() -> dict[str, Path]:
    """The instruments that come with the toolkit, and those dropped in beside them: form_id to file.

    A file is named after its form_id, so that one faulty file does not stand in the way of the others.
    """
    return {path.stem: path for path in sorted(LIBRARY.glob("*.yaml"))}


def _bytes_of(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    with source.open("rb") as file:
        return file.read(MAXIMUM_BYTES + 1)


def _text_of(source: Path | str | bytes) -> str:
    if isinstance(source, str):
        return source
    source = _bytes_of(source)
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise UnreadableYaml("the file is not text in UTF-8; save it again with the encoding UTF-8", line) from None


def _read_model(reading: YamlText) -> tuple[Instrument | None, list[Finding]]:
    """The instrument and what is wrong with it; where parts are unusable, the rest is checked all the same."""
    data = reading.data
    if not isinstance(data, dict):
        message = "an instrument is a set of keys: settings, choices, scales, survey; this is something else"
        return None, [Finding((), None, message)]
    try:
        instrument = _validated(data)
    except ValidationError as error:
        findings = findings_of(error, reading.written)
        rest = salvage(data, [finding.place for finding in findings])
        return None, [*findings, *(_remaining(rest, findings) if rest is not None else ())]
    return instrument, list(check_instrument(instrument))


def _validated(data: Any) -> Instrument:
    """Through JSON, where strict pydantic takes a list for a tuple but still no text for a number."""
    return Instrument.model_validate_json(json.dumps(gather(data)))


def _remaining(data: Data, known: list[Finding]) -> Iterable[Finding]:
    """What the whole-instrument checks say of the sound parts."""
    try:
        instrument = _validated(data)
    except ValidationError:
        return ()
    broken = {_piece(finding.place) for finding in known}
    return [
        finding
        for finding in check_instrument(instrument)
        if _piece(finding.place) not in broken or finding.place[-1] in KEPT_KEYS
    ]


def _piece(place: Place) -> Place:
    """The question, choice, scale or settings that a place lies in."""
    if place[:1] == ("survey",):
        length = max((index + 1 for index, part in enumerate(place) if isinstance(part, int)), default=1)
        return place[:length]
    return place[:3] if place[:1] == ("choices",) else place[:2]


def _faults(file: str, reading: YamlText) -> list[Problem]:
    return [Problem(file, line, _question_at(reading.data, place), message) for place, line, message in reading.faults]


def _problem(file: str, reading: YamlText, finding: Finding) -> Problem:
    question = finding.question or _question_at(reading.data, finding.place)
    return Problem(file, reading.line_of(written_place(finding.place)), question, finding.message, finding.severity)


def _question_at(data: Data, place: Place) -> str | None:
    """The name of the innermost question that a place lies in."""
    name, current = None, data
    if place[:1] != ("survey",):
        return None
    for part in place:
        if isinstance(current, dict) and isinstance(part, str):
            current = current.get(part)
        elif isinstance(current, list) and isinstance(part, int) and part < len(current):
            current = current[part]
        else:
            break
        if isinstance(part, int):
            named = current.get("name") if isinstance(current, dict) else None
            name = named if isinstance(named, str) else None
    return name


def _shortened(file: str, problems: list[Problem]) -> tuple[Problem, ...]:
    """In the order of the file, errors first, each said once, and no more than anyone will read."""
    ordered = sorted(dict.fromkeys(problems), key=lambda problem: (problem.severity != "error", problem.line or 0))
    if len(ordered) <= MAXIMUM_PROBLEMS:
        return tuple(ordered)
    left = len(ordered) - MAXIMUM_PROBLEMS
    severity = ordered[MAXIMUM_PROBLEMS].severity
    message = f"there are {left:,} more problems; put these right first"
    return (*ordered[:MAXIMUM_PROBLEMS], Problem(file, None, None, message, severity))


def check_data(data: Any) -> tuple[Instrument | None, list[Finding]]:
    """An instrument from data that is already read, and what is wrong with it, by its place in the data.

    The designer of the web application asks this of drafts.
    """
    return _read_model(YamlText(data=data))
