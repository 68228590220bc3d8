"""The results page of a round, its charts, and what may be downloaded."""

from __future__ import annotations

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from analysis.report import Report
from exports.wording import release_text
from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.results import services
from survey_app.results.downloads.views import made_now
from survey_app.results.pages import blueprint, print_marks_of, reader
from survey_app.results.presentation import (
    CHART_WIDTHS,
    chart_svg,
    grade_tables,
    is_long,
    marks_of,
    report_key,
    section_views,
    shown_interval,
)  # fmt: skip
from survey_app.results.releases import leaves_out_the_last
from survey_app.rounds.models import Round
from survey_app.rounds.pages import round_or_404
from survey_app.walkabouts.outcomes.settled import settled_states


@blueprint.get("/results")
@permission("results.read")
def show(slug: str) -> ResponseReturnValue:
    """All figures of the round: working paper for its named team, the newest release for everyone else."""
    round_, by = round_or_404(slug), reader()
    paper = services.paper_for(round_, by, request.args.get("paper"))
    report = services.current_report(db.session(), round_, reader=by, at=now(), paper=paper)
    db.session.commit()
    print_marks_of(report)
    sections = section_views(report)
    return render_template(
        "results/show.html", round=round_, report=report, paper=paper, sections=sections, folded=is_long(sections),
        grades=grade_tables(report),
        marks=marks_of(report), key=report_key(report), widths=CHART_WIDTHS, shown_interval=shown_interval,
        both_papers=services.reads_working(round_, by), release_class=release_text(report),
        left_out=paper == "release" and leaves_out_the_last(round_), waits=_waits_for_the_close(round_, report),
        in_cycle=bool(settled_states(db.session(), [round_.id])),
    )  # fmt: skip


def _waits_for_the_close(round_: Round, report: Report) -> bool:
    """Whether answers will be broken down once the round has closed."""
    by_invitation = bool(round_.breakdowns) and not round_.anonymous
    is_open = report.release_class == "release" and round_.state == "open" and not report.cross_tables
    return is_open and report.policy.threshold > 0 and (by_invitation or bool(round_.break_down_by))


@blueprint.get("/results/charts/<paper>/<key>/<any(question, rates, themes):kind>/<name>-<int:width>.svg")
@permission("results.read")
def chart(slug: str, paper: str, key: str, kind: str, name: str, width: int) -> ResponseReturnValue:
    """One chart of a page that has been read; its address holds a hash of the figures."""
    round_, by = round_or_404(slug), reader()
    report = services.unlogged_report(
        db.session(), round_, reader=by, at=now(), paper=services.paper_for(round_, by, paper)
    )
    db.session.commit()
    svg = chart_svg(report, kind, name, width) if key == report_key(report) and width in CHART_WIDTHS else None
    if svg is None:
        abort(404)
    response = Response(svg, mimetype="image/svg+xml")
    if report.release_class == "release":
        response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@blueprint.get("/results/workbook")
@permission("results.download")
def workbook(slug: str) -> ResponseReturnValue:
    """The Excel workbook of the same report; with raw data for those who may have it."""
    return made_now(slug, "workbook-with-answers" if request.args.get("raw") == "yes" else "workbook")


@blueprint.get("/results/report.json")
@permission("results.download")
def report_json(slug: str) -> ResponseReturnValue:
    """The report as JSON, for other programs."""
    return made_now(slug, "figures-json")
