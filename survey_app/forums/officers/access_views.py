"""What the venue has to arrange: to read, to print, and as a workbook."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.forums.officers.booking_views import workbook_response
from survey_app.forums.officers.listing import access_list
from survey_app.forums.officers.workbook import access_workbook
from survey_app.forums.pages import blueprint, forum_or_404, log


@blueprint.get("/forums/<int:forum_id>/access")
@permission("forums.run")
def access(forum_id: int) -> ResponseReturnValue:
    """The access needs of those who have a place."""
    forum = forum_or_404(forum_id)
    return render_template(
        "forums/access.html", forum=forum, cycle=forum.cycle, needs=access_list(db.session(), forum)
    )  # fmt: skip


@blueprint.get("/forums/<int:forum_id>/access.xlsx")
@permission("forums.run")
def access_file(forum_id: int) -> ResponseReturnValue:
    """The same as a workbook."""
    forum = forum_or_404(forum_id)
    data = access_workbook(access_list(db.session(), forum))
    log("access needs downloaded", f"forum {forum.id}")
    db.session.commit()
    return workbook_response(data, f"access-needs-{forum.public_name}.xlsx")
