"""The case-resolution log, with the stages of the local protocol

Revision 0031, after 0030, 2026-11-29
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NEW_PERMISSIONS = {
    "qa_group": ("resolutions.open", "resolutions.read", "resolutions.raise", "resolutions.manage"),
    "auditor": ("resolutions.open", "resolutions.raise"),
    "agency_lead": ("resolutions.open", "resolutions.raise"),
    "scrutineer": ("resolutions.open", "resolutions.read", "resolutions.advise"),
    "executive_member": ("resolutions.open", "resolutions.read"),
}
LOG, MONTHS = "case_resolution", 84
BASIS = "Suggested by the product. Confirm it in your partnership's retention schedule."
ROLE = sa.table("role", sa.column("key", sa.String), sa.column("name", sa.String), sa.column("permissions", DOCUMENT))
RULE = sa.table(
    "retention_rule", sa.column("partnership_id", sa.Integer), sa.column("record_type", sa.String),
    sa.column("months", sa.Integer), sa.column("basis", sa.Text),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "resolution_stage",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("limit_days", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "limit_days IS NULL OR limit_days BETWEEN 1 AND 60", name=op.f("ck_resolution_stage_limit_sensible")
        ),
        sa.CheckConstraint("number BETWEEN 1 AND 8", name=op.f("ck_resolution_stage_number_sensible")),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_resolution_stage_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "number", name=op.f("pk_resolution_stage")),
    )
    op.create_table(
        "case_resolution",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=False),
        sa.Column("raised_with_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("audit_case_id", sa.String(length=36), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("outcome_words", sa.Text(), nullable=False),
        sa.Column("learning", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("retention_state", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(closed_on IS NULL) = (outcome = '')", name=op.f("ck_case_resolution_closed_has_an_outcome")
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR closed_on >= raised_on", name=op.f("ck_case_resolution_days_in_order")
        ),
        sa.CheckConstraint("raised_by_id <> raised_with_id", name=op.f("ck_case_resolution_two_agencies")),
        sa.ForeignKeyConstraint(
            ["audit_case_id"], ["audit_case.id"], name=op.f("fk_case_resolution_audit_case_id_audit_case")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_case_resolution_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_case_resolution_partnership_id_partnership")
        ),
        sa.ForeignKeyConstraint(["raised_by_id"], ["agency.id"], name=op.f("fk_case_resolution_raised_by_id_agency")),
        sa.ForeignKeyConstraint(
            ["raised_with_id"], ["agency.id"], name=op.f("fk_case_resolution_raised_with_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_resolution")),
        sa.UniqueConstraint("partnership_id", "number", name=op.f("uq_case_resolution_partnership_id_number")),
    )
    op.create_index(op.f("ix_case_resolution_audit_case_id"), "case_resolution", ["audit_case_id"], unique=False)
    op.create_index(op.f("ix_case_resolution_partnership_id"), "case_resolution", ["partnership_id"], unique=False)
    op.create_index(op.f("ix_case_resolution_raised_by_id"), "case_resolution", ["raised_by_id"], unique=False)
    op.create_index(op.f("ix_case_resolution_raised_with_id"), "case_resolution", ["raised_with_id"], unique=False)
    op.create_table(
        "resolution_advice",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("resolution_id", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_resolution_advice_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["case_resolution.id"], name=op.f("fk_resolution_advice_resolution_id_case_resolution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution_advice")),
    )
    op.create_index(op.f("ix_resolution_advice_resolution_id"), "resolution_advice", ["resolution_id"], unique=False)
    op.create_table(
        "resolution_step",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("resolution_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("limit_days", sa.Integer(), nullable=True),
        sa.Column("ends_by", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_resolution_step_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["case_resolution.id"], name=op.f("fk_resolution_step_resolution_id_case_resolution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution_step")),
        sa.UniqueConstraint("resolution_id", "number", name="each_resolution_step_once"),
    )
    op.create_index(op.f("ix_resolution_step_resolution_id"), "resolution_step", ["resolution_id"], unique=False)

    add_rules()
    change_roles(lambda held, new: held + [one for one in new if one not in held])


def downgrade() -> None:
    change_roles(lambda held, new: [one for one in held if one not in new])
    op.execute(RULE.delete().where(RULE.c.record_type == LOG))
    op.drop_index(op.f("ix_resolution_step_resolution_id"), table_name="resolution_step")
    op.drop_table("resolution_step")
    op.drop_index(op.f("ix_resolution_advice_resolution_id"), table_name="resolution_advice")
    op.drop_table("resolution_advice")
    op.drop_index(op.f("ix_case_resolution_raised_with_id"), table_name="case_resolution")
    op.drop_index(op.f("ix_case_resolution_raised_by_id"), table_name="case_resolution")
    op.drop_index(op.f("ix_case_resolution_partnership_id"), table_name="case_resolution")
    op.drop_index(op.f("ix_case_resolution_audit_case_id"), table_name="case_resolution")
    op.drop_table("case_resolution")
    op.drop_table("resolution_stage")


def add_rules() -> None:
    connection = op.get_bind()
    partnership = sa.table("partnership", sa.column("id", sa.Integer))
    for partnership_id in connection.scalars(sa.select(partnership.c.id)).all():
        values = {"partnership_id": partnership_id, "record_type": LOG, "months": MONTHS, "basis": BASIS}
        connection.execute(RULE.insert().values(**values))


def change_roles(change: Callable[[list[str], tuple[str, ...]], list[str]]) -> None:
    connection = op.get_bind()
    for key, new in NEW_PERMISSIONS.items():
        held = connection.scalar(sa.select(ROLE.c.permissions).where(ROLE.c.key == key))
        if held is not None:
            connection.execute(ROLE.update().where(ROLE.c.key == key).values(permissions=change(list(held), new)))
