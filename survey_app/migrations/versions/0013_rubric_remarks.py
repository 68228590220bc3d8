"""What is said of a rubric before it is locked

Revision 0013, after 0012, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rubric_remark",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("assessment_id", sa.String(length=36), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind <> 'agreed' OR agency_id IS NOT NULL", name=op.f("ck_rubric_remark_agencies_agree")),
        sa.CheckConstraint("kind <> 'comment' OR text <> ''", name=op.f("ck_rubric_remark_comment_says_something")),
        sa.CheckConstraint("kind IN ('comment', 'agreed')", name=op.f("ck_rubric_remark_kind_known")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_rubric_remark_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["section11_assessment.id"],
            name=op.f("fk_rubric_remark_assessment_id_section11_assessment"),
        ),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_rubric_remark_rubric_id_rubric")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_rubric_remark_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_remark")),
    )
    op.create_index(op.f("ix_rubric_remark_assessment_id"), "rubric_remark", ["assessment_id"])


def downgrade() -> None:
    op.drop_table("rubric_remark")
