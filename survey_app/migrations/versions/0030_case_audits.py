"""Case audits: lists under pseudonyms, draws, returns, moderation and learning

Revision 0030, after 0029, 2026-11-29
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
READING = ("case_audits.read",)
NEW_PERMISSIONS = {
    "qa_group": (
        "case_audits.read",
        "case_audits.manage",
        "case_audits.unlock",
        "case_audits.moderate",
        "case_audits.returns",
    ),
    "auditor": ("case_audits.audit",),
    "agency_lead": ("case_audits.agency", "case_audits.audit"),
    "scrutineer": (*READING, "case_audits.returns"),
    "external_reviewer": READING,
    "executive_member": READING,
}
NEW_RULES = {"case_audit": 84}  # record type and months
BASIS = "Suggested by the product. Confirm it in your partnership's retention schedule."
ROLE = sa.table("role", sa.column("key", sa.String), sa.column("name", sa.String), sa.column("permissions", DOCUMENT))
RULE = sa.table(
    "retention_rule", sa.column("partnership_id", sa.Integer), sa.column("record_type", sa.String),
    sa.column("months", sa.Integer), sa.column("basis", sa.Text),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "case_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("theme", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("window_starts_on", sa.Date(), nullable=False),
        sa.Column("window_ends_on", sa.Date(), nullable=False),
        sa.Column("returns_due_on", sa.Date(), nullable=True),
        sa.Column("panel_on", sa.Date(), nullable=True),
        sa.Column("re_audit_on", sa.Date(), nullable=True),
        sa.Column("no_re_audit_why", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("earlier_id", sa.Integer(), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_why", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("retention_state", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('multi_agency', 'single_agency', 'dip_sample', 'thematic', 'deep_dive', 'practice_evaluation')",
            name=op.f("ck_case_audit_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('planning', 'fieldwork', 'moderation', 'finished', 'cancelled')",
            name=op.f("ck_case_audit_state_known"),
        ),
        sa.CheckConstraint(
            "state <> 'cancelled' OR cancelled_why <> ''", name=op.f("ck_case_audit_cancelled_says_why")
        ),
        sa.CheckConstraint(
            "state NOT IN ('moderation', 'finished') OR opened_at IS NOT NULL",
            name=op.f("ck_case_audit_moderated_is_open"),
        ),
        sa.CheckConstraint("window_ends_on >= window_starts_on", name=op.f("ck_case_audit_window_in_order")),
        sa.ForeignKeyConstraint(["earlier_id"], ["case_audit.id"], name=op.f("fk_case_audit_earlier_id_case_audit")),
        sa.ForeignKeyConstraint(["lead_id"], ["user_account.id"], name=op.f("fk_case_audit_lead_id_user_account")),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["user_account.id"], name=op.f("fk_case_audit_opened_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_case_audit_partnership_id_partnership")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_case_audit_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_audit")),
        sa.UniqueConstraint("partnership_id", "slug", name=op.f("uq_case_audit_partnership_id_slug")),
        sa.UniqueConstraint("round_id", name=op.f("uq_case_audit_round_id")),
    )
    op.create_index(op.f("ix_case_audit_partnership_id"), "case_audit", ["partnership_id"], unique=False)
    op.create_table(
        "audit_recommendation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(length=120), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_why", sa.Text(), nullable=False),
        sa.Column("cleared_by_id", sa.Integer(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.CheckConstraint("text <> '' AND why <> ''", name=op.f("ck_audit_recommendation_says_what_and_why")),
        sa.CheckConstraint("number BETWEEN 1 AND 3", name=op.f("ck_audit_recommendation_at_most_three")),
        sa.ForeignKeyConstraint(
            ["cleared_by_id"], ["user_account.id"], name=op.f("fk_audit_recommendation_cleared_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["case_audit.id"], name=op.f("fk_audit_recommendation_audit_id_case_audit")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_audit_recommendation_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["agency.id"], name=op.f("fk_audit_recommendation_owner_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_recommendation")),
        sa.UniqueConstraint("audit_id", "number", name="each_recommendation_number_once"),
    )
    op.create_index(op.f("ix_audit_recommendation_audit_id"), "audit_recommendation", ["audit_id"], unique=False)
    op.create_index(op.f("ix_audit_recommendation_owner_id"), "audit_recommendation", ["owner_id"], unique=False)
    op.create_table(
        "case_list",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("columns", DOCUMENT, nullable=False),
        sa.Column("key_columns", DOCUMENT, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("frame_hash", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("treatments", DOCUMENT, nullable=False),
        sa.Column("bands", DOCUMENT, nullable=False),
        sa.Column("unlock_until", sa.Date(), nullable=True),
        sa.Column("unlock_destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unlock_destroyed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["case_audit.id"], name=op.f("fk_case_list_audit_id_case_audit")),
        sa.ForeignKeyConstraint(
            ["unlock_destroyed_by_id"],
            ["user_account.id"],
            name=op.f("fk_case_list_unlock_destroyed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["user_account.id"], name=op.f("fk_case_list_uploaded_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_list")),
    )
    op.create_index(op.f("ix_case_list_audit_id"), "case_list", ["audit_id"], unique=False)
    op.create_table(
        "moderation_panel",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("chair", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["case_audit.id"], name=op.f("fk_moderation_panel_audit_id_case_audit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_panel")),
    )
    op.create_index(op.f("ix_moderation_panel_audit_id"), "moderation_panel", ["audit_id"], unique=False)
    op.create_table(
        "case_draw",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("record", DOCUMENT, nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "method IN ('simple', 'stratified', 'systematic', 'purposive', 'good_practice')",
            name=op.f("ck_case_draw_method_known"),
        ),
        sa.CheckConstraint(
            "method NOT IN ('purposive', 'good_practice') OR reason <> ''", name=op.f("ck_case_draw_chosen_says_why")
        ),
        sa.ForeignKeyConstraint(["audit_id"], ["case_audit.id"], name=op.f("fk_case_draw_audit_id_case_audit")),
        sa.ForeignKeyConstraint(
            ["drawn_by_id"], ["user_account.id"], name=op.f("fk_case_draw_drawn_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["list_id"], ["case_list.id"], name=op.f("fk_case_draw_list_id_case_list")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_draw")),
    )
    op.create_index(op.f("ix_case_draw_audit_id"), "case_draw", ["audit_id"], unique=False)
    op.create_index(op.f("ix_case_draw_list_id"), "case_draw", ["list_id"], unique=False)
    op.create_table(
        "listed_case",
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("pseudonym", sa.String(length=20), nullable=False),
        sa.Column("values", DOCUMENT, nullable=False),
        sa.Column("excluded_why", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["case_list.id"], name=op.f("fk_listed_case_list_id_case_list")),
        sa.PrimaryKeyConstraint("list_id", "pseudonym", name=op.f("pk_listed_case")),
    )
    op.create_table(
        "panel_attendee",
        sa.Column("panel_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_panel_attendee_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["panel_id"], ["moderation_panel.id"], name=op.f("fk_panel_attendee_panel_id_moderation_panel")
        ),
        sa.PrimaryKeyConstraint("panel_id", "position", name=op.f("pk_panel_attendee")),
    )
    op.create_table(
        "audit_case",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(length=20), nullable=False),
        sa.Column("draw_id", sa.String(length=36), nullable=True),
        sa.Column("selection", sa.String(length=20), nullable=False),
        sa.Column("stratum", sa.String(length=100), nullable=False),
        sa.Column("age_band", sa.String(length=40), nullable=False),
        sa.Column("sex", sa.String(length=40), nullable=False),
        sa.Column("ethnic_group", sa.String(length=40), nullable=False),
        sa.Column("disability", sa.String(length=40), nullable=False),
        sa.Column("plan_status", sa.String(length=40), nullable=False),
        sa.Column("locality_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("unusable_why", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.String(length=36), nullable=True),
        sa.CheckConstraint("state = 'in_use' OR unusable_why <> ''", name=op.f("ck_audit_case_unusable_says_why")),
        sa.CheckConstraint("state IN ('in_use', 'unusable')", name=op.f("ck_audit_case_state_known")),
        sa.ForeignKeyConstraint(["audit_id"], ["case_audit.id"], name=op.f("fk_audit_case_audit_id_case_audit")),
        sa.ForeignKeyConstraint(["draw_id"], ["case_draw.id"], name=op.f("fk_audit_case_draw_id_case_draw")),
        sa.ForeignKeyConstraint(["locality_id"], ["locality.id"], name=op.f("fk_audit_case_locality_id_locality")),
        sa.ForeignKeyConstraint(["replaces_id"], ["audit_case.id"], name=op.f("fk_audit_case_replaces_id_audit_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_case")),
        sa.UniqueConstraint("audit_id", "number", name=op.f("uq_audit_case_audit_id_number")),
        sa.UniqueConstraint("audit_id", "pseudonym", name=op.f("uq_audit_case_audit_id_pseudonym")),
    )
    op.create_index(op.f("ix_audit_case_audit_id"), "audit_case", ["audit_id"], unique=False)
    op.create_index("ix_audit_case_draw_id", "audit_case", ["draw_id"], unique=False)
    op.create_table(
        "agency_return",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("involvement", sa.String(length=12), nullable=False),
        sa.Column("not_involved_why", sa.Text(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("auditor_id", sa.Integer(), nullable=True),
        sa.Column("outside_why", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("made_ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("conflict", sa.Text(), nullable=False),
        sa.Column("conflict_handling", sa.Text(), nullable=False),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("extended_why", sa.Text(), nullable=False),
        sa.Column("reminders", DOCUMENT, nullable=False),
        sa.CheckConstraint(
            "extended_to IS NULL OR extended_why <> ''", name=op.f("ck_agency_return_extension_says_why")
        ),
        sa.CheckConstraint(
            "involvement <> 'not_involved' OR not_involved_why <> ''",
            name=op.f("ck_agency_return_not_involved_says_why"),
        ),
        sa.CheckConstraint("involvement IN ('asked', 'not_involved')", name=op.f("ck_agency_return_involvement_known")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_return_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["auditor_id"], ["user_account.id"], name=op.f("fk_agency_return_auditor_id_user_account")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["audit_case.id"], name=op.f("fk_agency_return_case_id_audit_case")),
        sa.ForeignKeyConstraint(
            ["handled_by_id"], ["user_account.id"], name=op.f("fk_agency_return_handled_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["user_account.id"], name=op.f("fk_agency_return_settled_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_return")),
        sa.UniqueConstraint("case_id", "agency_id", name=op.f("uq_agency_return_case_id_agency_id")),
        sa.UniqueConstraint("draft_id", name="each_case_return_once"),
    )
    op.create_index(op.f("ix_agency_return_agency_id"), "agency_return", ["agency_id"], unique=False)
    op.create_index(op.f("ix_agency_return_auditor_id"), "agency_return", ["auditor_id"], unique=False)
    op.create_index(op.f("ix_agency_return_case_id"), "agency_return", ["case_id"], unique=False)
    op.create_table(
        "case_moderation",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("panel_id", sa.String(length=36), nullable=True),
        sa.Column("seconds_spent", sa.Integer(), nullable=False),
        sa.Column("timed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joint_working", sa.String(length=40), nullable=False),
        sa.Column("joint_working_why", sa.Text(), nullable=False),
        sa.Column("unresolved", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["audit_case.id"], name=op.f("fk_case_moderation_case_id_audit_case")),
        sa.ForeignKeyConstraint(
            ["panel_id"], ["moderation_panel.id"], name=op.f("fk_case_moderation_panel_id_moderation_panel")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["user_account.id"], name=op.f("fk_case_moderation_signed_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_moderation")),
    )
    op.create_index(op.f("ix_case_moderation_panel_id"), "case_moderation", ["panel_id"], unique=False)
    op.create_table(
        "case_voice",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("whose", sa.String(length=12), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("recorder_id", sa.Integer(), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.CheckConstraint("whose IN ('child', 'parent', 'practitioner')", name=op.f("ck_case_voice_whose_known")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_voice_agency_id_agency")),
        sa.ForeignKeyConstraint(["case_id"], ["audit_case.id"], name=op.f("fk_case_voice_case_id_audit_case")),
        sa.ForeignKeyConstraint(
            ["recorder_id"], ["user_account.id"], name=op.f("fk_case_voice_recorder_id_user_account")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_case_voice_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_voice")),
        sa.UniqueConstraint("draft_id", name="each_voice_once"),
    )
    op.create_index(op.f("ix_case_voice_case_id"), "case_voice", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_voice_recorder_id"), "case_voice", ["recorder_id"], unique=False)
    op.create_table(
        "learning_point",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("theme", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_why", sa.Text(), nullable=False),
        sa.Column("cleared_by_id", sa.Integer(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "published_at IS NULL OR (cleared_at IS NOT NULL AND kind = 'strength')",
            name=op.f("ck_learning_point_published_is_cleared"),
        ),
        sa.CheckConstraint(
            "kind IN ('strength', 'enabler', 'challenge', 'learning')", name=op.f("ck_learning_point_kind_known")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_learning_point_says_something")),
        sa.ForeignKeyConstraint(
            ["cleared_by_id"], ["user_account.id"], name=op.f("fk_learning_point_cleared_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["audit_id"], ["case_audit.id"], name=op.f("fk_learning_point_audit_id_case_audit")),
        sa.ForeignKeyConstraint(["case_id"], ["audit_case.id"], name=op.f("fk_learning_point_case_id_audit_case")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_learning_point_made_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_point")),
    )
    op.create_index(op.f("ix_learning_point_audit_id"), "learning_point", ["audit_id"], unique=False)
    op.create_index(op.f("ix_learning_point_case_id"), "learning_point", ["case_id"], unique=False)
    op.create_table(
        "moderated_grade",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("grade", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("grade <> '' OR reason <> ''", name=op.f("ck_moderated_grade_no_agreement_says_why")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_moderation.case_id"], name=op.f("fk_moderated_grade_case_id_case_moderation")
        ),
        sa.PrimaryKeyConstraint("case_id", "question", name=op.f("pk_moderated_grade")),
    )
    op.create_table(
        "moderation_revision",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_moderation_revision_revision_says_why")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_moderation.case_id"], name=op.f("fk_moderation_revision_case_id_case_moderation")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_moderation_revision_made_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_revision")),
        sa.UniqueConstraint("case_id", "number", name="each_moderation_revision_once"),
    )
    op.create_index(op.f("ix_moderation_revision_case_id"), "moderation_revision", ["case_id"], unique=False)
    op.create_table(
        "panel_dissent",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_panel_dissent_dissent_says_why")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_panel_dissent_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_moderation.case_id"], name=op.f("fk_panel_dissent_case_id_case_moderation")
        ),
        sa.PrimaryKeyConstraint("case_id", "question", "agency_id", name=op.f("pk_panel_dissent")),
    )
    make_outcome_tables()
    make_record_tables()
    make_dip_sample_table()
    add_rules()
    change_roles(lambda held, new: held + [one for one in new if one not in held])


def make_outcome_tables() -> None:
    """The meetings of deep dives, and what was proposed as learning and left."""
    op.create_table(
        "audit_meeting",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("checked_why", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("next_on IS NULL OR next_on >= met_on", name=op.f("ck_audit_meeting_next_is_later")),
        sa.ForeignKeyConstraint(["audit_id"], ["case_audit.id"], name=op.f("fk_audit_meeting_audit_id_case_audit")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_audit_meeting_made_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_meeting")),
    )
    op.create_index(op.f("ix_audit_meeting_audit_id"), "audit_meeting", ["audit_id"], unique=False)
    op.create_table(
        "left_proposal",
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("left_by_id", sa.Integer(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["case_audit.id"], name=op.f("fk_left_proposal_audit_id_case_audit")),
        sa.ForeignKeyConstraint(
            ["left_by_id"], ["user_account.id"], name=op.f("fk_left_proposal_left_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("audit_id", "source", name=op.f("pk_left_proposal")),
    )
    op.create_table(
        "audit_meeting_attendee",
        sa.Column("meeting_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_audit_meeting_attendee_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["audit_meeting.id"], name=op.f("fk_audit_meeting_attendee_meeting_id_audit_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "position", name=op.f("pk_audit_meeting_attendee")),
    )
    op.create_table(
        "audit_meeting_case",
        sa.Column("meeting_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("looked_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["audit_case.id"], name=op.f("fk_audit_meeting_case_case_id_audit_case")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["audit_meeting.id"], name=op.f("fk_audit_meeting_case_meeting_id_audit_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "case_id", name=op.f("pk_audit_meeting_case")),
    )


def make_dip_sample_table() -> None:
    """By what the clocks of a dip sample run."""
    op.create_table(
        "front_door_clock",
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("hours", DOCUMENT, nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("told_from", sa.String(length=10), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "rule IN ('opening_hours', 'next_working_day')", name=op.f("ck_front_door_clock_clock_rule_known")
        ),
        sa.CheckConstraint("told_from IN ('received', 'decided')", name=op.f("ck_front_door_clock_told_from_known")),
        sa.ForeignKeyConstraint(["audit_id"], ["case_audit.id"], name=op.f("fk_front_door_clock_audit_id_case_audit")),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user_account.id"], name=op.f("fk_front_door_clock_set_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_front_door_clock")),
    )


def drop_outcome_tables() -> None:
    op.drop_table("audit_meeting_case")
    op.drop_table("audit_meeting_attendee")
    op.drop_table("left_proposal")
    op.drop_index(op.f("ix_audit_meeting_audit_id"), table_name="audit_meeting")
    op.drop_table("audit_meeting")


def make_record_tables() -> None:
    """Legal holds, who asked for an early destruction, and certificates, which outlive the audit."""
    op.create_table(
        "destruction_certificate",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("window_starts_on", sa.Date(), nullable=False),
        sa.Column("window_ends_on", sa.Date(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", DOCUMENT, nullable=False),
        sa.Column("stays", DOCUMENT, nullable=False),
        sa.Column("records_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_destruction_certificate_asked_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["user_account.id"],
            name=op.f("fk_destruction_certificate_confirmed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_destruction_certificate_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_certificate")),
        sa.UniqueConstraint("partnership_id", "number", name="each_certificate_number_once"),
    )
    op.create_index(
        op.f("ix_destruction_certificate_partnership_id"), "destruction_certificate", ["partnership_id"], unique=False
    )
    op.create_table(
        "audit_hold",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_why", sa.Text(), nullable=False),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("lifted_at IS NULL OR lifted_why <> ''", name=op.f("ck_audit_hold_lifting_says_why")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_audit_hold_hold_says_why")),
        sa.ForeignKeyConstraint(["audit_id"], ["case_audit.id"], name=op.f("fk_audit_hold_audit_id_case_audit")),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["user_account.id"], name=op.f("fk_audit_hold_lifted_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["user_account.id"], name=op.f("fk_audit_hold_set_by_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_hold")),
    )
    op.create_index(op.f("ix_audit_hold_audit_id"), "audit_hold", ["audit_id"], unique=False)
    op.create_table(
        "destruction_asked",
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_destruction_asked_asking_says_why")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_destruction_asked_asked_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["audit_id"], ["case_audit.id"], name=op.f("fk_destruction_asked_audit_id_case_audit")),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_destruction_asked")),
    )


def drop_record_tables() -> None:
    op.drop_table("destruction_asked")
    op.drop_index(op.f("ix_audit_hold_audit_id"), table_name="audit_hold")
    op.drop_table("audit_hold")
    op.drop_index(op.f("ix_destruction_certificate_partnership_id"), table_name="destruction_certificate")
    op.drop_table("destruction_certificate")


def downgrade() -> None:
    change_roles(lambda held, new: [one for one in held if one not in new])
    op.execute(RULE.delete().where(RULE.c.record_type.in_(list(NEW_RULES))))
    op.drop_table("front_door_clock")
    drop_record_tables()
    drop_outcome_tables()
    op.drop_table("panel_dissent")
    op.drop_index(op.f("ix_moderation_revision_case_id"), table_name="moderation_revision")
    op.drop_table("moderation_revision")
    op.drop_table("moderated_grade")
    op.drop_index(op.f("ix_learning_point_case_id"), table_name="learning_point")
    op.drop_index(op.f("ix_learning_point_audit_id"), table_name="learning_point")
    op.drop_table("learning_point")
    op.drop_index(op.f("ix_case_voice_recorder_id"), table_name="case_voice")
    op.drop_index(op.f("ix_case_voice_case_id"), table_name="case_voice")
    op.drop_table("case_voice")
    op.drop_index(op.f("ix_case_moderation_panel_id"), table_name="case_moderation")
    op.drop_table("case_moderation")
    op.drop_index(op.f("ix_agency_return_case_id"), table_name="agency_return")
    op.drop_index(op.f("ix_agency_return_auditor_id"), table_name="agency_return")
    op.drop_index(op.f("ix_agency_return_agency_id"), table_name="agency_return")
    op.drop_table("agency_return")
    op.drop_index("ix_audit_case_draw_id", table_name="audit_case")
    op.drop_index(op.f("ix_audit_case_audit_id"), table_name="audit_case")
    op.drop_table("audit_case")
    op.drop_table("panel_attendee")
    op.drop_table("listed_case")
    op.drop_index(op.f("ix_case_draw_list_id"), table_name="case_draw")
    op.drop_index(op.f("ix_case_draw_audit_id"), table_name="case_draw")
    op.drop_table("case_draw")
    op.drop_index(op.f("ix_moderation_panel_audit_id"), table_name="moderation_panel")
    op.drop_table("moderation_panel")
    op.drop_index(op.f("ix_case_list_audit_id"), table_name="case_list")
    op.drop_table("case_list")
    op.drop_index(op.f("ix_audit_recommendation_owner_id"), table_name="audit_recommendation")
    op.drop_index(op.f("ix_audit_recommendation_audit_id"), table_name="audit_recommendation")
    op.drop_table("audit_recommendation")
    op.drop_index(op.f("ix_case_audit_partnership_id"), table_name="case_audit")
    op.drop_table("case_audit")


def add_rules() -> None:
    connection = op.get_bind()
    partnership = sa.table("partnership", sa.column("id", sa.Integer))
    for partnership_id in connection.scalars(sa.select(partnership.c.id)).all():
        for record_type, months in NEW_RULES.items():
            values = {"partnership_id": partnership_id, "record_type": record_type, "months": months, "basis": BASIS}
            connection.execute(RULE.insert().values(**values))


def change_roles(change: Callable[[list[str], tuple[str, ...]], list[str]]) -> None:
    connection = op.get_bind()
    for key, new in NEW_PERMISSIONS.items():
        held = connection.scalar(sa.select(ROLE.c.permissions).where(ROLE.c.key == key))
        if held is not None:
            connection.execute(ROLE.update().where(ROLE.c.key == key).values(permissions=change(list(held), new)))
