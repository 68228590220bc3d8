"""Reading an instrument from YAML, with everything wrong in it reported at once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from instruments.errors import Finding, InstrumentError, Place, Problem
from instruments.model import Instrument
from instruments.model_findings import findings_of
from instruments.salvage import KEPT_KEYS, salvage
from instruments.validation import check_instrument
from instruments.yaml_reading import MAXIMUM_CHARACTERS, Data, UnreadableYaml, YamlText, read_yaml

LIBRARY = Path(__file__).parent / "library"
MAXIMUM_PROBLEMS = 100


def load_instrument(source: Path | str | bytes, *, filename: str | None = None) -> Instrument:
    """Read an instrument.

    Parameters
    ----------
    source : Path, str or bytes
        A file, or the YAML text itself. A ``str`` is always text and never a file name.
    filename : str, optional
        What to call the text in messages; by default the file's name, or "the instrument".

    Raises
    ------
    InstrumentError
        With every problem that was found: YAML that cannot be read, doubled keys, wrong types, and all that
        :func:`instruments.validation.check_instrument` checks.
    FileNotFoundError
        When there is no such file.
    """
    name = filename or (source.name if isinstance(source, Path) else "the instrument")
    try:
        text = _text_of(source)
    except UnreadableYaml as error:
        raise InstrumentError([Problem(name, error.line, None, error.message)]) from None
    return _load_text(text, name)


@lru_cache(maxsize=64)
def _load_text(text: str, name: str) -> Instrument:
    """Read a text once: it says the same every time, and an Instrument never changes."""
    reading = YamlText()
    try:
        read_yaml(text, reading)
    except UnreadableYaml as error:
        problems = [*_faults(name, reading), Problem(name, error.line, None, error.message)]
        raise InstrumentError(problems) from None
    instrument, findings = _read_model(reading)
    problems = [*_faults(name, reading), *(_problem(name, reading, finding) for finding in findings)]
    if instrument is None or problems:
        raise InstrumentError(_shortened(name, problems))
    return instrument


def library() -> dict[str, Path]:
    """The instruments that come with the toolkit, and those dropped in beside them: form_id to file.

    A file is named after its form_id, so that one faulty file does not stand in the way of the others.
    """
    return {path.stem: path for path in sorted(LIBRARY.glob("*.yaml"))}


def _text_of(source: Path | str | bytes) -> str:
    if isinstance(source, str):
        return source
    if isinstance(source, Path):
        with source.open("rb") as file:
            source = file.read(4 * MAXIMUM_CHARACTERS + 1)
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
    return Instrument.model_validate_json(json.dumps(data))


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
    return Problem(file, reading.line_of(finding.place), question, finding.message)


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


def _shortened(file: str, problems: list[Problem]) -> list[Problem]:
    """In the order of the file, each said once, and no more than anyone will read."""
    ordered = sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0)
    if len(ordered) <= MAXIMUM_PROBLEMS:
        return ordered
    left = len(ordered) - MAXIMUM_PROBLEMS
    message = f"there are {left:,} more problems; put these right first"
    return [*ordered[:MAXIMUM_PROBLEMS], Problem(file, None, None, message)]
