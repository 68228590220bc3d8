"""The pages of the dashboard, its charts, and what stands behind each figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from analysis.disclosure import DisclosureRefused
from analysis.report import Report
from exports.wording import release_text
from survey_app.accounts.permissions import can, permission
from survey_app.database import db, now
from survey_app.partnership.models import Agency
from survey_app.results import services
from survey_app.results.dashboard.agency_page import MOST_ROUNDS, agency_page
from survey_app.results.dashboard.charts import WIDTHS, chart_key, chart_views, drawn, remember, remembered
from survey_app.results.dashboard.figures import EXPLAINED, round_figure
from survey_app.results.dashboard.frames import NO_ACTIONS, NO_STANDARDS, NO_VISITS
from survey_app.results.dashboard.glance import MOST_ALERTS, MOST_DRAWN, Foundation, glance, lay_foundation
from survey_app.results.dashboard.pages import blueprint
from survey_app.results.dashboard.round_page import round_page
from survey_app.results.dashboard.standard_page import standard_page
from survey_app.results.dashboard.stored import newest_reports
from survey_app.results.hidden_rounds import hidden_from_reader
from survey_app.results.pages import print_marks_of, reader
from survey_app.results.scrutiny.seen import COPYING
from survey_app.results.services import Paper
from survey_app.rounds.models import Round
from survey_app.rounds.pages import round_or_404


@blueprint.get("")
@permission("results.read")
def index() -> ResponseReturnValue:
    """The partnership at a glance."""
    on = _foundation()
    # A pinned copy is read by people who may not see the duty list.
    page = glance(db.session(), on, sees_duty_list=can("duty.read") and COPYING not in request.environ)
    return _render("glance", on, page, page.charts)


@blueprint.get("/rounds/<slug>")
@permission("results.read")
def round_(slug: str) -> ResponseReturnValue:
    """One round: released figures, or working ones for its named team where these are asked for."""
    found, paper = _round_asked(slug)
    report = _report_of(found, paper, renew=True)
    on = _foundation(renew=False)
    page = round_page(db.session(), on, found, report, paper=paper)
    if report is not None:
        print_marks_of(report)
    return _render(
        "round", on, page, page.charts, round=found, of=slug, paper=paper if paper == "working" else None,
        release_class=release_text(report) if report is not None else "",
        both_papers=services.reads_working(found, reader()) and not services.is_blind(found),
    )  # fmt: skip


@blueprint.get("/rounds/<slug>/figures/<any(response, question, group, theme):kind>/<path:name>")
@permission("results.read")
def round_figure_page(slug: str, kind: str, name: str) -> ResponseReturnValue:
    """What stands behind one figure of a round."""
    found, paper = _round_asked(slug)
    services.refuse_blind(found)
    report = _report_of(found, paper, renew=True)
    figure = round_figure(report, kind, name) if report is not None else None
    db.session.commit()
    if report is None or figure is None:
        abort(404)
    print_marks_of(report)
    return render_template(
        "dashboard/figure.html", figure=figure, round=found, kind=kind, name=name, arguments=_arguments(paper)
    )


@blueprint.get("/agencies/<int:agency_id>")
@permission("results.read")
def agency(agency_id: int) -> ResponseReturnValue:
    """One agency."""
    on = _foundation()
    page = agency_page(db.session(), on, _agency_or_404(on, agency_id))
    return _render("agency", on, page, page.charts, of=agency_id)


@blueprint.get("/standards/<standard_name>")
@permission("results.read")
def standard(standard_name: str) -> ResponseReturnValue:
    """One standard seen three ways."""
    on = _foundation()
    page = standard_page(db.session(), on, standard_name)
    if page is None:
        abort(404)
    return _render("standard", on, page, page.charts, of=standard_name)


@blueprint.get("/figures/<key>")
@permission("results.read")
def figure(key: str) -> ResponseReturnValue:
    """What a figure of the whole partnership counts, of what, and where it is from."""
    if key not in EXPLAINED:
        abort(404)
    return render_template("dashboard/explained.html", figure=EXPLAINED[key], arguments=request.args.to_dict())


@blueprint.get("/charts/<any(glance, round, agency, standard):page>/<of>/<name>/<key>-<int:width>.svg")
@permission("results.read")
def chart(page: str, of: str, name: str, key: str, width: int) -> ResponseReturnValue:
    """One chart of a page that has been read, as that page shows it."""
    working = request.args.get("paper") == "working"
    # What is remembered was made for readers from whom nothing is hidden.
    made_for_all = not working and not hidden_from_reader(db.session())
    found = remembered((g.partnership.slug, page, of), name, key) if made_for_all else None
    if found is None:
        found = _charts_of(page, of).get(name)
        db.session.commit()
    svg = drawn(found, width) if found is not None and key == chart_key(found) and width in WIDTHS else None
    if svg is None:
        abort(404)
    response = Response(svg, mimetype="image/svg+xml")
    if not working:
        response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _charts_of(page: str, of: str) -> Mapping[str, Any]:
    """The charts of a page, made as it was made, without renewing anything."""
    if page == "round":
        found, paper = _round_asked(of)
        report = _report_of(found, paper, renew=False, logged=False)
        return round_page(db.session(), _foundation(renew=False), found, report, paper=paper).charts
    on = _foundation(renew=False)
    if page == "agency":
        return agency_page(db.session(), on, _agency_or_404(on, int(of) if of.isdecimal() else 0)).charts
    if page == "standard":
        found_standard = standard_page(db.session(), on, of)
        return found_standard.charts if found_standard is not None else {}
    return glance(db.session(), on, sees_duty_list=False).charts


def _foundation(*, renew: bool = True) -> Foundation:
    return lay_foundation(db.session(), g.partnership, request.args.to_dict(), reader=reader(), at=now(), renew=renew)


def _round_asked(slug: str) -> tuple[Round, Paper]:
    """The round of the address, and whether its working paper is asked for by somebody who may read it."""
    found = round_or_404(slug)
    if found.state == "draft":
        abort(404)
    working = request.args.get("paper") == "working" and services.reads_working(found, reader())
    return found, "working" if working else "release"


def _report_of(round_: Round, paper: Paper, *, renew: bool, logged: bool = True) -> Report | None:
    """The report of a round for this reader; None where it is blind, or too few have answered."""
    if services.is_blind(round_):
        return None
    if paper == "release" and not renew:
        return newest_reports(db.session(), [round_], reader=reader(), at=now(), renew=False).reports.get(round_.id)
    read = services.current_report if logged else services.unlogged_report
    try:
        return read(db.session(), round_, reader=reader(), at=now(), paper=paper)
    except DisclosureRefused:
        return None


def _agency_or_404(on: Foundation, agency_id: int) -> Agency:
    found = next((one for one in on.agencies if one.id == agency_id), None)
    if found is None:
        abort(404)
    return found


def _arguments(paper: Paper) -> dict[str, str]:
    """What the address of a figure carries back to the page that it stands on."""
    return (
        request.args.to_dict()
        if paper == "working"
        else {name: value for name, value in request.args.items() if name != "paper"}
    )


def _render(
    name: str, on: Foundation, page: object, charts: Mapping[str, Any], *, of: object = "-", **more: Any
) -> str:  # fmt: skip
    """A page with its filters and charts; ``of`` is what the page is about.

    It is committed only once it stands: a commit would have every record that the page names read again, one by one.
    """
    shown = render_template(
        f"dashboard/{name}.html",
        page=page,
        on=on,
        filters=on.filters,
        options=on.options,
        page_name=name,
        of=of,
        charts=chart_views(charts),
        widths=WIDTHS,
        arguments=on.filters.arguments,
        agency_ids={agency.name: agency.id for agency in on.agencies},
        no_standards=NO_STANDARDS,
        no_actions=NO_ACTIONS,
        most_alerts=MOST_ALERTS,
        most_drawn=MOST_DRAWN,
        most_rounds=MOST_ROUNDS,
        no_visits=NO_VISITS,
        **more,
    )
    db.session.commit()
    if more.get("paper") != "working":
        remember((g.partnership.slug, name, str(of)), charts)
    return shown
