"""Lists of choices that are long, have a choice twice, or have nothing but absences: in every kind of file."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from analysis.files import read_responses
from exports.data_files import FileKind, write_answer_file
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.model import Instrument
from tests.exports.data_files.answers import answer_data, records_of

MANY = [{"name": f"town_{number}", "label": f"Town {number}"} for number in range(300)]
TWICE = [{"name": "a", "label": "One"}, {"name": "b", "label": "Two"}, {"name": "a", "label": "One again"}]
ABSENT = [
    {"name": "unsure", "label": "Not sure", "missing": "dont_know", "exclusive": True},
    {"name": "no_idea", "label": "No idea", "missing": "dont_know", "exclusive": True},
]


@pytest.fixture(scope="module")
def form() -> CompiledInstrument:
    asked = {"town": "select_one many", "towns": "select_multiple many", "twice": "select_one twice"}
    asked |= {"absent": "select_multiple absent", "none": "select_one absent"}
    parts = {
        "settings": {"form_id": "lists", "form_title": "Lists", "allow_choice_duplicates": True},
        "choices": {"many": MANY, "twice": TWICE, "absent": ABSENT},
        "survey": [{"type": kind, "name": name, "label": name} for name, kind in asked.items()],
    }
    return compile_instrument(Instrument.model_validate_json(json.dumps(parts)))


DOCUMENT: dict[str, Any] = {
    "town": "town_299", "towns": ["town_0", "town_299"], "twice": "b", "absent": ["no_idea"], "none": "unsure",
}  # fmt: skip


def written(form: CompiledInstrument, kind: FileKind, path: Path) -> Path:
    write_answer_file(answer_data(form, records_of([DOCUMENT])), kind, path)
    return path


def test_csv_is_read_back(form: CompiledInstrument, tmp_path: Path) -> None:
    (back,) = read_responses(written(form, "csv", tmp_path / "out.csv"), form)
    assert back.document == DOCUMENT


def test_parquet_has_every_choice_once_and_every_absence(form: CompiledInstrument, tmp_path: Path) -> None:
    (row,) = pd.read_parquet(written(form, "parquet", tmp_path / "out.parquet")).to_dict("records")
    assert (row["town"], row["twice"], row["towns/town_299"], row["towns/town_1"]) == ("town_299", "b", True, False)
    assert (row["absent:absence"], row["none:absence"]) == ("dont_know", "dont_know")


@pytest.mark.parametrize(("kind", "read"), [("sav", pyreadstat.read_sav), ("dta", pyreadstat.read_dta)])
def test_spss_and_stata_number_every_choice_once(
    form: CompiledInstrument, tmp_path: Path, kind: FileKind, read: Any
) -> None:
    frame, about = read(written(form, kind, tmp_path / f"out.{kind}"), user_missing=True)
    row = frame.iloc[0]
    assert (row["town"], row["twice"], row["towns_town_299"], row["towns_town_1"]) == (300, 2, 1, 0)
    assert row["none"] == (-1 if kind == "sav" else "a")
    labels = about.variable_value_labels["twice"]
    assert [labels[1], labels[2]] == ["One", "Two"]
    assert about.variable_value_labels["town"][300] == "Town 299"


def test_an_open_file_is_written_to_as_well(form: CompiledInstrument, tmp_path: Path) -> None:
    out = BytesIO()
    write_answer_file(answer_data(form, records_of([DOCUMENT])), "csv", out)
    assert out.getvalue() == written(form, "csv", tmp_path / "out.csv").read_bytes()
