"""Focus groups with children and families, the role of a youth worker, and worries that were raised in no round

Revision 0028, after 0027, 2026-11-29
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NEW_PERMISSIONS = {"qa_group": ("families.open", "families.clear")}
YOUTH_WORKER = {"key": "youth_worker", "name": "Youth worker", "permissions": ["families.open", "families.record"]}
NOTES, MONTHS = "focus_group_note", 6
BASIS = "Suggested by the product. Confirm it in your partnership's retention schedule."
ROLE = sa.table("role", sa.column("key", sa.String), sa.column("name", sa.String), sa.column("permissions", DOCUMENT))
RULE = sa.table(
    "retention_rule", sa.column("partnership_id", sa.Integer), sa.column("record_type", sa.String),
    sa.column("months", sa.Integer), sa.column("basis", sa.Text),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "focus_group",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("who", sa.String(length=10), nullable=False),
        sa.Column("ages", DOCUMENT, nullable=False),
        sa.Column("setting", sa.String(length=300), nullable=False),
        sa.Column("planned_for", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("helped_by", sa.String(length=300), nullable=False),
        sa.Column("told_how", sa.String(length=300), nullable=False),
        sa.Column("unsafe", sa.String(length=3), nullable=False),
        sa.Column("withdrawals", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("unsafe IN ('', 'no', 'yes')", name=op.f("ck_focus_group_unsafe_known")),
        sa.CheckConstraint("who IN ('children', 'parents', 'families')", name=op.f("ck_focus_group_who_known")),
        sa.ForeignKeyConstraint(["cycle_id"], ["hub_cycle.id"], name=op.f("fk_focus_group_cycle_id_hub_cycle")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_focus_group_recorded_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focus_group")),
    )
    op.create_index(op.f("ix_focus_group_cycle_id"), "focus_group", ["cycle_id"], unique=False)
    op.create_index(op.f("ix_focus_group_recorded_by_id"), "focus_group", ["recorded_by_id"], unique=False)
    op.create_table(
        "focus_group_participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("under_16", sa.Boolean(), nullable=False),
        sa.Column("agreed_by", sa.String(length=8), nullable=False),
        sa.Column("to_notes", sa.Boolean(), nullable=False),
        sa.Column("to_quotes", sa.Boolean(), nullable=False),
        sa.Column("to_be_told", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT withdrawn OR agreed_by = ''", name=op.f("ck_focus_group_participant_withdrawn_agree_to_nothing")
        ),
        sa.CheckConstraint(
            "agreed_by <> '' OR NOT (to_notes OR to_quotes OR to_be_told)",
            name=op.f("ck_focus_group_participant_somebody_agreed"),
        ),
        sa.CheckConstraint(
            "agreed_by IN ('', 'self', 'both', 'parent')", name=op.f("ck_focus_group_participant_agreed_by_known")
        ),
        sa.CheckConstraint("to_notes OR NOT to_quotes", name=op.f("ck_focus_group_participant_quotes_need_notes")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["focus_group.id"], name=op.f("fk_focus_group_participant_group_id_focus_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focus_group_participant")),
        sa.UniqueConstraint("group_id", "number", name="each_number_once_in_a_group"),
    )
    op.create_index(op.f("ix_focus_group_participant_group_id"), "focus_group_participant", ["group_id"], unique=False)
    op.create_table(
        "focus_group_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["focus_group.id"], name=op.f("fk_focus_group_question_group_id_focus_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focus_group_question")),
    )
    op.create_index(op.f("ix_focus_group_question_group_id"), "focus_group_question", ["group_id"], unique=False)
    op.create_table(
        "focus_group_point",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("said_by", DOCUMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tone", sa.String(length=8), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("passed_on", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state <> 'cleared' OR decided_by_id IS NOT NULL", name=op.f("ck_focus_group_point_cleared_by_somebody")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'waiting', 'cleared', 'returned')", name=op.f("ck_focus_group_point_state_known")
        ),
        sa.CheckConstraint("tone IN ('', 'strength', 'concern')", name=op.f("ck_focus_group_point_tone_known")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> entered_by_id", name=op.f("ck_focus_group_point_second_person")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_focus_group_point_decided_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user_account.id"], name=op.f("fk_focus_group_point_entered_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["focus_group.id"], name=op.f("fk_focus_group_point_group_id_focus_group")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["focus_group_question.id"],
            name=op.f("fk_focus_group_point_question_id_focus_group_question"),
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["hub_theme.id"], name=op.f("fk_focus_group_point_theme_id_hub_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focus_group_point")),
    )
    op.create_index(op.f("ix_focus_group_point_group_id"), "focus_group_point", ["group_id"], unique=False)
    op.create_index(op.f("ix_focus_group_point_question_id"), "focus_group_point", ["question_id"], unique=False)
    op.create_index(op.f("ix_focus_group_point_theme_id"), "focus_group_point", ["theme_id"], unique=False)
    op.create_table(
        "focus_group_note",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.String(length=32), nullable=True),
        sa.Column("said_by", DOCUMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("retention_state", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["focus_group.id"], name=op.f("fk_focus_group_note_group_id_focus_group")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["focus_group_point.id"], name=op.f("fk_focus_group_note_point_id_focus_group_point")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["focus_group_question.id"],
            name=op.f("fk_focus_group_note_question_id_focus_group_question"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focus_group_note")),
    )
    op.create_index(op.f("ix_focus_group_note_group_id"), "focus_group_note", ["group_id"], unique=False)
    op.create_index(op.f("ix_focus_group_note_point_id"), "focus_group_note", ["point_id"], unique=False)
    op.create_index(op.f("ix_focus_group_note_question_id"), "focus_group_note", ["question_id"], unique=False)
    with op.batch_alter_table("safety_alert") as batch_op:
        batch_op.add_column(sa.Column("place", sa.String(length=300), server_default="", nullable=False))
        batch_op.alter_column("round_id", existing_type=sa.Integer(), nullable=True)
    with op.batch_alter_table("safety_alert") as batch_op:
        batch_op.alter_column("place", existing_type=sa.String(length=300), server_default=None)
    add_rules()
    add_role()
    change_roles(lambda held, new: [*held, *(key for key in new if key not in held)])


def downgrade() -> None:
    change_roles(lambda held, new: [key for key in held if key not in new])
    connection = op.get_bind()
    membership = sa.table("membership", sa.column("role_key", sa.String))
    connection.execute(membership.delete().where(membership.c.role_key == YOUTH_WORKER["key"]))
    connection.execute(ROLE.delete().where(ROLE.c.key == YOUTH_WORKER["key"]))
    connection.execute(RULE.delete().where(RULE.c.record_type == NOTES))
    alert = sa.table("safety_alert", sa.column("round_id", sa.Integer))
    connection.execute(alert.delete().where(alert.c.round_id.is_(None)))
    with op.batch_alter_table("safety_alert") as batch_op:
        batch_op.alter_column("round_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("place")
    for table in ("note", "point", "question", "participant"):
        op.drop_table(f"focus_group_{table}")
    op.drop_table("focus_group")


def add_rules() -> None:
    connection = op.get_bind()
    partnership = sa.table("partnership", sa.column("id", sa.Integer))
    for partnership_id in connection.scalars(sa.select(partnership.c.id)).all():
        connection.execute(
            RULE.insert().values(partnership_id=partnership_id, record_type=NOTES, months=MONTHS, basis=BASIS)
        )


def add_role() -> None:
    """The new role, where the roles that ship with the product are there already."""
    connection = op.get_bind()
    held = connection.scalars(sa.select(ROLE.c.key)).all()
    if held and YOUTH_WORKER["key"] not in held:
        connection.execute(ROLE.insert().values(**YOUTH_WORKER))


def change_roles(change: Callable[[list[str], tuple[str, ...]], list[str]]) -> None:
    connection = op.get_bind()
    for key, new in NEW_PERMISSIONS.items():
        held = connection.scalar(sa.select(ROLE.c.permissions).where(ROLE.c.key == key))
        if held is not None:
            connection.execute(ROLE.update().where(ROLE.c.key == key).values(permissions=change(list(held), new)))
