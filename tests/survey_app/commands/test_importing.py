from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.files import read_responses
from survey_app.commands.importing import import_
from tests.analysis.importing.constructed import FORUM, comma_separated, form

HEAD = ["ID", "Start time", "Completion time", "Email", "Name", "Was it useful?", "Years in your roles", "Shoe size"]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    instrument = tmp_path / "form.yaml"
    instrument.write_text(FORUM, encoding="utf-8")
    rows: list[list[object]] = [
        [*HEAD],
        [1, "2026-03-14 10:00", "2026-03-14 10:02", "a@agency.example", "Pat", "Strongly agree", "4", "40"],
        [2, "2026-03-14 10:00", "2026-03-14 10:09", "b@agency.example", "Sam", "disagree!", "99", ""],
        [3, "2026-03-14 10:00", "2026-03-14 10:09", "c@agency.example", "Kim", "Maybe", "7", ""],
    ]
    return instrument, comma_separated(tmp_path / "export.csv", rows)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(import_, [str(argument) for argument in arguments])


def test_everything_unmatched_is_listed_and_nothing_is_written(files: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    result = run(*files, "-o", out)
    assert result.exit_code == 1
    assert "column G, “Years in your roles”: no question takes it" in result.stderr
    assert "column H, “Shoe size”: no question takes it; 1 row filled, such as ‘40’" in result.stderr
    assert "‘Maybe’ is none of the choices (row 4)" in result.stderr
    assert "“Email”: not kept (personal)" in result.stderr
    assert "agency.example" not in result.output
    assert not out.exists()


def test_a_mapping_is_suggested_edited_and_used(files: tuple[Path, Path], tmp_path: Path) -> None:
    mapping, out, refusals = tmp_path / "map.yaml", tmp_path / "out.csv", tmp_path / "left-out.csv"
    assert run(*files, "--suggest", mapping).stdout == f"{mapping}\n"
    text = mapping.read_text(encoding="utf-8")
    assert "#   years: column “Years in your roles”, closeness" in text
    text += "  years: {column: Years in your roles}\nleave_out: [Shoe size]\n"
    mapping.write_text(text.replace("column: Was it useful?", "column: Was it useful?\n    values: {Maybe: neither}"))
    result = run(*files, "--mapping", mapping, "-o", out, "--refusals", refusals, "--leave-out-unmatched")
    assert result.exit_code == 0, result.stderr
    assert "row 3" in result.stderr
    records = read_responses(out, form(FORUM))
    assert [record.document["useful"] for record in records] == ["agree", "neither"]
    assert [record.document["years"] for record in records] == [4, 7]
    assert "agency.example" not in out.read_text(encoding="utf-8-sig")
    listed = refusals.read_text(encoding="utf-8-sig")
    assert ",3,,years," in listed
    assert "Shoe size" in listed


def test_a_clean_file_needs_no_flag(files: tuple[Path, Path], tmp_path: Path) -> None:
    clean = comma_separated(tmp_path / "clean.csv", [["Was it useful?"], ["Disagree"], ["Disagree"]])
    out = tmp_path / "out.csv"
    result = run(files[0], clean, "-o", out)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"{out}\n"
    assert len(read_responses(out, form(FORUM))) == 2


def test_what_is_wrong_is_said_without_a_traceback(files: tuple[Path, Path], tmp_path: Path) -> None:
    instrument, export = files
    bad = tmp_path / "bad.yaml"
    bad.write_text("walkabout_mapping: 1\nform_id: x\n")
    for arguments, told in [
        ((instrument, export), "Give -o"),
        ((instrument, instrument, "-o", tmp_path / "o.csv", "--mapping", bad), "content_hash"),
        (("no-such-form", export, "-o", tmp_path / "o.csv"), "no-such-form"),
    ]:
        result = run(*arguments)
        assert result.exit_code != 0
        assert told in result.stderr
        assert "Traceback" not in result.output
