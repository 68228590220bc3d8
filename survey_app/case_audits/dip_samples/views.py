"""Pages of a dip sample: its figures, its trend, its clocks, its workbook, and the next sample."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from flask import Response, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm

from analysis.dip_samples import RULES, DipTrend
from exports import dip_wording as words
from exports.dip_charts import trend_series
from exports.indicator_wording import indicator_alt_text
from survey_app.accounts.permissions import permission
from survey_app.case_audits.blindness import refuse_blind_audit
from survey_app.case_audits.dip_samples.forms import HoursForm, NextForm
from survey_app.case_audits.dip_samples.reading import design_of, figures_of, form_of
from survey_app.case_audits.dip_samples.repeating import draw_as_before, draw_plan, list_to_draw_from, plan_next
from survey_app.case_audits.dip_samples.series import Series, label_of, series_of
from survey_app.case_audits.dip_samples.terms import CHANGEABLE, has_terms, keep_terms, suggested_terms, terms_of
from survey_app.case_audits.dip_samples.workbook import dip_workbook
from survey_app.case_audits.keeping_records.export_log import note_export
from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.pages import audit_or_404, blueprint, log
from survey_app.case_audits.planning.plans import AuditRefused
from survey_app.case_audits.sampling.drawing import CannotDraw
from survey_app.database import db, now
from survey_app.results.dashboard.charts import WIDTHS, chart_key, remember, remembered
from survey_app.results.dashboard.front_door_views import drawn

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIGURES, TREND, WORKBOOK = "Dip sample: figures", "Dip sample: trend", "Dip sample: workbook"


def dip_sample_or_404(slug: str) -> CaseAudit:
    """The dip sample of this address."""
    found = audit_or_404(slug)
    return found if found.kind == "dip_sample" else abort(404)


@blueprint.get("/<audit>/dip-sample", endpoint="dip_sample")
@permission("case_audits.moderate", "results.working")
def show_dip_sample(audit: str) -> ResponseReturnValue:
    """What the sample says, once its returns are open; before, how it was drawn. Each reading is logged."""
    found, session = dip_sample_or_404(audit), db.session()
    figures = None
    if not found.is_blind and form_of(session, found) is not None:
        figures = figures_of(session, found)
        note_export(session, found, FIGURES, by=current_user.id)
    page = render_template(
        "dip_samples/figures.html", audit=found, figures=figures, design=design_of(session, found), words=words,
        terms=terms_of(session, found), own_terms=has_terms(session, found), window=label_of(found),
        earlier=draw_plan(session, found.earlier) if found.earlier is not None else None,
        list_ready=list_to_draw_from(session, found), form=FlaskForm(), changeable=found.state in CHANGEABLE,
    )  # fmt: skip
    db.session.commit()
    return page


@blueprint.get("/<audit>/dip-sample/trend", endpoint="dip_trend")
@permission("case_audits.moderate", "results.working")
def show_trend(audit: str) -> ResponseReturnValue:
    """Each item over the samples of the series. Each reading is logged for every sample."""
    found, session = dip_sample_or_404(audit), db.session()
    series = series_of(session, found)
    for sample in series.samples:
        note_export(session, sample.audit, TREND, by=current_user.id)
    shown = [(trend, trend_series(trend)) for trend in series.trends]
    remember(_where(found), {trend.name: drawable for trend, drawable in shown})
    page = render_template(
        "dip_samples/trend.html", audit=found, series=series, words=words, widths=WIDTHS,
        trends=[(trend, chart_key(drawable), indicator_alt_text(drawable)) for trend, drawable in shown],
    )  # fmt: skip
    db.session.commit()
    return page


@blueprint.get("/<audit>/dip-sample/trend/<item>/<key>-<int:width>.svg", endpoint="dip_chart")
@permission("case_audits.moderate", "results.working")
def trend_chart(audit: str, item: str, key: str, width: int) -> ResponseReturnValue:
    """A chart of the trend page, as it shows it: nobody can ask for one who was not given its page."""
    found = dip_sample_or_404(audit)
    if width not in WIDTHS:
        abort(404)
    drawable = remembered(_where(found), item, key)
    if drawable is None:  # another process sent the page
        trend = _trend(series_of(db.session(), found), item)
        drawable = trend_series(trend) if trend is not None else None
    svg = drawn(drawable, width) if drawable is not None and chart_key(drawable) == key else None
    if svg is None:
        abort(404)
    response = Response(svg, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@blueprint.get("/<audit>/dip-sample.xlsx", endpoint="dip_workbook")
@permission("case_audits.moderate", "results.working")
def download_workbook(audit: str) -> ResponseReturnValue:
    """All of it as a workbook; that it was taken is logged."""
    found = dip_sample_or_404(audit)
    refuse_blind_audit(found)
    content = dip_workbook(db.session(), found, at=now())
    note_export(db.session(), found, WORKBOOK, by=current_user.id, format="xlsx")
    db.session.commit()
    name = f"dip-sample-{found.slug}.xlsx"
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@blueprint.route("/<audit>/dip-sample/hours", methods=["GET", "POST"], endpoint="dip_hours")
@permission("case_audits.manage")
def opening_hours(audit: str) -> ResponseReturnValue:
    """By what the clocks of the sample run."""
    found, form = dip_sample_or_404(audit), HoursForm()
    if not form.is_submitted():
        form.fill_from(suggested_terms(db.session(), found))
    elif form.validate():
        try:
            keep_terms(db.session(), found, form.terms(), by=current_user.id)
        except AuditRefused as refused:
            return _refused(form, refused.message, "dip_samples/hours.html", audit=found, rules=RULES)
        log("dip sample clocks set", f"case audit {found.slug}", hours=form.terms().hours.sentence, rule=form.rule.data)
        db.session.commit()
        flash("The opening hours of this sample are kept.", "success")
        return redirect(url_for("case_audits.dip_sample", audit=found.slug))
    page = render_template("dip_samples/hours.html", form=form, audit=found, rules=RULES)
    return page, 422 if form.errors else 200


@blueprint.route("/<audit>/dip-sample/next", methods=["GET", "POST"], endpoint="dip_next")
@permission("case_audits.manage")
def next_sample(audit: str) -> ResponseReturnValue:
    """Plan the sample after this one, in the same way."""
    found, form, session = dip_sample_or_404(audit), NextForm(), db.session()
    plan = draw_plan(session, found)
    if not form.is_submitted():
        form.window_starts_on.data = found.window_ends_on + timedelta(days=1)
    elif form.validate():
        first, last = form.days()
        try:
            made = plan_next(
                session, found, title=form.title.data or "", window_starts_on=first, window_ends_on=last,
                returns_due_on=form.returns_due_on.data, by=current_user.id,
            )  # fmt: skip
        except AuditRefused as refused:
            return _refused(form, refused.message, "dip_samples/next.html", audit=found, plan=plan)
        log("case audit planned", f"case audit {made.slug}", follows=found.slug)
        db.session.commit()
        flash("The next sample is planned. Load the list of its referrals, then draw it as this one was.", "success")
        return redirect(url_for("case_audits.dip_sample", audit=made.slug))
    return render_template("dip_samples/next.html", form=form, audit=found, plan=plan), 422 if form.errors else 200


@blueprint.post("/<audit>/dip-sample/draw", endpoint="dip_draw")
@permission("case_audits.manage")
def draw_again(audit: str) -> ResponseReturnValue:
    """Draw from the list as the earlier sample was drawn."""
    found = dip_sample_or_404(audit)
    if FlaskForm().validate_on_submit():
        try:
            draw = draw_as_before(db.session(), found, by=current_user.id)
        except CannotDraw as refused:
            db.session.rollback()
            flash(refused.message, "error")
            return redirect(url_for("case_audits.dip_sample", audit=audit))
        log("cases drawn", f"case audit {found.slug}", method=draw.method, draw=draw.id)
        db.session.commit()
        flash("The referrals are drawn, as those of the earlier sample were.", "success")
    return redirect(url_for("case_audits.dip_sample", audit=audit))


def _where(audit: CaseAudit) -> tuple[str, str, str]:
    """Under what the charts of its trend page are kept."""
    return g.partnership.slug, "dip sample", audit.slug


def _trend(series: Series, name: str) -> DipTrend | None:
    found: Iterable[DipTrend] = series.trends
    return next((trend for trend in found if trend.name == name), None)


def _refused(form: FlaskForm, message: str, template: str, **values: object) -> ResponseReturnValue:
    """The page again, with everything that was typed and why it cannot be."""
    db.session.rollback()
    form.form_errors.append(message)
    return render_template(template, form=form, **values), 409
