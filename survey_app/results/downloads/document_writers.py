"""Writers of documents and slides, in the look that the installation's templates give them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from flask import current_app

from analysis.report import CrossTable, Report
from survey_app.errors import UserError
from survey_app.results.downloads.order import Order
from survey_app.rounds.models import Round

AGENCY = "agency"


def brief(order: Order) -> None:
    """Two pages for the Executive."""
    from exports.documents import write_brief

    report, beside = order.report_and_beside()
    with _template("WALKABOUT_DOCUMENT_TEMPLATE") as template:
        write_brief(report, order.out, beside=beside, template=template)


def full_report(order: Order) -> None:
    """Everything, in words."""
    from exports.documents import write_full_report

    report, beside = order.report_and_beside()
    with _template("WALKABOUT_DOCUMENT_TEMPLATE") as template:
        write_full_report(report, order.out, beside=beside, template=template)


def forum_feedback(order: Order) -> None:
    """A page for those who took part."""
    from exports.documents import write_forum_feedback

    report, beside = order.report_and_beside()
    contact = order.round.partnership.contact_email
    with _template("WALKABOUT_DOCUMENT_TEMPLATE") as template:
        write_forum_feedback(report, order.out, beside=beside, contact=contact, template=template)


def slides(order: Order) -> None:
    """Slides for the Strategic Group."""
    from exports.slides import write_slides

    report, beside = order.report_and_beside()
    with _template("WALKABOUT_SLIDE_TEMPLATE") as template:
        write_slides(report, order.out, beside=beside, template=template)


def feedback_letters(order: Order) -> None:
    """A letter to each agency, in a zip."""
    from analysis.derived_reports import agency_report
    from exports.documents import LetterHead, write_feedback_letter

    report = order.report()
    head = LetterHead(reply_to=order.round.partnership.contact_email or LetterHead().reply_to)
    with (
        _template("WALKABOUT_DOCUMENT_TEMPLATE") as template,
        zipfile.ZipFile(order.out, "w", zipfile.ZIP_DEFLATED) as letters,
    ):
        for number, group in enumerate(_agencies(report).groups, start=1):
            letter = BytesIO()
            found = agency_report(report, AGENCY, group.name, produced_at=order.at)
            write_feedback_letter(found, letter, head=head, template=template)
            letters.writestr(f"{number:02}-{_plain(group.label)}.docx", letter.getvalue())


def has_agencies(round_: Round) -> bool:
    """Whether answers say of which agency they are: as a question, or where the invitations name it."""
    return AGENCY in round_.break_down_by or (AGENCY in round_.breakdowns and not round_.anonymous)


def _agencies(report: Report) -> CrossTable:
    """A table that has the agencies as its groups."""
    for table in report.cross_tables:
        if table.breakdown == AGENCY:
            return table
    raise UserError(
        "The answers are not broken down by agency, so there are no letters to write. A release is broken down once "
        "the round has closed; whether by agency is chosen before it opens.",
        title="No letters for this round",
    )


def _plain(label: str) -> str:
    """A label as part of a file's name."""
    return re.sub(r"[^A-Za-z0-9]+", "-", label).strip("-").lower()[:60] or AGENCY


@contextmanager
def _template(setting: str) -> Iterator[Path | None]:
    """The template of the installation; one that cannot be used is told to whoever asked for the file."""
    from exports.office_templates import TemplateRefused

    try:
        yield current_app.config[setting]
    except TemplateRefused as error:
        raise UserError(f"{error} Tell your administrator: the setting is {setting}.", title="The template") from error
