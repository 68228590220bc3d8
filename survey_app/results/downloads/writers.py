"""Writers of figures and of single answers: each takes an order and writes its file.

What they need to write is loaded only then.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey_app.results.downloads.order import Order
from survey_app.results.services import form_asked
from survey_app.results.snapshot import round_data

if TYPE_CHECKING:
    from collections.abc import Callable

    from exports.data_files import FileKind
    from exports.data_files.figures import FigureKind

    Writer = Callable[[Order], None]


def workbook(order: Order) -> None:
    """The QA workbook."""
    from exports.workbook import write_workbook

    report, beside = order.report_and_beside()
    write_workbook(report, order.out, beside=beside)


def figures_json(order: Order) -> None:
    """The report for other programs."""
    from analysis.disclosure import report_to_json

    order.out.write(report_to_json(order.report()).encode())


def figures(kind: FigureKind) -> Writer:
    """The figures as rows of a file of this kind."""

    def write(order: Order) -> None:
        from exports.data_files.figures import write_figures

        write_figures(order.report(), kind, order.out)

    return write


def ddi_codebook(order: Order) -> None:
    """The codebook for archives."""
    from exports.ddi import write_ddi

    report = order.report()
    write_ddi(report, order.out, form=form_asked(order.session, order.round))


def workbook_with_answers(order: Order) -> None:
    """The QA workbook, with the single answers on sheets of their own."""
    from exports.workbook import write_workbook

    report, beside = order.report_and_beside()
    write_workbook(report, order.out, beside=beside, raw=order.answers())


def answers_workbook(order: Order) -> None:
    """The single answers alone. The figures are not worked out for it: what it needs is the report of no answers."""
    from analysis.disclosure import working_report
    from analysis.figures import compute_figures
    from exports.workbook import write_raw_workbook

    answers = order.answers()
    data = round_data(order.session, order.round, produced_at=order.at)
    nobody = replace(data, responses=(), codings=(), frame=None)
    write_raw_workbook(working_report(compute_figures(nobody)), order.out, raw=answers)


def answer_files(kind: FileKind) -> Writer:
    """The single answers as files of this kind, in a zip with their codebook."""

    def write(order: Order) -> None:
        from exports.data_files import AnswerData, write_answer_bundle

        answers = order.answers()
        data = AnswerData(
            title=order.round.title, slug=order.round.slug, partnership=order.round.partnership.name,
            form=answers.form, responses=answers.responses, produced_at=order.at, remark=answers.remark,
        )  # fmt: skip
        write_answer_bundle(data, kind, order.out)

    return write
