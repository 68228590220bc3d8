"""Reading an XLSForm: what it says as an instrument, and all there is to say about it, cell by cell."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from instruments.errors import Finding
from instruments.grades import BUILT_IN_LISTS
from instruments.model import Instrument
from instruments.model_findings import findings_of
from instruments.readings import Reading
from instruments.salvage import salvage
from instruments.validation import check_instrument
from instruments.xlsform.choice_rows import ChoiceRow, Lists, add_none, join_names, read_choices
from instruments.xlsform.composites import restore_composites, say_what_changed
from instruments.xlsform.headers import Column, choice_columns, settings_columns, survey_columns
from instruments.xlsform.languages_used import default_language
from instruments.xlsform.list_sources import ListSources
from instruments.xlsform.naming import rename_choices_in_expressions, rename_lists, rename_questions
from instruments.xlsform.nodes import Places, Source, assemble, walk_all
from instruments.xlsform.own_columns import OWN_SHEETS
from instruments.xlsform.own_sheets import read_files, read_rubrics, read_scales
from instruments.xlsform.pyxform_check import check_with_pyxform
from instruments.xlsform.reporting import Report, Where
from instruments.xlsform.row_texts import Reader
from instruments.xlsform.settings_row import SettingsRow, as_form_id, is_ours, read_settings, stated_language
from instruments.xlsform.shaping import leave_out_empty, write_out_loops
from instruments.xlsform.survey_rows import Survey, SurveyReader
from instruments.xlsform.workbook import Sheet, UnreadableWorkbook, open_sheets

NO_FILES: Mapping[str, bytes] = MappingProxyType({})
READ_SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm", *OWN_SHEETS)

Sheets = dict[str, Sheet]


def read_xlsform(data: bytes, filename: str, files: Mapping[str, bytes] = NO_FILES) -> Reading:
    """Read a workbook.

    Parameters
    ----------
    data : bytes
        The workbook: .xlsx, .xlsm or .xls.
    filename : str
        What to call it in messages; without a form_id it also names the form.
    files : mapping of str to bytes
        The files beside the form by name, for lists that come from a file.

    Returns
    -------
    Reading
        The instrument, unless any problem is an error, with every problem found: errors first, in the order of the
        sheets. Never raises for what the data holds.
    """
    report = Report(filename)
    try:
        opened = open_sheets(data, filename)
    except UnreadableWorkbook as error:
        report.error(Where(error.sheet, error.row), error.message)
        return Reading(None, tuple(report.problems))
    sheets = _known_sheets(opened)
    instrument = _read(sheets, filename, files, report) if _has_survey(sheets, opened, report) else None
    names = [sheet.name for sheet in opened]
    if "survey" in sheets:
        check_with_pyxform(sheets, names, as_form_id(PurePath(filename).stem), report)
    problems = report.sorted(names)
    return Reading(None if report.has_errors else instrument, problems)


def _known_sheets(opened: list[Sheet]) -> Sheets:
    """The sheets that mean something, by name in small letters. A lone sheet is the survey, whatever its name."""
    found: Sheets = {}
    for sheet in opened:
        if sheet.name.lower() in READ_SHEETS:
            found.setdefault(sheet.name.lower(), sheet)
    if len(opened) == 1 and not found:
        found["survey"] = opened[0]
    return found


def _has_survey(sheets: Sheets, opened: list[Sheet], report: Report) -> bool:
    """Whether there is a survey to read; what is wrong with any sheet as a sheet goes to the report."""
    if "survey" not in sheets:
        names = ", ".join(f"'{sheet.name}'" for sheet in opened) or "none"
        message = (
            f"there is no sheet 'survey', which holds the questions; the sheets are: {names}. Rename the right one"
        )
        report.error(Where(), message)
        return False
    for sheet in sheets.values():
        _check_sheet(sheet, report)
    survey = sheets["survey"]
    if not survey.headers or not survey.rows:
        report.error(
            Where(survey.name), "the sheet has no questions; put the headers type, name and label in its first row"
        )
        return False
    if all(column.key != "type" for column in survey_columns(survey.headers).values()):
        message = "no column is headed 'type'; put the headers type, name and label in the first row of the sheet"
        report.error(Where(survey.name, 1), message)
        return False
    return True


def _check_sheet(sheet: Sheet, report: Report) -> None:
    for header in dict.fromkeys(sheet.doubled):
        message = f"two columns are headed '{header}'; rename or remove one of them"
        report.error(Where(sheet.name, 1, header), message)
    if sheet.headless:
        message = (
            "there is text in a column without a header, which is left out; give the column a header in the first row"
        )
        report.warning(Where(sheet.name, sheet.headless[0]), message)
    if sheet.left_out is not None:
        message = "from here on the rows are left out, since more than 60 empty rows stand above; delete the empty rows"
        report.warning(Where(sheet.name, sheet.left_out), message)


def _read(sheets: Sheets, filename: str, files: Mapping[str, bytes], report: Report) -> Instrument | None:
    columns = {
        "survey": survey_columns(sheets["survey"].headers),
        "settings": settings_columns(_headers(sheets, "settings")),
        "choices": choice_columns(_headers(sheets, "choices")),
        "external_choices": choice_columns(_headers(sheets, "external_choices")),
    }
    stated = stated_language(sheets.get("settings"), columns["settings"])
    language = default_language(stated, sheets["survey"], columns["survey"], columns["choices"], report)
    reader = Reader(language, exact=is_ours(sheets.get("settings"), columns["settings"]))
    survey = SurveyReader(sheets["survey"], columns["survey"], reader, report).read()
    settings = read_settings(
        sheets.get("settings"), columns["settings"], reader, report, filename=filename, on_survey=survey.settings
    )
    lists = _lists("choices", sheets, columns, reader, report)
    external = _lists("external_choices", sheets, columns, reader, report)
    sources = ListSources(lists, external, files, report, read_files(sheets))
    sources.settle(survey)
    if settings.adds_none:
        for node in walk_all(survey.nodes):
            if node.data["type"].startswith("select_multiple "):
                add_none(lists, node.data["type"].split(" ")[1])
    _say_what_is_kept(sheets, survey, columns["survey"], report)
    return _instrument(sheets, survey, settings, sources, reader, report)


def _headers(sheets: Sheets, name: str) -> list[str]:
    return sheets[name].headers if name in sheets else []


def _lists(
    name: str, sheets: Sheets, columns: Mapping[str, Mapping[str, Column]], reader: Reader, report: Report
) -> Lists:
    sheet = sheets.get(name)
    if sheet is None or not sheet.rows:
        return {}
    keys = {column.key for column in columns[name].values()}
    missing = [key for key in ("list_name", "name") if key not in keys]
    if missing:
        message = f"no column is headed {' or '.join(missing)}; every choice needs its list_name, name and label"
        report.error(Where(sheet.name, 1), message)
        return {}
    return read_choices(sheet, columns[name], reader, report)


def _say_what_is_kept(sheets: Sheets, survey: Survey, columns: Mapping[str, Column], report: Report) -> None:
    """One warning for each column that means nothing here, and for each sheet that does not."""
    for header, count in survey.extra_headers.items():
        rows = "one row" if count == 1 else f"{count} rows"
        message = f"this column ({rows}) is for other tools; it is kept and not used here"
        report.warning(Where(sheets["survey"].name, 1, header), message)
    for name, what in (("entities", "entities of ODK Central"), ("osm", "tags of OpenStreetMap")):
        if name in sheets and sheets[name].rows:
            report.warning(Where(sheets[name].name), f"this sheet ({what}) is not used here")


def _instrument(
    sheets: Sheets, survey: Survey, settings: SettingsRow, sources: ListSources, reader: Reader, report: Report
) -> Instrument | None:
    lists, places = sources.lists, Places()
    scale_rows: dict[str, Source] = {}
    scales = read_scales(sheets, scale_rows)
    write_out_loops(survey.nodes, lists, report)
    nodes, parts = restore_composites(survey.nodes, report)
    nodes = leave_out_empty(nodes, report)
    if not nodes:
        if not report.has_errors:
            report.error(Where(sheets["survey"].name), "the sheet has no questions; add some")
        return None
    read_rubrics(sheets, scales, nodes, reader.exact, report)
    _leave_out_built_in(lists)
    rename_choices_in_expressions(nodes, join_names(lists, report))
    rename_lists(nodes, lists, scales, report)
    rename_questions(nodes, lists, settings.data, report)
    places.note(("settings",), settings.source)
    places.note(("survey",), Source(sheets["survey"].name, 1))
    for what, rows in (("scales", scale_rows), ("files", sources.places)):
        for name, source in rows.items():
            places.note((what, name), source)
    data = {
        "settings": settings.data,
        "choices": {name: _choices(name, rows, places) for name, rows in lists.items()},
        "scales": scales,
        "files": {**sources.files, **sources.named},
        "survey": assemble(nodes, places),
    }
    instrument = _checked({key: value for key, value in data.items() if value}, places, report)
    if instrument is not None:
        say_what_changed(instrument, parts, report)
    return instrument


def _leave_out_built_in(lists: Lists) -> None:
    """The lists of our composite questions' parts are written for other tools only."""
    for name in BUILT_IN_LISTS:
        rows = lists.get(name)
        if rows is not None and [row.data["name"] for row in rows] == [choice.name for choice in BUILT_IN_LISTS[name]]:
            del lists[name]


def _choices(list_name: str, rows: Iterable[ChoiceRow], places: Places) -> list[dict[str, Any]]:
    found = []
    for index, row in enumerate(rows):
        if index == 0:
            places.note(("choices", list_name), row.source)
        places.note(("choices", list_name, index), row.source)
        found.append(row.data)
    return found


def _checked(data: dict[str, Any], places: Places, report: Report) -> Instrument | None:
    """The instrument, checked as a whole; where parts of it are unusable, the rest is checked all the same."""
    try:
        instrument = Instrument.model_validate_json(json.dumps(data))
    except ValidationError as error:
        findings = findings_of(error, {})
        _report(findings, places, report)
        rest = salvage(data, [finding.place for finding in findings])
        known = {finding.place[:-1] for finding in findings}
        if rest is not None:
            _report([finding for finding in _of_the_rest(rest) if finding.place[:-1] not in known], places, report)
        return None
    _report(check_instrument(instrument), places, report)
    return instrument


def _of_the_rest(data: dict[str, Any]) -> Iterable[Finding]:
    try:
        return check_instrument(Instrument.model_validate_json(json.dumps(data)))
    except ValidationError:
        return ()


def _report(findings: Iterable[Finding], places: Places, report: Report) -> None:
    for finding in findings:
        where = places.where(finding.place)
        # The column is named already; a message that begins with it would say it twice.
        message = finding.message.removeprefix(f"{finding.place[-1]}: ") if finding.place else finding.message
        if finding.severity == "error":
            report.error(where, message, finding.question)
        else:
            report.warning(where, message, finding.question)
