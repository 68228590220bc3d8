"""Writers of the catalogue: each takes an order and writes its file. What they need to write is loaded only then."""

from __future__ import annotations

from dataclasses import replace

from survey_app.results.downloads.order import Order
from survey_app.results.snapshot import round_data


def workbook(order: Order) -> None:
    """The QA workbook."""
    from exports.workbook import write_workbook

    report, beside = order.report_and_beside()
    write_workbook(report, order.out, beside=beside)


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


def figures_json(order: Order) -> None:
    """The report for other programs."""
    from analysis.disclosure import report_to_json

    order.out.write(report_to_json(order.report()).encode())
