"""The contact book: sources, consent, pairs, merging; retention of contacts and of messages, and the day of notice

Revision 0024, after 0023, 2026-11-29
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

RETAINED = (
    "anonymous_response", "assessment_step", "booking", "coding", "draft", "feedback_card", "feedback_entry",
    "good_practice", "help_request", "hub_cycle", "inspection_report", "invitation", "quote", "report_snapshot",
    "round", "safety_alert", "section11_assessment", "section11_cycle", "self_evidence", "submission", "visit",
)  # fmt: skip
RULES = {"contact": 24, "outbox_message": 3}
BASIS = "Suggested by the product. Confirm it in your partnership's retention schedule."
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
# Where a cycle's round asked, its own words are not kept; these are the words of the form at the time.
AGREED_AFTER_SURVEY = "Yes, ask me again"
BEFORE = "Before the contact book kept where and when"


def upgrade() -> None:
    _tables_of_contacts()
    for name in RETAINED:
        op.add_column(name, sa.Column("due_on", sa.Date(), nullable=True))
    with op.batch_alter_table("outbox_message") as table:
        table.add_column(sa.Column("retain_until", sa.Date(), nullable=True))
        table.add_column(sa.Column("legal_hold", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("retention_state", sa.String(length=12), nullable=False, server_default="kept"))
        table.add_column(sa.Column("due_on", sa.Date(), nullable=True))
    with op.batch_alter_table("outbox_message") as table:
        table.alter_column("legal_hold", server_default=None)
        table.alter_column("retention_state", server_default=None)
    with op.batch_alter_table("contact") as table:
        table.add_column(sa.Column("active_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("due_on", sa.Date(), nullable=True))
    _fill_the_book()
    with op.batch_alter_table("contact", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("active_on", existing_type=sa.Date(), nullable=False)
        table.drop_column("sources")
    _add_rules()


def downgrade() -> None:
    kinds = sa.table("retention_rule", sa.column("record_type", sa.String))
    op.get_bind().execute(sa.delete(kinds).where(kinds.c.record_type.in_(RULES)))
    with op.batch_alter_table("contact") as table:
        table.add_column(sa.Column("sources", DOCUMENT, nullable=False, server_default="[]"))
        table.drop_column("due_on")
        table.drop_column("active_on")
    with op.batch_alter_table("contact") as table:
        table.alter_column("sources", server_default=None)
    with op.batch_alter_table("outbox_message") as table:
        for column in ("due_on", "retention_state", "legal_hold", "retain_until"):
            table.drop_column(column)
    for name in RETAINED:
        with op.batch_alter_table(name) as table:
            table.drop_column("due_on")
    for name in ("contact_source", "contact_consent", "separate_contacts", "merged_contact", "silent_address"):
        op.drop_table(name)


def _tables_of_contacts() -> None:
    op.create_table(
        "silent_address",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_silent_address_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "fingerprint", name=op.f("pk_silent_address")),
    )
    op.create_table(
        "contact_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=12), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("act IN ('given', 'withdrawn')", name=op.f("ck_contact_consent_act_known")),
        sa.CheckConstraint("by IN ('themselves', 'officer', 'rule')", name=op.f("ck_contact_consent_by_known")),
        _of_contact("contact_consent", "contact_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_consent")),
    )
    op.create_index(op.f("ix_contact_consent_contact_id"), "contact_consent", ["contact_id"], unique=False)
    op.create_table(
        "merged_contact",
        sa.Column("old_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", MOMENT, nullable=False),
        _of_contact("merged_contact", "contact_id"),
        sa.PrimaryKeyConstraint("old_id", name=op.f("pk_merged_contact")),
    )
    op.create_index(op.f("ix_merged_contact_contact_id"), "merged_contact", ["contact_id"], unique=False)
    op.create_table(
        "separate_contacts",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_separate_contacts_in_order")),
        _of_contact("separate_contacts", "first_id"),
        _of_contact("separate_contacts", "second_id"),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_separate_contacts")),
    )
    op.create_index(op.f("ix_separate_contacts_second_id"), "separate_contacts", ["second_id"], unique=False)
    op.create_table(
        "contact_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('booking', 'door', 'list', 'round', 'survey', 'school', 'hand')",
            name=op.f("ck_contact_source_kind_known"),
        ),
        _of_contact("contact_source", "contact_id"),
        sa.ForeignKeyConstraint(["cycle_id"], ["hub_cycle.id"], name=op.f("fk_contact_source_cycle_id_hub_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_source")),
    )
    op.create_index(op.f("ix_contact_source_contact_id"), "contact_source", ["contact_id"], unique=False)
    op.create_index(op.f("ix_contact_source_cycle_id"), "contact_source", ["cycle_id"], unique=False)


def _of_contact(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["contact.id"], name=op.f(f"fk_{table}_{column}_contact"), ondelete="CASCADE"
    )  # fmt: skip


def _fill_the_book() -> None:
    """What is known of the contacts there are: sources in words, and that some agreed after a survey."""
    database = op.get_bind()
    contact = sa.table(
        "contact", sa.column("id", sa.Integer), sa.column("email", sa.String), sa.column("sources", DOCUMENT),
        sa.column("added_at", MOMENT), sa.column("consented", sa.Boolean), sa.column("active_on", sa.Date),
    )  # fmt: skip
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    sources, consents = [], []
    for one in database.execute(sa.select(contact).order_by(contact.c.id)).mappings().all():
        # Whoever was added before days were kept counts from today, so that nothing is destroyed unseen.
        added = one["added_at"] or today
        for label in one["sources"] or []:
            kind = "list" if str(label).startswith("List: ") else "survey"
            words = str(label).removeprefix("List: ")[:300]
            sources.append({"contact_id": one["id"], "kind": kind, "label": words, "noted_at": added})
        if one["consented"]:
            after_survey = "May be asked again" in (one["sources"] or [])
            consents.append(
                {
                    "contact_id": one["id"], "act": "given", "email": one["email"], "at": added, "by": "themselves",
                    "place": "After a survey" if after_survey else BEFORE,
                    "words": AGREED_AFTER_SURVEY if after_survey else "",
                }
            )  # fmt: skip
    if sources:
        database.execute(sa.insert(_table("contact_source", "contact_id kind label noted_at")), sources)
    if consents:
        database.execute(sa.insert(_table("contact_consent", "contact_id act email at by place words")), consents)
    database.execute(sa.update(contact).values(active_on=date(today.year, today.month, today.day)))


def _table(name: str, columns: str) -> sa.TableClause:
    kinds: dict[str, Any] = {"contact_id": sa.Integer, "noted_at": MOMENT, "at": MOMENT}
    return sa.table(name, *(sa.column(column, kinds.get(column, sa.String)) for column in columns.split()))


def _add_rules() -> None:
    """Suggested rules of the new kinds for every partnership that has rules."""
    database = op.get_bind()
    rule = sa.table(
        "retention_rule", sa.column("partnership_id", sa.Integer), sa.column("record_type", sa.String),
        sa.column("months", sa.Integer), sa.column("basis", sa.Text),
    )  # fmt: skip
    with_rules = database.scalars(sa.select(rule.c.partnership_id).distinct()).all()
    rows = [
        {"partnership_id": key, "record_type": kind, "months": months, "basis": BASIS}
        for key in with_rules
        for kind, months in RULES.items()
    ]
    if rows:
        database.execute(sa.insert(rule), rows)
