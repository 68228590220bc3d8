"""The themes of a cycle: what was heard, sorted into the few things that leaders answer."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.database import Base
from survey_app.forums.models.cycles import HubCycle


class HubTheme(Base):
    """One thing that was heard in a cycle, such as "Thresholds differ between teams", to which there is one reply."""

    __tablename__ = "hub_theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("hub_cycle.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")  # what was heard, in the coordinator's words

    cycle: Mapped[HubCycle] = relationship()
