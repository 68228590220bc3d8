"""The page of an audit's figures, its charts, and its workbook."""

from __future__ import annotations

from io import BytesIO

from flask import Response, abort, g, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from exports.audit_charts import audit_charts
from exports.audit_wording import summary_sentences
from survey_app.accounts.permissions import can, permission
from survey_app.case_audits.figures.sections import page_sections
from survey_app.case_audits.figures.services import audit_figures, unlogged_figures
from survey_app.case_audits.figures.workbook import audit_workbook
from survey_app.case_audits.pages import audit_or_404, blueprint
from survey_app.database import db, now
from survey_app.results.dashboard.charts import WIDTHS, chart_views, drawn, remember, remembered
from survey_app.results.services import Reader

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def reader() -> Reader:
    """The signed-in person as a reader of an audit's figures: who moderates reads them all, too."""
    return Reader(user_id=current_user.id, may_read_working=can("results.working") or can("case_audits.moderate"))


@blueprint.get("/<audit>/figures", endpoint="figures")
@permission("case_audits.moderate", "results.working")
def show_figures(audit: str) -> ResponseReturnValue:
    """What came of an audit. Each reading is logged."""
    found = audit_or_404(audit)
    figures = audit_figures(db.session(), found, reader=reader())
    charts = audit_charts(figures)
    remember((g.partnership.slug, "case audit", found.slug), charts)
    db.session.commit()
    return render_template(
        "figures/figures.html", audit=found, figures=figures, sections=page_sections(figures),
        sentences=summary_sentences(figures), charts=chart_views(charts), widths=WIDTHS,
    )  # fmt: skip


@blueprint.get("/<audit>/figures/<name>/<key>-<int:width>.svg")
@permission("case_audits.moderate", "results.working")
def figures_chart(audit: str, name: str, key: str, width: int) -> ResponseReturnValue:
    """A chart of the page, as it shows it."""
    found = audit_or_404(audit)
    if width not in WIDTHS or found.is_blind:
        abort(404)
    chart = remembered((g.partnership.slug, "case audit", found.slug), name, key)
    if chart is None:  # another process sent the page
        fresh = audit_charts(unlogged_figures(db.session(), found, reader=reader()))
        chart = fresh[name] if name in fresh and chart_views(fresh)[name].key == key else None
    svg = drawn(chart, width) if chart is not None else None
    if svg is None:
        abort(404)
    response = Response(svg, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@blueprint.get("/<audit>/figures/workbook.xlsx")
@permission("case_audits.moderate", "results.working")
def workbook(audit: str) -> ResponseReturnValue:
    """The same figures as a workbook. Taking it is logged."""
    found = audit_or_404(audit)
    written = audit_workbook(db.session(), found, reader=reader(), at=now())
    db.session.commit()
    name = f"{found.slug}-working-paper.xlsx"
    return send_file(BytesIO(written), mimetype=XLSX, as_attachment=True, download_name=name, etag=False)
