"""The zip of data files: what is in it, and what the pages beside the files say."""

from __future__ import annotations

import csv
import io
import zipfile
from io import BytesIO
from typing import get_args

import pytest

from exports.data_files import FILE_KINDS, KIND_NAMES, FileKind, has_repeats, write_answer_bundle, write_answer_file
from exports.data_files import batches as batches_module
from tests.analysis.kinds import kinds_documents, kinds_instrument
from tests.analysis.rounds import group, make_instrument, question
from tests.exports.data_files.answers import answer_data, records_of

PLAIN = make_instrument(group("page", question("select_one agree", "useful", label="=Useful?")))


def bundle(kind: FileKind) -> dict[str, str]:
    out = BytesIO()
    data = answer_data(kinds_instrument(), records_of(kinds_documents(4)))
    assert has_repeats(data)
    write_answer_bundle(data, kind, out)
    with zipfile.ZipFile(out) as archive:
        texts = ("README.txt", "codebook.csv")
        return {name: archive.read(name).decode("utf-8-sig") if name in texts else "" for name in archive.namelist()}


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_a_bundle_has_a_file_for_each_table_a_codebook_and_a_page_to_read(kind: FileKind) -> None:
    found = bundle(kind)
    tables = [f"{name}.{kind}" for name in ("responses", "visit", "room", "toy")]
    assert list(found) == ["README.txt", "codebook.csv", *tables]
    page = found["README.txt"]
    assert f"Single answers as {KIND_NAMES[kind]}, written by Walkabout on 30 April 2026 at 12:00." in page
    assert "Constructed for a test." in page
    assert "personal data" in page
    assert f"responses.{kind}: 4 responses, a row each" in page
    rows = list(csv.DictReader(io.StringIO(found["codebook.csv"], newline="")))
    assert {row["file"] for row in rows} == set(tables)
    useful = [row for row in rows if row["variable"] == "heard"]
    assert useful[0]["label"] == "Children are heard"
    assert [row["value_label"] for row in useful[1:5]] == ["Strongly agree", "Agree", "Neither", "Disagree"]


@pytest.mark.parametrize(
    ("kind", "codes"),
    [("csv", {"", "1"} - {"1"}), ("sav", {"1", "2", "3", "4", "-1", "-2", "-3", "-4"}),
     ("dta", {"1", "2", "3", "4", ".a", ".b", ".c", ".d"})],
)  # fmt: skip
def test_the_codebook_says_the_codes_of_its_own_files(kind: FileKind, codes: set[str]) -> None:
    rows = csv.DictReader(io.StringIO(bundle(kind)["codebook.csv"], newline=""))
    assert {row["code"] for row in rows if row["variable"] == "heard" and not row["question"]} == codes


def test_the_codebook_names_every_column_of_every_csv_file() -> None:
    out = BytesIO()
    write_answer_bundle(answer_data(kinds_instrument(), records_of(kinds_documents(2))), "csv", out)
    with zipfile.ZipFile(out) as archive:
        book = list(csv.DictReader(io.StringIO(archive.read("codebook.csv").decode("utf-8-sig"), newline="")))
        for name in archive.namelist()[2:]:
            head = archive.read(name).decode("utf-8-sig").splitlines()[0].split(",")
            assert head == list(dict.fromkeys(row["variable"] for row in book if row["file"] == name))


def test_labels_in_the_codebook_are_no_formulas() -> None:
    out = BytesIO()
    write_answer_bundle(answer_data(PLAIN, []), "csv", out)
    with zipfile.ZipFile(out) as archive:
        assert ",'=Useful?," in archive.read("codebook.csv").decode()


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_progress_is_told_while_the_answers_are_read(kind: FileKind, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("batches", "csv_answers", "labelled"):
        monkeypatch.setattr(f"exports.data_files.{module}.AT_A_TIME", 2)
    told: list[int] = []
    data = answer_data(PLAIN, records_of([{"useful": "agree"}] * 5))
    written = write_answer_file(data, kind, BytesIO(), progress=told.append)
    assert told[:2] == [2, 4]
    assert written.rows == {"responses": 5}
    assert batches_module.AT_A_TIME == 2


def test_every_kind_of_file_has_a_name() -> None:
    assert set(KIND_NAMES) == set(FILE_KINDS) == set(get_args(FileKind))
