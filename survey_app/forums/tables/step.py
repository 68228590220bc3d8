"""How far the table discussions of a cycle are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.forums.hub.saying import counted, sentence
from survey_app.forums.hub.steps import Stand, Step
from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.tables.models import TablePoint

PAGE = "forums.cycle_points"


def tables_step(session: Session, cycle: HubCycle, at: datetime) -> Step:
    """How many points there are of how many forums, and what still waits for somebody."""
    held = [forum for forum in cycle.forums if forum.cancelled_at is None and forum.starts_at <= at]
    is_beside = (TablePoint.beside != "").label("is_beside")  # by its name: PostgreSQL knows no two parameters as one
    rows = session.execute(
        select(TablePoint.forum_id, TablePoint.tone, TablePoint.wall, is_beside, func.count())
        .join(Forum, Forum.id == TablePoint.forum_id)
        .where(Forum.cycle_id == cycle.id, TablePoint.removed.is_(False), TablePoint.wall != "refused")
        .group_by(TablePoint.forum_id, TablePoint.tone, TablePoint.wall, is_beside)
    ).all()
    if not rows:
        return Step(title="Table discussions", stand=Stand.AHEAD, says="Nothing is taken down yet.")
    points, forums = sum(row[4] for row in rows), {row[0] for row in rows}
    tones = {tone: sum(row[4] for row in rows if row[1] == tone) for tone in ("strength", "concern")}
    says = (
        f"{sentence(counted(points, 'point'))} of {counted(len(forums), 'forum')}: "
        f"{counted(tones['strength'], 'strength')} and {counted(tones['concern'], 'concern')}."
    )
    open_ = sum(row[4] for row in rows if row[2] == "waiting" or row[3])
    if open_:
        wait = f" {sentence(counted(open_, 'point waits', 'points wait'))} for a look."
        return Step(
            title="Table discussions", stand=Stand.NOW, says=says + wait, act="Look at what waits", endpoint=PAGE,
            values=(("state", "waiting"),),
        )  # fmt: skip
    is_done = bool(held) and all(forum.ends_at <= at for forum in cycle.forums if forum.cancelled_at is None)
    stand = Stand.DONE if is_done else Stand.NOW
    return Step(title="Table discussions", stand=stand, says=says, endpoint=PAGE)
