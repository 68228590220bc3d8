"""Looking again: where a recommendation is put to the test, and what came back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, UtcDateTime, new_uuid, now
from survey_app.improvement.models.recommendations import Recommendation
from survey_app.partnership.models import Agency

RETEST_WAYS = {"walkabout": "The next walkabout", "case_audit": "The next case audit", "survey": "The next survey"}
RETEST_RESULTS = {"confirmed": "Confirms the impact", "not_confirmed": "Does not confirm it", "unclear": "Not clear"}
FOLLOWED = ("open", "retest", "closed")  # the states of a recommendation whose re-tests go on


class ReTest(Base):
    """One re-test: what is looked at again, in which next visit, audit or round, and what that said.

    It waits (``record_id`` empty) until a record of its kind that fits is planned, and is then put there by itself.
    ``found`` is the frozen result, with the figure before beside it; a person judges what it means. ``at_reopening`` is
    how often the recommendation had been opened again when it was judged, as of an :class:`ImpactClaim`.
    """

    __tablename__ = "re_test"
    __table_args__ = (
        CheckConstraint(f"way IN {tuple(RETEST_WAYS)}", name="way_known"),
        CheckConstraint("asks <> ''", name="says_what_it_asks"),
        CheckConstraint(f"result IN {('', *RETEST_RESULTS)}", name="result_known"),
        CheckConstraint("(result = '') = (judged_at IS NULL)", name="judged_has_a_result"),
        CheckConstraint("result = '' OR reason <> ''", name="judged_says_why"),
        UniqueConstraint("recommendation_id", "number", name="each_re_test_once"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    recommendation_id: Mapped[str] = mapped_column(ForeignKey("recommendation.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    way: Mapped[str] = mapped_column(String(12))
    asks: Mapped[str] = mapped_column(Text)  # in words, for whoever looks
    subject: Mapped[str] = mapped_column(String(120), default="")  # a standard or question of the form, by name
    form_id: Mapped[str] = mapped_column(String(120), default="")
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))  # where only one is looked at
    not_before: Mapped[date] = mapped_column(Date)
    before: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)  # the figure that it is set against
    record_type: Mapped[str] = mapped_column(String(40), default="")
    record_id: Mapped[str] = mapped_column(String(64), default="")
    placed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    found: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    found_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[str] = mapped_column(String(16), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at_reopening: Mapped[int] = mapped_column(Integer, default=0)
    set_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    cancelled_why: Mapped[str] = mapped_column(Text, default="")
    recommendation: Mapped[Recommendation] = relationship(back_populates="retests")
    judged_by: Mapped[User | None] = relationship(foreign_keys=[judged_by_id])
    set_by: Mapped[User | None] = relationship(foreign_keys=[set_by_id])
    agency: Mapped[Agency | None] = relationship()

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a record to be put into."""
        return not (self.cancelled_why or self.record_id or self.found_at)

    @property
    def is_placed(self) -> bool:
        """Whether it lies in a record that has not said anything yet."""
        return bool(self.record_id) and not self.cancelled_why and self.found_at is None

    @property
    def is_to_judge(self) -> bool:
        """Whether its result is in and nobody has said what it means."""
        return self.found_at is not None and not self.result and not self.cancelled_why
