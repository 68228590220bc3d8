from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from analysis.disclosure import report_from_json
from exports.command import FileReport, ReportError, write_file_report

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
INSTRUMENT = """
settings: {form_id: small-form, form_title: A small form, version: "3", default_language: English (en)}
choices:
  yes_no:
    - {name: yes, label: "Yes"}
    - {name: no, label: "No"}
survey:
  - type: group
    name: only_page
    label: The only page
    children:
      - {type: select_one yes_no, name: useful, label: Was it useful?, required: true}
      - {type: text, name: comment, label: Anything else?, appearance: multiline}
  - type: repeat
    name: visit
    label: Visits
    entry_name: visit
    children:
      - {type: integer, name: people, label: How many people?}
"""


class Sentences(list[str]):
    """What the command said on its way."""

    def __call__(self, sentence: str) -> None:
        self.append(sentence)


@pytest.fixture
def request_(tmp_path: Path) -> FileReport:
    """A complete set of files: 30 answers, of which 3 say no."""
    (tmp_path / "form.yaml").write_text(INSTRUMENT, encoding="utf-8")
    rows = [f"r{n},{'no' if n < 3 else 'yes'},{'Good' if n < 10 else ''}" for n in range(30)]
    (tmp_path / "answers.csv").write_text("\n".join(["response_id,useful,comment", *rows]), encoding="utf-8")
    (tmp_path / "visits.csv").write_text("response_id,people\nr1,4\nr1,6\nr2,5\n", encoding="utf-8")
    (tmp_path / "frame.csv").write_text("forum,invited,answered\nNorth,40,18\nSouth,35,12\n", encoding="utf-8")
    codings = [f"r{n},comment,more_training,concern" for n in range(8)]
    (tmp_path / "codings.csv").write_text("\n".join(["response_id,question,theme,stance", *codings]), encoding="utf-8")
    return FileReport(
        instruments=(str(tmp_path / "form.yaml"),), responses=tmp_path / "answers.csv", out=tmp_path / "report.json",
        repeats={"visit": tmp_path / "visits.csv"}, frame=tmp_path / "frame.csv", codings=tmp_path / "codings.csv",
    )  # fmt: skip


def test_the_report_has_passed_the_gate_and_names_what_it_was_made_from(request_: FileReport) -> None:
    report = write_file_report(request_, at=AT, say=Sentences())
    assert (report.release_class, report.release_number, report.policy.name) == ("release", 1, "default")
    assert [row.share.count for row in report.sections[0].questions[0].rows] == [None, None]
    assert report.response_rate.sentence == "40% (30 of 75)"
    assert [table.label for table in report.breakdowns] == ["Forum"]
    assert report.instrument.version == 3
    assert report.themes is not None
    assert [row.label for row in report.themes.rows] == ["More training"]
    assert report_from_json(request_.out.read_text(encoding="utf-8")) == report


def test_hiding_nothing_needs_a_reason_which_the_report_repeats(request_: FileReport) -> None:
    with pytest.raises(ReportError, match="needs a reason"):
        write_file_report(replace(request_, policy="none"), at=AT, say=Sentences())
    assert not request_.out.exists()
    reasoned = replace(request_, policy="none", policy_reason="Published in 2019")
    report = write_file_report(reasoned, at=AT, say=Sentences())
    assert [row.share.count for row in report.sections[0].questions[0].rows] == [27, 3]
    assert report.policy.reason == "Published in 2019"


def test_the_same_files_make_a_workbook(request_: FileReport) -> None:
    out = request_.out.with_suffix(".xlsx")
    write_file_report(replace(request_, out=out), at=AT, say=Sentences())
    cells = [
        cell
        for name in CalamineWorkbook.from_path(out).sheet_names
        for row in CalamineWorkbook.from_path(out).get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert "[c]" in cells
    assert [path.name for path in out.parent.glob("*.xlsx")] == ["report.xlsx"]


@pytest.mark.parametrize(
    ("population", "known", "sentence"),
    [(225, True, "13% (30 of 225)"), (395, False, "at most 7.6% (30 of 395 or more)")],
)
def test_a_population_that_is_given_is_the_base(
    request_: FileReport, population: int, known: bool, sentence: str
) -> None:
    given = replace(request_, population=population, population_known=known, frame=None)
    assert write_file_report(given, at=AT, say=Sentences()).response_rate.sentence == sentence


def test_without_frame_and_population_there_is_no_rate(request_: FileReport) -> None:
    report = write_file_report(replace(request_, frame=None), at=AT, say=Sentences())
    assert report.response_rate.rate is None


def test_an_instrument_of_the_library_is_known_by_its_name(request_: FileReport, tmp_path: Path) -> None:
    answers = tmp_path / "forum.csv"
    answers.write_text("objectives_met,understand_better,could_contribute,length\nagree,agree,agree,about_right\n")
    given = FileReport(instruments=("learning-hub-evaluation",), responses=answers, out=request_.out)
    assert write_file_report(given, at=AT, say=Sentences()).instrument.form_id == "learning-hub-evaluation"


def test_it_says_what_it_is_doing(request_: FileReport) -> None:
    said = Sentences()
    write_file_report(request_, at=AT, say=said)
    assert said == [
        f"Reading {request_.responses} …",
        "30 responses to “A small form”.",
        "Computing the figures …",
        f"Writing {request_.out} …",
    ]


def test_every_problem_of_a_bad_file_is_reported_with_its_place(request_: FileReport) -> None:
    request_.responses.write_text("response_id,useful,shoe_size\nr1,maybe,5\nr1,yes,6\n", encoding="utf-8")
    with pytest.raises(ReportError) as refused:
        write_file_report(replace(request_, repeats={}, codings=None), at=AT, say=Sentences())
    text = str(refused.value)
    assert len(refused.value.problems) == 3
    assert "shoe_size" in text
    assert "'maybe' cannot be chosen" in text
    assert "'r1' occurs more than once" in text
    assert not request_.out.exists()


def test_a_faulty_instrument_is_reported_line_by_line(request_: FileReport) -> None:
    Path(request_.instruments[0]).write_text(INSTRUMENT.replace("select_one yes_no", "select_one nowhere"))
    with pytest.raises(ReportError, match="nowhere"):
        write_file_report(request_, at=AT, say=Sentences())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"out": Path("report.pdf")}, "must end in .xlsx or .json"),
        ({"out": Path("/nowhere/at/all/report.xlsx")}, "the directory /nowhere/at/all does not exist"),
        ({"responses": Path("/nowhere/answers.csv"), "repeats": {}}, "answers.csv: the file cannot be read"),
        ({"instruments": ("no-such-instrument",)}, "no-such-instrument: there is no such file"),
    ],
)
def test_files_that_are_not_there_are_named(request_: FileReport, change: dict[str, Any], message: str) -> None:
    with pytest.raises(ReportError, match=message):
        write_file_report(replace(request_, **change), at=AT, say=Sentences())


def test_an_older_report_stays_whole_when_a_new_one_fails(request_: FileReport) -> None:
    request_.out.write_text("the older report", encoding="utf-8")
    request_.responses.write_text("useful\nmaybe\n", encoding="utf-8")
    with pytest.raises(ReportError):
        write_file_report(request_, at=AT, say=Sentences())
    assert request_.out.read_text(encoding="utf-8") == "the older report"


def test_answers_to_several_versions_are_reported_together(request_: FileReport, tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(_version("1", ""))
    new.write_text(_version("2", "      - {type: select_one yes_no, name: added, label: Is this new?}\n"))
    answers = tmp_path / "both.csv"
    rows = ["1,yes,"] * 10 + ["2,yes,no"] * 6 + ["2,no,yes"] * 6
    answers.write_text("\n".join(["instrument_version,useful,added", *rows]) + "\n")
    request = FileReport(instruments=(str(new), str(old)), responses=answers, out=tmp_path / "report.json")
    report = write_file_report(request, at=AT, say=Sentences())
    blocks = {block.name: block for section in report.sections for block in section.questions}
    assert report.instrument.versions == (1, 2)
    assert [row.share.count for row in blocks["useful"].rows] == [16, 6]
    assert (blocks["added"].versions, blocks["added"].base) == ("from version 2", 12)


def test_two_instruments_of_one_version_are_refused(request_: FileReport, tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(_version("1", ""))
    new.write_text(_version("1", ""))
    with pytest.raises(ReportError, match="another instrument is version 1 too"):
        write_file_report(replace(request_, instruments=(str(old), str(new))), at=AT, say=Sentences())


def test_versions_without_a_number_are_refused(request_: FileReport, tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(_version("spring", ""))
    new.write_text(_version("2", ""))
    with pytest.raises(ReportError, match="its version is “spring”; of several instruments each needs a number"):
        write_file_report(replace(request_, instruments=(str(old), str(new))), at=AT, say=Sentences())


def _version(number: str, more: str) -> str:
    return (
        f'settings: {{form_id: two-versions, form_title: Two versions, version: "{number}"}}\n'
        "choices:\n"
        '  yes_no: [{name: "yes", label: "Yes"}, {name: "no", label: "No"}]\n'
        "survey:\n"
        "  - type: group\n    name: page\n    label: Page\n    children:\n"
        "      - {type: select_one yes_no, name: useful, label: Was it useful?}\n"
    ) + more
