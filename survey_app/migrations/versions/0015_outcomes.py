"""What follows a visit: steps, judgements, gaps, corrections, actions, final copies, good practice, feedback cards

Revision 0015, after 0014, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "assessment_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.String(length=36), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("details", DOCUMENT, nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("retention_state", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            "kind IN ('reconciled', 'graded', 'revealed', 'signed', 'sent', 'reminded', 'replied', 'no_reply', "
            "'final', 'reopened')",
            name=op.f("ck_assessment_step_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["section11_assessment.id"],
            name=op.f("fk_assessment_step_assessment_id_section11_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_assessment_step_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_assessment_step_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_step")),
    )
    op.create_index(op.f("ix_assessment_step_assessment_id"), "assessment_step", ["assessment_id"], unique=False)
    op.create_index(op.f("ix_assessment_step_partnership_id"), "assessment_step", ["partnership_id"], unique=False)
    op.create_table(
        "good_practice",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.String(length=36), nullable=False),
        sa.Column("standard", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tags", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("retention_state", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'asked', 'agreed', 'declined', 'published', 'withdrawn')",
            name=op.f("ck_good_practice_state_known"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('agreed', 'published') OR agreed_at IS NOT NULL",
            name=op.f("ck_good_practice_published_as_the_agency_agreed"),
        ),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["user_account.id"], name=op.f("fk_good_practice_agreed_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["section11_assessment.id"],
            name=op.f("fk_good_practice_assessment_id_section11_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_good_practice_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_good_practice_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_good_practice")),
    )
    op.create_index(op.f("ix_good_practice_assessment_id"), "good_practice", ["assessment_id"], unique=False)
    op.create_index(op.f("ix_good_practice_partnership_id"), "good_practice", ["partnership_id"], unique=False)
    op.create_table(
        "section11_action",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.String(length=36), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("standard", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("recommendation", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("success_measure", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("retention_state", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_section11_action_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["section11_assessment.id"],
            name=op.f("fk_section11_action_assessment_id_section11_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_section11_action_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_section11_action_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section11_action")),
    )
    op.create_index(op.f("ix_section11_action_assessment_id"), "section11_action", ["assessment_id"], unique=False)
    op.create_index(op.f("ix_section11_action_partnership_id"), "section11_action", ["partnership_id"], unique=False)
    op.create_table(
        "section11_correction",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("assessment_id", sa.String(length=36), nullable=False),
        sa.Column("standard", sa.String(length=40), nullable=False),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("right", sa.Text(), nullable=False),
        sa.Column("shown_by", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("answer_reason", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer = '' OR answer_reason <> ''", name=op.f("ck_section11_correction_answer_says_why")),
        sa.CheckConstraint(
            "answer = '' OR sent_at IS NOT NULL", name=op.f("ck_section11_correction_answered_after_it_was_sent")
        ),
        sa.CheckConstraint(
            "answer IN ('', 'accepted', 'not_accepted')", name=op.f("ck_section11_correction_answer_known")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_section11_correction_answered_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["section11_assessment.id"],
            name=op.f("fk_section11_correction_assessment_id_section11_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_section11_correction_made_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section11_correction")),
    )
    op.create_index(
        op.f("ix_section11_correction_assessment_id"), "section11_correction", ["assessment_id"], unique=False
    )
    op.create_table(
        "section11_gap_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.String(length=36), nullable=False),
        sa.Column("standard", sa.String(length=40), nullable=False),
        sa.Column("own_grade", sa.String(length=40), nullable=False),
        sa.Column("walkabout_grade", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_section11_gap_reason_reason_given")),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["section11_assessment.id"],
            name=op.f("fk_section11_gap_reason_assessment_id_section11_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_section11_gap_reason_made_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section11_gap_reason")),
    )
    op.create_index(
        op.f("ix_section11_gap_reason_assessment_id"), "section11_gap_reason", ["assessment_id"], unique=False
    )
    op.create_table(
        "section11_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.String(length=36), nullable=False),
        sa.Column("standard", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=40), nullable=False),
        sa.Column("exempt_because", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("gaps", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("after_seeing", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "NOT after_seeing OR reason <> ''", name=op.f("ck_section11_judgement_after_seeing_says_why")
        ),
        sa.CheckConstraint(
            "grade <> 'not_applicable' OR exempt_because <> ''",
            name=op.f("ck_section11_judgement_not_applicable_says_why"),
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["section11_assessment.id"],
            name=op.f("fk_section11_judgement_assessment_id_section11_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_section11_judgement_made_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section11_judgement")),
        sa.UniqueConstraint("assessment_id", "standard", "number", name="each_judgement_once"),
    )
    op.create_index(
        op.f("ix_section11_judgement_assessment_id"), "section11_judgement", ["assessment_id"], unique=False
    )
    op.create_table(
        "section11_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.String(length=36), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_section11_revision_later_ones_say_why")),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["section11_assessment.id"],
            name=op.f("fk_section11_revision_assessment_id_section11_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_section11_revision_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_section11_revision_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section11_revision")),
        sa.UniqueConstraint("assessment_id", "number", name="each_final_copy_once"),
    )
    op.create_index(op.f("ix_section11_revision_assessment_id"), "section11_revision", ["assessment_id"], unique=False)
    op.create_index(
        op.f("ix_section11_revision_partnership_id"), "section11_revision", ["partnership_id"], unique=False
    )
    op.create_table(
        "feedback_card",
        sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("retention_state", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_feedback_card_partnership_id_partnership")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["user_account.id"], name=op.f("fk_feedback_card_saved_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_feedback_card_visit_id_visit")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_feedback_card")),
    )
    op.create_index(op.f("ix_feedback_card_partnership_id"), "feedback_card", ["partnership_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_feedback_card_partnership_id"), table_name="feedback_card")
    op.drop_table("feedback_card")
    op.drop_index(op.f("ix_section11_revision_partnership_id"), table_name="section11_revision")
    op.drop_index(op.f("ix_section11_revision_assessment_id"), table_name="section11_revision")
    op.drop_table("section11_revision")
    op.drop_index(op.f("ix_section11_judgement_assessment_id"), table_name="section11_judgement")
    op.drop_table("section11_judgement")
    op.drop_index(op.f("ix_section11_gap_reason_assessment_id"), table_name="section11_gap_reason")
    op.drop_table("section11_gap_reason")
    op.drop_index(op.f("ix_section11_correction_assessment_id"), table_name="section11_correction")
    op.drop_table("section11_correction")
    op.drop_index(op.f("ix_section11_action_partnership_id"), table_name="section11_action")
    op.drop_index(op.f("ix_section11_action_assessment_id"), table_name="section11_action")
    op.drop_table("section11_action")
    op.drop_index(op.f("ix_good_practice_partnership_id"), table_name="good_practice")
    op.drop_index(op.f("ix_good_practice_assessment_id"), table_name="good_practice")
    op.drop_table("good_practice")
    op.drop_index(op.f("ix_assessment_step_partnership_id"), table_name="assessment_step")
    op.drop_index(op.f("ix_assessment_step_assessment_id"), table_name="assessment_step")
    op.drop_table("assessment_step")
