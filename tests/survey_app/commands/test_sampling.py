"""``walkabout redraw`` and ``walkabout case-key open``: without a server, and once in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from analysis.sampling import draw_stratified
from analysis.sampling.frame_files import frame_to_csv
from analysis.sampling.pseudonyms import new_pseudonyms
from analysis.sampling.replacements import SampleRecord, replace, sample_record_to_json
from survey_app.case_audits.sampling.case_keys import CaseKey, seal_case_key
from survey_app.cli import walkabout
from tests.survey_app.case_audits.sampling.list_factories import PASSPHRASE, quick_keys

NAMES = new_pseudonyms(40)
ROWS = pd.DataFrame({"pseudonym": NAMES, "=Outcome": ["+assessment", "early help", "closed", "early help"] * 10})


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    draw = draw_stratified(ROWS, 6, key="pseudonym", stratum="=Outcome", seed=20261129)
    sample = replace(SampleRecord(draw=draw), ROWS, draw.drawn[3], "The file cannot be found")
    record, frame = tmp_path / "record.json", tmp_path / "frame.csv"
    record.write_text(sample_record_to_json(sample), encoding="utf-8")
    rows = [{str(name): str(value) for name, value in row.items()} for row in ROWS.to_dict("records")]
    frame.write_text(frame_to_csv(list(ROWS.columns), rows), encoding="utf-8")
    return record, frame


def test_a_process_of_its_own_draws_the_same_sample(files: tuple[Path, Path]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "survey_app.cli", "redraw", *map(str, files)], capture_output=True, text=True, check=True
    )
    drawn = json.loads(files[0].read_text())["draw"]["drawn"]
    first, *rest = done.stdout.splitlines()
    assert first == "The same: 6 of 40 cases, drawn again with the seed 20261129."
    assert rest[:6] == drawn
    assert rest[6].startswith(f"{drawn[3]} could not be used; in its place ")


@pytest.mark.parametrize("change", ["seed", "case", "list", "replacement"])
def test_whatever_is_changed_is_found_out(files: tuple[Path, Path], change: str) -> None:
    record, frame = files
    held = json.loads(record.read_text())
    outside = next(name for name in NAMES if name not in held["draw"]["drawn"])
    if change == "seed":
        held["draw"]["seed"] += 1
    elif change == "case":
        held["draw"]["drawn"][0] = outside
    elif change == "replacement":
        held["replacements"][0]["by"] = held["draw"]["drawn"][0]
    else:
        frame.write_text(frame.read_text().replace("closed", "early help", 1))
    record.write_text(json.dumps(held))
    result = CliRunner().invoke(walkabout, ["redraw", str(record), str(frame)])
    assert result.exit_code == 1
    assert "does NOT come out the same" in result.output


@pytest.mark.parametrize("which", [0, 1], ids=["record", "list"])
@pytest.mark.parametrize("content", ["", "{}", "a,b\n1\n", '"'], ids=["empty", "object", "ragged", "quote"])
def test_files_that_cannot_be_read_are_a_sentence(files: tuple[Path, Path], which: int, content: str) -> None:
    files[which].write_text(content)
    result = CliRunner().invoke(walkabout, ["redraw", *map(str, files)])
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "Traceback" not in result.output


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    quick_keys(monkeypatch)
    cases = {NAMES[0]: ("Zebulon Constructedson", "=1+1"), NAMES[1]: ("Philomena Madeup", "7")}
    key = CaseKey(list_id="l", columns=("Name", "Number"), cases=cases)
    file = tmp_path / "list.casekey"
    file.write_bytes(seal_case_key(key, PASSPHRASE, destroy_after=date(2027, 1, 1)))
    return file


def test_a_key_opens_offline_with_its_passphrase(key_file: Path) -> None:
    result = CliRunner().invoke(walkabout, ["case-key", "open", str(key_file)], input=f"{PASSPHRASE}\n")
    assert f"{NAMES[0]},Zebulon Constructedson,'=1+1" in result.stdout.splitlines()
    assert PASSPHRASE not in result.output
    one = CliRunner().invoke(
        walkabout, ["case-key", "open", str(key_file), "--pseudonym", NAMES[1].lower()], input=f"{PASSPHRASE}\n"
    )
    assert "Philomena" in one.stdout
    assert "Zebulon" not in one.stdout


@pytest.mark.parametrize("fault", ["wrong", "cut off", "changed", "unknown"])
def test_a_key_that_does_not_open_is_a_sentence(key_file: Path, fault: str) -> None:
    content, passphrase, more = key_file.read_bytes(), PASSPHRASE, []
    if fault == "wrong":
        passphrase = "another passphrase"
    elif fault == "unknown":
        more = ["--pseudonym", "KTR-482-WX"]
    else:
        middle = content.index(b"sealed") + 40
        flipped = b"A" if content[middle : middle + 1] != b"A" else b"B"
        key_file.write_bytes(
            content[:middle] if fault == "cut off" else content[:middle] + flipped + content[middle + 1 :]
        )
    result = CliRunner().invoke(walkabout, ["case-key", "open", str(key_file), *more], input=f"{passphrase}\n")
    assert result.exit_code == 1
    assert "Error: " in result.output
    assert "Zebulon" not in result.output
    assert "Traceback" not in result.output
