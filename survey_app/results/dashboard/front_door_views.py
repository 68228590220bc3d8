"""The page of front-door indicators, and its charts."""

from __future__ import annotations

from flask import Response, abort, g, render_template
from flask.typing import ResponseReturnValue

from analysis.indicators import IndicatorCourse, IndicatorSeries
from exports.indicator_wording import indicator_alt_text
from survey_app.accounts.permissions import permission
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import db, now
from survey_app.programme.indicators.commenting import comment_label
from survey_app.programme.indicators.pages import drawn as drawn_course
from survey_app.programme.indicators.pages import figure_words
from survey_app.results.dashboard.charts import WIDTHS, chart_key
from survey_app.results.dashboard.front_door import NOTHING, FrontDoor, front_door
from survey_app.results.dashboard.pages import blueprint


@blueprint.get("/front-door", endpoint="front_door")
@permission("results.read")
def show_front_door() -> ResponseReturnValue:
    """Every indicator with its course."""
    found = _found()
    cards = found.cards if found is not None else ()
    return render_template(
        "dashboard/front_door.html", page=found, nothing=NOTHING, widths=WIDTHS, figure_words=figure_words,
        keys={card.name: chart_key(card.course) for card in cards}, comment_label=comment_label,
        alt_texts={card.name: indicator_alt_text(card.course) for card in cards},
    )  # fmt: skip


@blueprint.get("/front-door/<indicator>/<key>-<int:width>.svg")
@permission("results.read")
def indicator_chart(indicator: str, key: str, width: int) -> ResponseReturnValue:
    """The chart of one indicator, as the page shows it."""
    found = _found()
    course = next((card.course for card in found.cards if card.name == indicator), None) if found is not None else None
    svg = drawn(course, width) if course is not None and key == chart_key(course) and width in WIDTHS else None
    if svg is None:
        abort(404)
    response = Response(svg, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def drawn(series: IndicatorSeries | IndicatorCourse, width: int) -> str | None:
    """Draw a chart once."""
    return drawn_course(series if isinstance(series, IndicatorCourse) else IndicatorCourse(parts=(series,)), width)


def _found() -> FrontDoor | None:
    return front_door(db.session(), g.partnership, today=now().astimezone(LOCAL_TIME).date())
