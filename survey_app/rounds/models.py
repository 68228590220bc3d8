"""A round opens one published version to a population; invitations are its named or numbered ways in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.database import Base, Document, Retained, UtcDateTime, now
from survey_app.designer.models import InstrumentVersion
from survey_app.partnership.models import Agency, DisclosureDecision, Partnership


class Round(Base, Retained):
    """One opening of an instrument.

    ``access``: *named* (signed-in auditors), *token* (one link for each invitation) or *open* (one link for all).
    The population is never left out: known with its size, or recorded as not (fully) known with a note.
    """

    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("partnership_id", "slug"),
        CheckConstraint("access IN ('named', 'token', 'open')", name="access_known"),
        CheckConstraint("state IN ('draft', 'open', 'closed')", name="state_known"),
        CheckConstraint("NOT anonymous OR access <> 'named'", name="anonymous_is_not_named"),
        CheckConstraint("NOT population_known OR population_size IS NOT NULL", name="known_population_has_size"),
        CheckConstraint("population_known OR population_note <> ''", name="unknown_population_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    slug: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(300))
    version_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    access: Mapped[str] = mapped_column(String(10))
    anonymous: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    opens_on: Mapped[date | None] = mapped_column(Date)
    closes_on: Mapped[date | None] = mapped_column(Date)
    population_size: Mapped[int | None] = mapped_column(Integer)
    population_known: Mapped[bool] = mapped_column(default=False)
    population_note: Mapped[str] = mapped_column(Text, default="")
    breakdowns: Mapped[list[str]] = mapped_column(Document, default=list)  # fixed when the round opens
    break_down_by: Mapped[list[str]] = mapped_column(Document, default=list)  # questions; fixed when the round opens
    # Of an anonymous round: how many a group must have to be told apart, and which were when it opened (strata.py).
    smallest_group: Mapped[int] = mapped_column(Integer, default=5, server_default="5")
    kept_groups: Mapped[dict[str, list[str]] | None] = mapped_column(Document, default=None)
    introduction: Mapped[str] = mapped_column(Text, default="")
    policy_id: Mapped[int] = mapped_column(ForeignKey("disclosure_decision.id"))
    codeframe_id: Mapped[int | None] = mapped_column(ForeignKey("codeframe.id"))
    ledger: Mapped[Any] = mapped_column(Document, default=None, nullable=True)  # analysis.disclosure.ReleaseLedger
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    partnership: Mapped[Partnership] = relationship()
    version: Mapped[InstrumentVersion] = relationship()
    policy: Mapped[DisclosureDecision] = relationship()


class Invitation(Base, Retained):
    """One member of the frame. ``answered`` is a mark without a time; the token is kept only as a hash."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # random
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    strata: Mapped[dict[str, str]] = mapped_column(Document, default=dict)  # {"forum": "North"}
    token_hash: Mapped[str | None] = mapped_column(String(64))
    answered: Mapped[bool] = mapped_column(default=False)
    round: Mapped[Round] = relationship()
    agency: Mapped[Agency | None] = relationship()
