"""The beginning of the full report: what it is, a summary, how it was done, who answered."""

from __future__ import annotations

from docx.text.paragraph import Paragraph

from analysis.report import RateTable, Report
from exports.briefing import verdict_texts
from exports.chart_images import response_rate_chart_image
from exports.documents.contents_list import start_contents
from exports.documents.furniture import moment_text, origin_of
from exports.documents.paper import Paper
from exports.documents.share_tables import Row
from exports.documents.tables import NUMBER, STRONG, Column
from exports.formats import percent_text
from exports.wording import date_text, versions_text

FACTS = (Column(head="What", share=28, style=STRONG), Column(head="In this round", share=72))
RATES = (
    Column(head="Group", share=46),
    Column(head="Invited", share=18, style=NUMBER),
    Column(head="Answered", share=18, style=NUMBER),
    Column(head="Rate", share=18, style=NUMBER),
)
CHART_WIDTH = 400.0
MOST_BARS = 12


def write_cover(paper: Paper, report: Report, kind: str) -> Paragraph:
    """The title block and the place of the contents."""
    origin = origin_of(report)
    paper.paragraph(f"{kind} · {date_text(origin.produced_on)}", "Walkabout Kicker")
    paper.paragraph(report.title, "Title")
    paper.paragraph(report.partnership or "Name of the partnership not recorded", "Subtitle")
    begins, ends = date_text(report.opens_on), date_text(report.closes_on, "no closing date")
    paper.paragraph(
        f"{origin.release}. The round was open from {begins} to {ends} and asked “{report.instrument.title}”, "
        f"{versions_text(report.instrument)}."
    )
    return start_contents(paper)


def write_summary(paper: Paper, report: Report) -> None:
    """What was found, how far it goes, and what to be careful about."""
    paper.heading("Summary", new_page=True)
    verdict = verdict_texts(report)
    if verdict is not None:
        title, reasons = verdict
        paper.mixed([(title, "Strong"), (f" {paper.signed(reasons)}", None)], "Walkabout Callout")
    if not report.summary:
        paper.paragraph("So few have answered that nothing can be said in sentences.")
    paper.bullets(map(paper.signed, report.summary))
    if report.warnings:
        paper.heading("Read with care", 2)
        for warning in report.warnings:
            paper.paragraph(paper.signed(warning), "Walkabout Warning")


def write_method(paper: Paper, report: Report) -> None:
    """Where the figures come from, and the disclosure policy with who decided it."""
    instrument, policy = report.instrument, report.policy
    paper.heading("How it was done")
    respondents = "Anonymous" if report.anonymous else "Named users"
    facts = [
        ("Round", f"{report.title} ({report.slug})"),
        ("Open", f"{date_text(report.opens_on)} to {date_text(report.closes_on, 'no closing date')}"),
        ("Respondents", respondents),
        ("Population", report.response_rate.note or "No note was recorded."),
        ("Instrument", f"{instrument.title} ({instrument.form_id}), {versions_text(instrument)}"),
        ("Content hash", instrument.content_hash),
        ("Purpose", instrument.purpose or "Not stated."),
        ("Source", instrument.source or "Not stated."),
        *(("Between the versions", note) for note in instrument.notes),
        ("Release", origin_of(report).release),
        ("Produced", moment_text(report.produced_at)),
    ]
    paper.table(FACTS, [list(fact) for fact in facts], title="Where the figures come from")
    hidden = f"Counts of people from 1 to {policy.threshold}" if policy.threshold else "Nothing"
    rows = [
        ("Policy", policy.name),
        ("What it does", policy.description),
        ("Hidden", hidden),
        *(
            [("Rounded", f"All other counts of people, to a multiple of {policy.rounding}")]
            if policy.rounding > 1
            else []
        ),
        ("Decided by", policy.decided_by or "not recorded"),
        ("Decided on", date_text(policy.decided_on)),
        ("Reason", policy.reason or "not recorded"),
    ]
    if policy.blanks is not None:
        blanks = policy.blanks
        rows.append(("Few blanks shown", f"{blanks.decided_by}, {date_text(blanks.decided_on)}: {blanks.reason}"))
    paper.table(FACTS, [list(row) for row in rows], title="Disclosure policy")


def write_response(paper: Paper, report: Report) -> None:
    """The response rate, and the rates of each breakdown."""
    rate = report.response_rate
    paper.heading("Who answered")
    said = f"The response rate is {rate.sentence}." if rate.rate is not None else f"Response: {rate.sentence}."
    paper.paragraph(paper.signed(f"{said} {rate.note or ''}".strip()))
    if rate.at_most:
        paper.paragraph("Not everybody who was asked is known, so the true rate is lower than that.", "Walkabout Note")
    for table in report.breakdowns:
        _write_rates(paper, report, table)


def _write_rates(paper: Paper, report: Report, table: RateTable) -> None:
    paper.heading(f"By {table.label[:1].lower()}{table.label[1:]}", 2)
    if len(table.rows) <= MOST_BARS:
        chart = response_rate_chart_image(table, report.policy)
        if chart is not None:
            paper.picture(chart, width=CHART_WIDTH)
    rows: list[Row] = [
        [
            row.label,
            "not known" if row.invited is None and row.mark is None else _figure(paper, row.invited),
            _figure(paper, row.answered),
            paper.sign(row.mark) if row.rate is None else percent_text(row.rate),
        ]
        for row in table.rows
    ]
    paper.table(RATES, rows, title=f"Response rates by {table.label.lower()}")
    if table.note:
        paper.paragraph(table.note, "Walkabout Note")


def _figure(paper: Paper, count: int | None) -> str:
    return paper.sign("c") if count is None else f"{count:,}"
