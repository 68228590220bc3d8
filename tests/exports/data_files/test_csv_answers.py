"""CSV files of single answers: what they look like, and that they are read back without loss."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given

from analysis.csv_files import FileProblems
from analysis.files import read_responses
from analysis.round_data import ResponseRecord
from exports.data_files import AnswerData, SeveralFiles, write_answer_bundle, write_answer_file
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.merging import merge_versions
from instruments.model import Instrument
from tests.analysis.kinds import kinds_documents, kinds_instrument
from tests.analysis.rounds import comment, group, make_instrument, question, repeat
from tests.exports.data_files.answers import HOSTILE, answer_data, files_in, records_of, rounds
from tests.instruments.strategies import labels

FORM = make_instrument(
    group(
        "page",
        question("select_one agree", "useful"),
        question("select_multiple topics", "topics"),
        question("integer", "years"),
        question("decimal", "hours"),
        question("calculate", "band", calculation="once('x')"),
        comment("why", relevant="${useful} = 'disagree'"),
    ),
    repeat("visit", question("text", "site"), repeat("room", comment("remark"))),
)


def unpacked(data: AnswerData, folder: Path, kind: str = "csv") -> Path:
    path = folder / "out.zip"
    write_answer_bundle(data, kind, path)  # type: ignore[arg-type]
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


def read_back(data: AnswerData, folder: Path, forms: Any) -> list[ResponseRecord]:
    unpacked(data, folder)
    return list(read_responses(folder / "responses.csv", forms, repeats=files_in(folder, "csv")))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


DOCUMENT: Mapping[str, Any] = {
    "useful": "disagree",
    "topics": ["gangs", "online"],
    "years": -3,
    "hours": 2.5,
    "band": "x",
    "why": "=1+1",
    "visit": [{"site": "+44", "room": [{"remark": None}, {"remark": "-x"}]}, {"site": None, "room": []}],
}


def test_answers_stand_as_stored_and_texts_are_guarded(tmp_path: Path) -> None:
    blank = {"useful": "dont_know", "topics": None, "years": None, "hours": None, "band": None}
    folder = unpacked(answer_data(FORM, records_of([DOCUMENT, blank], strata={"agency": "=Police"})), tmp_path)
    assert (folder / "responses.csv").read_bytes().startswith(b"\xef\xbb\xbfresponse_id,")
    first, second = rows_of(folder / "responses.csv")
    assert first == {
        "response_id": "r1", "received_on": "2026-04-02", "instrument_version": "1", "group:agency": "'=Police",
        "useful": "disagree", "topics": "gangs online", "topics/gangs": "1", "topics/online": "1",
        "topics/neglect": "0", "topics/none": "0", "years": "-3", "hours": "2.5", "band": "x", "why": "'=1+1",
        "walkabout:not_asked": "",
    }  # fmt: skip
    assert (second["useful"], second["topics"], second["topics/gangs"], second["why"]) == ("dont_know", "", "", "")
    assert second["walkabout:not_asked"] == "why visit"


def test_entries_of_a_repeat_in_a_repeat_say_where_they_belong(tmp_path: Path) -> None:
    folder = unpacked(answer_data(FORM, records_of([DOCUMENT])), tmp_path)
    assert [(row["response_id"], row["entry"], row["site"]) for row in rows_of(folder / "visit.csv")] == [
        ("r1", "1", "'+44"),
        ("r1", "2", ""),
    ]
    assert [(row["visit:entry"], row["entry"], row["remark"]) for row in rows_of(folder / "room.csv")] == [
        ("1", "1", ""),
        ("1", "2", "'-x"),
    ]


def test_numbers_are_numbers_to_other_programs(tmp_path: Path) -> None:
    folder = unpacked(answer_data(FORM, records_of([DOCUMENT, {**DOCUMENT, "years": 12}])), tmp_path)
    frame = pd.read_csv(folder / "responses.csv")
    assert frame["years"].tolist() == [-3, 12]
    assert frame["hours"].dtype == "float64"


def test_every_kind_of_question_is_read_back_without_loss(tmp_path: Path) -> None:
    form = kinds_instrument()
    data = answer_data(form, records_of(kinds_documents(25, refusals=3), strata={"agency": "Police", "forum": "North"}))
    assert read_back(data, tmp_path, form) == data.responses


def test_hostile_text_is_read_back_without_loss(tmp_path: Path) -> None:
    documents: list[dict[str, Any]] = [
        {**DOCUMENT, "why": text, "band": text, "visit": [{"site": text, "room": [{"remark": text}]}]}
        for text in HOSTILE
    ]
    records = [
        ResponseRecord(response_id=f"{text} {number}", document=document, strata={"agency": text})
        for number, (text, document) in enumerate(zip(HOSTILE, documents, strict=True))
    ]
    data = answer_data(FORM, records)
    assert read_back(data, tmp_path, FORM) == records
    for name in ("responses", "visit", "room"):
        for row in rows_of(tmp_path / f"{name}.csv"):
            texts = [cell for column, cell in row.items() if column not in ("years", "hours")]
            assert not [cell for cell in texts if cell.lstrip()[:1] in ("=", "+", "-", "@")]


def test_texts_beside_numbers_keep_their_kind(tmp_path: Path) -> None:
    answers = ["5", 5, 5.0, "'5", "-1", -1, "=1", "1e5", "x"]
    data = answer_data(FORM, records_of([{**DOCUMENT, "band": answer} for answer in answers]))
    back = [record.document["band"] for record in read_back(data, tmp_path, FORM)]
    assert [(answer, type(answer)) for answer in back] == [(answer, type(answer)) for answer in answers]


def test_answers_to_several_versions_are_read_back_under_their_own_names(tmp_path: Path) -> None:
    versions = {1: _version("text", "site"), 2: _version("integer", "place"), 3: _version("integer", "place", "added")}
    form = merge_versions(versions)
    documents: list[dict[str, Any]] = [
        {"age": "about forty", "visit": [{"site": "A"}]},
        {"age": 40, "visit": [{"place": "B"}, {"place": None}]},
        {"age": None, "added": "yes", "visit": []},
        {"age": 41, "added": None},
    ]
    records = [
        ResponseRecord(response_id=f"r{number}", document=document, version=version)
        for number, (document, version) in enumerate(zip(documents, (1, 2, 3, None), strict=True))
    ]
    assert {item.name for item in form.items} >= {"age", "age_v1"}
    forms = {number: compile_instrument(version) for number, version in versions.items()}
    assert read_back(answer_data(form, records), tmp_path, forms) == records


def _version(kind: str, site: str, *more: str) -> Instrument:
    return make_instrument(
        group("page", question(kind, "age"), *(question("text", name) for name in more)),
        repeat("visit", question("text", site)),
    ).instrument


@given(rounds(labels))
def test_any_answers_to_any_form_are_read_back_without_loss(case: tuple[CompiledInstrument, list[Any]]) -> None:
    import tempfile

    form, records = case
    with tempfile.TemporaryDirectory() as folder:
        assert read_back(answer_data(form, records), Path(folder), form) == records


def test_an_empty_round_is_a_head_and_is_read_back(tmp_path: Path) -> None:
    assert read_back(answer_data(FORM, []), tmp_path, FORM) == []
    assert (tmp_path / "visit.csv").read_text("utf-8-sig").startswith("response_id,entry,site,walkabout:not_asked")


def test_a_form_with_repeats_is_no_single_file(tmp_path: Path) -> None:
    with pytest.raises(SeveralFiles, match=r"has repeats \(visit, room\).*write a zip"):
        write_answer_file(answer_data(FORM, []), "csv", tmp_path / "out.csv")


def test_responses_of_one_identifier_are_refused(tmp_path: Path) -> None:
    twice = [*records_of([DOCUMENT]), *records_of([DOCUMENT])]
    with pytest.raises(ValueError, match="response_id 'r1' occurs more than once"):
        write_answer_bundle(answer_data(FORM, twice), "csv", tmp_path / "out.zip")


def test_an_export_that_was_changed_for_the_worse_is_refused_with_its_places(tmp_path: Path) -> None:
    folder = unpacked(answer_data(FORM, records_of([DOCUMENT, {**DOCUMENT, "useful": "agree"}])), tmp_path)
    path = folder / "responses.csv"
    text = path.read_text("utf-8-sig").replace("disagree,gangs", "splendid,gangs").replace("r2,", "r1,")
    text = text.replace("walkabout:not_asked\n", "walkabout:not_asked,football\n", 1)
    path.write_text(text.replace(",'=1+1,", ",'=1+1,why", 1), "utf-8-sig")
    with pytest.raises(FileProblems) as error:
        read_responses(path, FORM, repeats=files_in(folder, "csv") | {"football": path})
    found = "\n".join(map(str, error.value.problems))
    assert "responses.csv, line 1, column 'football': the instrument has no question of this name here" in found
    assert "line 2, column 'useful': 'splendid': select one of the answers in the list" in found
    assert "line 2, column 'why': has an answer and is named under 'walkabout:not_asked'" in found
    assert "line 3, column 'response_id': 'r1' occurs more than once" in found
    assert "the instrument has no repeat 'football'; its repeats are: visit, room" in found
    assert "there is no response 'r2' in responses.csv" in found
