"""Section 11 scrutiny: cycles, assessments and visits; permissions of those who plan, visit and are visited

Revision 0011, after 0010, 2026-11-29
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
NEW_PERMISSIONS = {
    'qa_group': ('walkabouts.read', 'walkabouts.manage'),
    'auditor': ('walkabouts.read', 'walkabouts.visit'),
    'agency_lead': ('walkabouts.agency',),
    'scrutineer': ('walkabouts.read',),
    'young_scrutineer': ('walkabouts.visit',),
    'external_reviewer': ('walkabouts.read',),
    'executive_member': ('walkabouts.read',),
}


def upgrade() -> None:
    op.create_table('inspection_report',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('inspectorate', sa.String(length=200), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=False),
    sa.Column('link', sa.String(length=500), nullable=False),
    sa.Column('finding', sa.Text(), nullable=False),
    sa.Column('is_concern', sa.Boolean(), nullable=False),
    sa.Column('logged_by_id', sa.Integer(), nullable=True),
    sa.Column('logged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_inspection_report_agency_id_agency')),
    sa.ForeignKeyConstraint(['logged_by_id'], ['user_account.id'],
                            name=op.f('fk_inspection_report_logged_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_inspection_report_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_report'))
    )
    op.create_index(op.f('ix_inspection_report_agency_id'), 'inspection_report', ['agency_id'])
    op.create_index(op.f('ix_inspection_report_partnership_id'), 'inspection_report', ['partnership_id'])
    op.create_table('section11_cycle',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('walkabout_round_id', sa.Integer(), nullable=True),
    sa.Column('self_round_id', sa.Integer(), nullable=True),
    sa.Column('staff_round_id', sa.Integer(), nullable=True),
    sa.Column('self_due_on', sa.Date(), nullable=True),
    sa.Column('reply_days', sa.Integer(), nullable=False),
    sa.Column('assessed_within_months', sa.Integer(), nullable=False),
    sa.Column('fewest_conversations', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.CheckConstraint("state IN ('planning', 'fieldwork', 'closed')", name=op.f('ck_section11_cycle_state_known')),
    sa.CheckConstraint('assessed_within_months >= 0', name=op.f('ck_section11_cycle_months_not_negative')),
    sa.CheckConstraint('fewest_conversations >= 1', name=op.f('ck_section11_cycle_conversations_positive')),
    sa.CheckConstraint('reply_days BETWEEN 1 AND 60', name=op.f('ck_section11_cycle_reply_days_sensible')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_section11_cycle_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['self_round_id'], ['round.id'], name=op.f('fk_section11_cycle_self_round_id_round')),
    sa.ForeignKeyConstraint(['staff_round_id'], ['round.id'], name=op.f('fk_section11_cycle_staff_round_id_round')),
    sa.ForeignKeyConstraint(['walkabout_round_id'], ['round.id'],
                            name=op.f('fk_section11_cycle_walkabout_round_id_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_section11_cycle')),
    sa.UniqueConstraint('partnership_id', 'slug', name=op.f('uq_section11_cycle_partnership_id_slug'))
    )
    op.create_index(op.f('ix_section11_cycle_partnership_id'), 'section11_cycle', ['partnership_id'])
    op.create_table('cycle_standard',
    sa.Column('cycle_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('label', sa.String(length=300), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('agency_types', DOCUMENT, nullable=False),
    sa.ForeignKeyConstraint(['cycle_id'], ['section11_cycle.id'],
                            name=op.f('fk_cycle_standard_cycle_id_section11_cycle')),
    sa.PrimaryKeyConstraint('cycle_id', 'name', name=op.f('pk_cycle_standard'))
    )
    op.create_table('rubric',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cycle_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('document', DOCUMENT, nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['cycle_id'], ['section11_cycle.id'], name=op.f('fk_rubric_cycle_id_section11_cycle')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_rubric_made_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rubric')),
    sa.UniqueConstraint('cycle_id', 'number', name='each_number_once')
    )
    op.create_index(op.f('ix_rubric_cycle_id'), 'rubric', ['cycle_id'])
    op.create_table('section11_assessment',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('cycle_id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('is_collective', sa.Boolean(), nullable=False),
    sa.Column('stage', sa.String(length=12), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.Column('rubric_id', sa.Integer(), nullable=True),
    sa.Column('rubric_agreed_by', sa.String(length=200), nullable=False),
    sa.Column('rubric_agreed_on', sa.Date(), nullable=True),
    sa.Column('rubric_locked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_reason', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.CheckConstraint("rubric_locked_at IS NULL OR rubric_agreed_by <> ''",
                       name=op.f('ck_section11_assessment_locked_rubric_is_agreed')),
    sa.CheckConstraint("stage IN ('planned', 'fieldwork', 'reconciled', 'graded', 'compared', 'signed', 'replying', "
                       "'final', 'withdrawn')",
                       name=op.f('ck_section11_assessment_stage_known')),
    sa.ForeignKeyConstraint(['cycle_id'], ['section11_cycle.id'],
                            name=op.f('fk_section11_assessment_cycle_id_section11_cycle')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_section11_assessment_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['rubric_id'], ['rubric.id'], name=op.f('fk_section11_assessment_rubric_id_rubric')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_section11_assessment'))
    )
    op.create_index(op.f('ix_section11_assessment_cycle_id'), 'section11_assessment', ['cycle_id'])
    op.create_index(op.f('ix_section11_assessment_partnership_id'), 'section11_assessment', ['partnership_id'])
    op.create_table('assessment_member',
    sa.Column('assessment_id', sa.String(length=36), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('exceptions', DOCUMENT, nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_assessment_member_agency_id_agency')),
    sa.ForeignKeyConstraint(['assessment_id'], ['section11_assessment.id'],
                            name=op.f('fk_assessment_member_assessment_id_section11_assessment')),
    sa.PrimaryKeyConstraint('assessment_id', 'agency_id', name=op.f('pk_assessment_member'))
    )
    op.create_index(op.f('ix_assessment_member_agency_id'), 'assessment_member', ['agency_id'])
    op.create_table('visit',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('assessment_id', sa.String(length=36), nullable=True),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('site', sa.String(length=200), nullable=False),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('starts_at', sa.String(length=5), nullable=False),
    sa.Column('ends_at', sa.String(length=5), nullable=False),
    sa.Column('arrangements', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('inspection_id', sa.String(length=36), nullable=True),
    sa.Column('calendar_sequence', sa.Integer(), nullable=False),
    sa.Column('notified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.CheckConstraint("state IN ('proposed', 'cancelled') OR day IS NOT NULL",
                       name=op.f('ck_visit_planned_visit_has_a_day')),
    sa.CheckConstraint("state IN ('proposed', 'planned', 'done', 'cancelled')", name=op.f('ck_visit_state_known')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_visit_agency_id_agency')),
    sa.ForeignKeyConstraint(['assessment_id'], ['section11_assessment.id'],
                            name=op.f('fk_visit_assessment_id_section11_assessment')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection_report.id'],
                            name=op.f('fk_visit_inspection_id_inspection_report')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_visit_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit'))
    )
    op.create_index(op.f('ix_visit_agency_id'), 'visit', ['agency_id'])
    op.create_index(op.f('ix_visit_assessment_id'), 'visit', ['assessment_id'])
    op.create_index(op.f('ix_visit_partnership_id'), 'visit', ['partnership_id'])
    op.create_table('visit_member',
    sa.Column('visit_id', sa.String(length=36), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('conflict', sa.Text(), nullable=False),
    sa.Column('conflict_handling', sa.Text(), nullable=False),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("role IN ('leader', 'auditor', 'young_scrutineer', 'observer')",
                       name=op.f('ck_visit_member_role_known')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_visit_member_user_id_user_account')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_member_visit_id_visit')),
    sa.PrimaryKeyConstraint('visit_id', 'user_id', name=op.f('pk_visit_member'))
    )
    op.create_index(op.f('ix_visit_member_user_id'), 'visit_member', ['user_id'])
    op.create_table('visit_notes',
    sa.Column('visit_id', sa.String(length=36), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.String(length=36), nullable=False),
    sa.Column('made_ready_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_visit_notes_user_id_user_account')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_notes_visit_id_visit')),
    sa.PrimaryKeyConstraint('visit_id', 'user_id', name=op.f('pk_visit_notes')),
    sa.UniqueConstraint('draft_id', name='each_draft_once')
    )
    op.create_index(op.f('ix_visit_notes_user_id'), 'visit_notes', ['user_id'])
    change_roles(lambda held, new: [*held, *(key for key in new if key not in held)])


def downgrade() -> None:
    change_roles(lambda held, new: [key for key in held if key not in new])
    op.drop_index(op.f('ix_visit_notes_user_id'), table_name='visit_notes')
    op.drop_table('visit_notes')
    op.drop_index(op.f('ix_visit_member_user_id'), table_name='visit_member')
    op.drop_table('visit_member')
    op.drop_index(op.f('ix_visit_partnership_id'), table_name='visit')
    op.drop_index(op.f('ix_visit_assessment_id'), table_name='visit')
    op.drop_index(op.f('ix_visit_agency_id'), table_name='visit')
    op.drop_table('visit')
    op.drop_index(op.f('ix_assessment_member_agency_id'), table_name='assessment_member')
    op.drop_table('assessment_member')
    op.drop_index(op.f('ix_section11_assessment_partnership_id'), table_name='section11_assessment')
    op.drop_index(op.f('ix_section11_assessment_cycle_id'), table_name='section11_assessment')
    op.drop_table('section11_assessment')
    op.drop_index(op.f('ix_rubric_cycle_id'), table_name='rubric')
    op.drop_table('rubric')
    op.drop_table('cycle_standard')
    op.drop_index(op.f('ix_section11_cycle_partnership_id'), table_name='section11_cycle')
    op.drop_table('section11_cycle')
    op.drop_index(op.f('ix_inspection_report_partnership_id'), table_name='inspection_report')
    op.drop_index(op.f('ix_inspection_report_agency_id'), table_name='inspection_report')
    op.drop_table('inspection_report')


def change_roles(change: Callable[[list[str], tuple[str, ...]], list[str]]) -> None:
    role = sa.table('role', sa.column('key', sa.String), sa.column('permissions', DOCUMENT))
    connection = op.get_bind()
    for key, new in NEW_PERMISSIONS.items():
        held = connection.scalar(sa.select(role.c.permissions).where(role.c.key == key))
        if held is not None:
            connection.execute(role.update().where(role.c.key == key).values(permissions=change(list(held), new)))
