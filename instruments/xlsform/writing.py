"""Writing an instrument as an XLSForm that other tools open and that reads back as it was."""

from __future__ import annotations

from instruments.model import Instrument
from instruments.xlsform.workbook_style import Table, write_workbook
from instruments.xlsform.written_lists import choice_rows, file_rows, rubric_rows, scale_rows, settings_row
from instruments.xlsform.written_survey import survey_rows


def write_xlsform(instrument: Instrument) -> bytes:
    """An instrument as a workbook (.xlsx).

    The sheets survey, choices and settings are XLSForm's. What XLSForm has no word for stands in columns that begin
    with ``walkabout_`` and in the sheets scales, rubrics and files, which other tools pass over; our composite
    questions are written out as the plain rows that other tools can ask.
    """
    survey = survey_rows(instrument)
    tables = [
        Table("survey", survey.rows),
        Table("choices", choice_rows(instrument, survey.lists)),
        Table("settings", [settings_row(instrument)]),
        Table("scales", scale_rows(instrument)),
        Table("rubrics", rubric_rows(instrument)),
        Table("files", file_rows(instrument)),
    ]
    return write_workbook([table for table in tables if table.rows], instrument.languages)
