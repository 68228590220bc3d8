"""Peer reviews: reviewers from outside, interviews, findings with their sources; the role of a peer reviewer

Revision 0032, after 0031, 2026-11-29
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NEW_PERMISSIONS = {
    "qa_group": ("peer_reviews.open", "peer_reviews.read", "peer_reviews.manage"),
    "auditor": ("peer_reviews.open",),
    "agency_lead": ("peer_reviews.open",),
    "scrutineer": ("peer_reviews.open", "peer_reviews.read"),
}
PEER_REVIEWER = {
    "key": "peer_reviewer",
    "name": "Peer reviewer",
    "permissions": ["peer_reviews.open", "collect.answer"],
}
REVIEWS, MONTHS = "peer_review", 84
BASIS = "Suggested by the product. Confirm it in your partnership's retention schedule."
ROLE = sa.table("role", sa.column("key", sa.String), sa.column("name", sa.String), sa.column("permissions", DOCUMENT))
RULE = sa.table(
    "retention_rule", sa.column("partnership_id", sa.Integer), sa.column("record_type", sa.String),
    sa.column("months", sa.Integer), sa.column("basis", sa.Text),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "peer_review",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("locality_id", sa.Integer(), nullable=True),
        sa.Column("team", sa.String(length=200), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("cancelled_why", sa.Text(), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("retention_state", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(state = 'handed_over') = (handed_over_at IS NOT NULL)",
            name=op.f("ck_peer_review_handed_over_has_a_moment"),
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'fieldwork', 'accuracy', 'handed_over', 'cancelled')",
            name=op.f("ck_peer_review_state_known"),
        ),
        sa.CheckConstraint(
            "agency_id IS NOT NULL OR locality_id IS NOT NULL", name=op.f("ck_peer_review_something_is_reviewed")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_peer_review_days_in_order")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_peer_review_agency_id_agency")),
        sa.ForeignKeyConstraint(["locality_id"], ["locality.id"], name=op.f("fk_peer_review_locality_id_locality")),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_peer_review_partnership_id_partnership")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_peer_review_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_review")),
        sa.UniqueConstraint("partnership_id", "slug", name=op.f("uq_peer_review_partnership_id_slug")),
        sa.UniqueConstraint("round_id", name=op.f("uq_peer_review_round_id")),
    )
    op.create_index(op.f("ix_peer_review_agency_id"), "peer_review", ["agency_id"], unique=False)
    op.create_index(op.f("ix_peer_review_locality_id"), "peer_review", ["locality_id"], unique=False)
    op.create_index(op.f("ix_peer_review_partnership_id"), "peer_review", ["partnership_id"], unique=False)
    op.create_table(
        "peer_finding",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("review_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("confidence", sa.String(length=8), nullable=False),
        sa.Column("recommendation", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("area_says", sa.Text(), nullable=False),
        sa.Column("area_says_by_id", sa.Integer(), nullable=True),
        sa.Column("area_says_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('strength', 'development')", name=op.f("ck_peer_finding_kind_known")),
        sa.CheckConstraint("state IN ('draft', 'confirmed', 'dropped')", name=op.f("ck_peer_finding_state_known")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_peer_finding_says_something")),
        sa.ForeignKeyConstraint(
            ["area_says_by_id"], ["user_account.id"], name=op.f("fk_peer_finding_area_says_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["peer_review.id"], name=op.f("fk_peer_finding_review_id_peer_review")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_finding")),
        sa.UniqueConstraint("review_id", "number", name="each_peer_finding_number_once"),
    )
    op.create_index(op.f("ix_peer_finding_review_id"), "peer_finding", ["review_id"], unique=False)
    op.create_table(
        "peer_interview",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("review_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("interviewer_id", sa.Integer(), nullable=True),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["interviewer_id"], ["user_account.id"], name=op.f("fk_peer_interview_interviewer_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["peer_review.id"], name=op.f("fk_peer_interview_review_id_peer_review")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_interview")),
        sa.UniqueConstraint("draft_id", name="each_interview_once"),
        sa.UniqueConstraint("review_id", "number", name="each_interview_number_once"),
    )
    op.create_index(op.f("ix_peer_interview_interviewer_id"), "peer_interview", ["interviewer_id"], unique=False)
    op.create_index(op.f("ix_peer_interview_review_id"), "peer_interview", ["review_id"], unique=False)
    op.create_table(
        "peer_seat",
        sa.Column("review_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("works_at", sa.String(length=200), nullable=False),
        sa.Column("locality_id", sa.Integer(), nullable=True),
        sa.Column("conflict", sa.Text(), nullable=False),
        sa.Column("conflict_handling", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("side = 'area' OR works_at <> ''", name=op.f("ck_peer_seat_reviewer_comes_from_somewhere")),
        sa.CheckConstraint("side IN ('reviewer', 'area')", name=op.f("ck_peer_seat_side_known")),
        sa.ForeignKeyConstraint(["locality_id"], ["locality.id"], name=op.f("fk_peer_seat_locality_id_locality")),
        sa.ForeignKeyConstraint(["review_id"], ["peer_review.id"], name=op.f("fk_peer_seat_review_id_peer_review")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_peer_seat_user_id_user_account")),
        sa.PrimaryKeyConstraint("review_id", "user_id", name=op.f("pk_peer_seat")),
    )
    op.create_index(op.f("ix_peer_seat_user_id"), "peer_seat", ["user_id"], unique=False)
    op.create_table(
        "finding_source",
        sa.Column("finding_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("reference", sa.String(length=300), nullable=False),
        sa.CheckConstraint("reference <> ''", name=op.f("ck_finding_source_source_can_be_found")),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["peer_finding.id"], name=op.f("fk_finding_source_finding_id_peer_finding")
        ),
        sa.PrimaryKeyConstraint("finding_id", "position", name=op.f("pk_finding_source")),
    )

    add_rules()
    add_role()
    change_roles(lambda held, new: held + [one for one in new if one not in held])


def downgrade() -> None:
    change_roles(lambda held, new: [one for one in held if one not in new])
    connection = op.get_bind()
    membership = sa.table("membership", sa.column("role_key", sa.String))
    connection.execute(membership.delete().where(membership.c.role_key == PEER_REVIEWER["key"]))
    connection.execute(ROLE.delete().where(ROLE.c.key == PEER_REVIEWER["key"]))
    connection.execute(RULE.delete().where(RULE.c.record_type == REVIEWS))
    op.drop_table("finding_source")
    op.drop_index(op.f("ix_peer_seat_user_id"), table_name="peer_seat")
    op.drop_table("peer_seat")
    op.drop_index(op.f("ix_peer_interview_review_id"), table_name="peer_interview")
    op.drop_index(op.f("ix_peer_interview_interviewer_id"), table_name="peer_interview")
    op.drop_table("peer_interview")
    op.drop_index(op.f("ix_peer_finding_review_id"), table_name="peer_finding")
    op.drop_table("peer_finding")
    op.drop_index(op.f("ix_peer_review_partnership_id"), table_name="peer_review")
    op.drop_index(op.f("ix_peer_review_locality_id"), table_name="peer_review")
    op.drop_index(op.f("ix_peer_review_agency_id"), table_name="peer_review")
    op.drop_table("peer_review")


def add_rules() -> None:
    connection = op.get_bind()
    partnership = sa.table("partnership", sa.column("id", sa.Integer))
    for partnership_id in connection.scalars(sa.select(partnership.c.id)).all():
        values = {"partnership_id": partnership_id, "record_type": REVIEWS, "months": MONTHS, "basis": BASIS}
        connection.execute(RULE.insert().values(**values))


def add_role() -> None:
    """The new role, where the roles that ship with the product are there already."""
    connection = op.get_bind()
    held = connection.scalars(sa.select(ROLE.c.key)).all()
    if held and PEER_REVIEWER["key"] not in held:
        connection.execute(ROLE.insert().values(**PEER_REVIEWER))


def change_roles(change: Callable[[list[str], tuple[str, ...]], list[str]]) -> None:
    connection = op.get_bind()
    for key, new in NEW_PERMISSIONS.items():
        held = connection.scalar(sa.select(ROLE.c.permissions).where(ROLE.c.key == key))
        if held is not None:
            connection.execute(ROLE.update().where(ROLE.c.key == key).values(permissions=change(list(held), new)))
