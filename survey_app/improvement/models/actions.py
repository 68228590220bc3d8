"""What is done about a recommendation: actions, how they go, and what came of them for children."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, UtcDateTime, new_uuid, now
from survey_app.improvement.models.recommendations import Recommendation
from survey_app.partnership.models import Agency

ACTION_STATES = {"open": "Open", "claimed": "Impact waits to be judged", "closed": "Closed", "dropped": "Dropped"}
PROGRESS_STATES = {"on_track": "On track", "at_risk": "At risk", "stuck": "Stuck", "done": "Work is done"}
VERDICTS = {
    "no_evidence": "No evidence",
    "activity_only": "Activity only",
    "changed_practice": "Changed practice",
    "better_for_children": "Better for children",
}
IMPACT = ("changed_practice", "better_for_children")  # the verdicts that can close
ESCALATION_LEVELS = {1: "Owner", 2: "Agency lead", 3: "Executive’s agenda"}


class Action(Base):
    """One thing that will be done, by whom, by when, and how it will be known that it helped.

    ``owner_id`` is the account that does it, ``owner`` the role in words where it has none. ``success_measure`` is
    agreed before work starts; ``agreed_at`` says when, and a later change of it is a line of the history. An action is
    kept and destroyed with its recommendation.
    """

    __tablename__ = "improvement_action"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_action_number_once"),
        CheckConstraint("what <> '' AND success_measure <> ''", name="says_what_and_how_known"),
        CheckConstraint("owner_id IS NOT NULL OR owner <> ''", name="somebody_owns_it"),
        CheckConstraint(f"state IN {tuple(ACTION_STATES)}", name="state_known"),
        CheckConstraint("(state IN ('closed', 'dropped')) = (closed_on IS NOT NULL)", name="ended_has_a_day"),
        CheckConstraint("due_by >= opened_on", name="days_in_order"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    recommendation_id: Mapped[str] = mapped_column(ForeignKey("recommendation.id"), index=True)
    what: Mapped[str] = mapped_column(Text)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    owner: Mapped[str] = mapped_column(String(200), default="")  # a role, never a name
    opened_on: Mapped[date] = mapped_column(Date)
    due_by: Mapped[date] = mapped_column(Date)
    first_due_by: Mapped[date] = mapped_column(Date)  # as first agreed; more time moves only the other
    success_measure: Mapped[str] = mapped_column(Text)
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    state: Mapped[str] = mapped_column(String(10), default="open")
    progress: Mapped[str] = mapped_column(String(10), default="")  # as last noted; empty where nothing is noted yet
    state_why: Mapped[str] = mapped_column(Text, default="")  # of a dropped one, or one opened again
    done_on: Mapped[date | None] = mapped_column(Date)  # the work, as its owner says
    closed_on: Mapped[date | None] = mapped_column(Date)
    reopened: Mapped[int] = mapped_column(Integer, default=0)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    revision: Mapped[int] = mapped_column(Integer, default=1)

    recommendation: Mapped[Recommendation] = relationship(back_populates="actions")
    agency: Mapped[Agency] = relationship()
    owner_account: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    agreed_by: Mapped[User | None] = relationship(foreign_keys=[agreed_by_id])
    made_by: Mapped[User | None] = relationship(foreign_keys=[made_by_id])
    notes: Mapped[list[ActionNote]] = relationship(order_by="ActionNote.number", back_populates="action")
    evidence: Mapped[list[ActionEvidence]] = relationship(order_by="ActionEvidence.number", back_populates="action")
    claims: Mapped[list[ImpactClaim]] = relationship(order_by="ImpactClaim.number", back_populates="action")
    escalations: Mapped[list[Escalation]] = relationship(
        order_by="Escalation.due_by, Escalation.level", back_populates="action"
    )

    @property
    def reference(self) -> str:
        return f"A-{self.number:03}"

    @property
    def is_open(self) -> bool:
        return self.state in ("open", "claimed")

    @property
    def last_judged(self) -> ImpactClaim | None:
        """The last claim that was judged of those made since the action was last opened again."""
        judged = [one for one in self.claims if one.verdict and one.action_reopened == self.reopened]
        return judged[-1] if judged else None


class ActionNote(Base):
    """How an action goes, as somebody noted it on a day."""

    __tablename__ = "action_note"
    __table_args__ = (
        UniqueConstraint("action_id", "number", name="each_note_once"),
        CheckConstraint(f"progress IN {tuple(PROGRESS_STATES)}", name="progress_known"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    action_id: Mapped[str] = mapped_column(ForeignKey("improvement_action.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    progress: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    action: Mapped[Action] = relationship(back_populates="notes")
    noted_by: Mapped[User | None] = relationship()


class ActionEvidence(Base):
    """Something that shows what was done or what came of it: a file, or an address, with what it shows.

    A piece that is taken back stays as a line with the reason; its file and address are destroyed at once.
    """

    __tablename__ = "action_evidence"
    __table_args__ = (
        UniqueConstraint("action_id", "number", name="each_evidence_once"),
        CheckConstraint("shows <> ''", name="says_what_it_shows"),
        CheckConstraint(
            "withdrawn_at IS NULL OR (withdrawn_why <> '' AND content IS NULL AND link = '')",
            name="withdrawn_is_gone_and_says_why",
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    action_id: Mapped[str] = mapped_column(ForeignKey("improvement_action.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    shows: Mapped[str] = mapped_column(Text)
    dated: Mapped[date] = mapped_column(Date)
    link: Mapped[str] = mapped_column(String(500), default="")
    file_name: Mapped[str] = mapped_column(String(200), default="")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_why: Mapped[str] = mapped_column(Text, default="")
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    action: Mapped[Action] = relationship(back_populates="evidence")
    added_by: Mapped[User | None] = relationship(foreign_keys=[added_by_id])
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id])

    @property
    def is_kept(self) -> bool:
        return self.withdrawn_at is None


class ImpactClaim(Base):
    """What the owner says came of an action, and what somebody else judged that to be. Nothing of it ever changes.

    The database itself refuses a judgement by whoever made the claim, and by whoever owned the action then; the service
    also refuses whoever owned it at any other time. ``at_reopening`` is how often the recommendation had been opened
    again when it was judged: a verdict counts only until the recommendation is opened again. ``action_reopened`` is how
    often the action had been when it was claimed: a claim from before says nothing of what was done since.
    """

    __tablename__ = "impact_claim"
    __table_args__ = (
        UniqueConstraint("action_id", "number", name="each_claim_once"),
        CheckConstraint("says <> '' AND how_known <> ''", name="says_what_and_how_known"),
        CheckConstraint("judged_by_id IS NULL OR judged_by_id <> claimed_by_id", name="second_person"),
        CheckConstraint(
            "judged_by_id IS NULL OR owner_then_id IS NULL OR judged_by_id <> owner_then_id", name="not_the_owner"
        ),
        CheckConstraint("(verdict = '') = (judged_at IS NULL)", name="judged_has_a_verdict"),
        CheckConstraint(f"verdict IN {('', *VERDICTS)}", name="verdict_known"),
        CheckConstraint("verdict = '' OR reason <> ''", name="judged_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    action_id: Mapped[str] = mapped_column(ForeignKey("improvement_action.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    says: Mapped[str] = mapped_column(Text)  # what is different, for whom
    how_known: Mapped[str] = mapped_column(Text)  # against the success measure
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    claimed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    owner_then_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    rests_on: Mapped[list[int]] = mapped_column(Document, default=list)  # numbers of the evidence there was then
    no_evidence_why: Mapped[str] = mapped_column(Text, default="")  # where there was none
    verdict: Mapped[str] = mapped_column(String(20), default="", active_history=True)  # whether it was judged before
    reason: Mapped[str] = mapped_column(Text, default="")
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at_reopening: Mapped[int] = mapped_column(Integer, default=0)
    action_reopened: Mapped[int] = mapped_column(Integer, default=0)
    action: Mapped[Action] = relationship(back_populates="claims")
    claimed_by: Mapped[User] = relationship(foreign_keys=[claimed_by_id])
    owner_then: Mapped[User | None] = relationship(foreign_keys=[owner_then_id])
    judged_by: Mapped[User | None] = relationship(foreign_keys=[judged_by_id])

    @property
    def taken_back(self) -> list[int]:
        """The numbers of the evidence that it rests on and that was taken back since."""
        return [one.number for one in self.action.evidence if one.number in self.rests_on and not one.is_kept]


class Escalation(Base):
    """That a late action reached a level: its owner, the agency's lead, the Executive's agenda. Once per due day."""

    __tablename__ = "action_escalation"
    __table_args__ = (
        UniqueConstraint("action_id", "due_by", "level", name="each_level_once"),
        CheckConstraint("level IN (1, 2, 3)", name="level_known"),
        CheckConstraint("answered_at IS NULL OR answer <> ''", name="answered_says_what"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    action_id: Mapped[str] = mapped_column(ForeignKey("improvement_action.id"), index=True)
    due_by: Mapped[date] = mapped_column(Date)
    level: Mapped[int] = mapped_column(Integer)
    reached_on: Mapped[date] = mapped_column(Date)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # of the Executive: when it was decided
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    action: Mapped[Action] = relationship(back_populates="escalations")
    answered_by: Mapped[User | None] = relationship()


class EscalationRule(Base):
    """After how many days past its due day a late action reaches the next level: what the partnership decided.

    Never changed, only followed by a later one.
    """

    __tablename__ = "escalation_rule"
    __table_args__ = (CheckConstraint("lead_after >= 1 AND executive_after > lead_after", name="levels_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    lead_after: Mapped[int] = mapped_column(Integer)
    executive_after: Mapped[int] = mapped_column(Integer)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_by: Mapped[User | None] = relationship()
