"""Newsletters of a cycle with those who got them, and the logo of a partnership's boards

Revision 0027, after 0026, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "boards_logo",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("alt_text", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_boards_logo_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("partnership_id", name=op.f("pk_boards_logo")),
    )
    op.create_table(
        "hub_newsletter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=True),
        sa.Column("told_to", sa.String(length=300), nullable=False),
        sa.Column("told", sa.Integer(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("audience IN ('', 'contacts', 'list')", name=op.f("ck_hub_newsletter_audience_known")),
        sa.CheckConstraint("state = 'draft' OR sent_on IS NOT NULL", name=op.f("ck_hub_newsletter_sent_has_its_day")),
        sa.CheckConstraint(
            "state IN ('draft', 'sending', 'sent', 'elsewhere')", name=op.f("ck_hub_newsletter_state_known")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["hub_cycle.id"], name=op.f("fk_hub_newsletter_cycle_id_hub_cycle")),
        sa.ForeignKeyConstraint(
            ["list_id"], ["mailing_list.id"], name=op.f("fk_hub_newsletter_list_id_mailing_list"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["user_account.id"], name=op.f("fk_hub_newsletter_sent_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_newsletter")),
    )
    op.create_index(op.f("ix_hub_newsletter_cycle_id"), "hub_newsletter", ["cycle_id"], unique=False)
    op.create_table(
        "hub_newsletter_recipient",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("newsletter_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_hub_newsletter_recipient_contact_id_contact"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["newsletter_id"], ["hub_newsletter.id"],
            name=op.f("fk_hub_newsletter_recipient_newsletter_id_hub_newsletter"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_newsletter_recipient")),
    )  # fmt: skip
    op.create_index(
        op.f("ix_hub_newsletter_recipient_contact_id"), "hub_newsletter_recipient", ["contact_id"], unique=False
    )
    op.create_index(
        op.f("ix_hub_newsletter_recipient_newsletter_id"), "hub_newsletter_recipient", ["newsletter_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_hub_newsletter_recipient_newsletter_id"), table_name="hub_newsletter_recipient")
    op.drop_index(op.f("ix_hub_newsletter_recipient_contact_id"), table_name="hub_newsletter_recipient")
    op.drop_table("hub_newsletter_recipient")
    op.drop_index(op.f("ix_hub_newsletter_cycle_id"), table_name="hub_newsletter")
    op.drop_table("hub_newsletter")
    op.drop_table("boards_logo")
