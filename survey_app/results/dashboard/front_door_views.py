"""The page of front-door indicators, and its charts."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from flask import Response, abort, g, render_template
from flask.typing import ResponseReturnValue

from analysis.indicators import IndicatorSeries
from exports.indicator_wording import indicator_alt_text
from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.results.dashboard.charts import WIDTHS, chart_key
from survey_app.results.dashboard.front_door import NOTHING, FrontDoor, front_door
from survey_app.results.dashboard.pages import blueprint


@blueprint.get("/front-door", endpoint="front_door")
@permission("results.read")
def show_front_door() -> ResponseReturnValue:
    """Every indicator with its course."""
    found = _found()
    keys = {card.key: chart_key(card.series) for card in found.cards} if found is not None else {}
    return render_template(
        "dashboard/front_door.html", page=found, nothing=NOTHING, widths=WIDTHS, keys=keys,
        alt_texts={card.key: indicator_alt_text(card.series) for card in found.cards} if found is not None else {},
    )  # fmt: skip


@blueprint.get("/front-door/<indicator>/<key>-<int:width>.svg")
@permission("results.read")
def indicator_chart(indicator: str, key: str, width: int) -> ResponseReturnValue:
    """The chart of one indicator, as the page shows it."""
    found = _found()
    series = next((card.series for card in found.cards if card.key == indicator), None) if found is not None else None
    svg = drawn(series, width) if series is not None and key == chart_key(series) and width in WIDTHS else None
    if svg is None:
        abort(404)
    response = Response(svg, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@lru_cache(maxsize=100)
def drawn(series: IndicatorSeries, width: int) -> str | None:
    """Draw a chart once."""
    from exports.indicator_charts import indicator_svg  # loads altair, which no other page of this kind needs

    return indicator_svg(series, width=width)


def _found() -> FrontDoor | None:
    return front_door(db.session(), g.partnership, today=datetime.now(UTC).date())
