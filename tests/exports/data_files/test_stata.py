"""Stata files of single answers, read by ReadStat and by pandas' own reader."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given

from analysis.responses import response_frames
from exports.data_files import AnswerData, write_answer_file
from exports.data_files.answer_data import tables_of
from exports.data_files.plan import plan_variables
from instruments.compiled import CompiledInstrument
from tests.analysis.kinds import kinds_documents, kinds_instrument
from tests.analysis.rounds import group, make_instrument, question
from tests.exports.data_files.answers import HOSTILE, answer_data, records_of, rounds
from tests.exports.data_files.test_csv_answers import unpacked
from tests.exports.data_files.test_spss import FIRST, FORM, SECOND
from tests.instruments.strategies import labels


def write(data: AnswerData, path: Path) -> None:
    write_answer_file(data, "dta", path)


def read(path: Path, *, missing: bool = False) -> tuple[pd.DataFrame, Any]:
    return pyreadstat.read_dta(path, user_missing=missing)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write(answer_data(FORM, records_of([FIRST, SECOND], strata={"agency": "Police"})), tmp_path / "out.dta")
    return tmp_path / "out.dta"


def test_choices_are_numbered_and_labelled_and_absences_are_extended_missing_values(path: Path) -> None:
    frame, about = read(path, missing=True)
    assert list(frame.loc[0, ["useful", "heard", "topics_gangs", "topics_online", "seen"]]) == [2, 2, 1, 0, 1]
    second = frame.loc[1, ["useful", "topics_gangs", "years", "day", "moment", "seen", "heard"]]
    assert list(second) == ["a", "a", "c", "c", "c", "c", "d"]
    assert frame.loc[1, "why_absence"] == -4
    labels = about.variable_value_labels["useful"]
    assert (labels[1], labels["a"], labels["d"]) == ("Strongly agree", "Don't know", "Not asked")
    assert about.column_names_to_labels["topics_gangs"] == "Which topics?: Gangs"


def test_pandas_reads_the_labels_in_order_and_dates_and_numbers_as_such(path: Path) -> None:
    chosen = ("agree", "dont_know", "strongly_agree", "disagree", "neither")
    answers = [{**(SECOND if name == "dont_know" else FIRST), "useful": name} for name in chosen]
    write(answer_data(FORM, records_of(answers)), path)
    frame = pd.read_stata(path)
    assert frame["useful"].cat.categories.tolist() == ["Strongly agree", "Agree", "Neither", "Disagree"]
    assert frame["useful"].cat.ordered
    assert frame["useful"].isna().tolist() == [False, True, False, False, False]
    assert frame["years"].tolist()[0] == 7
    assert frame["day"].tolist()[0] == datetime(2026, 2, 3)
    assert frame["moment"].tolist()[0] == datetime(2026, 2, 3, 14, 5)
    missing = pd.read_stata(path, convert_missing=True, convert_dates=False, convert_categoricals=False)
    assert str(missing["day"][1]) == ".c"


def test_the_format_is_the_one_of_stata_14(path: Path) -> None:
    assert path.read_bytes()[:60].startswith(b"<stata_dta><header><release>118</release>")
    frame, about = read(path)
    assert about.file_label == "Visits of an example round"
    assert list(frame.loc[0, ["response_id", "received_on", "group_agency", "why"]]) == [
        "r1", date(2026, 4, 2), "Police", "=1+1",
    ]  # fmt: skip


def test_long_and_hostile_texts_come_out_as_they_went_in(tmp_path: Path) -> None:
    texts = [*HOSTILE, "x" * 2_045, "x" * 2_046, "é" * 2_045, "😀" * 20_000]
    write(answer_data(FORM, records_of([{**FIRST, "why": text} for text in texts])), tmp_path / "out.dta")
    assert read(tmp_path / "out.dta")[0]["why"].tolist() == texts
    assert pd.read_stata(tmp_path / "out.dta")["why"].tolist() == texts


@pytest.mark.parametrize("number", [0, 1])
def test_a_round_of_no_or_one_response(number: int, tmp_path: Path) -> None:
    write(answer_data(FORM, records_of([FIRST] * number)), tmp_path / "out.dta")
    frame, about = read(tmp_path / "out.dta")
    assert len(frame) == number
    assert about.variable_value_labels["useful"][1] == "Strongly agree"


def test_every_kind_of_question_and_repeats_in_repeats(tmp_path: Path) -> None:
    form = kinds_instrument()
    folder = unpacked(answer_data(form, records_of(kinds_documents(12))), tmp_path, "dta")
    frames = response_frames(form, records_of(kinds_documents(12)))
    room, _ = read(folder / "room.dta")
    assert room["visit_entry"].tolist() == frames.repeats["room"]["visit:entry"].tolist()
    assert room["tidy"].tolist() == (frames.repeats["room"]["tidy"].cat.codes + 1).tolist()


def test_long_labels_and_names_fit_however_many_there_are(tmp_path: Path) -> None:
    names = [f"{'a' * 100}{number}" for number in range(120)]
    asked = [question("select_one agree", name, label="é" * 400) for name in names]
    form = make_instrument(group("page", *asked))
    write(answer_data(form, records_of([dict.fromkeys(names, "agree")])), tmp_path / "out.dta")
    frame, about = read(tmp_path / "out.dta")
    assert len(set(frame.columns)) == 123
    assert all(len(label) <= 80 for label in about.column_labels)
    assert frame.iloc[0, 3:].tolist() == [2] * 120


@given(rounds(labels))
def test_any_answers_can_be_written_and_read(case: tuple[CompiledInstrument, list[Any]]) -> None:
    form, records = case
    with tempfile.TemporaryDirectory() as folder:
        path = unpacked(answer_data(form, records, title="é" * 100), Path(folder), "dta")
        frame, _ = read(path / "responses.dta")
    main = response_frames(form, records).main
    numbers = frozenset(str(name) for name, kind in main.dtypes.items() if kind == "Float64")
    for planned in plan_variables(tables_of(form)[0], "dta", numbers=numbers):
        if planned.variable is None or planned.role == "absence":
            continue
        column, found = main[planned.column], frame[planned.name]
        if planned.role == "text":
            assert found.tolist() == ["" if pd.isna(text) else text.replace("\x00", "") for text in column]
        elif planned.role == "choice":
            codes = column.cat.codes.to_numpy() + 1.0
            np.testing.assert_array_equal(found.to_numpy(dtype=float), np.where(codes == 0, np.nan, codes))
        else:
            assert found.isna().tolist() == column.isna().tolist()


def test_the_same_answers_make_the_same_file(tmp_path: Path) -> None:
    data = answer_data(FORM, records_of([FIRST, SECOND]))
    for name in ("one.dta", "two.dta"):
        write(data, tmp_path / name)
    assert (tmp_path / "one.dta").read_bytes() == (tmp_path / "two.dta").read_bytes()
    assert read(tmp_path / "one.dta")[1].creation_time == datetime(2026, 4, 30, 12, 0)
