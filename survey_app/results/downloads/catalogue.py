"""Every format in which a round's results can be taken away: a literal table.

A new format is one row here, and a writer in :mod:`~survey_app.results.downloads.writers` or, for documents, in
:mod:`~survey_app.results.downloads.document_writers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from survey_app.results.downloads import document_writers, writers
from survey_app.results.downloads.order import Order
from survey_app.results.services import Paper
from survey_app.rounds.models import Round

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PARQUET = "application/vnd.apache.parquet"
ZIP = "application/zip"
IN_BACKGROUND_FROM = 2_000  # single answers; fewer are written while one waits

Group = Literal["Figures", "Documents", "Single answers"]
GROUPS: Mapping[Group, str] = {
    "Figures": "",
    "Documents": "",
    "Single answers": "Each response in a row of its own. Personal data: for the named team, and each download is "
    "recorded.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format.

    ``name`` ends the name of its files, ``kind`` tells people what they are. ``single_answers`` are never given out of
    an anonymous round. ``offered`` says of which rounds there is one at all, ``slow`` that it is always made in the
    background.
    """

    key: str
    group: Group
    title: str
    purpose: str
    kind: str
    name: str
    mimetype: str
    write: Callable[[Order], None]
    permission: str = "results.download"
    single_answers: bool = False
    papers: tuple[Paper, ...] = ("working", "release")
    offered: Callable[[Round], bool] = lambda _: True
    slow: bool = False


FIGURES: tuple[Format, ...] = (
    Format(
        key="workbook", group="Figures", title="Workbook",
        purpose="For the QA group: summary, method, response rates, a table and a chart for each question, themes, "
        "comparisons and codebook.",
        kind="Excel", name=".xlsx", mimetype=XLSX, write=writers.workbook,
    ),
    Format(
        key="figures-csv", group="Figures", title="Figures as rows",
        purpose="Every figure with its base and interval in a row of its own, for a spreadsheet.",
        kind="CSV", name="-figures.csv", mimetype="text/csv", write=writers.figures("csv"),
    ),
    Format(
        key="figures-parquet", group="Figures", title="Figures as rows, typed",
        purpose="The same for Power BI, R or Python.",
        kind="Parquet", name="-figures.parquet", mimetype=PARQUET, write=writers.figures("parquet"),
    ),
    Format(
        key="figures-json", group="Figures", title="The whole report for other programs",
        purpose="Figures, notes and definitions as structured text.",
        kind="JSON", name=".json", mimetype="application/json", write=writers.figures_json,
    ),
    Format(
        key="codebook-ddi", group="Figures", title="Codebook for archives",
        purpose="Questions, choices and counts as archives and catalogues read them (DDI-Codebook 2.6).",
        kind="XML", name="-codebook.xml", mimetype="application/xml", write=writers.ddi_codebook,
    ),
)  # fmt: skip
DOCUMENTS: tuple[Format, ...] = (
    Format(
        key="brief", group="Documents", title="Brief",
        purpose="Two pages for the Executive: what was found, what changed, what is to be decided.",
        kind="Word", name="-brief.docx", mimetype=DOCX, write=document_writers.brief,
    ),
    Format(
        key="full-report", group="Documents", title="Full report",
        purpose="Every question with its table and chart, in words that can be edited.",
        kind="Word", name="-report.docx", mimetype=DOCX, write=document_writers.full_report, slow=True,
    ),
    Format(
        key="slides", group="Documents", title="Slides",
        purpose="For the Strategic Group: headline, what people said, themes, what happens next.",
        kind="PowerPoint", name="-slides.pptx", mimetype=PPTX, write=document_writers.slides,
    ),
    Format(
        key="feedback-letters", group="Documents", title="Feedback letters",
        purpose="A letter to each agency: its own results beside those of everybody else together.",
        kind="Word, in a zip", name="-letters.zip", mimetype=ZIP, write=document_writers.feedback_letters,
        offered=document_writers.has_agencies,
    ),
    Format(
        key="forum-feedback", group="Documents", title="Feedback sheet",
        purpose="A page for those who took part: what you said, and what happens next.",
        kind="Word", name="-feedback.docx", mimetype=DOCX, write=document_writers.forum_feedback,
    ),
)  # fmt: skip
ANSWERS: tuple[Format, ...] = tuple(
    Format(
        key=key, group="Single answers", title=title, purpose=purpose, kind=kind, name=name, mimetype=mimetype,
        write=write, permission="results.raw", single_answers=True, papers=("working",),
    )
    for key, title, purpose, kind, name, mimetype, write in (
        (
            "answers-workbook", "Single answers",
            "One row for each response and a sheet for each repeat; choices as names, labels and 0/1 columns.",
            "Excel", "-answers.xlsx", XLSX, writers.answers_workbook,
        ),
        (
            "workbook-with-answers", "Workbook with single answers", "The workbook above with these sheets in it.",
            "Excel", "-with-answers.xlsx", XLSX, writers.workbook_with_answers,
        ),
        (
            "answers-csv", "Single answers for spreadsheets",
            "A file for the responses and one for each repeat, with a codebook.",
            "CSV, in a zip", "-answers-csv.zip", ZIP, writers.answer_files("csv"),
        ),
        (
            "answers-parquet", "Single answers, typed", "The same for R, Python or Power BI.",
            "Parquet, in a zip", "-answers-parquet.zip", ZIP, writers.answer_files("parquet"),
        ),
        (
            "answers-sav", "Single answers for SPSS", "With labels of values and codes for what is missing.",
            "SPSS, in a zip", "-answers-spss.zip", ZIP, writers.answer_files("sav"),
        ),
        (
            "answers-dta", "Single answers for Stata", "With labels of values and codes for what is missing.",
            "Stata, in a zip", "-answers-stata.zip", ZIP, writers.answer_files("dta"),
        ),
    )
)  # fmt: skip
FORMATS: Mapping[str, Format] = {one.key: one for one in (*FIGURES, *DOCUMENTS, *ANSWERS)}


def offered_formats(round_: Round, paper: Paper, held: Callable[[str], bool]) -> list[Format]:
    """What somebody with these permissions is offered of a paper of this round."""
    return [one for one in FORMATS.values() if held(one.permission) and is_offered(one, round_, paper)]


def is_offered(one: Format, round_: Round, paper: Paper) -> bool:
    """Whether there is such a file of this paper of the round, whoever asks."""
    return paper in one.papers and not (one.single_answers and round_.anonymous) and one.offered(round_)


def in_background(one: Format, answers: int) -> bool:
    """Whether the file takes so long to write that nobody should wait for it."""
    return one.slow or (one.single_answers and answers >= IN_BACKGROUND_FROM)
