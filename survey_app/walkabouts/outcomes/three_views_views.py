"""Pages of the three views: of one final assessment, and of all of a cycle; and the table as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from flask import Response, abort, g
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import func, select

from analysis.formula_guard import guarded
from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.database import db, now
from survey_app.results.services import Reader
from survey_app.walkabouts.cycles.cycles import find_cycle
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle
from survey_app.walkabouts.outcomes.finals import final_revisions
from survey_app.walkabouts.outcomes.pages import assessment_and_seat, blueprint, page
from survey_app.walkabouts.outcomes.three_views import CycleViews, assessment_views, cycle_views

HEADS = (
    "Agency",
    "Standard",
    "Its own grade",
    "The walkabout’s grade",
    "Gap",
    "Reason for the gap",
    "Staff, all agencies",
    "Both grades, all agencies",
    "Final assessments",
)
NONE_YET = "No final assessment covers this standard yet"


def _reader() -> Reader:
    """Released figures only, whoever reads."""
    return Reader(user_id=current_user.id, may_read_working=False)


def _cycle_or_404(slug: str) -> tuple[Section11Cycle, CycleViews]:
    cycle = find_cycle(db.session(), g.partnership.id, slug)
    if cycle is None:
        abort(404)
    count = db.session.scalar(
        select(func.count()).where(Section11Assessment.cycle_id == cycle.id, Section11Assessment.stage != "withdrawn")
    )
    views = cycle_views(db.session(), cycle, count or 0, reader=_reader(), at=now())
    return cycle, views


@blueprint.get("/cycles/<slug>/three-views", endpoint="cycle_views")
@permission("walkabouts.read")
def show_cycle_views(slug: str) -> ResponseReturnValue:
    """Every standard of a cycle in three views, for all agencies whose assessment is final."""
    cycle, views = _cycle_or_404(slug)
    answer = page("cycle_views", cycle=cycle, views=views)
    db.session.commit()  # a release that was made for this page is kept
    return answer


@blueprint.get("/cycles/<slug>/three-views.csv")
@permission("walkabouts.read")
def cycle_views_csv(slug: str) -> ResponseReturnValue:
    """The same as CSV for Excel; that it was downloaded is recorded."""
    cycle, views = _cycle_or_404(slug)
    record(
        db.session(), "three views downloaded", actor_id=current_user.id, partnership_id=g.partnership.id,
        subject=f"cycle {cycle.slug}",
    )  # fmt: skip
    text = "".join(_csv(views))
    db.session.commit()
    name = f"three-views-{cycle.slug}.csv"
    return Response(text, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _csv(views: CycleViews) -> Iterator[str]:
    """UTF-8 with a byte order mark; texts guarded against formulas."""
    yield "\ufeff"
    for row in (HEADS, *_rows(views)):
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow([guarded(text) for text in row])
        yield out.getvalue()


def _rows(views: CycleViews) -> Iterator[tuple[str, ...]]:
    """A row for each standard and assessment, with what the page says of the standard and of the cycle."""
    final = f"{views.finals} of {views.finals + views.waiting}"
    for one in views.standards:
        for line in one.lines:
            yield (
                line.unit, line.label, line.own, line.walkabout, line.gap, line.reason, line.staff, one.sentence, final,
            )  # fmt: skip
        if not one.lines:
            yield NONE_YET, one.label, "", "", "", "", one.staff, "", final


@blueprint.get("/<assessment_id>/three-views", endpoint="assessment_views")
@permission("walkabouts.read")
def show_assessment_views(assessment_id: str) -> ResponseReturnValue:
    """Every standard of one final assessment in three views."""
    assessment, seat = assessment_and_seat(assessment_id)
    copies = final_revisions(db.session(), assessment)
    if not copies:
        abort(404)
    lines = assessment_views(db.session(), assessment, copies[0].content, reader=_reader(), at=now())
    answer = page(
        "assessment_views", assessment=assessment, seat=seat, lines=lines, copy=copies[0].content, revision=copies[0]
    )
    db.session.commit()
    return answer
