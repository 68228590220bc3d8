"""Tenants, the agencies of the installation, and what one partnership has decided for itself."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, Float, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.database import Base, Retained, UtcDateTime, now

AGENCY_TYPES = {
    "local_authority": "Local authority children's services",
    "district_council": "District council",
    "police": "Police",
    "health": "Health",
    "school": "School or college",
    "early_years": "Early years",
    "probation": "Probation and youth justice",
    "voluntary": "Voluntary and community organisation",
    "housing": "Housing provider",
    "other": "Other relevant agency",
}


class Partnership(Base):
    """A safeguarding children partnership: the tenant. It sees only its own rows."""

    __tablename__ = "partnership"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    boards: Mapped[str] = mapped_column(String(300), default="")
    urgent_route: Mapped[str] = mapped_column(Text, default="")
    urgent_phone: Mapped[str] = mapped_column(String(40), default="")
    out_of_hours_phone: Mapped[str] = mapped_column(String(40), default="")
    contact_email: Mapped[str] = mapped_column(String(200), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    logo: Mapped[BoardsLogo | None] = relationship(viewonly=True)


class BoardsLogo(Base):
    """The picture that stands for a partnership's boards, on every page that respondents see. Written anew by us."""

    __tablename__ = "boards_logo"

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), primary_key=True)
    alt_text: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(20))
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    mark: Mapped[str] = mapped_column(String(16))  # of the content: another picture has another address
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class Agency(Base):
    """An agency belongs to the installation, not to a partnership: a police force serves several."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    agency_type: Mapped[str] = mapped_column(String(40))


class Locality(Base):
    __tablename__ = "locality"
    __table_args__ = (UniqueConstraint("partnership_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))


class Footprint(Base):
    """An agency works in the area of a partnership."""

    __tablename__ = "footprint"

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    agency: Mapped[Agency] = relationship()


class School(Base):
    """A school of the partnership's list, under its unique reference number (URN).

    The school itself is an agency of the installation; region and designated safeguarding lead are the partnership's.
    A school that a newer list leaves out stays, no longer ``listed``.
    """

    __tablename__ = "school"
    __table_args__ = (UniqueConstraint("partnership_id", "urn"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    urn: Mapped[str] = mapped_column(String(6))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    phase: Mapped[str] = mapped_column(String(80), default="")
    region: Mapped[str] = mapped_column(String(120), default="")
    lead_name: Mapped[str] = mapped_column(String(200), default="")
    lead_email: Mapped[str] = mapped_column(String(254), default="")
    listed: Mapped[bool] = mapped_column(default=True)
    agency: Mapped[Agency] = relationship()


class Contact(Base, Retained):
    """A person whom a partnership may write to."""

    __tablename__ = "contact"
    # A number is never given again: links in old messages name it.
    __table_args__ = (UniqueConstraint("partnership_id", "email"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    consented: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=now)
    # The day of the last sign of them that is no answer: added, agreed, booked, came. Its retention runs from here.
    active_on: Mapped[date] = mapped_column(Date, default=lambda: now().date())


class Share(Base):
    """Grants a partnership the reading of one named record of the installation, such as a Section 11 assessment."""

    __tablename__ = "share"
    __table_args__ = (UniqueConstraint("partnership_id", "record_type", "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    record_type: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str] = mapped_column(String(36))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DisclosureDecision(Base):
    """A disclosure policy that a partnership has decided on: never changed, only followed by a later one."""

    __tablename__ = "disclosure_decision"
    __table_args__ = (
        CheckConstraint("threshold >= 0", name="threshold_not_negative"),
        CheckConstraint("rounding IN (1, 5, 10)", name="rounding_known"),
        CheckConstraint("protect_blanks OR blanks_reason <> ''", name="open_blanks_say_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    policy: Mapped[str] = mapped_column(String(20))  # default · nhs · dfe · ten · own · none
    threshold: Mapped[int] = mapped_column(Integer)
    rounding: Mapped[int] = mapped_column(Integer, default=1)
    symbol: Mapped[str] = mapped_column(String(5), default="[c]")
    symbol_z: Mapped[str] = mapped_column(String(5), default="[z]")
    protect_blanks: Mapped[bool] = mapped_column(default=True)
    blanks_reason: Mapped[str] = mapped_column(Text, default="")  # why few blanks are no secret
    decided_by: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)


class ReportabilityDecision(Base):
    """What a partnership asks of a figure before it is reported: never changed, only followed by a later decision."""

    __tablename__ = "reportability_decision"
    __table_args__ = (
        CheckConstraint("care_base >= minimum_base", name="bases_in_order"),
        CheckConstraint("care_rate >= minimum_rate", name="rates_in_order"),
        CheckConstraint("unit IN ('people', 'organisations')", name="unit_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    unit: Mapped[str] = mapped_column(String(20))
    minimum_base: Mapped[int] = mapped_column(Integer)
    care_base: Mapped[int] = mapped_column(Integer)
    minimum_rate: Mapped[float] = mapped_column(Float)
    care_rate: Mapped[float] = mapped_column(Float)
    decided_by: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)


class RetentionRule(Base):
    """How long one kind of record is kept, and on what basis."""

    __tablename__ = "retention_rule"
    __table_args__ = (
        UniqueConstraint("partnership_id", "record_type"),
        CheckConstraint("months > 0", name="months_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    record_type: Mapped[str] = mapped_column(String(40))
    months: Mapped[int] = mapped_column(Integer)
    basis: Mapped[str] = mapped_column(Text)


class EditablePage(Base):
    """A partnership's own wording of a page that ships with the product (privacy, accessibility, DPIA)."""

    __tablename__ = "editable_page"
    __table_args__ = (UniqueConstraint("partnership_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    slug: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
