"""The sheets beside the survey: choices, settings, and our scales, rubrics and files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from instruments.model import Choice, Instrument
from instruments.xlsform.own_columns import FORMAT, FORMAT_VERSION
from instruments.xlsform.written_texts import Cells, put_rest, put_text, put_texts


def choice_rows(instrument: Instrument, built_in: Mapping[str, tuple[Choice, ...]]) -> list[Cells]:
    """Every list, then the lists of our composite questions' parts."""
    lists = [*instrument.choices.items(), *((name, built_in[name]) for name in built_in)]
    return [_choice(list_name, choice) for list_name, choices in lists for choice in choices]


def _choice(list_name: str, choice: Choice) -> Cells:
    cells: Cells = {"list_name": list_name, "name": choice.name}
    put_texts(cells, choice, ("label", "image", "audio", "video"))
    if choice.missing is not None:
        cells["walkabout_missing"] = choice.missing
    if choice.exclusive:
        cells["walkabout_exclusive"] = "yes"
    put_rest(cells, choice.columns)
    return cells


def settings_row(instrument: Instrument) -> Cells:
    settings = instrument.settings
    cells: Cells = {
        "form_title": settings.form_title,
        "form_id": settings.extra.get("form_id", settings.form_id),
        "version": settings.version,
        "default_language": settings.default_language,
    }
    if settings.instance_name is not None:
        cells["instance_name"] = settings.instance_name
    if settings.allow_choice_duplicates:
        cells["allow_choice_duplicates"] = "yes"
    put_text(cells, settings, "purpose", "walkabout_purpose")
    for key in ("source", "licence"):
        if (text := getattr(settings, key)) is not None:
            cells[f"walkabout_{key}"] = text
    cells["walkabout_unit"] = settings.unit
    for language, translation in settings.translations.items():
        if translation.form_title is not None:
            cells[f"walkabout_form_title::{language}"] = translation.form_title
    cells[FORMAT] = FORMAT_VERSION
    put_rest(cells, settings.extra)
    return cells


def scale_rows(instrument: Instrument) -> list[Cells]:
    return [
        {
            "list_name": list_name,
            "direction": scale.direction,
            "favourable": " ".join(scale.favourable),
            "action_below": scale.action_below or "",
        }
        for list_name, scale in instrument.scales.items()
    ]


def rubric_rows(instrument: Instrument) -> list[Cells]:
    """A row for each level's text: of a scale, or of one question that has its own."""
    rows: list[Cells] = []
    for list_name, scale in instrument.scales.items():
        rows.extend({"list_name": list_name, "question": "", **cells} for cells in _rubric(scale))
    for question in instrument.walk():
        rows.extend({"list_name": "", "question": question.name, **cells} for cells in _rubric(question))
    return rows


def _rubric(row: object) -> Iterator[Cells]:
    own: Mapping[str, str] = getattr(row, "rubric", {})
    translations = getattr(row, "translations", {})
    levels = dict.fromkeys([*own, *(level for found in translations.values() for level in found.rubric)])
    for level in levels:
        cells: Cells = {"choice": level}
        if level in own:
            cells["text"] = own[level]
        for language, found in translations.items():
            if level in found.rubric:
                cells[f"text::{language}"] = found.rubric[level]
        yield cells


def file_rows(instrument: Instrument) -> list[Cells]:
    return [{"list_name": name, "file": filename} for name, filename in instrument.files.items()]
