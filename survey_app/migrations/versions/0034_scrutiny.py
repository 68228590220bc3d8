"""The scrutineer's desk: register, answers, challenges, assurance, days, conversations, reports, young scrutineers

Revision 0034, after 0033, 2026-11-30
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NEW_RULES = (
    ("partner_challenge", 84), ("assurance_request", 84), ("scrutiny_entry", 84), ("scrutiny_day", 84),
    ("scrutiny_report", 84), ("conversation_note", 24), ("young_finding", 36),
)  # fmt: skip
BASIS = "Suggested by the product. Confirm it in your partnership's retention schedule."
RULE = sa.table(
    "retention_rule", sa.column("partnership_id", sa.Integer), sa.column("record_type", sa.String),
    sa.column("months", sa.Integer), sa.column("basis", sa.Text),
)  # fmt: skip


def upgrade() -> None:
    make_desk()
    add_rules()


def downgrade() -> None:
    op.get_bind().execute(RULE.delete().where(RULE.c.record_type.in_([kind for kind, _ in NEW_RULES])))
    drop_desk()


def add_rules() -> None:
    connection = op.get_bind()
    partnership = sa.table("partnership", sa.column("id", sa.Integer))
    for partnership_id in connection.scalars(sa.select(partnership.c.id)).all():
        for kind, months in NEW_RULES:
            values = {"partnership_id": partnership_id, "record_type": kind, "months": months, "basis": BASIS}
            connection.execute(RULE.insert().values(**values))


def make_desk() -> None:
    op.create_table('conversation_note',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('spoken_on', sa.Date(), nullable=False),
    sa.Column('agency_type', sa.String(length=24), nullable=False),
    sa.Column('setting', sa.String(length=120), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('themes', DOCUMENT, nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint("text <> ''", name=op.f('ck_conversation_note_says_something')),
    sa.CheckConstraint('people BETWEEN 1 AND 500', name=op.f('ck_conversation_note_people_in_range')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_conversation_note_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_conversation_note_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversation_note'))
    )
    op.create_index(op.f('ix_conversation_note_partnership_id'), 'conversation_note', ['partnership_id'], unique=False)
    op.create_table('scrutiny_allowance',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('quarters', sa.Integer(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_scrutiny_allowance_days_in_order')),
    sa.CheckConstraint('quarters >= 0', name=op.f('ck_scrutiny_allowance_none_or_more')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_scrutiny_allowance_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['set_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_allowance_set_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_allowance')),
    sa.UniqueConstraint('partnership_id', 'starts_on', name='each_allowance_begins_once')
    )
    op.create_index(op.f('ix_scrutiny_allowance_partnership_id'), 'scrutiny_allowance', ['partnership_id'], unique=False)
    op.create_table('scrutiny_day',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('worked_on', sa.Date(), nullable=False),
    sa.Column('quarters', sa.Integer(), nullable=False),
    sa.Column('activity', sa.String(length=12), nullable=False),
    sa.Column('theme', sa.String(length=120), nullable=False),
    sa.Column('topic', sa.String(length=200), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('struck_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('struck_why', sa.Text(), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(struck_at IS NULL) = (struck_why = '')", name=op.f('ck_scrutiny_day_struck_says_why')),
    sa.CheckConstraint("activity IN ('reading', 'meeting', 'visit', 'audit', 'review', 'writing', 'other')", name=op.f('ck_scrutiny_day_activity_known')),
    sa.CheckConstraint('quarters BETWEEN 1 AND 4', name=op.f('ck_scrutiny_day_a_day_at_most')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_day_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_scrutiny_day_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_day'))
    )
    op.create_index(op.f('ix_scrutiny_day_partnership_id'), 'scrutiny_day', ['partnership_id'], unique=False)
    op.create_table('scrutiny_desk_seen',
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_scrutiny_desk_seen_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_scrutiny_desk_seen_user_id_user_account')),
    sa.PrimaryKeyConstraint('partnership_id', 'user_id', name=op.f('pk_scrutiny_desk_seen'))
    )
    op.create_table('scrutiny_entry',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('theme', sa.String(length=120), nullable=False),
    sa.Column('area', sa.String(length=120), nullable=False),
    sa.Column('raised_on', sa.Date(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=True),
    sa.Column('answer_by', sa.Date(), nullable=True),
    sa.Column('reminded_on', sa.Date(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_why', sa.Text(), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_why = '')", name=op.f('ck_scrutiny_entry_withdrawn_says_why')),
    sa.CheckConstraint("kind IN ('issue', 'observation', 'question')", name=op.f('ck_scrutiny_entry_kind_known')),
    sa.CheckConstraint('answer_by IS NULL OR answer_by >= raised_on', name=op.f('ck_scrutiny_entry_days_in_order')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_scrutiny_entry_agency_id_agency')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_entry_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_scrutiny_entry_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_entry')),
    sa.UniqueConstraint('partnership_id', 'number', name='each_scrutiny_entry_once')
    )
    op.create_index(op.f('ix_scrutiny_entry_agency_id'), 'scrutiny_entry', ['agency_id'], unique=False)
    op.create_index(op.f('ix_scrutiny_entry_partnership_id'), 'scrutiny_entry', ['partnership_id'], unique=False)
    op.create_table('scrutiny_report',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('facts', DOCUMENT, nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('final_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('final_by_id', sa.Integer(), nullable=True),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(final_at IS NULL) = (fingerprint = '')", name=op.f('ck_scrutiny_report_final_has_a_fingerprint')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_scrutiny_report_days_in_order')),
    sa.ForeignKeyConstraint(['final_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_report_final_by_id_user_account')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_report_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_scrutiny_report_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_report')),
    sa.UniqueConstraint('partnership_id', 'number', name='each_scrutiny_report_once')
    )
    op.create_index(op.f('ix_scrutiny_report_partnership_id'), 'scrutiny_report', ['partnership_id'], unique=False)
    op.create_table('scrutiny_terms',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('answer_days', sa.Integer(), nullable=False),
    sa.Column('respond_days', sa.Integer(), nullable=False),
    sa.Column('minimum_group', sa.Integer(), nullable=False),
    sa.Column('areas', DOCUMENT, nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('answer_days BETWEEN 1 AND 120 AND respond_days BETWEEN 1 AND 120', name=op.f('ck_scrutiny_terms_days_in_range')),
    sa.CheckConstraint('minimum_group BETWEEN 3 AND 50', name=op.f('ck_scrutiny_terms_group_in_range')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_scrutiny_terms_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['set_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_terms_set_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_terms')),
    sa.UniqueConstraint('partnership_id', 'number', name='each_scrutiny_terms_once')
    )
    op.create_index(op.f('ix_scrutiny_terms_partnership_id'), 'scrutiny_terms', ['partnership_id'], unique=False)
    op.create_table('scrutiny_theme',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('is_next', sa.Boolean(), nullable=False),
    sa.Column('added_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('ended_why', sa.Text(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("(ended_on IS NULL) = (ended_why = '')", name=op.f('ck_scrutiny_theme_ended_says_why')),
    sa.CheckConstraint("name <> '' AND why <> ''", name=op.f('ck_scrutiny_theme_says_what_and_why')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_theme_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_scrutiny_theme_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_theme')),
    sa.UniqueConstraint('partnership_id', 'name', name='each_scrutiny_theme_once')
    )
    op.create_index(op.f('ix_scrutiny_theme_partnership_id'), 'scrutiny_theme', ['partnership_id'], unique=False)
    op.create_table('seen_pack',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('seen_on', sa.Date(), nullable=False),
    sa.Column('pins', DOCUMENT, nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_seen_pack_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_seen_pack_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seen_pack')),
    sa.UniqueConstraint('partnership_id', 'number', name='each_seen_pack_once')
    )
    op.create_index(op.f('ix_seen_pack_partnership_id'), 'seen_pack', ['partnership_id'], unique=False)
    op.create_table('young_finding',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('occasion', sa.String(length=10), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('found_on', sa.Date(), nullable=False),
    sa.Column('good', sa.Text(), nullable=False),
    sa.Column('better', sa.Text(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('back_why', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cleared_by_id', sa.Integer(), nullable=True),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint("good <> '' OR better <> '' OR question <> ''", name=op.f('ck_young_finding_says_something')),
    sa.CheckConstraint("occasion IN ('visit', 'session', 'survey')", name=op.f('ck_young_finding_occasion_known')),
    sa.CheckConstraint("state <> 'back' OR back_why <> ''", name=op.f('ck_young_finding_back_says_why')),
    sa.CheckConstraint("state <> 'cleared' OR cleared_by_id IS NOT NULL", name=op.f('ck_young_finding_cleared_by_somebody')),
    sa.CheckConstraint("state IN ('waiting', 'cleared', 'back')", name=op.f('ck_young_finding_state_known')),
    sa.CheckConstraint('cleared_by_id IS NULL OR cleared_by_id <> made_by_id', name=op.f('ck_young_finding_second_person')),
    sa.ForeignKeyConstraint(['cleared_by_id'], ['user_account.id'], name=op.f('fk_young_finding_cleared_by_id_user_account')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_young_finding_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_young_finding_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_young_finding')),
    sa.UniqueConstraint('partnership_id', 'number', name='each_young_finding_once')
    )
    op.create_index(op.f('ix_young_finding_made_by_id'), 'young_finding', ['made_by_id'], unique=False)
    op.create_index(op.f('ix_young_finding_partnership_id'), 'young_finding', ['partnership_id'], unique=False)
    op.create_table('assurance_request',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('asked_as', sa.String(length=12), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('group_name', sa.String(length=120), nullable=False),
    sa.Column('entry_id', sa.String(length=36), nullable=True),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('answer_by', sa.Date(), nullable=False),
    sa.Column('reminded_on', sa.Date(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('closed_words', sa.Text(), nullable=False),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_why', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(closed_on IS NULL) = (closed_words = '')", name=op.f('ck_assurance_request_closed_says_what')),
    sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_why = '')", name=op.f('ck_assurance_request_withdrawn_says_why')),
    sa.CheckConstraint("asked_as IN ('executive', 'scrutineer')", name=op.f('ck_assurance_request_asked_as_known')),
    sa.CheckConstraint("title <> '' AND why <> ''", name=op.f('ck_assurance_request_says_what_and_why')),
    sa.CheckConstraint('answer_by >= asked_on', name=op.f('ck_assurance_request_days_in_order')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_assurance_request_agency_id_agency')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['user_account.id'], name=op.f('fk_assurance_request_closed_by_id_user_account')),
    sa.ForeignKeyConstraint(['entry_id'], ['scrutiny_entry.id'], name=op.f('fk_assurance_request_entry_id_scrutiny_entry')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_assurance_request_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_assurance_request_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assurance_request')),
    sa.UniqueConstraint('partnership_id', 'number', name='each_assurance_request_once')
    )
    op.create_index(op.f('ix_assurance_request_agency_id'), 'assurance_request', ['agency_id'], unique=False)
    op.create_index(op.f('ix_assurance_request_entry_id'), 'assurance_request', ['entry_id'], unique=False)
    op.create_index(op.f('ix_assurance_request_partnership_id'), 'assurance_request', ['partnership_id'], unique=False)
    op.create_table('partner_challenge',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('raised_on', sa.Date(), nullable=False),
    sa.Column('raised_as', sa.String(length=12), nullable=False),
    sa.Column('by_agency_id', sa.Integer(), nullable=True),
    sa.Column('to_agency_id', sa.Integer(), nullable=True),
    sa.Column('entry_id', sa.String(length=36), nullable=True),
    sa.Column('about_type', sa.String(length=16), nullable=False),
    sa.Column('about_id', sa.String(length=36), nullable=True),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('respond_by', sa.Date(), nullable=False),
    sa.Column('reminded_on', sa.Date(), nullable=True),
    sa.Column('outcome', sa.String(length=14), nullable=False),
    sa.Column('outcome_words', sa.Text(), nullable=False),
    sa.Column('outcome_on', sa.Date(), nullable=True),
    sa.Column('outcome_by_id', sa.Integer(), nullable=True),
    sa.Column('escalated_on', sa.Date(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(outcome = '') = (outcome_on IS NULL)", name=op.f('ck_partner_challenge_outcome_has_a_day')),
    sa.CheckConstraint("(about_type = '') = (about_id IS NULL)", name=op.f('ck_partner_challenge_about_a_record')),
    sa.CheckConstraint("about_type IN ('', 'recommendation', 'action', 'assurance', 'entry')", name=op.f('ck_partner_challenge_about_known')),
    sa.CheckConstraint("(raised_as = 'agency') = (by_agency_id IS NOT NULL)", name=op.f('ck_partner_challenge_an_agency_is_named')),
    sa.CheckConstraint("outcome = '' OR outcome_words <> ''", name=op.f('ck_partner_challenge_outcome_says_why')),
    sa.CheckConstraint("outcome IN ('', 'accepted', 'explained', 'not_resolved', 'settled')", name=op.f('ck_partner_challenge_outcome_known')),
    sa.CheckConstraint("raised_as IN ('agency', 'executive', 'scrutineer')", name=op.f('ck_partner_challenge_raised_as_known')),
    sa.CheckConstraint("what <> '' AND why <> ''", name=op.f('ck_partner_challenge_says_what_and_why')),
    sa.CheckConstraint('by_agency_id IS NULL OR to_agency_id IS NULL OR by_agency_id <> to_agency_id', name=op.f('ck_partner_challenge_another')),
    sa.ForeignKeyConstraint(['by_agency_id'], ['agency.id'], name=op.f('fk_partner_challenge_by_agency_id_agency')),
    sa.ForeignKeyConstraint(['entry_id'], ['scrutiny_entry.id'], name=op.f('fk_partner_challenge_entry_id_scrutiny_entry')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_partner_challenge_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['outcome_by_id'], ['user_account.id'], name=op.f('fk_partner_challenge_outcome_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_partner_challenge_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['to_agency_id'], ['agency.id'], name=op.f('fk_partner_challenge_to_agency_id_agency')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_challenge')),
    sa.UniqueConstraint('partnership_id', 'number', name='each_challenge_once')
    )
    op.create_index(op.f('ix_partner_challenge_about_id'), 'partner_challenge', ['about_id'], unique=False)
    op.create_index(op.f('ix_partner_challenge_by_agency_id'), 'partner_challenge', ['by_agency_id'], unique=False)
    op.create_index(op.f('ix_partner_challenge_entry_id'), 'partner_challenge', ['entry_id'], unique=False)
    op.create_index(op.f('ix_partner_challenge_partnership_id'), 'partner_challenge', ['partnership_id'], unique=False)
    op.create_index(op.f('ix_partner_challenge_to_agency_id'), 'partner_challenge', ['to_agency_id'], unique=False)
    op.create_table('scrutiny_answer',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('entry_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('answered_on', sa.Date(), nullable=False),
    sa.Column('answer_by', sa.Date(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=12), nullable=False),
    sa.Column('because', sa.Text(), nullable=False),
    sa.Column('judged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('judged_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(verdict = '') = (judged_at IS NULL)", name=op.f('ck_scrutiny_answer_judged_has_a_verdict')),
    sa.CheckConstraint("text <> ''", name=op.f('ck_scrutiny_answer_says_something')),
    sa.CheckConstraint("verdict <> 'not_yet' OR because <> ''", name=op.f('ck_scrutiny_answer_not_yet_says_why')),
    sa.CheckConstraint("verdict IN ('', 'satisfied', 'not_yet')", name=op.f('ck_scrutiny_answer_verdict_known')),
    sa.CheckConstraint('judged_by_id IS NULL OR judged_by_id <> answered_by_id', name=op.f('ck_scrutiny_answer_second_person')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_answer_answered_by_id_user_account')),
    sa.ForeignKeyConstraint(['entry_id'], ['scrutiny_entry.id'], name=op.f('fk_scrutiny_answer_entry_id_scrutiny_entry')),
    sa.ForeignKeyConstraint(['judged_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_answer_judged_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_answer')),
    sa.UniqueConstraint('entry_id', 'number', name='each_scrutiny_answer_once')
    )
    op.create_index(op.f('ix_scrutiny_answer_entry_id'), 'scrutiny_answer', ['entry_id'], unique=False)
    op.create_table('scrutiny_link',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('entry_id', sa.String(length=36), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('record_id', sa.String(length=64), nullable=False),
    sa.Column('says', sa.String(length=300), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('address', sa.String(length=500), nullable=False),
    sa.CheckConstraint("kind IN ('pin', 'finding', 'case_audit', 'visit', 'recommendation', 'other')", name=op.f('ck_scrutiny_link_kind_known')),
    sa.ForeignKeyConstraint(['entry_id'], ['scrutiny_entry.id'], name=op.f('fk_scrutiny_link_entry_id_scrutiny_entry')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_link'))
    )
    op.create_index(op.f('ix_scrutiny_link_entry_id'), 'scrutiny_link', ['entry_id'], unique=False)
    op.create_table('scrutiny_report_section',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('report_id', sa.String(length=36), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('heading', sa.String(length=200), nullable=False),
    sa.Column('area', sa.String(length=120), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['scrutiny_report.id'], name=op.f('fk_scrutiny_report_section_report_id_scrutiny_report')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_report_section')),
    sa.UniqueConstraint('report_id', 'position', name='each_report_section_has_its_place')
    )
    op.create_index(op.f('ix_scrutiny_report_section_report_id'), 'scrutiny_report_section', ['report_id'], unique=False)
    op.create_table('scrutiny_wording',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('entry_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('suggestion', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("text <> ''", name=op.f('ck_scrutiny_wording_says_something')),
    sa.ForeignKeyConstraint(['entry_id'], ['scrutiny_entry.id'], name=op.f('fk_scrutiny_wording_entry_id_scrutiny_entry')),
    sa.ForeignKeyConstraint(['written_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_wording_written_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_wording')),
    sa.UniqueConstraint('entry_id', 'number', name='each_scrutiny_wording_once')
    )
    op.create_index(op.f('ix_scrutiny_wording_entry_id'), 'scrutiny_wording', ['entry_id'], unique=False)
    op.create_table('young_answer',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('finding_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("text <> ''", name=op.f('ck_young_answer_says_something')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user_account.id'], name=op.f('fk_young_answer_answered_by_id_user_account')),
    sa.ForeignKeyConstraint(['finding_id'], ['young_finding.id'], name=op.f('fk_young_answer_finding_id_young_finding')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_young_answer')),
    sa.UniqueConstraint('finding_id', 'number', name='each_young_answer_once')
    )
    op.create_index(op.f('ix_young_answer_finding_id'), 'young_answer', ['finding_id'], unique=False)
    op.create_table('assurance_item',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('request_id', sa.String(length=36), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('verdict', sa.String(length=12), nullable=False),
    sa.Column('because', sa.Text(), nullable=False),
    sa.Column('judged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('judged_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(verdict = '') = (judged_at IS NULL)", name=op.f('ck_assurance_item_judged_has_a_verdict')),
    sa.CheckConstraint("text <> ''", name=op.f('ck_assurance_item_says_something')),
    sa.CheckConstraint("verdict = '' OR because <> ''", name=op.f('ck_assurance_item_judged_says_why')),
    sa.CheckConstraint("verdict IN ('', 'assured', 'partly', 'not_assured')", name=op.f('ck_assurance_item_verdict_known')),
    sa.ForeignKeyConstraint(['judged_by_id'], ['user_account.id'], name=op.f('fk_assurance_item_judged_by_id_user_account')),
    sa.ForeignKeyConstraint(['request_id'], ['assurance_request.id'], name=op.f('fk_assurance_item_request_id_assurance_request')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assurance_item')),
    sa.UniqueConstraint('request_id', 'position', name='each_assurance_item_has_its_place')
    )
    op.create_index(op.f('ix_assurance_item_request_id'), 'assurance_item', ['request_id'], unique=False)
    op.create_table('challenge_advice',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('challenge_id', sa.String(length=36), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("text <> ''", name=op.f('ck_challenge_advice_says_something')),
    sa.ForeignKeyConstraint(['challenge_id'], ['partner_challenge.id'], name=op.f('fk_challenge_advice_challenge_id_partner_challenge')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_challenge_advice_made_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_advice'))
    )
    op.create_index(op.f('ix_challenge_advice_challenge_id'), 'challenge_advice', ['challenge_id'], unique=False)
    op.create_table('challenge_response',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('challenge_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('respond_by', sa.Date(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_by_id', sa.Integer(), nullable=False),
    sa.Column('not_enough', sa.Text(), nullable=False),
    sa.CheckConstraint("text <> ''", name=op.f('ck_challenge_response_says_something')),
    sa.ForeignKeyConstraint(['challenge_id'], ['partner_challenge.id'], name=op.f('fk_challenge_response_challenge_id_partner_challenge')),
    sa.ForeignKeyConstraint(['given_by_id'], ['user_account.id'], name=op.f('fk_challenge_response_given_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_response')),
    sa.UniqueConstraint('challenge_id', 'number', name='each_challenge_response_once')
    )
    op.create_index(op.f('ix_challenge_response_challenge_id'), 'challenge_response', ['challenge_id'], unique=False)
    op.create_table('assurance_evidence',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('item_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('link', sa.String(length=500), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("text <> ''", name=op.f('ck_assurance_evidence_says_something')),
    sa.ForeignKeyConstraint(['given_by_id'], ['user_account.id'], name=op.f('fk_assurance_evidence_given_by_id_user_account')),
    sa.ForeignKeyConstraint(['item_id'], ['assurance_item.id'], name=op.f('fk_assurance_evidence_item_id_assurance_item')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assurance_evidence')),
    sa.UniqueConstraint('item_id', 'number', name='each_assurance_evidence_once')
    )
    op.create_index(op.f('ix_assurance_evidence_item_id'), 'assurance_evidence', ['item_id'], unique=False)


def drop_desk() -> None:
    op.drop_index(op.f('ix_assurance_evidence_item_id'), table_name='assurance_evidence')
    op.drop_table('assurance_evidence')
    op.drop_index(op.f('ix_challenge_response_challenge_id'), table_name='challenge_response')
    op.drop_table('challenge_response')
    op.drop_index(op.f('ix_challenge_advice_challenge_id'), table_name='challenge_advice')
    op.drop_table('challenge_advice')
    op.drop_index(op.f('ix_assurance_item_request_id'), table_name='assurance_item')
    op.drop_table('assurance_item')
    op.drop_index(op.f('ix_young_answer_finding_id'), table_name='young_answer')
    op.drop_table('young_answer')
    op.drop_index(op.f('ix_scrutiny_wording_entry_id'), table_name='scrutiny_wording')
    op.drop_table('scrutiny_wording')
    op.drop_index(op.f('ix_scrutiny_report_section_report_id'), table_name='scrutiny_report_section')
    op.drop_table('scrutiny_report_section')
    op.drop_index(op.f('ix_scrutiny_link_entry_id'), table_name='scrutiny_link')
    op.drop_table('scrutiny_link')
    op.drop_index(op.f('ix_scrutiny_answer_entry_id'), table_name='scrutiny_answer')
    op.drop_table('scrutiny_answer')
    op.drop_index(op.f('ix_partner_challenge_to_agency_id'), table_name='partner_challenge')
    op.drop_index(op.f('ix_partner_challenge_partnership_id'), table_name='partner_challenge')
    op.drop_index(op.f('ix_partner_challenge_entry_id'), table_name='partner_challenge')
    op.drop_index(op.f('ix_partner_challenge_by_agency_id'), table_name='partner_challenge')
    op.drop_index(op.f('ix_partner_challenge_about_id'), table_name='partner_challenge')
    op.drop_table('partner_challenge')
    op.drop_index(op.f('ix_assurance_request_partnership_id'), table_name='assurance_request')
    op.drop_index(op.f('ix_assurance_request_entry_id'), table_name='assurance_request')
    op.drop_index(op.f('ix_assurance_request_agency_id'), table_name='assurance_request')
    op.drop_table('assurance_request')
    op.drop_index(op.f('ix_young_finding_partnership_id'), table_name='young_finding')
    op.drop_index(op.f('ix_young_finding_made_by_id'), table_name='young_finding')
    op.drop_table('young_finding')
    op.drop_index(op.f('ix_seen_pack_partnership_id'), table_name='seen_pack')
    op.drop_table('seen_pack')
    op.drop_index(op.f('ix_scrutiny_theme_partnership_id'), table_name='scrutiny_theme')
    op.drop_table('scrutiny_theme')
    op.drop_index(op.f('ix_scrutiny_terms_partnership_id'), table_name='scrutiny_terms')
    op.drop_table('scrutiny_terms')
    op.drop_index(op.f('ix_scrutiny_report_partnership_id'), table_name='scrutiny_report')
    op.drop_table('scrutiny_report')
    op.drop_index(op.f('ix_scrutiny_entry_partnership_id'), table_name='scrutiny_entry')
    op.drop_index(op.f('ix_scrutiny_entry_agency_id'), table_name='scrutiny_entry')
    op.drop_table('scrutiny_entry')
    op.drop_table('scrutiny_desk_seen')
    op.drop_index(op.f('ix_scrutiny_day_partnership_id'), table_name='scrutiny_day')
    op.drop_table('scrutiny_day')
    op.drop_index(op.f('ix_scrutiny_allowance_partnership_id'), table_name='scrutiny_allowance')
    op.drop_table('scrutiny_allowance')
    op.drop_index(op.f('ix_conversation_note_partnership_id'), table_name='conversation_note')
    op.drop_table('conversation_note')
