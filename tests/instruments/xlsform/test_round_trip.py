"""An instrument written as an XLSForm and read again is the same instrument."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from pyxform.xls2xform import convert

from instruments.loading import library, load_instrument
from instruments.model import Instrument
from instruments.xlsform.reading import read_xlsform
from instruments.xlsform.writing import write_xlsform
from tests.instruments import strategies
from tests.instruments.factories import CHOICES, SCALES, content

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def same(instrument: Instrument) -> None:
    reading = read_xlsform(write_xlsform(instrument), "made-up.xlsx")
    assert reading.instrument == _as_cells_have_it(instrument), "\n".join(map(str, reading.errors))


def _as_cells_have_it(instrument: Instrument) -> Instrument:
    """An empty cell is no default, and neither is an empty default."""
    return Instrument.model_validate_json(instrument.model_dump_json().replace('"default":""', '"default":null'))


@pytest.mark.parametrize("path", library().values(), ids=lambda path: path.stem)
def test_every_instrument_of_the_library_comes_back(path: Path) -> None:
    same(load_instrument(path))


@pytest.mark.parametrize("path", library().values(), ids=lambda path: path.stem)
def test_every_instrument_of_the_library_is_an_xlsform_to_pyxform(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("pyxform"), "disabled", True)
    instrument = load_instrument(path)
    xform = convert(write_xlsform(instrument), file_type=".xlsx").xform
    assert f'id="{instrument.settings.form_id}"' in xform


@given(strategies.instruments())
@settings(max_examples=15, suppress_health_check=SLOW)
def test_generated_instruments_come_back(instrument: Instrument) -> None:
    same(instrument)


@given(strategies.instruments(labels=strategies.labels))
@settings(max_examples=15, suppress_health_check=SLOW)
def test_labels_of_any_characters_come_back(instrument: Instrument) -> None:
    same(instrument)


def _instrument(*survey: dict[str, object], **more: object) -> Instrument:
    data = content(*survey, choices=CHOICES, scales=SCALES) | more
    return Instrument.model_validate(data, strict=False)


ROWS: dict[str, dict[str, object]] = {
    "grade with a rubric": {"type": "grade met4", "name": "g", "label": "G", "rubric": {"fully": "All of it"}, "required": True},
    "safety": {"type": "safety", "name": "s", "label": "Is a child at risk?"},
    "safety that is required": {"type": "safety", "name": "s", "label": "Is a child at risk?", "required": True},
    "consent": {"type": "consent", "name": "c", "label": "Do you agree?", "hint": "You need not"},
    "email": {"type": "email", "name": "e", "label": "E", "constraint": ". != 'x'"},
    "phone": {"type": "phone", "name": "e", "label": "E"},
    "url": {"type": "url", "name": "e", "label": "E", "appearance": "w1"},
    "signature": {"type": "signature", "name": "e", "label": "E"},
    "signature with an appearance": {"type": "signature", "name": "e", "label": "E", "appearance": "w1"},
    "image with a signature's appearance": {"type": "image", "name": "e", "label": "E", "appearance": "signature"},
    "calculate without a calculation": {"type": "calculate", "name": "k", "default": "5"},
    "required on a condition": {"type": "text", "name": "t", "label": "T", "required": "${start} = 'x'"},
    "read only": {"type": "text", "name": "t", "label": "T", "read_only": True, "default": "x"},
    "blanks that count": {"type": "text", "name": "t", "label": "  T\n\n t ", "hint": "\u00a0H"},
    "typographic quotes": {"type": "text", "name": "t", "label": "‘T’", "relevant": "${start} = '“'"},
    "or other": {"type": "select_one yes_no", "name": "q", "label": "Q", "or_other": True},
    "or other with a filter": {
        "type": "select_one yes_no", "name": "q", "label": "Q", "or_other": True, "choice_filter": "name != 'no'",
    },
    "parameters": {"type": "range", "name": "r", "label": "R", "parameters": "start=1 end=5 step=1"},
    "parameters that pyxform refuses": {"type": "text", "name": "r", "label": "R", "parameters": "something=1"},
    "extra columns": {"type": "text", "name": "t", "label": "T", "extra": {"bind::esri:x": "1", "kobo--score": "2"}},
    "translations": {
        "type": "text", "name": "t", "label": "T",
        "translations": {"Welsh (cy)": {"label": "Tw", "hint": "Hw"}, "Polish (pl)": {"constraint_message": "P"}},
    },
    "a grade in two languages": {
        "type": "grade met4", "name": "g", "label": "G",
        "translations": {"Welsh (cy)": {"label": "Gw", "rubric": {"fully": "Y cyfan"}}},
    },
    "media": {"type": "note", "name": "n", "image": "a.png", "translations": {"Welsh (cy)": {"image": "b.png"}}},
    "a formula": {"type": "text", "name": "t", "label": "=1+1", "hint": "@x", "default": "+1"},
    "escapes": {"type": "text", "name": "t", "label": "_x0041_ &amp; <b> \\n %s"},
    "rank": {"type": "rank topics", "name": "r", "label": "R"},
    "audit": {"type": "audit", "name": "log"},
    "core": {"type": "text", "name": "t", "label": "T", "core": "wellbeing-1"},
    "trigger": {"type": "text", "name": "t", "label": "T", "calculation": "now()", "trigger": "${start}"},
    "standard": {
        "type": "standard met4", "name": "st1", "label": "Standard 1", "relevant": "${start} != ''",
        "rubric": {"fully": "Everything"},
        "children": [
            {"type": "text", "name": "criterion", "label": "A criterion"},
            {"type": "select_one yes_no", "name": "other_criterion", "label": "Another"},
        ],
    },
    "repeat": {
        "type": "repeat", "name": "visit", "label": "Visit", "unit": "people", "narrative_below": 5, "entry_name": "visit",
        "repeat_count": "2", "translations": {"Welsh (cy)": {"entry_name": "ymweliad"}},
        "children": [
            {"type": "repeat", "name": "room", "children": [{"type": "text", "name": "use", "label": "Use"}]},
            {"type": "consent", "name": "c", "label": "C"},
            {"type": "text", "name": "after", "label": "After"},
            {"type": "grade met4", "name": "g", "label": "G"},
        ],
    },
}  # fmt: skip
FIRST = {"type": "text", "name": "start", "label": "Start"}
LAST = {"type": "text", "name": "last", "label": "Last"}


@pytest.mark.parametrize("name", ROWS)
def test_each_kind_of_row_comes_back(name: str) -> None:
    same(_instrument(FIRST, ROWS[name], LAST))


@pytest.mark.parametrize("name", ROWS)
def test_each_kind_of_row_is_an_xlsform_to_pyxform(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("pyxform"), "disabled", True)
    assert convert(write_xlsform(_instrument(FIRST, ROWS[name], LAST)), file_type=".xlsx").xform


def test_settings_and_lists_come_back() -> None:
    same(
        Instrument.model_validate(
            {
                "settings": {
                    "form_id": "made-up", "form_title": "Made up", "version": "3.10", "default_language": "Cymraeg (cy)",
                    "instance_name": "concat(${q}, ' x')", "purpose": "To try.\nTwice.", "source": "Nowhere", "licence": "CC0",
                    "unit": "cases", "extra": {"style": "pages"},
                    "translations": {"English (en)": {"form_title": "In English", "purpose": "To try"}},
                },
                "choices": {
                    "levels": (
                        {"name": "1", "label": "One", "columns": {"state": "x", "A b": "y"}, "image": "1.png"},
                        {"name": "a/b", "label": "Two", "translations": {"English (en)": {"label": "Two E"}}},
                        {"name": "none", "label": "None", "exclusive": True},
                        {"name": "na", "label": "Not applicable", "missing": "not_applicable"},
                    ),
                    "unused": ({"name": "x", "label": "X"},),
                },
                "scales": {
                    "levels": {
                        "direction": "best_last", "favourable": ("1", "a/b"), "action_below": "a/b",
                        "rubric": {"1": "First", "a/b": "Second"},
                        "translations": {"English (en)": {"rubric": {"1": "First E"}}},
                    }
                },
                "survey": ({"type": "select_one levels", "name": "q", "label": "Q"},),
            },
            strict=False,
        )
    )  # fmt: skip


def test_a_list_from_a_file_comes_back_with_its_rows() -> None:
    fruit = {"name": "fig", "label": "Fig", "columns": {"colour": "green"}}
    row = {"type": "select_one fruits", "name": "q", "label": "Q"}
    same(_instrument(row, choices={"fruits": [fruit]}, scales={}, files={"fruits": "fruits.csv"}))


@pytest.mark.parametrize("filename", ["fruits.csv", "fruits.geojson", "other name.csv"])
def test_a_list_from_a_file_that_is_not_there_comes_back(filename: str) -> None:
    row = {"type": "select_one fruits", "name": "q", "label": "Q"}
    same(_instrument(row, choices={"fruits": []}, scales={}, files={"fruits": filename}))
