"""The example files in ``docs/examples``: the published Hertfordshire round in every format of figures and documents.

The round is anonymous, so there are no single answers of it. Files of single answers are of the constructed walkabout
round and say so. Everything is made of the demo's own data at a fixed moment, so that the same program makes the same
files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.beside import Beside
from analysis.derived_reports import agency_report
from analysis.disclosure import report_to_json, working_report
from analysis.figures import compute_figures
from analysis.report import Report
from analysis.round_data import Form, Population, ResponseRecord, RoundData
from exports.data_files import FILE_KINDS, KIND_NAMES, AnswerData, write_answer_bundle, write_figures
from exports.ddi import write_ddi
from exports.raw_answers import RawAnswers
from instruments.compiled import compile_instrument
from instruments.loading import library, load_instrument
from instruments.versions import content_hash
from survey_app.demo.constructed_rounds import walkabouts
from survey_app.demo.data import read_data
from survey_app.demo.settled_files import settle_file

TODAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
EVALUATION = "Hertfordshire Learning Hub: gangs and knife crime, evaluation"
SURVEY = "Hertfordshire Learning Hub: gangs and knife crime, online survey"
CASES = "Six cases graded by three agencies (constructed)"
CONSTRUCTED = "Constructed: the agencies, the visits, the conversations and every grade."
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
ANSWERS_WORKBOOK = "walkabouts-answers.xlsx"


def write_examples(folder: Path, *, say: Callable[[str], None]) -> list[str]:
    """Write every example into a folder, which may be there already; the names of what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for title, found in _demo_rounds(say):
        for example in DOCUMENTS[title]:
            say(f"Writing {example.name} …")
            example.write(found, folder / example.name)
            settle_file(folder / example.name, AT)
            names.append(example.name)
    names += _write_walkabout(folder, say)
    (folder / "README.md").write_text(_page(), encoding="utf-8")
    return [*names, "README.md"]


def _demo_rounds(say: Callable[[str], None]) -> Iterator[tuple[str, ExampleRound]]:
    """The rounds of :data:`DOCUMENTS`, from a demo that is loaded for this and gone afterwards."""
    from survey_app.results.beside import beside_of
    from survey_app.results.services import Paper, Reader, current_report, form_asked
    from survey_app.rounds.models import Round

    say("Loading the demo …")
    reader = Reader(user_id=None, may_read_working=True)
    with _demo() as session:
        for title in DOCUMENTS:
            round_ = session.scalars(select(Round).where(Round.title == title)).one()
            paper: Paper = "release" if round_.anonymous else "working"
            report = current_report(session, round_, reader=reader, at=AT, paper=paper)
            beside = beside_of(session, round_, report, reader=reader, at=AT)
            yield title, ExampleRound(report=report, beside=beside, form=form_asked(session, round_))


@contextmanager
def _demo() -> Iterator[Session]:
    """The demo in a database of its own."""
    from survey_app import create_app
    from survey_app.collect.keys import KeyStore
    from survey_app.database import db
    from survey_app.demo.loader import load_demo

    with TemporaryDirectory() as folder:
        settings = {
            "SECRET_KEY": os.urandom(32).hex(),
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/examples.sqlite",
            "WALKABOUT_INSTANCE": folder,
            "WALKABOUT_KEY_DIR": f"{folder}/keys",
        }
        app = create_app(settings, pages=False)
        with app.app_context():
            try:
                db.create_all()
                load_demo(db.session(), KeyStore(app.config["WALKABOUT_KEY_DIR"]), today=TODAY)
                db.session.commit()
                yield db.session()
            finally:
                db.session.rollback()
                db.engine.dispose()


def _walkabout() -> RoundData:
    """The constructed walkabout round, with identifiers that are the same every time."""
    form = compile_instrument(load_instrument(library()["section-11-walkabout"]))
    documents = [*read_data("devon_walkabout")["responses"], *walkabouts(form, TODAY)]
    records = [
        ResponseRecord(response_id=f"visit-{number}", document=document, received_on=TODAY, version=1)
        for number, document in enumerate(documents, start=1)
    ]
    return RoundData(
        title="Section 11 walkabouts (constructed)", slug="walkabouts", partnership="Example partnership (constructed)",
        instrument=form, version=1, content_hash=content_hash(form.instrument), responses=records,
        population=Population(size=len(records), known=True, note="Constructed."), produced_at=AT, closed=True,
    )  # fmt: skip


def _write_walkabout(folder: Path, say: Callable[[str], None]) -> list[str]:
    from exports.workbook import write_raw_workbook

    data = _walkabout()
    answers = AnswerData(
        title=data.title, slug=data.slug, partnership=data.partnership, form=data.instrument, responses=data.responses,
        produced_at=AT, remark=CONSTRUCTED,
    )  # fmt: skip
    names = [f"walkabouts-answers-{kind}.zip" for kind in FILE_KINDS]
    for kind, name in zip(FILE_KINDS, names, strict=True):
        say(f"Writing {name} …")
        write_answer_bundle(answers, kind, folder / name)
    nobody = working_report(compute_figures(replace(data, responses=())))
    raw = RawAnswers(form=data.instrument, responses=data.responses)
    write_raw_workbook(nobody, folder / ANSWERS_WORKBOOK, raw=raw)
    settle_file(folder / ANSWERS_WORKBOOK, AT)
    return [*names, ANSWERS_WORKBOOK]


def _page() -> str:
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
    "answers behind them, the split by forum and agency, comments and earlier rounds are constructed. The round is "
    "anonymous, so there are no files of single answers.",
    SURVEY: "The number of answers and the themes were published; single answers are constructed, in other words. This "
    "round is anonymous too.",
    CASES: "A working paper of a round that is not anonymous; the cases, the agencies' grades and every word are "
    "constructed.",
    "walkabouts": "Single answers are shown of a round that is not anonymous and has no real agency or person in it: "
    "everything in it is constructed.",
}
