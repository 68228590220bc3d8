"""``walkabout instrument``: check, convert and diff on files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from instruments.loading import library, load_instrument
from instruments.xlsform.reading import read_xlsform
from survey_app.cli import walkabout
from tests.instruments.xlsform.workbooks import YES_NO, workbook

SURVEY = "type|name|label|relevant\nselect_one yes_no|q|Are you well?|\ntext|why|Why not?|${q} = 'no'"


def _run(*words: object) -> Result:
    return CliRunner().invoke(walkabout, ["instrument", *map(str, words)])


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "made-up.xlsx"
    path.write_bytes(workbook(survey=SURVEY, choices=YES_NO))
    return path


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "faulty.xlsx"
    path.write_bytes(workbook(survey="type|name|label|relevant|bind::x\ntext|a|A||1\ntext|b|B|${nowhere} = 'x'|"))
    return path


def test_a_form_in_order_is_said_to_be_so(form: Path) -> None:
    result = _run("check", form)
    assert (result.exit_code, result.output) == (0, f"{form}: made-up is in order.\n")


def test_every_problem_is_printed_with_file_sheet_row_and_column(faulty: Path) -> None:
    result = _run("check", faulty)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0].startswith(f"error: {faulty}, sheet survey, row 3, column relevant, question 'b': ")
    assert "nowhere" in lines[0]
    assert lines[1].startswith(f"warning: {faulty}, sheet survey, row 1, column bind::x: ")
    assert lines[2] == f"{faulty}: it cannot be used: 1 error, 1 warning."


def test_warnings_alone_do_not_fail(tmp_path: Path) -> None:
    path = tmp_path / "warned.xlsx"
    path.write_bytes(workbook(survey="type|name|label|bind::x\ntext|a|A|1"))
    result = _run("check", path)
    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == f"{path}: warned is in order, with 1 warning."


def test_many_files_are_checked_at_once(form: Path, faulty: Path) -> None:
    result = _run("check", form, faulty, next(iter(library().values())))
    assert result.exit_code == 1
    assert "1 of 3 files cannot be used." in result.output


def test_the_library_is_in_order() -> None:
    result = _run("check", *library().values())
    assert result.exit_code == 0, result.output


def test_a_file_that_is_no_instrument_gets_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "picture.xlsx"
    path.write_bytes(b"\x89PNG")
    result = _run("check", path)
    assert result.exit_code == 1
    assert "this is not an Excel workbook" in result.output


def test_a_file_that_is_not_there_is_said_not_to_be() -> None:
    assert _run("check", "nowhere.xlsx").exit_code == 2


def test_yaml_becomes_xlsform_and_yaml_again(tmp_path: Path) -> None:
    name, path = next(iter(library().items()))
    there, back = tmp_path / f"{name}.xlsx", tmp_path / f"{name}.yaml"
    assert _run("convert", path, there).exit_code == 0
    assert _run("convert", there, back).exit_code == 0
    assert load_instrument(back) == load_instrument(path)


def test_a_conversion_says_what_it_warns_of(tmp_path: Path) -> None:
    path = tmp_path / "warned.xlsx"
    path.write_bytes(workbook(survey="type|name|label|bind::x\ntext|a|A|1"))
    result = _run("convert", path, tmp_path / "out.yaml")
    assert result.exit_code == 0
    assert result.stdout == f"{tmp_path / 'out.yaml'}\n"
    assert result.stderr.startswith(f"warning: {path}, sheet survey, row 1, column bind::x")


def test_a_faulty_form_is_not_converted(faulty: Path, tmp_path: Path) -> None:
    result = _run("convert", faulty, tmp_path / "out.yaml")
    assert result.exit_code == 1
    assert "row 3, column relevant" in result.output
    assert not (tmp_path / "out.yaml").exists()


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("out.doc", "the name must end in .yaml or .xlsx"),
        ("out.xls", ".xls is an old format that can be read only"),
        ("nowhere/out.xlsx", "it cannot be written"),
    ],
)
def test_what_cannot_be_written_is_said_with_the_reason(form: Path, tmp_path: Path, out: str, said: str) -> None:
    result = _run("convert", form, tmp_path / out)
    assert result.exit_code == 1
    assert said in result.output


def test_files_beside_the_form_are_read(tmp_path: Path) -> None:
    path = tmp_path / "made-up.xlsx"
    path.write_bytes(workbook(survey="type|name|label\nselect_one_from_file fruits.csv|q|Q"))
    assert "'fruits.csv', which is not here" in _run("check", path).output
    (tmp_path / "fruits.csv").write_text("name,label\nfig,Fig\n", encoding="utf-8")
    assert _run("check", path).output == f"{path}: made-up is in order.\n"
    _run("convert", path, tmp_path / "out.xlsx")
    written = read_xlsform((tmp_path / "out.xlsx").read_bytes(), "out.xlsx").instrument
    assert written is not None
    assert [choice.name for choice in written.choices["fruits"]] == ["fig"]


def test_two_versions_are_compared(form: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.xlsx"
    survey = SURVEY.replace("Why not?", "Why is that?") + "\ntext|more|More?|"
    later.write_bytes(workbook(survey=survey, choices=YES_NO))
    result = _run("diff", form, later)
    assert result.exit_code == 0
    assert "Why is that?" in result.output
    assert "More?" in result.output


def test_two_versions_that_say_the_same(form: Path, tmp_path: Path) -> None:
    _run("convert", form, tmp_path / "made-up.yaml")
    assert _run("diff", form, tmp_path / "made-up.yaml").output == "The two say the same.\n"


def test_an_instrument_of_the_library_is_compared_by_name(form: Path) -> None:
    name = next(iter(library()))
    assert _run("diff", name, name).output == "The two say the same.\n"


def test_a_faulty_version_is_not_compared(form: Path, faulty: Path) -> None:
    result = _run("diff", form, faulty)
    assert result.exit_code == 1
    assert "row 3, column relevant" in result.output


def test_a_version_that_is_not_there_is_said_not_to_be(form: Path) -> None:
    result = _run("diff", form, "nowhere.yaml")
    assert result.exit_code == 1
    assert "nowhere.yaml: it cannot be read" in result.output
