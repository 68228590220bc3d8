"""All that was said at a forum, and in a cycle: read with filters, and taken along as an Excel file."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.officers.booking_views import workbook_response
from survey_app.forums.pages import blueprint, cycle_or_404, forum_or_404, log
from survey_app.forums.tables.models import TONES, TablePoint
from survey_app.forums.tables.reading import FROM, STATES, Filter, points_of
from survey_app.forums.tables.table_views import themes_of
from survey_app.forums.tables.workbook import points_workbook

NEITHER = "neither"


@blueprint.get("/forums/<int:forum_id>/points")
@permission("forums.manage")
def forum_points(forum_id: int) -> ResponseReturnValue:
    """What was said at one forum."""
    forum = forum_or_404(forum_id)
    return _page(forum.cycle, forum)


@blueprint.get("/forums/<int:forum_id>/points.xlsx")
@permission("forums.manage")
def forum_points_file(forum_id: int) -> ResponseReturnValue:
    """The same as an Excel file; the download is logged."""
    forum = forum_or_404(forum_id)
    return _file(forum.cycle, forum)


@blueprint.get("/cycles/<hub>/points")
@permission("forums.manage")
def cycle_points(hub: str) -> ResponseReturnValue:
    """What was said at all forums of a cycle."""
    return _page(cycle_or_404(hub), None)


@blueprint.get("/cycles/<hub>/points.xlsx")
@permission("forums.manage")
def cycle_points_file(hub: str) -> ResponseReturnValue:
    """The same as an Excel file; the download is logged."""
    return _file(cycle_or_404(hub), None)


def chosen_filter(cycle: HubCycle, forum: Forum | None) -> Filter:
    """What the address asks for; what it cannot ask for counts as not asked."""
    asked, themes = request.args, {str(one.id) for one in themes_of(cycle)}
    forums = {str(one.id): one.id for one in cycle.forums}
    tone = asked.get("tone", "")
    theme, state, source = asked.get("theme", ""), asked.get("state", ""), asked.get("source", "")
    return Filter(
        forum_id=forum.id if forum is not None else forums.get(asked.get("forum", "")),
        question=asked.get("question", "")[:300].replace("\0", ""),
        tone="" if tone == NEITHER else tone if tone in TONES and tone else None,
        theme=theme if theme in themes | {"none"} else "", state=state if state in STATES else "",
        source=source if source in FROM else "", words=asked.get("words", "").strip()[:100].replace("\0", ""),
    )  # fmt: skip


def _page(cycle: HubCycle, forum: Forum | None) -> ResponseReturnValue:
    session, chosen = db.session(), chosen_filter(cycle, forum)
    found = points_of(session, cycle, chosen)
    everything = points_of(session, cycle, Filter(forum_id=chosen.forum_id))
    asked = dict.fromkeys([*cycle.questions, *(one.question for one in everything)])
    is_filtered = chosen != replace(Filter(), forum_id=forum.id if forum is not None else None)
    return render_template(
        "tables/points.html", cycle=cycle, forum=forum, chosen=chosen, found=found, questions=list(asked),
        themes=themes_of(cycle), is_filtered=is_filtered, from_words=FROM, states=STATES, neither=NEITHER,
        figures=_figures(everything), groups=_grouped(found, with_forum=forum is None),
    )  # fmt: skip


def _figures(points: list[TablePoint]) -> dict[str, int]:
    return {
        "Points": len(points),
        "Strengths": sum(one.tone == "strength" for one in points),
        "Concerns": sum(one.tone == "concern" for one in points),
        "From the room": sum(one.is_from_room for one in points),
    }


def _grouped(points: list[TablePoint], *, with_forum: bool) -> list[tuple[str, str, list[TablePoint]]]:
    """The points under their forum, where there are several, and their question."""
    groups: dict[tuple[str, str], list[TablePoint]] = {}
    for one in points:
        groups.setdefault((one.forum.title if with_forum else "", one.question), []).append(one)
    return [(forum, question, rows) for (forum, question), rows in groups.items()]


def _file(cycle: HubCycle, forum: Forum | None) -> ResponseReturnValue:
    found = points_of(db.session(), cycle, chosen_filter(cycle, forum))
    data = points_workbook(cycle, forum, found)
    subject = f"forum {forum.id}" if forum is not None else f"hub cycle {cycle.id}"
    log("table discussions downloaded", subject, rows=len(found))
    db.session.commit()
    name = forum.public_name if forum is not None else cycle.slug
    return workbook_response(data, f"table-discussions-{name}.xlsx")
