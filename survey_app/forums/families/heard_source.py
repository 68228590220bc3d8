"""What children and families said, as far as it is cleared and their group is large enough: for report and replies."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from survey_app.forums.families.clearing import points_of_cycle, sized
from survey_app.forums.hub.heard import Heard
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.models.families import FocusGroupPoint


class FamiliesHeard:
    """The focus groups of a cycle as a place where things are heard."""

    name = "families"
    title = "Children’s and families’ views"

    def read(self, session: Session, cycle: HubCycle) -> list[Heard]:
        """The cleared points. Whether a group is large enough is asked anew each time, since people may withdraw."""
        found = []
        for point in points_of_cycle(session, cycle, "cleared"):
            size = sized(session, cycle.partnership_id, point.group)
            if size.points:
                found.append(_heard(point, quoted=size.quotes))
        return found

    def sort(self, session: Session, cycle: HubCycle, keys: Sequence[str], theme: HubTheme | None) -> None:
        """Put cleared points under a theme of this cycle, or under none."""
        if theme is not None and theme.cycle_id != cycle.id:
            raise ValueError("the theme is of another cycle")
        for point in points_of_cycle(session, cycle, "cleared"):
            if point.id in keys:
                point.theme_id = theme.id if theme is not None else None
        session.flush()


def _heard(point: FocusGroupPoint, *, quoted: bool) -> Heard:
    return Heard(
        key=point.id, text=point.text, tone=point.tone, quote=point.quote if quoted else "",
        where=f"Focus group, {point.group.title}", theme_id=point.theme_id,
    )  # fmt: skip
