"""Indicators: definitions, submissions by agencies, comments, and what several partnerships share; referrers' feedback

Revision 0037, after 0036, 2026-11-30
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

NEW_RULES = (
    ("indicator_submission", 84), ("indicator_comment", 84), ("indicator_aggregate", 84), ("referrer_feedback", 84),
)  # fmt: skip
BASIS = "Suggested by the product. Confirm it in your partnership's retention schedule."
RULE = sa.table(
    "retention_rule", sa.column("partnership_id", sa.Integer), sa.column("record_type", sa.String),
    sa.column("months", sa.Integer), sa.column("basis", sa.Text),
)  # fmt: skip


def upgrade() -> None:
    make_tables()
    add_rules()


def downgrade() -> None:
    op.get_bind().execute(RULE.delete().where(RULE.c.record_type.in_([kind for kind, _ in NEW_RULES])))
    drop_tables()


def make_tables() -> None:
    op.create_table('indicator_definition',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('publisher_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('measure', sa.String(length=8), nullable=False),
    sa.Column('period', sa.String(length=8), nullable=False),
    sa.Column('on_front_door', sa.Boolean(), nullable=False),
    sa.Column('shared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("measure IN ('share', 'count', 'value')", name=op.f('ck_indicator_definition_measure_known')),
    sa.CheckConstraint("period IN ('month', 'quarter')", name=op.f('ck_indicator_definition_period_known')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_indicator_definition_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['publisher_id'], ['partnership.id'], name=op.f('fk_indicator_definition_publisher_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator_definition')),
    sa.UniqueConstraint('publisher_id', 'name', name='each_indicator_name_once')
    )
    op.create_index(op.f('ix_indicator_definition_publisher_id'), 'indicator_definition', ['publisher_id'], unique=False)
    op.create_table('indicator_adoption',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('definition_id', sa.String(length=36), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('first_period', sa.Date(), nullable=False),
    sa.Column('last_period', sa.Date(), nullable=True),
    sa.Column('adopted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('adopted_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('last_period IS NULL OR last_period >= first_period', name=op.f('ck_indicator_adoption_periods_in_order')),
    sa.ForeignKeyConstraint(['adopted_by_id'], ['user_account.id'], name=op.f('fk_indicator_adoption_adopted_by_id_user_account')),
    sa.ForeignKeyConstraint(['definition_id'], ['indicator_definition.id'], name=op.f('fk_indicator_adoption_definition_id_indicator_definition')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_indicator_adoption_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator_adoption')),
    sa.UniqueConstraint('partnership_id', 'definition_id', name='each_indicator_taken_up_once'),
    sa.UniqueConstraint('partnership_id', 'position', name='one_indicator_a_position')
    )
    op.create_index(op.f('ix_indicator_adoption_definition_id'), 'indicator_adoption', ['definition_id'], unique=False)
    op.create_index(op.f('ix_indicator_adoption_partnership_id'), 'indicator_adoption', ['partnership_id'], unique=False)
    op.create_table('indicator_aggregate',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('definition_id', sa.String(length=36), nullable=False),
    sa.Column('period_start', sa.Date(), nullable=False),
    sa.Column('partnerships', sa.Integer(), nullable=False),
    sa.Column('value', sa.Float(), nullable=True),
    sa.Column('base', sa.Integer(), nullable=True),
    sa.Column('why_hidden', sa.Text(), nullable=False),
    sa.Column('policy', sa.Text(), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint('partnerships >= 3', name=op.f('ck_indicator_aggregate_over_three_partnerships')),
    sa.ForeignKeyConstraint(['definition_id'], ['indicator_definition.id'], name=op.f('fk_indicator_aggregate_definition_id_indicator_definition')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_indicator_aggregate_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator_aggregate')),
    sa.UniqueConstraint('definition_id', 'period_start', name='each_aggregate_once')
    )
    op.create_index(op.f('ix_indicator_aggregate_definition_id'), 'indicator_aggregate', ['definition_id'], unique=False)
    op.create_index(op.f('ix_indicator_aggregate_partnership_id'), 'indicator_aggregate', ['partnership_id'], unique=False)
    op.create_table('indicator_comment',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('definition_id', sa.String(length=36), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=True),
    sa.Column('period_start', sa.Date(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_why', sa.Text(), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint("state <> 'sent_back' OR decided_why <> ''", name=op.f('ck_indicator_comment_sent_back_says_why')),
    sa.CheckConstraint("state IN ('waits', 'approved', 'sent_back', 'taken_down')", name=op.f('ck_indicator_comment_state_known')),
    sa.CheckConstraint("text <> ''", name=op.f('ck_indicator_comment_comment_says_something')),
    sa.CheckConstraint('approved_by_id IS NULL OR approved_by_id <> written_by_id', name=op.f('ck_indicator_comment_approved_by_another')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_indicator_comment_agency_id_agency')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['user_account.id'], name=op.f('fk_indicator_comment_approved_by_id_user_account')),
    sa.ForeignKeyConstraint(['definition_id'], ['indicator_definition.id'], name=op.f('fk_indicator_comment_definition_id_indicator_definition')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_indicator_comment_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['written_by_id'], ['user_account.id'], name=op.f('fk_indicator_comment_written_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator_comment'))
    )
    op.create_index(op.f('ix_indicator_comment_definition_id'), 'indicator_comment', ['definition_id'], unique=False)
    op.create_index(op.f('ix_indicator_comment_partnership_id'), 'indicator_comment', ['partnership_id'], unique=False)
    op.create_table('indicator_submission',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('definition_id', sa.String(length=36), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('period_start', sa.Date(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('value', sa.Float(), nullable=False),
    sa.Column('base', sa.Integer(), nullable=True),
    sa.Column('confirmed_why', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('came_by', sa.String(length=8), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_by_id', sa.Integer(), nullable=True),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint("came_by IN ('form', 'file')", name=op.f('ck_indicator_submission_came_by_known')),
    sa.CheckConstraint("revision = 1 OR reason <> ''", name=op.f('ck_indicator_submission_correction_says_why')),
    sa.CheckConstraint('base IS NULL OR base >= 0', name=op.f('ck_indicator_submission_base_not_negative')),
    sa.CheckConstraint('value >= 0', name=op.f('ck_indicator_submission_value_not_negative')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_indicator_submission_agency_id_agency')),
    sa.ForeignKeyConstraint(['definition_id'], ['indicator_definition.id'], name=op.f('fk_indicator_submission_definition_id_indicator_definition')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_indicator_submission_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['submitted_by_id'], ['user_account.id'], name=op.f('fk_indicator_submission_submitted_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator_submission')),
    sa.UniqueConstraint('partnership_id', 'definition_id', 'agency_id', 'period_start', 'revision', name='each_submission_once')
    )
    op.create_index(op.f('ix_indicator_submission_agency_id'), 'indicator_submission', ['agency_id'], unique=False)
    op.create_index(op.f('ix_indicator_submission_definition_id'), 'indicator_submission', ['definition_id'], unique=False)
    op.create_index(op.f('ix_indicator_submission_partnership_id'), 'indicator_submission', ['partnership_id'], unique=False)
    op.create_table('indicator_version',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('definition_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('numerator', sa.Text(), nullable=False),
    sa.Column('denominator', sa.Text(), nullable=False),
    sa.Column('measured_in', sa.String(length=40), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('direction', sa.String(length=8), nullable=False),
    sa.Column('target', sa.Float(), nullable=True),
    sa.Column('unit', sa.String(length=16), nullable=False),
    sa.Column('deadline_days', sa.Integer(), nullable=False),
    sa.Column('changed_why', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("direction IN ('higher', 'lower')", name=op.f('ck_indicator_version_direction_known')),
    sa.CheckConstraint("number = 1 OR changed_why <> ''", name=op.f('ck_indicator_version_change_says_why')),
    sa.CheckConstraint("unit IN ('people', 'organisations')", name=op.f('ck_indicator_version_unit_known')),
    sa.CheckConstraint('deadline_days >= 1', name=op.f('ck_indicator_version_deadline_after_the_period')),
    sa.ForeignKeyConstraint(['definition_id'], ['indicator_definition.id'], name=op.f('fk_indicator_version_definition_id_indicator_definition')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_indicator_version_made_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator_version')),
    sa.UniqueConstraint('definition_id', 'number', name='each_indicator_version_once'),
    sa.UniqueConstraint('definition_id', 'valid_from', name='one_indicator_version_a_period')
    )
    op.create_index(op.f('ix_indicator_version_definition_id'), 'indicator_version', ['definition_id'], unique=False)
    op.create_table('referrer_feedback',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('said_on', sa.Date(), nullable=False),
    sa.Column('heard_at', sa.String(length=12), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('response', sa.Text(), nullable=False),
    sa.Column('responded_on', sa.Date(), nullable=True),
    sa.Column('responded_by_id', sa.Integer(), nullable=True),
    sa.Column('recommendation_id', sa.String(length=36), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(responded_on IS NULL) = (response = '')", name=op.f('ck_referrer_feedback_response_has_its_day')),
    sa.CheckConstraint("heard_at IN ('section11', 'visit', 'forum', 'meeting', 'directly')", name=op.f('ck_referrer_feedback_heard_at_known')),
    sa.CheckConstraint("said <> ''", name=op.f('ck_referrer_feedback_feedback_says_something')),
    sa.CheckConstraint('responded_on IS NULL OR responded_on >= said_on', name=op.f('ck_referrer_feedback_response_after_it_was_said')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_referrer_feedback_agency_id_agency')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['user_account.id'], name=op.f('fk_referrer_feedback_entered_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_referrer_feedback_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['recommendation_id'], ['recommendation.id'], name=op.f('fk_referrer_feedback_recommendation_id_recommendation')),
    sa.ForeignKeyConstraint(['responded_by_id'], ['user_account.id'], name=op.f('fk_referrer_feedback_responded_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referrer_feedback')),
    sa.UniqueConstraint('partnership_id', 'number', name='each_referrer_feedback_number_once')
    )
    op.create_index(op.f('ix_referrer_feedback_agency_id'), 'referrer_feedback', ['agency_id'], unique=False)
    op.create_index(op.f('ix_referrer_feedback_partnership_id'), 'referrer_feedback', ['partnership_id'], unique=False)
    op.create_index(op.f('ix_referrer_feedback_recommendation_id'), 'referrer_feedback', ['recommendation_id'], unique=False)
    op.create_table('indicator_owner',
    sa.Column('adoption_id', sa.String(length=36), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('first_period', sa.Date(), nullable=False),
    sa.Column('last_period', sa.Date(), nullable=True),
    sa.CheckConstraint('last_period IS NULL OR last_period >= first_period', name=op.f('ck_indicator_owner_periods_in_order')),
    sa.ForeignKeyConstraint(['adoption_id'], ['indicator_adoption.id'], name=op.f('fk_indicator_owner_adoption_id_indicator_adoption')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_indicator_owner_agency_id_agency')),
    sa.PrimaryKeyConstraint('adoption_id', 'agency_id', 'first_period', name=op.f('pk_indicator_owner'))
    )


def drop_tables() -> None:
    op.drop_table('indicator_owner')
    op.drop_index(op.f('ix_referrer_feedback_recommendation_id'), table_name='referrer_feedback')
    op.drop_index(op.f('ix_referrer_feedback_partnership_id'), table_name='referrer_feedback')
    op.drop_index(op.f('ix_referrer_feedback_agency_id'), table_name='referrer_feedback')
    op.drop_table('referrer_feedback')
    op.drop_index(op.f('ix_indicator_version_definition_id'), table_name='indicator_version')
    op.drop_table('indicator_version')
    op.drop_index(op.f('ix_indicator_submission_partnership_id'), table_name='indicator_submission')
    op.drop_index(op.f('ix_indicator_submission_definition_id'), table_name='indicator_submission')
    op.drop_index(op.f('ix_indicator_submission_agency_id'), table_name='indicator_submission')
    op.drop_table('indicator_submission')
    op.drop_index(op.f('ix_indicator_comment_partnership_id'), table_name='indicator_comment')
    op.drop_index(op.f('ix_indicator_comment_definition_id'), table_name='indicator_comment')
    op.drop_table('indicator_comment')
    op.drop_index(op.f('ix_indicator_aggregate_partnership_id'), table_name='indicator_aggregate')
    op.drop_index(op.f('ix_indicator_aggregate_definition_id'), table_name='indicator_aggregate')
    op.drop_table('indicator_aggregate')
    op.drop_index(op.f('ix_indicator_adoption_partnership_id'), table_name='indicator_adoption')
    op.drop_index(op.f('ix_indicator_adoption_definition_id'), table_name='indicator_adoption')
    op.drop_table('indicator_adoption')
    op.drop_index(op.f('ix_indicator_definition_publisher_id'), table_name='indicator_definition')
    op.drop_table('indicator_definition')


def add_rules() -> None:
    connection = op.get_bind()
    partnership = sa.table("partnership", sa.column("id", sa.Integer))
    for partnership_id in connection.execute(sa.select(partnership.c.id)).scalars().all():
        for record_type, months in NEW_RULES:
            connection.execute(
                RULE.insert().values(
                    partnership_id=partnership_id, record_type=record_type, months=months, basis=BASIS
                )
            )
