"""The year: scrutiny programmes with their topics, priorities, endorsement, external reviews, the annual report

Revision 0035, after 0034, 2026-11-30
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NEW_RULES = (("scrutiny_programme", 84), ("review_commission", 84), ("annual_report", 84))
BASIS = "Suggested by the product. Confirm it in your partnership's retention schedule."
RULE = sa.table(
    "retention_rule", sa.column("partnership_id", sa.Integer), sa.column("record_type", sa.String),
    sa.column("months", sa.Integer), sa.column("basis", sa.Text),
)  # fmt: skip


def upgrade() -> None:
    make_year()
    add_rules()


def downgrade() -> None:
    op.get_bind().execute(RULE.delete().where(RULE.c.record_type.in_([kind for kind, _ in NEW_RULES])))
    drop_year()


def add_rules() -> None:
    connection = op.get_bind()
    partnership = sa.table("partnership", sa.column("id", sa.Integer))
    for partnership_id in connection.scalars(sa.select(partnership.c.id)).all():
        for kind, months in NEW_RULES:
            values = {"partnership_id": partnership_id, "record_type": kind, "months": months, "basis": BASIS}
            connection.execute(RULE.insert().values(**values))


def make_year() -> None:
    op.create_table('annual_report',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=True),
    sa.Column('link', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint("published_on IS NULL OR link <> ''", name=op.f('ck_annual_report_published_somewhere')),
    sa.CheckConstraint('year BETWEEN 2000 AND 2100', name=op.f('ck_annual_report_year_sensible')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_annual_report_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_annual_report')),
    sa.UniqueConstraint('partnership_id', 'year', name='one_annual_report_a_year')
    )
    op.create_index(op.f('ix_annual_report_partnership_id'), 'annual_report', ['partnership_id'], unique=False)
    op.create_table('arrangements_decision',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('chairing', sa.String(length=20), nullable=False),
    sa.Column('scrutiny', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.String(length=200), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("chairing IN ('independent_chair', 'other_chair')", name=op.f('ck_arrangements_decision_chairing_known')),
    sa.CheckConstraint("reason <> '' AND decided_by <> ''", name=op.f('ck_arrangements_decision_says_who_decided_and_why')),
    sa.CheckConstraint("scrutiny IN ('scrutineer', 'mixed', 'pool')", name=op.f('ck_arrangements_decision_scrutiny_known')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_arrangements_decision_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_arrangements_decision_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_arrangements_decision'))
    )
    op.create_index(op.f('ix_arrangements_decision_partnership_id'), 'arrangements_decision', ['partnership_id'], unique=False)
    op.create_table('calendar_feed',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_used_on', sa.Date(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_calendar_feed_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_calendar_feed_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_calendar_feed_token_hash'))
    )
    op.create_index(op.f('ix_calendar_feed_partnership_id'), 'calendar_feed', ['partnership_id'], unique=False)
    op.create_index(op.f('ix_calendar_feed_user_id'), 'calendar_feed', ['user_id'], unique=False)
    op.create_table('priority_set',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('ended_early_from', sa.Date(), nullable=True),
    sa.Column('ended_why', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("ended_early_from IS NULL OR ended_why <> ''", name=op.f('ck_priority_set_ended_early_says_why')),
    sa.CheckConstraint("title <> ''", name=op.f('ck_priority_set_set_has_a_title')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_priority_set_days_in_order')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_priority_set_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_priority_set_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_priority_set'))
    )
    op.create_index(op.f('ix_priority_set_partnership_id'), 'priority_set', ['partnership_id'], unique=False)
    op.create_table('scrutiny_programme',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint('year BETWEEN 2000 AND 2100', name=op.f('ck_scrutiny_programme_year_sensible')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_scrutiny_programme_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_programme')),
    sa.UniqueConstraint('partnership_id', 'year', name='one_programme_a_year')
    )
    op.create_index(op.f('ix_scrutiny_programme_partnership_id'), 'scrutiny_programme', ['partnership_id'], unique=False)
    op.create_table('annual_cost',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('report_id', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('partner', sa.String(length=200), nullable=False),
    sa.Column('pence', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind IN ('contribution', 'in_kind', 'spending')", name=op.f('ck_annual_cost_cost_kind_known')),
    sa.CheckConstraint("partner <> '' AND source <> ''", name=op.f('ck_annual_cost_cost_has_a_source')),
    sa.CheckConstraint('pence >= 0', name=op.f('ck_annual_cost_pence_not_negative')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_annual_cost_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['report_id'], ['annual_report.id'], name=op.f('fk_annual_cost_report_id_annual_report')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_annual_cost'))
    )
    op.create_index(op.f('ix_annual_cost_report_id'), 'annual_cost', ['report_id'], unique=False)
    op.create_table('annual_statement',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('report_id', sa.String(length=36), nullable=False),
    sa.Column('heading', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("text <> '' AND source <> ''", name=op.f('ck_annual_statement_statement_has_a_source')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_annual_statement_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['report_id'], ['annual_report.id'], name=op.f('fk_annual_statement_report_id_annual_report')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_annual_statement'))
    )
    op.create_index(op.f('ix_annual_statement_report_id'), 'annual_statement', ['report_id'], unique=False)
    op.create_table('priority',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('set_id', sa.String(length=36), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=300), nullable=False),
    sa.CheckConstraint("text <> ''", name=op.f('ck_priority_priority_says_something')),
    sa.ForeignKeyConstraint(['set_id'], ['priority_set.id'], name=op.f('fk_priority_set_id_priority_set')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_priority')),
    sa.UniqueConstraint('set_id', 'position', name='each_priority_has_its_place')
    )
    op.create_index(op.f('ix_priority_set_id'), 'priority', ['set_id'], unique=False)
    op.create_table('programme_version',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('programme_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('document', DOCUMENT, nullable=False),
    sa.Column('drafted_by_ids', DOCUMENT, nullable=False),
    sa.Column('put_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('put_by_id', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.CheckConstraint("(state IN ('endorsed', 'sent_back')) = (decided_at IS NOT NULL)", name=op.f('ck_programme_version_decided_has_a_moment')),
    sa.CheckConstraint("state <> 'sent_back' OR words <> ''", name=op.f('ck_programme_version_sent_back_says_why')),
    sa.CheckConstraint("state IN ('proposed', 'endorsed', 'sent_back', 'overtaken')", name=op.f('ck_programme_version_version_state_known')),
    sa.CheckConstraint('decided_by_id IS NULL OR decided_by_id <> put_by_id', name=op.f('ck_programme_version_not_by_who_put_it_forward')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_programme_version_decided_by_id_user_account')),
    sa.ForeignKeyConstraint(['programme_id'], ['scrutiny_programme.id'], name=op.f('fk_programme_version_programme_id_scrutiny_programme')),
    sa.ForeignKeyConstraint(['put_by_id'], ['user_account.id'], name=op.f('fk_programme_version_put_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_version')),
    sa.UniqueConstraint('programme_id', 'number', name='each_version_number_once')
    )
    op.create_index(op.f('ix_programme_version_programme_id'), 'programme_version', ['programme_id'], unique=False)
    op.create_table('finding_priority',
    sa.Column('finding_id', sa.String(length=36), nullable=False),
    sa.Column('priority_id', sa.String(length=36), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_finding_priority_finding_id_finding')),
    sa.ForeignKeyConstraint(['priority_id'], ['priority.id'], name=op.f('fk_finding_priority_priority_id_priority')),
    sa.PrimaryKeyConstraint('finding_id', name=op.f('pk_finding_priority'))
    )
    op.create_index(op.f('ix_finding_priority_priority_id'), 'finding_priority', ['priority_id'], unique=False)
    op.create_table('programme_topic',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('programme_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('theme', sa.String(length=120), nullable=False),
    sa.Column('method', sa.String(length=20), nullable=False),
    sa.Column('best_fit', sa.Text(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('lead', sa.String(length=20), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=True),
    sa.Column('agency_id', sa.Integer(), nullable=True),
    sa.Column('priority_id', sa.String(length=36), nullable=True),
    sa.Column('days', sa.Float(), nullable=False),
    sa.Column('record_type', sa.String(length=20), nullable=True),
    sa.Column('record_id', sa.String(length=36), nullable=True),
    sa.Column('dropped_on', sa.Date(), nullable=True),
    sa.Column('dropped_why', sa.Text(), nullable=False),
    sa.Column('changed_by_ids', DOCUMENT, nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(dropped_on IS NULL) = (dropped_why = '')", name=op.f('ck_programme_topic_dropped_says_why')),
    sa.CheckConstraint("best_fit <> ''", name=op.f('ck_programme_topic_says_why_the_method_fits')),
    sa.CheckConstraint("lead IN ('scrutineer', 'qa_group', 'business_unit', 'executive', 'agency', 'outside')", name=op.f('ck_programme_topic_lead_known')),
    sa.CheckConstraint("method IN ('neighbour', 'expert', 'internal', 'practice_evaluation', 'multi_agency_audit', 'deep_dive', 'walkabouts', 'section_11', 'learning_hub', 'survey')", name=op.f('ck_programme_topic_method_known')),
    sa.CheckConstraint("title <> ''", name=op.f('ck_programme_topic_topic_has_a_title')),
    sa.CheckConstraint('(record_id IS NULL) = (record_type IS NULL)', name=op.f('ck_programme_topic_record_named_whole')),
    sa.CheckConstraint('days >= 0', name=op.f('ck_programme_topic_days_not_negative')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_programme_topic_days_in_order')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_programme_topic_agency_id_agency')),
    sa.ForeignKeyConstraint(['lead_id'], ['user_account.id'], name=op.f('fk_programme_topic_lead_id_user_account')),
    sa.ForeignKeyConstraint(['priority_id'], ['priority.id'], name=op.f('fk_programme_topic_priority_id_priority')),
    sa.ForeignKeyConstraint(['programme_id'], ['scrutiny_programme.id'], name=op.f('fk_programme_topic_programme_id_scrutiny_programme')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_topic')),
    sa.UniqueConstraint('programme_id', 'number', name='each_topic_number_once'),
    sa.UniqueConstraint('programme_id', 'record_type', 'record_id', name='each_record_counts_for_one_topic')
    )
    op.create_index(op.f('ix_programme_topic_agency_id'), 'programme_topic', ['agency_id'], unique=False)
    op.create_index(op.f('ix_programme_topic_lead_id'), 'programme_topic', ['lead_id'], unique=False)
    op.create_index(op.f('ix_programme_topic_priority_id'), 'programme_topic', ['priority_id'], unique=False)
    op.create_index(op.f('ix_programme_topic_programme_id'), 'programme_topic', ['programme_id'], unique=False)
    op.create_table('review_commission',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('reviewer', sa.String(length=200), nullable=False),
    sa.Column('independent_because', sa.Text(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('report_by', sa.Date(), nullable=False),
    sa.Column('outside_review_id', sa.String(length=36), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint("reviewer <> ''", name=op.f('ck_review_commission_somebody_reviews')),
    sa.CheckConstraint('report_by >= starts_on', name=op.f('ck_review_commission_days_in_order')),
    sa.CheckConstraint('year BETWEEN 2000 AND 2100', name=op.f('ck_review_commission_year_sensible')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_review_commission_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['outside_review_id'], ['outside_review.id'], name=op.f('fk_review_commission_outside_review_id_outside_review')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_review_commission_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_commission')),
    sa.UniqueConstraint('partnership_id', 'year', name='one_commission_a_year')
    )
    op.create_index(op.f('ix_review_commission_outside_review_id'), 'review_commission', ['outside_review_id'], unique=False)
    op.create_index(op.f('ix_review_commission_partnership_id'), 'review_commission', ['partnership_id'], unique=False)
    op.create_table('commission_note',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("text <> ''", name=op.f('ck_commission_note_note_says_something')),
    sa.ForeignKeyConstraint(['commission_id'], ['review_commission.id'], name=op.f('fk_commission_note_commission_id_review_commission')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_commission_note_made_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commission_note'))
    )
    op.create_index(op.f('ix_commission_note_commission_id'), 'commission_note', ['commission_id'], unique=False)
    op.create_table('commission_objective',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('verdict', sa.String(length=8), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('judged_on', sa.Date(), nullable=True),
    sa.Column('judged_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(verdict = '') = (judged_on IS NULL)", name=op.f('ck_commission_objective_judged_objective_has_a_day')),
    sa.CheckConstraint("text <> ''", name=op.f('ck_commission_objective_objective_says_something')),
    sa.CheckConstraint("verdict = '' OR reason <> ''", name=op.f('ck_commission_objective_judged_objective_says_why')),
    sa.CheckConstraint("verdict IN ('', 'met', 'partly', 'not_met')", name=op.f('ck_commission_objective_objective_verdict_known')),
    sa.ForeignKeyConstraint(['commission_id'], ['review_commission.id'], name=op.f('fk_commission_objective_commission_id_review_commission')),
    sa.ForeignKeyConstraint(['judged_by_id'], ['user_account.id'], name=op.f('fk_commission_objective_judged_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commission_objective')),
    sa.UniqueConstraint('commission_id', 'position', name='each_objective_has_its_place')
    )
    op.create_index(op.f('ix_commission_objective_commission_id'), 'commission_objective', ['commission_id'], unique=False)
    op.create_table('topic_reason',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('topic_id', sa.String(length=36), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('says', sa.Text(), nullable=False),
    sa.Column('record_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint("kind IN ('review', 'data', 'priority', 'backlog', 'inspection', 'coverage')", name=op.f('ck_topic_reason_reason_kind_known')),
    sa.CheckConstraint("says <> ''", name=op.f('ck_topic_reason_reason_says_something')),
    sa.ForeignKeyConstraint(['topic_id'], ['programme_topic.id'], name=op.f('fk_topic_reason_topic_id_programme_topic')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic_reason')),
    sa.UniqueConstraint('topic_id', 'position', name='each_reason_has_its_place')
    )
    op.create_index(op.f('ix_topic_reason_topic_id'), 'topic_reason', ['topic_id'], unique=False)


def drop_year() -> None:
    op.drop_index(op.f('ix_topic_reason_topic_id'), table_name='topic_reason')
    op.drop_table('topic_reason')
    op.drop_index(op.f('ix_commission_objective_commission_id'), table_name='commission_objective')
    op.drop_table('commission_objective')
    op.drop_index(op.f('ix_commission_note_commission_id'), table_name='commission_note')
    op.drop_table('commission_note')
    op.drop_index(op.f('ix_review_commission_partnership_id'), table_name='review_commission')
    op.drop_index(op.f('ix_review_commission_outside_review_id'), table_name='review_commission')
    op.drop_table('review_commission')
    op.drop_index(op.f('ix_programme_topic_programme_id'), table_name='programme_topic')
    op.drop_index(op.f('ix_programme_topic_priority_id'), table_name='programme_topic')
    op.drop_index(op.f('ix_programme_topic_lead_id'), table_name='programme_topic')
    op.drop_index(op.f('ix_programme_topic_agency_id'), table_name='programme_topic')
    op.drop_table('programme_topic')
    op.drop_index(op.f('ix_finding_priority_priority_id'), table_name='finding_priority')
    op.drop_table('finding_priority')
    op.drop_index(op.f('ix_programme_version_programme_id'), table_name='programme_version')
    op.drop_table('programme_version')
    op.drop_index(op.f('ix_priority_set_id'), table_name='priority')
    op.drop_table('priority')
    op.drop_index(op.f('ix_annual_statement_report_id'), table_name='annual_statement')
    op.drop_table('annual_statement')
    op.drop_index(op.f('ix_annual_cost_report_id'), table_name='annual_cost')
    op.drop_table('annual_cost')
    op.drop_index(op.f('ix_scrutiny_programme_partnership_id'), table_name='scrutiny_programme')
    op.drop_table('scrutiny_programme')
    op.drop_index(op.f('ix_priority_set_partnership_id'), table_name='priority_set')
    op.drop_table('priority_set')
    op.drop_index(op.f('ix_calendar_feed_user_id'), table_name='calendar_feed')
    op.drop_index(op.f('ix_calendar_feed_partnership_id'), table_name='calendar_feed')
    op.drop_table('calendar_feed')
    op.drop_index(op.f('ix_arrangements_decision_partnership_id'), table_name='arrangements_decision')
    op.drop_table('arrangements_decision')
    op.drop_index(op.f('ix_annual_report_partnership_id'), table_name='annual_report')
    op.drop_table('annual_report')
