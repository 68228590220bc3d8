"""Mail that goes out once, who may be written to, lists of contacts, short links and codes on paper

Revision 0019, after 0018, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "mailing_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_mailing_list_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing_list")),
        sa.UniqueConstraint("partnership_id", "name", name=op.f("uq_mailing_list_partnership_id_name")),
    )
    op.create_index(op.f("ix_mailing_list_partnership_id"), "mailing_list", ["partnership_id"], unique=False)
    op.create_table(
        "contact_standing",
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("opted_out_on", sa.Date(), nullable=True),
        sa.Column("opted_out_by", sa.String(length=20), nullable=False),
        sa.Column("bounced_on", sa.Date(), nullable=True),
        sa.Column("bounce", sa.String(length=200), nullable=False),
        sa.Column("ask_again_from", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_standing_contact_id_contact"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_contact_standing")),
    )
    op.create_table(
        "list_member",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("strata", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_list_member_contact_id_contact"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["mailing_list.id"], name=op.f("fk_list_member_list_id_mailing_list"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("list_id", "contact_id", name=op.f("pk_list_member")),
    )
    op.create_index(op.f("ix_list_member_contact_id"), "list_member", ["contact_id"], unique=False)
    op.create_table(
        "mail_once",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=36), nullable=True),
        sa.Column("left_out", sa.String(length=40), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["outbox_message.id"],
            name=op.f("fk_mail_once_message_id_outbox_message"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_mail_once_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_once")),
        sa.UniqueConstraint("purpose", "subject", "recipient", name="each_message_once"),
    )
    op.create_index(op.f("ix_mail_once_message_id"), "mail_once", ["message_id"], unique=False)
    op.create_index(op.f("ix_mail_once_partnership_id"), "mail_once", ["partnership_id"], unique=False)
    op.create_index("ix_mail_once_subject", "mail_once", ["subject"], unique=False)
    op.create_table(
        "invitation_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('running', 'done', 'stopped')", name=op.f("ck_invitation_run_state_known")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_invitation_run_asked_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_invitation_run_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_run")),
    )
    op.create_index(op.f("ix_invitation_run_round_id"), "invitation_run", ["round_id"], unique=False)
    op.create_table(
        "round_mail",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("reminder_days", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_mail_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_mail")),
    )
    op.create_table(
        "short_link",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_short_link_agency_id_agency")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_short_link_round_id_round")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_short_link")),
        sa.UniqueConstraint("round_id", "agency_id", name="one_link_for_each_agency"),
    )
    op.create_index(op.f("ix_short_link_round_id"), "short_link", ["round_id"], unique=False)
    op.create_table(
        "paper_code",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("invitation_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_paper_code_invitation_id_invitation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_paper_code")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_paper_code_invitation_id")),
    )
    op.create_index("ix_outbox_message_next", "outbox_message", ["state", "queued_at", "id"], unique=False)


def downgrade() -> None:

    op.drop_index("ix_outbox_message_next", table_name="outbox_message")
    op.drop_table("paper_code")
    op.drop_index(op.f("ix_short_link_round_id"), table_name="short_link")
    op.drop_table("short_link")
    op.drop_table("round_mail")
    op.drop_index(op.f("ix_invitation_run_round_id"), table_name="invitation_run")
    op.drop_table("invitation_run")
    op.drop_index("ix_mail_once_subject", table_name="mail_once")
    op.drop_index(op.f("ix_mail_once_partnership_id"), table_name="mail_once")
    op.drop_index(op.f("ix_mail_once_message_id"), table_name="mail_once")
    op.drop_table("mail_once")
    op.drop_index(op.f("ix_list_member_contact_id"), table_name="list_member")
    op.drop_table("list_member")
    op.drop_table("contact_standing")
    op.drop_index(op.f("ix_mailing_list_partnership_id"), table_name="mailing_list")
    op.drop_table("mailing_list")
