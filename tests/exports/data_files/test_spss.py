"""SPSS files of single answers, read by ReadStat."""

from __future__ import annotations

import re
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
from exports.data_files import AnswerData, WrittenFiles, write_answer_file
from exports.data_files.answer_data import tables_of
from exports.data_files.plan import plan_variables
from instruments.compiled import CompiledInstrument
from tests.analysis.kinds import kinds_documents, kinds_instrument
from tests.analysis.rounds import comment, group, make_instrument, question
from tests.exports.data_files.answers import HOSTILE, answer_data, records_of, rounds
from tests.exports.data_files.test_csv_answers import unpacked
from tests.instruments.strategies import labels

FORM = make_instrument(
    group(
        "page",
        question("select_one agree", "useful", label="Was it useful?"),
        question("select_one yes_no", "heard"),
        question("select_multiple topics", "topics", label="Which topics?"),
        question("integer", "years"),
        question("date", "day"),
        question("dateTime", "moment"),
        question("acknowledge", "seen"),
        comment("why"),
    )
)
FIRST: dict[str, Any] = {
    "useful": "agree", "heard": "no", "topics": ["gangs"], "years": 7, "day": "2026-02-03",
    "moment": "2026-02-03T14:05:00+01:00", "seen": "OK", "why": "=1+1",
}  # fmt: skip
SECOND: dict[str, Any] = {
    "useful": "dont_know", "topics": ["unsure"], "years": None, "day": None, "moment": None, "seen": None,
}  # fmt: skip


def write(data: AnswerData, path: Path) -> WrittenFiles:
    return write_answer_file(data, "sav", path)


def read(path: Path, *, missing: bool = False) -> tuple[pd.DataFrame, Any]:
    """The file as SPSS would show it; with ``missing``, the codes of what is absent too."""
    return pyreadstat.read_sav(path, user_missing=missing, disable_datetime_conversion=missing)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write(answer_data(FORM, records_of([FIRST, SECOND], strata={"agency": "Police"})), tmp_path / "out.sav")
    return tmp_path / "out.sav"


def test_choices_are_numbered_in_the_order_of_their_list_and_labelled(path: Path) -> None:
    frame, about = read(path)
    assert list(frame.loc[0, ["useful", "heard", "topics_gangs", "topics_online", "seen"]]) == [2, 2, 1, 0, 1]
    labels = about.variable_value_labels["useful"]
    assert [labels[code] for code in (1, 2, 3, 4)] == ["Strongly agree", "Agree", "Neither", "Disagree"]
    assert about.column_names_to_labels["topics_gangs"] == "Which topics?: Gangs"
    assert about.file_label == "Visits of an example round"
    assert about.notes[1] == "Constructed for a test."


def test_the_kinds_of_absence_are_missing_values_of_their_own(path: Path) -> None:
    frame, about = read(path, missing=True)
    found = list(frame.loc[1, ["useful", "topics_gangs", "years", "day", "seen", "heard", "why_absence"]])
    assert found == [-1, -1, -3, -3, -3, -4, -4]
    assert about.missing_ranges["useful"] == [{"lo": -4.0, "hi": -1.0}]
    assert about.variable_value_labels["years"][-3] == "Not answered"
    assert about.variable_value_labels["why_absence"][0] == "Answered"
    without, _ = read(path)
    assert without.loc[1, ["useful", "topics_gangs", "years", "day", "seen", "heard"]].isna().all()


def test_levels_dates_and_texts(path: Path) -> None:
    frame, about = read(path)
    measures = about.variable_measure
    assert (measures["useful"], measures["heard"], measures["years"]) == ("ordinal", "nominal", "scale")
    assert (frame["day"][0], frame["moment"][0]) == (date(2026, 2, 3), datetime(2026, 2, 3, 14, 5))
    assert list(frame.loc[0, ["response_id", "received_on", "group_agency", "why"]]) == [
        "r1", date(2026, 4, 2), "Police", "=1+1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lowest", "codes"),
    [(0, (-4, -1)), (-1, (-99, -96)), (-95, (-99, -96)), (-96, (-999, -996)), (-5_000, (-9_999, -9_996))],
)
def test_codes_of_absence_keep_clear_of_answers_below_zero(lowest: int, codes: tuple[int, int], tmp_path: Path) -> None:
    answers = [{**FIRST, "years": lowest}, SECOND]
    write(answer_data(FORM, records_of(answers)), tmp_path / "out.sav")
    frame, about = read(tmp_path / "out.sav", missing=True)
    assert about.missing_ranges["years"] == [{"lo": codes[0], "hi": codes[1]}]
    assert frame["years"].tolist() == [lowest, codes[1] - 2]
    assert about.variable_value_labels["years"][codes[1] - 2] == "Not answered"


def test_where_no_code_is_left_the_file_says_so(tmp_path: Path) -> None:
    form = make_instrument(group("page", question("calculate", "score", calculation="once(1)")))
    answers = records_of([{"score": -1e16}, {"score": None}])
    written = write(answer_data(form, answers), tmp_path / "out.sav")
    assert written.notes == ("score: its numbers leave no codes free, so every absent answer is system-missing.",)
    frame, _ = read(tmp_path / "out.sav", missing=True)
    assert frame["score"].isna().tolist() == [False, True]


def test_long_texts_are_whole_and_those_beyond_the_limit_say_where_they_were_cut(tmp_path: Path) -> None:
    texts = ["x" * 255, "x" * 256, "é" * 16_000, "😀" * 8_000, "😀" * 8_192, "ab" * 20_000, "short"]
    written = write(answer_data(FORM, records_of([{**FIRST, "why": text} for text in texts])), tmp_path / "out.sav")
    found = read(tmp_path / "out.sav")[0]["why"].tolist()
    assert found[:4] == texts[:4]
    assert found[6] == "short"
    for place in (4, 5):
        assert re.search(r"… \[cut here: SPSS takes 32,767 bytes and this text has [0-9,]+\]$", found[place])
        assert found[place][:8_000] == texts[place][:8_000]
    assert written.notes == ("why: 2 texts are longer than SPSS takes; each ends with a note where it was cut.",)


def test_texts_come_out_as_they_went_in_but_for_spaces_at_the_end(tmp_path: Path) -> None:
    write(answer_data(FORM, records_of([{**FIRST, "why": text} for text in HOSTILE])), tmp_path / "out.sav")
    assert read(tmp_path / "out.sav")[0]["why"].tolist() == [text.rstrip(" ") for text in HOSTILE]


@pytest.mark.parametrize("number", [0, 1])
def test_a_round_of_no_or_one_response(number: int, tmp_path: Path) -> None:
    write(answer_data(FORM, records_of([FIRST] * number)), tmp_path / "out.sav")
    frame, about = read(tmp_path / "out.sav")
    assert len(frame) == number
    assert about.variable_value_labels["useful"][1] == "Strongly agree"


def test_every_kind_of_question_and_repeats_in_repeats(tmp_path: Path) -> None:
    form = kinds_instrument()
    folder = unpacked(answer_data(form, records_of(kinds_documents(12))), tmp_path, "sav")
    frames = response_frames(form, records_of(kinds_documents(12)))
    room, _ = read(folder / "room.sav")
    assert room["visit_entry"].tolist() == frames.repeats["room"]["visit:entry"].tolist()
    assert room["tidy"].tolist() == (frames.repeats["room"]["tidy"].cat.codes + 1).tolist()


def test_long_labels_and_names_fit(tmp_path: Path) -> None:
    name = "a" * 119
    form = make_instrument(
        group("page", question("select_one agree", name, label="é" * 4_000), question("text", name + "b"))
    )
    write(answer_data(form, records_of([{name: "agree", name + "b": "x"}])), tmp_path / "out.sav")
    frame, about = read(tmp_path / "out.sav")
    assert frame.columns[3:].tolist() == ["a" * 64, "a" * 62 + "_2", "a" * 62 + "_3"]
    assert about.column_labels[3].endswith("é…")


@given(rounds(labels))
def test_any_answers_can_be_written_and_read(case: tuple[CompiledInstrument, list[Any]]) -> None:
    form, records = case
    with tempfile.TemporaryDirectory() as folder:
        data = answer_data(form, records, title="é" * 100)
        path = unpacked(data, Path(folder), "sav")
        frame, _ = read(path / "responses.sav")
    main = response_frames(form, records).main
    numbers = frozenset(str(name) for name, kind in main.dtypes.items() if kind == "Float64")
    for planned in plan_variables(tables_of(form)[0], "sav", numbers=numbers):
        if planned.variable is None or planned.role == "absence":
            continue
        column = main[planned.column]
        found = frame[planned.name]
        if planned.role == "text":
            expected = ["" if pd.isna(text) else text.replace("\x00", "").rstrip(" ") for text in column]
            assert found.tolist() == expected
        elif planned.role == "choice":
            codes = column.cat.codes.to_numpy() + 1.0
            np.testing.assert_array_equal(found.to_numpy(dtype=float), np.where(codes == 0, np.nan, codes))
        else:
            assert found.isna().tolist() == column.isna().tolist()


def test_the_same_answers_make_the_same_file(tmp_path: Path) -> None:
    data = answer_data(FORM, records_of([FIRST, SECOND]))
    for name in ("one.sav", "two.sav"):
        write(data, tmp_path / name)
    assert (tmp_path / "one.sav").read_bytes() == (tmp_path / "two.sav").read_bytes()
    assert read(tmp_path / "one.sav")[1].creation_time == datetime(2026, 4, 30, 12, 0)
