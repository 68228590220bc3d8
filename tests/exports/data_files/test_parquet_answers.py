"""Parquet files of single answers, read by pyarrow and pandas."""

from __future__ import annotations

import json
import tempfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given

from analysis.responses import response_frames
from exports.data_files import batches, write_answer_bundle, write_answer_file
from instruments.compiled import CompiledInstrument
from instruments.merging import merge_versions
from tests.analysis.kinds import kinds_documents, kinds_instrument
from tests.analysis.rounds import comment, group, make_instrument, question
from tests.exports.data_files.answers import HOSTILE, answer_data, records_of, rounds
from tests.exports.data_files.test_csv_answers import unpacked

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
        question("calculate", "score", calculation="once(1)"),
        comment("why"),
    )
)
READ: Any = pq.read_table  # it carries no types
FIRST = {
    "useful": "agree", "heard": "no", "topics": ["gangs"], "years": 7, "day": "2026-02-03",
    "moment": "2026-02-03T14:05:00+01:00", "seen": "OK", "score": 5, "why": "=1+1",
}  # fmt: skip
SECOND = {
    "useful": "dont_know", "heard": None, "topics": ["unsure"], "years": None, "day": None, "moment": None,
    "seen": None, "score": None,
}  # fmt: skip


def table_of(*documents: dict[str, Any], form: Any = FORM, **changes: Any) -> pa.Table:
    out = BytesIO()
    write_answer_file(answer_data(form, records_of(documents), **changes), "parquet", out)
    return READ(BytesIO(out.getvalue()))


def test_columns_have_the_types_of_their_questions() -> None:
    schema = table_of(FIRST, SECOND).schema
    assert pa.types.is_dictionary(schema.field("useful").type)
    assert (schema.field("useful").type.ordered, schema.field("heard").type.ordered) == (True, False)
    kinds = {name: str(schema.field(name).type) for name in ("topics/gangs", "years", "day", "moment", "seen", "why")}
    assert kinds == {
        "topics/gangs": "bool", "years": "int64", "day": "date32[day]", "moment": "timestamp[us]", "seen": "bool",
        "why": "string",
    }  # fmt: skip


def test_pandas_reads_scales_truth_values_and_whole_numbers_as_such() -> None:
    frame = table_of(FIRST, SECOND).to_pandas()
    assert frame["useful"].cat.ordered
    assert frame["useful"].cat.categories.tolist() == ["strongly_agree", "agree", "neither", "disagree"]
    assert (frame["topics/gangs"].dtype, frame["years"].dtype, frame["score"].dtype) == ("boolean", "Int64", "Float64")
    assert frame["day"].iloc[0] == date(2026, 2, 3)
    assert frame["moment"].iloc[0] == pd.Timestamp("2026-02-03T14:05")
    assert frame["why"].iloc[0] == "=1+1"


def test_the_kinds_of_absence_stand_beside_each_question() -> None:
    second = table_of(FIRST, SECOND).to_pandas().iloc[1]
    assert second["useful:absence"] == "dont_know"
    assert pd.isna(second["useful"])
    assert second["topics:absence"] == "dont_know"
    assert second["heard:absence"] == "not_answered"
    assert second["why:absence"] == "not_asked"


def test_labels_and_absent_choices_stand_in_the_metadata() -> None:
    schema = table_of(FIRST).schema
    about = json.loads(schema.metadata[b"walkabout"])
    assert (about["title"], about["form_id"], about["remark"]) == (
        "Visits of an example round", "example", "Constructed for a test.",
    )  # fmt: skip
    assert about["absences"].keys() == {"not_asked", "not_answered", "not_applicable", "dont_know"}
    useful = schema.field("useful").metadata
    assert useful[b"label"].decode() == "Was it useful?"
    assert json.loads(useful[b"labels"])["agree"] == "Agree"
    assert json.loads(useful[b"missing"]) == {"dont_know": "don't know", "not_relevant": "not applicable"}
    assert schema.field("topics/gangs").metadata[b"label"].decode() == "Which topics?: Gangs"


def test_an_empty_round_has_all_columns_and_no_rows() -> None:
    found = table_of()
    assert found.num_rows == 0
    assert found.column_names == table_of(FIRST).column_names
    assert found.to_pandas()["useful"].dtype == "category"


def test_texts_come_out_as_they_went_in() -> None:
    found = table_of(*({**FIRST, "why": text} for text in HOSTILE)).column("why").to_pylist()
    assert found == list(HOSTILE)


def test_a_computed_answer_that_is_a_number_in_some_batches_only_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "AT_A_TIME", 1)
    mixed = table_of({**FIRST, "score": 5}, {**FIRST, "score": "five"}, {**FIRST, "score": None})
    assert mixed.column("score").to_pylist() == ["5", "five", None]
    numbers = table_of({**FIRST, "score": None}, {**FIRST, "score": 5})
    assert numbers.column("score").to_pylist() == [None, 5.0]


def test_repeats_and_every_kind_of_question(tmp_path: Path) -> None:
    form = kinds_instrument()
    records = records_of(kinds_documents(25))
    folder = unpacked(answer_data(form, records), tmp_path, "parquet")
    frames = response_frames(form, records)
    room = pd.read_parquet(folder / "room.parquet")
    assert room[["response_id", "visit:entry", "entry"]].to_numpy().tolist() == (
        frames.repeats["room"][["response_id", "visit:entry", "entry"]].to_numpy().tolist()
    )
    main = pd.read_parquet(folder / "responses.parquet")
    for name in frames.main:
        assert main[name].astype("object").isna().tolist() == frames.main[name].astype("object").isna().tolist()
    assert main["heard"].tolist() == frames.main["heard"].tolist()


def test_answers_to_several_versions_stand_in_one_table() -> None:
    old = make_instrument(group("page", question("text", "age"), question("calculate", "x", calculation="once(1)")))
    new = make_instrument(group("page", question("integer", "age"), question("calculate", "x", calculation="once(2)")))
    form = merge_versions({1: old.instrument, 2: new.instrument})
    records = [
        *records_of([{"age": "forty", "x": "old"}], version=1),
        *records_of([{}, {"age": 40, "x": 2}], version=2)[1:],
    ]
    out = BytesIO()
    write_answer_file(answer_data(form, records), "parquet", out)
    found = READ(BytesIO(out.getvalue()))
    assert found.column("age").to_pylist() == [None, 40]
    assert found.column("age_v1").to_pylist() == ["forty", None]
    assert found.column("x").to_pylist() == ["old", "2"]
    assert found.column("age:absence").to_pylist() == ["not_asked", "answered"]


@given(rounds())
def test_any_answers_are_the_frames_that_the_analysis_has(case: tuple[CompiledInstrument, list[Any]]) -> None:
    form, records = case
    with tempfile.TemporaryDirectory() as folder:
        path = unpacked(answer_data(form, records), Path(folder), "parquet")
        main = READ(path / "responses.parquet").to_pandas()
    frames = response_frames(form, records)
    assert main["response_id"].tolist() == frames.main.index.tolist()
    for name, column in frames.main.items():
        expected = [None if pd.isna(value) else value for value in column]
        found = [None if pd.isna(value) else value for value in main[name]]
        if column.dtype.kind == "M":
            found = [None if value is None else pd.Timestamp(value) for value in found]
        assert found == expected, name
    for name in frames.absence:
        assert main[f"{name}:absence"].tolist() == frames.absence[name].tolist()


def test_the_same_answers_make_the_same_file(tmp_path: Path) -> None:
    data = answer_data(kinds_instrument(), records_of(kinds_documents(5)))
    for name in ("one.zip", "two.zip"):
        write_answer_bundle(data, "parquet", tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
