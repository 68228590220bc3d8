"""People who sign in, and the roles they hold in a partnership. Respondents have no account."""

from __future__ import annotations

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.database import Base, Document, UtcDateTime, now
from survey_app.partnership.models import Agency, Partnership


class User(UserMixin, Base):
    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # lower case
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    session_stamp: Mapped[str] = mapped_column(String(32), default="")  # changes with the password: ends old sessions
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    memberships: Mapped[list[Membership]] = relationship(back_populates="user")

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        """What a session keeps: a changed stamp no longer fits it."""
        return f"{self.id}:{self.session_stamp}"


class Role(Base):
    """A named bundle of permissions. Roles are data: an installation may change them."""

    __tablename__ = "role"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    permissions: Mapped[list[str]] = mapped_column(Document)


class Membership(Base):
    """A user holds a role in a partnership, for an agency where the role is an agency's."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "partnership_id", "role_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    role_key: Mapped[str] = mapped_column(ForeignKey("role.key"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    user: Mapped[User] = relationship(back_populates="memberships")
    partnership: Mapped[Partnership] = relationship()
    role: Mapped[Role] = relationship()
    agency: Mapped[Agency | None] = relationship()
