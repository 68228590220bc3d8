"""The blueprint of results, what all of its pages need, and the filters that print figures as the workbook does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, g
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context

from analysis.report import Interval, Mark, RateTable, Report, ThemeTable
from exports.formats import percent_text
from exports.wording import (
    chart_alt_text,
    counted_title,
    interval_text,
    place_name,
    rate_alt_text,
    themes_alt_text,
    versions_text,
)
from survey_app.accounts.permissions import can
from survey_app.results.presentation import QuestionView, mark_sign, own_marks
from survey_app.results.services import Reader
from survey_app.rounds.models import Round

blueprint = Blueprint("results", __name__, url_prefix="/p/<partnership>/rounds/<slug>", template_folder="templates")


def reader() -> Reader:
    """The signed-in person as a reader of results."""
    return Reader(user_id=current_user.id, may_read_working=can("results.working"))


def print_marks_of(report: Report) -> None:
    """Let this page print the marks of the report's disclosure policy."""
    g.policy = report.policy


def sign(mark: Mark | None) -> str:
    """What stands in place of a figure, as the policy of the page's report prints it."""
    return mark_sign(mark, g.get("policy"))


def in_own_marks(text_of: Callable[[Any], str]) -> Callable[[Any], str]:
    """A sentence of the workbook about a block, with the marks of the page's report."""
    return lambda thing: own_marks(text_of(thing), g.get("policy"))


@blueprint.app_template_filter("figure")
@pass_context  # which keeps Jinja from working a mark out once and for all reports
def figure(_: Context, value: int | float | None, mark: Mark | None = None) -> str:
    """A count or a number, or the mark of what is hidden or undefined."""
    if value is None:
        return sign(mark)
    return f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"


@blueprint.app_template_filter("percent")
@pass_context
def percent(_: Context, share: float | None, mark: Mark | None = None) -> str:
    """A share as a percentage, rounded as in the workbook."""
    return sign(mark) if share is None else percent_text(share)


@blueprint.app_template_filter("interval")
def interval(value: Interval | None) -> str:
    """An interval as the workbook prints it."""
    return "" if value is None else interval_text(value)


@blueprint.app_template_filter("day")
def day(value: date | datetime | str) -> str:
    """A day as people write it."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{moment:%-d %B %Y}"


@blueprint.app_template_filter("round_dates")
def round_dates(round_: Round) -> str:
    """The first and the last day of a round."""
    first = day(round_.opens_on) if round_.opens_on else ""
    last = day(round_.closes_on) if round_.closes_on else ""
    if first and last:
        return f"{first} to {last}"
    return f"From {first}" if first else f"Until {last}" if last else "Not fixed yet"


@blueprint.app_template_filter("counted_title")
def title_of_counted(views: Iterable[QuestionView]) -> str:
    """What some questions were answered with, of which only the number of answers is shown."""
    return counted_title(view.block for view in views)


@blueprint.app_template_filter("any_rate")
def any_rate(table: RateTable) -> bool:
    """Whether a breakdown shows any rate, so that there is a chart of it."""
    return any(row.rate is not None for row in table.rows)


@blueprint.app_template_filter("any_mention")
def any_mention(table: ThemeTable) -> bool:
    """Whether any theme shows its mentions, so that there is a chart of them."""
    return any(row.mentions for row in table.rows)


@blueprint.app_template_filter("as_part")
def as_part(label: str) -> str:
    """The name of a breakdown within a sentence: “Agency” as “agency”; a question stays as it is asked."""
    return label.lower() if label.isalpha() else f"“{label}”"


# The alternative texts are those of the workbook's charts.
blueprint.add_app_template_filter(in_own_marks(chart_alt_text), "chart_text")
blueprint.add_app_template_filter(in_own_marks(rate_alt_text), "rates_text")
blueprint.add_app_template_filter(in_own_marks(themes_alt_text), "themes_text")
blueprint.add_app_template_filter(place_name, "place_name")
blueprint.add_app_template_filter(versions_text, "versions_text")
