from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.commands.data_files import data_command
from tests.exports.ddi.schemas import ddi_problems
from tests.survey_app.answers import add_answer
from tests.survey_app.factories import make_partnership, make_round

FORM = """
settings: {form_id: small-form, form_title: A small form, version: "1"}
choices:
  yes_no: [{name: "yes", label: "Yes"}, {name: "no", label: "No"}]
survey:
  - {type: select_one yes_no, name: useful, label: Was it useful?}
  - {type: text, name: comment, label: Anything else?}
"""
REPEAT = """
  - type: repeat
    name: visit
    label: Visits
    children: [{type: integer, name: people, label: How many people?}]
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(data_command, [str(argument) for argument in arguments])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "form.yaml").write_text(FORM, encoding="utf-8")
    rows = [f"r{number},{'no' if number < 6 else 'yes'},=1+{number}" for number in range(20)]
    (tmp_path / "answers.csv").write_text("\n".join(["response_id,useful,comment", *rows]), encoding="utf-8")
    return tmp_path / "form.yaml", tmp_path / "answers.csv"


def test_the_ending_decides_what_is_written_and_only_its_name_goes_to_stdout(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    for ending in ("csv", "sav", "dta", "parquet", "zip", "xml"):
        result = run(*files, "-o", tmp_path / f"out.{ending}")
        assert (result.exit_code, result.stdout) == (0, f"{tmp_path}/out.{ending}\n"), result.output
    assert pyreadstat.read_sav(tmp_path / "out.sav")[0]["useful"].value_counts().to_dict() == {1: 14, 2: 6}
    assert pyreadstat.read_dta(tmp_path / "out.dta")[0]["comment"][0] == "=1+0"
    assert pd.read_parquet(tmp_path / "out.parquet")["useful"].value_counts().to_dict() == {"yes": 14, "no": 6}
    assert pd.read_csv(tmp_path / "out.csv")["comment"][0] == "'=1+0"
    assert ddi_problems((tmp_path / "out.xml").read_bytes()) == []
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.namelist() == ["README.txt", "codebook.csv", "responses.csv"]


def test_figures_have_passed_the_disclosure_gate(files: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "figures.csv"
    assert run(*files, "--figures", "--policy", "ten", "--population", "40", "-o", out).exit_code == 0
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    counts = {row["choice"]: (row["count"], row["mark"]) for row in rows if row["figure"] == "choice"}
    assert counts == {"yes": ("", "c"), "no": ("", "c")}
    assert next(row["text"] for row in rows if row["figure"] == "response_rate") == "50% (20 of 40)"
    shown = run(*files, "--figures", "--policy", "none", "--policy-reason", "Constructed.", "-o", out)
    assert shown.exit_code == 0
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert [row["count"] for row in rows if row["figure"] == "choice"] == ["14", "6"]


def test_a_form_with_repeats_becomes_a_zip_that_is_read_again(files: tuple[Path, Path], tmp_path: Path) -> None:
    form, answers = files
    form.write_text(FORM + REPEAT, encoding="utf-8")
    visits = tmp_path / "visits.csv"
    visits.write_text("response_id,people\nr1,4\nr1,5\n", encoding="utf-8")
    given = (form, answers, "--repeat", f"visit={visits}")
    refused = run(*given, "-o", tmp_path / "out.sav")
    assert refused.exit_code == 1
    assert "has repeats (visit), each of which needs a file of its own" in refused.stderr
    assert "ends in .zip, with --as sav" in refused.stderr
    assert run(*given, "-o", tmp_path / "csv.zip").exit_code == 0
    again = run(form, tmp_path / "csv.zip", "--as", "sav", "-o", tmp_path / "sav.zip")
    assert again.exit_code == 0, again.output
    with zipfile.ZipFile(tmp_path / "sav.zip") as archive:
        archive.extractall(tmp_path)
    assert pyreadstat.read_sav(tmp_path / "visit.sav")[0]["people"].tolist() == [4, 5]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "out.doc"), "the name must end in .csv, .parquet, .sav, .dta, .zip or .xml"),
        (("--figures", "-o", "out.sav"), "figures are written as .csv or .parquet"),
        (("--as", "sav", "-o", "out.csv"), "--as says what is in a zip"),
        (("--working", "-o", "out.csv"), "--working belongs to --round"),
        (("--figures", "--policy", "none", "-o", "out.csv"), "needs a reason"),
        (("-o", "nowhere/out.csv"), "nowhere does not exist"),
    ],
)
def test_what_does_not_go_together_is_said(
    files: tuple[Path, Path], tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    *options, out = arguments
    result = run(*files, *options, tmp_path / out)
    assert result.exit_code != 0
    assert message in result.stderr
    assert not (tmp_path / out).exists()


def test_bad_files_end_with_their_problems_and_without_a_traceback(files: tuple[Path, Path], tmp_path: Path) -> None:
    form, answers = files
    answers.write_text("useful,nonsense\nperhaps,1\n", encoding="utf-8")
    result = run(form, answers, "-o", tmp_path / "out.sav")
    assert result.exit_code == 1
    assert "nonsense" in result.stderr
    assert "perhaps" in result.stderr
    assert "Traceback" not in result.output
    assert "there is no such file" in run("nowhere", answers, "-o", tmp_path / "out.sav").stderr
    (tmp_path / "no.zip").write_bytes(b"no zip")
    assert "cannot be read as a zip" in run(form, tmp_path / "no.zip", "-o", tmp_path / "out.sav").stderr
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("other.csv", "a\n1\n")
    assert "there is no responses.csv in it" in run(form, tmp_path / "other.zip", "-o", tmp_path / "out.sav").stderr
    assert "Give FORM and RESPONSES" in run(form, "-o", tmp_path / "out.sav").stderr


def test_single_answers_of_a_round_are_written_and_logged_but_never_of_an_anonymous_one(
    app: Flask, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    partnership = make_partnership(session)
    named = make_round(session, partnership)
    hidden = make_round(session, partnership, named.version, anonymous=True, access="open")
    for number in range(9):
        add_answer(session, named, {"useful": "no" if number < 2 else "yes", "comment": None})
    slug, hidden_slug, partnership_id = named.slug, hidden.slug, partnership.id
    session.commit()
    monkeypatch.setenv("WALKABOUT_INSTANCE", str(tmp_path))
    monkeypatch.setenv("WALKABOUT_DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])
    out = tmp_path / "out.sav"
    written = run("--round", slug, "-o", out)
    assert written.exit_code == 0, written.output
    assert pyreadstat.read_sav(out)[0]["useful"].value_counts().to_dict() == {1: 7, 2: 2}
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.partnership_id == partnership_id)).all()
    assert actions == ["raw answers read"]
    session.commit()
    refused = run("--round", hidden_slug, "-o", tmp_path / "hidden.sav")
    assert refused.exit_code == 1
    assert "is anonymous, so nobody is given its single answers" in refused.stderr
    assert not (tmp_path / "hidden.sav").exists()
    for arguments in (("--figures", "-o", tmp_path / "figures.csv"), ("-o", tmp_path / "codebook.xml")):
        result = run("--round", hidden_slug, *arguments)
        assert result.exit_code == 0, result.output
    assert ddi_problems((tmp_path / "codebook.xml").read_bytes()) == []
    assert "leave the files out" in run("a", "b", "--round", slug, "-o", out).stderr
    working = run("--round", slug, "--figures", "--working", "-o", tmp_path / "working.csv")
    assert working.exit_code == 0, working.output
    assert {
        row["release"] for row in csv.DictReader((tmp_path / "working.csv").read_text("utf-8-sig").splitlines())
    } == {"working"}
