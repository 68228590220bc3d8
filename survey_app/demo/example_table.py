"""The table of example files: what there is of which round, what writes it, and the page that lists it all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.beside import Beside
from analysis.derived_reports import agency_report
from analysis.disclosure import report_to_json
from analysis.report import Report
from analysis.round_data import Form
from exports.data_files import FILE_KINDS, KIND_NAMES, write_figures
from exports.ddi import write_ddi

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
EVALUATION = "Hertfordshire Learning Hub: gangs and knife crime, evaluation"
SURVEY = "Hertfordshire Learning Hub: gangs and knife crime, online survey"
CASES = "Six cases graded by three agencies (constructed)"
ANSWERS_WORKBOOK = "walkabouts-answers.xlsx"
ANNUAL_PACK = "annual-pack.docx"
Write = Callable[["ExampleRound", Path], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleRound:
    """A released report with what stands beside it, and its form."""

    report: Report
    beside: Beside
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One file: its name, what it is, and what writes it."""

    name: str
    about: str
    write: Write


def _workbook(found: ExampleRound, out: Path) -> None:
    from exports.workbook import write_workbook

    write_workbook(found.report, out, beside=found.beside)


def _brief(found: ExampleRound, out: Path) -> None:
    from exports.documents import write_brief

    write_brief(found.report, out, beside=found.beside)


def _full_report(found: ExampleRound, out: Path) -> None:
    from exports.documents import write_full_report

    write_full_report(found.report, out, beside=found.beside)


def _sheet(found: ExampleRound, out: Path) -> None:
    from exports.documents import write_forum_feedback

    write_forum_feedback(found.report, out, beside=found.beside)


def _letter(found: ExampleRound, out: Path) -> None:
    from exports.documents import write_feedback_letter

    agency = next(group.name for table in found.report.cross_tables for group in table.groups if group.name)
    write_feedback_letter(agency_report(found.report, "return_agency", agency, produced_at=AT), out)


def _slides(found: ExampleRound, out: Path) -> None:
    from exports.slides import write_slides

    write_slides(found.report, out, beside=found.beside)


def _json(found: ExampleRound, out: Path) -> None:
    out.write_text(report_to_json(found.report), encoding="utf-8")


def _figures(kind: Any) -> Write:
    return lambda found, out: write_figures(found.report, kind, out)


def _codebook(found: ExampleRound, out: Path) -> None:
    write_ddi(found.report, out, form=found.form)


DOCUMENTS: Mapping[str, tuple[Example, ...]] = {
    EVALUATION: (
        Example(name="evaluation.xlsx", about="The workbook for the QA group", write=_workbook),
        Example(name="evaluation-brief.docx", about="The two-page brief for the Executive", write=_brief),
        Example(name="evaluation-report.docx", about="The full report", write=_full_report),
        Example(name="evaluation-sheet.docx", about="One page for those who were there", write=_sheet),
        Example(name="evaluation-slides.pptx", about="Slides for the Strategic Group", write=_slides),
        Example(name="evaluation-figures.csv", about="Every figure as a row, CSV", write=_figures("csv")),
        Example(name="evaluation-figures.parquet", about="The same, Parquet", write=_figures("parquet")),
        Example(name="evaluation-codebook.xml", about="The DDI codebook", write=_codebook),
        Example(name="evaluation.json", about="The report for other programs", write=_json),
    ),
    SURVEY: (
        Example(name="survey.xlsx", about="The workbook, with themes", write=_workbook),
        Example(name="survey-slides.pptx", about="Slides, with what people said", write=_slides),
        Example(name="survey-sheet.docx", about="One page for those who were there, with themes", write=_sheet),
    ),
    CASES: (Example(name="cases-letter.docx", about="The feedback letter to one agency", write=_letter),),
}  # fmt: skip


def examples_page() -> str:
    """The page that says what is there."""
    lines = [
        "# Examples",
        "",
        "Files as Walkabout writes them, made by one command: `walkabout examples docs/examples`.",
        "",
    ]
    for title, examples in DOCUMENTS.items():
        lines += [f"## {title}", "", SOURCES[title], "", "| file | |", "|---|---|"]
        lines += [f"| [{one.name}]({one.name}) | {one.about} |" for one in examples]
        lines.append("")
    lines += ["## The year", "", "Both Hertfordshire rounds under the headings of an annual report.", ""]
    lines += ["| file | |", "|---|---|", f"| [{ANNUAL_PACK}]({ANNUAL_PACK}) | The annual pack |", ""]
    lines += ["## Section 11 walkabouts (constructed)", "", SOURCES["walkabouts"], "", "| file | |", "|---|---|"]
    lines += [
        f"| [walkabouts-answers-{kind}.zip](walkabouts-answers-{kind}.zip) | Single answers and conversations, "
        f"{KIND_NAMES[kind]}, with a codebook |"
        for kind in FILE_KINDS
    ]
    lines.append(f"| [{ANSWERS_WORKBOOK}]({ANSWERS_WORKBOOK}) | The same as a workbook |")
    return "\n".join([*lines, ""])


SOURCES = {
    EVALUATION: "The totals were published by the Hertfordshire Safeguarding Children Partnership in 2019; single "
    "answers behind them, the split by forum and agency, comments, actions and earlier rounds are constructed. It is "
    "anonymous, so there are no files of single answers.",
    SURVEY: "The number of answers and the themes were published; single answers are constructed, in other words. This "
    "round is anonymous too.",
    CASES: "A working paper of a round that is not anonymous; the cases, the agencies' grades and every word are "
    "constructed.",
    "walkabouts": "Single answers are shown of a round that is not anonymous and has no real agency or person in it: "
    "everything in it is constructed.",
}
