"""Pages that show indicators: all of them as cards, each with its course, their charts, and the workbook."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from flask import Response, abort, current_app, g, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from analysis.indicators import IndicatorCourse
from exports.indicator_wording import MISSES, course_sentences, indicator_alt_text
from exports.workbook.indicators import IndicatorSheet, indicators_workbook
from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.local_time import today
from survey_app.programme.indicators.aggregating import shared_periods
from survey_app.programme.indicators.commenting import comment_label, comments_written_by, waiting_comments
from survey_app.programme.indicators.defining import version_in
from survey_app.programme.indicators.linking import SameSubject, same_subject
from survey_app.programme.indicators.pages import adoption_or_404, blueprint, drawn, log, own_agencies
from survey_app.programme.indicators.reading import IndicatorCard, card_of, cards_of
from survey_app.programme.indicators.standing import expected_of
from survey_app.results.dashboard.charts import WIDTHS, chart_key

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOGETHER = "together"


@blueprint.get("/")
@permission("indicators.read")
def index() -> ResponseReturnValue:
    """The indicators of the partnership, a card each."""
    session, day = db.session(), today()
    cards = cards_of(session, g.partnership.id, today=day)
    mine = own_agencies() if can("indicators.submit") else frozenset[int]()
    to_submit = [one for one in expected_of(session, g.partnership.id, day, mine) if one.is_open] if mine else []
    waiting = len(waiting_comments(session, g.partnership.id)) if can("indicators.manage") else 0
    late = sum(one.is_late for one in expected_of(session, g.partnership.id, day)) if can("indicators.manage") else 0
    return render_template(
        "indicators/index.html",
        cards=cards,
        to_submit=to_submit,
        mine=mine,
        waiting=waiting,
        late=late,
        missed=[card for card in cards if card.standing == MISSES],
    )


@blueprint.get("/of/<name>")
@permission("indicators.read")
def show(name: str) -> ResponseReturnValue:
    """One indicator: its course, of agencies too, what is said of it, and what else there is on its subject."""
    session, adoption = db.session(), adoption_or_404(name)
    card = card_of(session, adoption, today=today())
    version = version_in(adoption.definition, today())
    return render_template(
        "indicators/show.html", card=card, adoption=adoption, definition=adoption.definition, version=version,
        courses=_courses(card), charts=_charts(card), comment_label=comment_label, sentences_of=course_sentences,
        shared=shared_periods(session, adoption.definition), links=_links(adoption.partnership_id, version.subject),
        mine=own_agencies(), written=comments_written_by(session, adoption, current_user.id), TOGETHER=TOGETHER,
    )  # fmt: skip


@blueprint.get("/of/<name>/chart/<which>/<key>-<int:width>.svg")
@permission("indicators.read")
def chart(name: str, which: str, key: str, width: int) -> ResponseReturnValue:
    """A chart of one indicator, as its page shows it: of all agencies together, or of one by its number."""
    adoption = adoption_or_404(name)
    card = card_of(db.session(), adoption, today=today())
    course = dict(_courses(card)).get(which)
    svg = drawn(course, width) if course is not None and key == chart_key(course) and width in WIDTHS else None
    if svg is None:
        abort(404)
    response = Response(svg, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@blueprint.get("/indicators.xlsx")
@permission("indicators.read")
def workbook() -> ResponseReturnValue:
    """All indicators as a workbook with native charts."""
    cards = cards_of(db.session(), g.partnership.id, today=today())
    log("indicators downloaded", "indicators", indicators=len(cards))
    db.session.commit()
    sheets = [
        IndicatorSheet(
            course=course,
            comments=[
                (comment_label(card.adoption, one), f"{one.text} ({one.agency.name if one.agency else 'QA group'})")
                for one in card.comments
            ],
        )
        for card in cards
        for course in _sheets(card)
    ]
    content = indicators_workbook(
        sheets, partnership=g.partnership.name, as_of=f"{today():%d %B %Y}",
        policy=cards[0].policy.describe() if cards else "", symbol=cards[0].policy.symbol if cards else "[c]",
    )  # fmt: skip
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name="indicators.xlsx")


def _sheets(card: IndicatorCard) -> list[IndicatorCourse]:
    """All agencies together; where no sum makes sense, each with its name."""
    if card.courses.together is not None:
        return [card.courses.together]
    return [
        replace(
            course,
            parts=tuple(
                replace(part, indicator=replace(part.indicator, title=f"{part.indicator.title}: {name}", owner=name))
                for part in course.parts
            ),
        )
        for name, course in sorted(card.courses.by_agency.items())
    ]


def _courses(card: IndicatorCard) -> list[tuple[str, IndicatorCourse]]:
    """The courses of a page, by what their addresses call them."""
    numbers = {owner.agency.name: str(owner.agency_id) for owner in card.adoption.owners}
    found = [] if card.courses.together is None else [(TOGETHER, card.courses.together)]
    return [*found, *((numbers[name], course) for name, course in sorted(card.courses.by_agency.items()))]


def _charts(card: IndicatorCard) -> dict[str, dict[str, str]]:
    """The addresses of the charts of a page, with their words; none where nothing is shown."""
    return {
        which: {
            "small": url_for(".chart", name=card.name, which=which, key=chart_key(course), width=WIDTHS[0]),
            "wide": url_for(".chart", name=card.name, which=which, key=chart_key(course), width=WIDTHS[1]),
            "text": indicator_alt_text(course),
        }
        for which, course in _courses(card)
        if course.has_figures
    }


def _links(partnership_id: int, subject: str) -> list[tuple[SameSubject, str]]:
    """What there is on the subject that the signed-in person may open, with its address."""
    return [
        (one, url_for(one.endpoint, **one.values))
        for one in same_subject(db.session(), partnership_id, subject)
        if one.endpoint in current_app.view_functions and any(can(key) for key in one.permissions)
    ]
