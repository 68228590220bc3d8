"""What pyxform, the reference reader of XLSForms, says of a workbook: the whole way to the XForm that ODK would get."""

from __future__ import annotations

import contextlib
import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pyxform.builder import create_survey_element_from_dict
from pyxform.constants import SUPPORTED_SHEET_NAMES
from pyxform.errors import PyXFormError
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import DefinitionData

from instruments.xlsform.reporting import Report, Where
from instruments.xlsform.workbook import Record, Sheet

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(r"On the '([^']+)' sheet, the '([^']+)' value(?: '[^']*')? is (?:invalid|problematic)\.\s*")
_LEARN_MORE = re.compile(r"\s*Learn more: \S+")

# Warnings of pyxform's that we say ourselves with a better place, or that say nothing to our readers.
_SAID_ELSEWHERE = (
    "Use the max-pixels parameter",
    "Row without name, text, or label",
    "The 'disabled' column header",
    "is no longer supported on most devices",
    "Choices should have a label",
    "This form uses or_other and translations",
    "valid machine-readable codes",
    "has no label: {",
    "is missing the survey",
    "is missing the choices",
)


MANY_CHOICES = 1000
BEGINNING_OF_A_LIST = 100


def check_with_pyxform(sheets: Mapping[str, Sheet], names: Sequence[str], form_name: str, report: Report) -> None:
    """Put pyxform's error, if it has one, and its warnings into the report; ``names`` are those of all sheets."""
    warnings: list[str] = []
    try:
        with _quiet():
            content = workbook_to_json(_definition(sheets, names), fallback_form_name=form_name, warnings=warnings)
            create_survey_element_from_dict(content)._to_ugly_xml()
    except PyXFormError as error:
        _say(str(error), sheets, report, is_error=True)
    except RecursionError:
        report.error(Where(), "groups stand within groups too deep for the form to be read; use fewer")
    except Exception as error:  # pyxform fails on some forms in ways of its own
        report.error(
            Where(),
            "pyxform, which reads XLSForms for ODK and KoboToolbox, gives up on this form without saying where "
            f"({type(error).__name__}: {_shortened(str(error))}); take out the rows changed last, one after another, "
            "until it is read",
        )
    for warning in warnings:
        if not any(words in warning for words in _SAID_ELSEWHERE):
            _say(warning, sheets, report, is_error=False)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without what pyxform prints or logs."""
    logger = logging.getLogger("pyxform")
    before = logger.disabled
    logger.disabled = True
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        logger.disabled = before


def _definition(sheets: Mapping[str, Sheet], names: Sequence[str]) -> DefinitionData:
    """The sheets as pyxform's own readers of workbooks give them."""
    found: dict[str, object] = {"sheet_names": list(names)}
    for name in SUPPORTED_SHEET_NAMES & set(sheets):
        sheet = sheets[name]
        rows = _shortened_lists(sheet) if name in ("choices", "external_choices") else sheet.rows
        found[name] = [{header: _as_pyxform_has_it(text) for header, text in record.items()} for record in rows]
        found[f"{name}_header"] = [dict.fromkeys(sheet.headers)] if sheet.headers else []
    return DefinitionData(**found)


def _as_pyxform_has_it(text: str) -> str:
    return text.replace("\u00a0", " ").strip()


def _shortened_lists(sheet: Sheet) -> list[Record]:
    """The rows of long lists empty beyond their beginning: pyxform takes a second for every thousand of them.

    What it checks of a choice by itself, its name above all, is checked by us for every one.
    """
    if len(sheet.rows) <= MANY_CHOICES:
        return sheet.rows
    header = next((header for header in sheet.headers if header.lower().replace("_", " ") == "list name"), None)
    seen: Counter[str] = Counter()
    rows: list[Record] = []
    for record in sheet.rows:
        list_name = record.get(header or "", "").strip()
        seen[list_name] += 1
        rows.append(record if seen[list_name] <= BEGINNING_OF_A_LIST else {})
    return rows


def _say(said: str, sheets: Mapping[str, Sheet], report: Report, *, is_error: bool) -> None:
    """One of pyxform's sentences, with the row and column that it names taken out and put where they belong."""
    row = _ROW.search(said)
    placed = _SHEET.search(said)
    text = _LEARN_MORE.sub("", _SHEET.sub("", _ROW.sub("", said))).strip()
    sheet = placed[1] if placed else ("survey" if row else "")
    name = sheets[sheet].name if sheet in sheets else sheet or None
    where = Where(name, int(row[1]) if row else None, placed[2] if placed else None)
    known = any(problem.sheet == where.sheet and problem.line == where.row for problem in report.problems)
    if is_error:
        if not report.has_errors or (where.row and not known):
            report.error(where, f"{_shortened(text)} (said by pyxform)")
    elif not (where.row and known):
        report.warning(where, f"{_shortened(text)} (said by pyxform)")


def _shortened(text: str, most: int = 400) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"
