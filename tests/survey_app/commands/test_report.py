from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.commands.report import report
from tests.survey_app.answers import add_answer
from tests.survey_app.factories import make_partnership, make_round

ANSWERS = "objectives_met,understand_better,could_contribute,length\n" + "agree,agree,agree,about_right\n" * 9


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(report, [str(argument) for argument in arguments])


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, encoding="utf-8")
    return path


def test_files_become_a_report_and_only_its_name_goes_to_stdout(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    result = run("--instrument", "learning-hub-evaluation", "--responses", answers, "--population", "20", "-o", out)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{out}\n"
    assert "Reading" in result.stderr
    assert json.loads(out.read_text())["response_rate"]["sentence"] == "45% (9 of 20)"


def test_bad_files_end_with_their_problems_and_without_a_traceback(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("objectives_met,nonsense\nperhaps,1\n", encoding="utf-8")
    result = run("--instrument", "learning-hub-evaluation", "--responses", bad, "-o", tmp_path / "out.xlsx")
    assert result.exit_code == 1
    assert "nonsense" in result.stderr
    assert "perhaps" in result.stderr
    assert "Traceback" not in result.output
    assert not (tmp_path / "out.xlsx").exists()


def test_what_is_missing_on_the_command_line_is_said(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert "Give --instrument and --responses" in run("-o", out).stderr
    given = ("--instrument", "learning-hub-evaluation", "--responses", answers, "-o", out)
    assert "there is no file “spring”" in run(*given, "--against", "spring").stderr
    assert "not of the form NAME=FILE.csv" in run(*given, "--repeat", "visits").stderr
    assert "--working belongs to --round" in run(*given, "--working").stderr
    assert "needs a reason" in run(*given, "--policy", "none").stderr


def test_a_round_is_reported_from_the_database(
    app: Flask, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership)
    for number in range(9):
        add_answer(session, round_, {"useful": "no" if number < 2 else "yes", "comment": None})
    slug, partnership_id = round_.slug, partnership.id
    session.commit()
    monkeypatch.setenv("WALKABOUT_INSTANCE", str(tmp_path))
    monkeypatch.setenv("WALKABOUT_DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])
    out = tmp_path / "out.json"
    assert run("--round", slug, "-o", out).exit_code == 0
    assert json.loads(out.read_text())["release_number"] == 1
    working = run("--round", slug, "--working", "-o", out)
    assert working.exit_code == 0, working.output
    assert json.loads(out.read_text())["release_class"] == "working"
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.partnership_id == partnership_id)).all()
    assert actions == ["working results read"]
    session.commit()
    missing = run("--round", "nowhere", "-o", out)
    assert missing.exit_code == 1
    assert "There is no round called “nowhere”." in missing.stderr


def test_answers_in_files_are_broken_down_by_a_question(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    given = ("--instrument", "learning-hub-evaluation", "--responses", answers, "-o", out)
    result = run(*given, "--break-down-by", "length", "--policy", "none", "--policy-reason", "a test")
    assert result.exit_code == 0, result.output
    assert {table["breakdown"] for table in json.loads(out.read_text())["cross_tables"]} == {"length"}
    wrong = run(*given, "--break-down-by", "nonsense")
    assert wrong.exit_code == 1
    assert "“nonsense” cannot break answers down" in wrong.stderr


def test_rounds_are_compared_and_put_together_from_the_database(
    app: Flask, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    partnership = make_partnership(session)
    earlier = make_round(session, partnership)
    rounds = [earlier, make_round(session, partnership, earlier.version)]
    for round_ in rounds:
        for number in range(12):
            add_answer(session, round_, {"useful": "no" if number < 6 else "yes", "comment": None})
    first, second = (round_.slug for round_ in rounds)
    slug = partnership.slug
    session.commit()
    monkeypatch.setenv("WALKABOUT_INSTANCE", str(tmp_path))
    monkeypatch.setenv("WALKABOUT_DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])
    out = tmp_path / "out.json"
    compared = run("--round", second, "--against", first, "-o", out)
    assert compared.exit_code == 0, compared.output
    assert json.loads(out.read_text())["scope"] == "comparison"
    together = run("--partnership", slug, "--all-rounds", "-o", out)
    assert together.exit_code == 0, together.output
    assert json.loads(out.read_text())["scope"] == "partnership"
    assert len(json.loads(out.read_text())["rounds"]) == 2
    alone = run("--round", second, "--group", "agency=Police", "-o", out)
    assert alone.exit_code == 1
    assert "is not broken down by “agency”" in alone.stderr
    beside = run("--round", second, "--against", first, "-o", tmp_path / "out.xlsx")
    assert beside.exit_code == 0, beside.output
    assert "Change" in CalamineWorkbook.from_path(tmp_path / "out.xlsx").sheet_names
    itself = run("--round", second, "--against", second, "-o", out)
    assert "cannot be compared with itself" in itself.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--round", "a", "--against", "b", "--group", "x=y"), "Choose one of --against, --group and --all-rounds."),
        (("--all-rounds",), "--all-rounds needs --partnership"),
        (("--round", "a", "--all-rounds"), "leave --round out"),
        (("--round", "a", "--group", "x=y"), "--group writes JSON"),
        (("--round", "a", "--actions", __file__), "--actions and --visits are for files"),
        (("--against", "b"), "Give --instrument and --responses"),
    ],
)
def test_what_does_not_go_together_is_said(arguments: tuple[str, ...], sentence: str, tmp_path: Path) -> None:
    assert sentence in run(*arguments, "-o", tmp_path / "out.xlsx").stderr


@pytest.mark.parametrize(("policy", "symbol", "threshold"), [("nhs", "*", 7), ("dfe", "c", 4), ("ten", "[c]", 9)])
def test_a_report_of_files_takes_a_preset_policy(
    policy: str, symbol: str, threshold: int, answers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    given = ("--instrument", "learning-hub-evaluation", "--responses", answers, "-o", out)
    result = run(*given, "--policy", policy)
    assert result.exit_code == 0, result.output
    stated = json.loads(out.read_text())["policy"]
    assert (stated["name"], stated["symbol"], stated["threshold"]) == (policy, symbol, threshold)
