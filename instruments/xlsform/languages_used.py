"""Which language the texts of a workbook are in by default, when its settings do not say, or say something else."""

from __future__ import annotations

from collections.abc import Mapping

from instruments.xlsform.headers import DEFAULT_LANGUAGE, Column
from instruments.xlsform.reporting import Report, Where
from instruments.xlsform.workbook import Sheet

Columns = Mapping[str, Column]


def default_language(
    stated: str | None, survey: Sheet, survey_columns: Columns, choice_columns: Columns, report: Report
) -> str:
    """The default language; '' where the form is in one language that nothing names.

    A form whose labels all name a language begins, as in other tools, with the first of them.
    """
    languages = _label_languages(survey_columns) or _label_languages(choice_columns)
    plain = any(column.key == "label" and column.language is None for column in survey_columns.values())
    named = [language for language in languages if language is not None]
    every = {*named, *(language for language in _label_languages(choice_columns) if language)}
    if stated:
        if plain or not named or stated in every:
            return stated
        _say_unused(stated, named[0], report)
        return named[0]
    if not every:
        return ""
    if not plain:
        return named[0] if named else next(iter(every))
    column = next(header for header, found in survey_columns.items() if found.key == "label" and not found.language)
    message = (
        f"the language of this column is not named, so it is called '{DEFAULT_LANGUAGE}'; "
        "name it in the settings as default_language"
    )
    if DEFAULT_LANGUAGE not in every:
        report.warning(Where(survey.name, 1, column), message)
    return DEFAULT_LANGUAGE


def _label_languages(columns: Columns) -> list[str | None]:
    return [column.language for column in columns.values() if column.key == "label"]


def _say_unused(stated: str, used: str, report: Report) -> None:
    message = (
        f"no column is in the language '{stated}', so the form begins in '{used}'; "
        "write the language the same way here and in the columns"
    )
    report.warning(Where("settings", 2, "default_language"), message)
