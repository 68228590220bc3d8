"""The example files in ``docs/examples``: the published Hertfordshire round in every format of figures and documents.

The round is anonymous, so there are no single answers of it. Files of single answers are of the constructed walkabout
round and say so. Everything is made of the demo's own data at a fixed moment, so that the same program makes the same
files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.derived_reports.annual import annual_pack
from analysis.disclosure import working_report
from analysis.figures import compute_figures
from analysis.round_data import Population, ResponseRecord, RoundData
from exports.data_files import FILE_KINDS, AnswerData, write_answer_bundle
from exports.raw_answers import RawAnswers
from instruments.compiled import compile_instrument
from instruments.loading import library, load_instrument
from instruments.versions import content_hash
from survey_app.demo.constructed_rounds import walkabouts
from survey_app.demo.data import read_data
from survey_app.demo.example_table import ANNUAL_PACK, ANSWERS_WORKBOOK, AT, DOCUMENTS, ExampleRound, examples_page
from survey_app.demo.settled_files import settle_file

TODAY = date(2026, 3, 2)
YEAR = 2025  # 1 April 2025 to 31 March 2026, in which the published rounds of the demo close
CONSTRUCTED = "Constructed: the agencies, the visits, the conversations and every grade."


def write_examples(folder: Path, *, say: Callable[[str], None]) -> list[str]:
    """Write every example into a folder, which may be there already; the names of what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    names, released = [], []
    for title, found in _demo_rounds(say):
        for example in DOCUMENTS[title]:
            say(f"Writing {example.name} …")
            example.write(found, folder / example.name)
            settle_file(folder / example.name, AT)
            names.append(example.name)
        if found.report.release_class == "release":
            released.append(found)
    say(f"Writing {ANNUAL_PACK} …")
    _write_annual_pack(released, folder / ANNUAL_PACK)
    names.append(ANNUAL_PACK)
    names += _write_walkabout(folder, say)
    (folder / "README.md").write_text(examples_page(), encoding="utf-8")
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
    from survey_app.demo.loader import load_rounds

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
                load_rounds(db.session(), KeyStore(app.config["WALKABOUT_KEY_DIR"]), today=TODAY)
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


def _write_annual_pack(released: Sequence[ExampleRound], out: Path) -> None:
    """The published rounds under the headings of an annual report."""
    from exports.documents import write_annual_pack

    besides = {found.report.slug: found.beside for found in released}
    reports = [found.report for found in released]
    pack = annual_pack(reports[0].partnership, YEAR, reports, produced_at=AT, besides=besides)
    write_annual_pack(pack, out)
    settle_file(out, AT)
