"""Self-assessments of agencies: their returns, their evidence, and what is offered from last time

Revision 0016, after 0015, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
MOMENT = sa.DateTime(timezone=True)
NEW_RULES = {'self_assessment': 36, 'self_evidence': 36}
BASIS = "Suggested by the product. Confirm it in your partnership's retention schedule."


def upgrade() -> None:
    op.create_table('carried_answer',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('assessment_id', sa.String(length=36), nullable=False),
    sa.Column('standard', sa.String(length=40), nullable=False),
    sa.Column('question', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('decided_at', MOMENT, nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("state IN ('offered', 'reaffirmed', 'dropped')", name=op.f('ck_carried_answer_state_known')),
    sa.ForeignKeyConstraint(['assessment_id'], ['section11_assessment.id'], name=op.f('fk_carried_answer_assessment_id_section11_assessment')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_carried_answer_decided_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_carried_answer')),
    sa.UniqueConstraint('assessment_id', 'question', name='each_answer_carried_once')
    )
    op.create_index(op.f('ix_carried_answer_assessment_id'), 'carried_answer', ['assessment_id'])
    op.create_table('self_assessment',
    sa.Column('assessment_id', sa.String(length=36), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.String(length=36), nullable=False),
    sa.Column('begun_at', MOMENT, nullable=True),
    sa.Column('begun_by_id', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('extended_to', sa.Date(), nullable=True),
    sa.Column('extended_why', sa.Text(), nullable=False),
    sa.Column('extended_at', MOMENT, nullable=True),
    sa.Column('extended_by_id', sa.Integer(), nullable=True),
    sa.Column('declared_at', MOMENT, nullable=True),
    sa.Column('declared_by_id', sa.Integer(), nullable=True),
    sa.Column('author_role', sa.String(length=200), nullable=False),
    sa.Column('sponsor_name', sa.String(length=200), nullable=False),
    sa.Column('sponsor_role', sa.String(length=200), nullable=False),
    sa.Column('sponsor_email', sa.String(length=254), nullable=False),
    sa.Column('presented_on', sa.Date(), nullable=True),
    sa.Column('minute_reference', sa.String(length=300), nullable=False),
    sa.Column('declared_hash', sa.String(length=64), nullable=False),
    sa.Column('sponsor_token_hash', sa.String(length=64), nullable=True),
    sa.Column('sponsor_token_until', MOMENT, nullable=True),
    sa.Column('sponsor_confirmed_at', MOMENT, nullable=True),
    sa.Column('submitted_at', MOMENT, nullable=True),
    sa.Column('reopened_at', MOMENT, nullable=True),
    sa.Column('locked_at', MOMENT, nullable=True),
    sa.Column('reminders', DOCUMENT, nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.CheckConstraint("extended_to IS NULL OR extended_why <> ''", name=op.f('ck_self_assessment_extension_says_why')),
    sa.CheckConstraint('submitted_at IS NULL OR declared_at IS NOT NULL OR reopened_at IS NOT NULL', name=op.f('ck_self_assessment_submitted_is_declared')),
    sa.ForeignKeyConstraint(['assessment_id'], ['section11_assessment.id'], name=op.f('fk_self_assessment_assessment_id_section11_assessment')),
    sa.ForeignKeyConstraint(['begun_by_id'], ['user_account.id'], name=op.f('fk_self_assessment_begun_by_id_user_account')),
    sa.ForeignKeyConstraint(['declared_by_id'], ['user_account.id'], name=op.f('fk_self_assessment_declared_by_id_user_account')),
    sa.ForeignKeyConstraint(['extended_by_id'], ['user_account.id'], name=op.f('fk_self_assessment_extended_by_id_user_account')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_self_assessment_round_id_round')),
    sa.PrimaryKeyConstraint('assessment_id', name=op.f('pk_self_assessment')),
    sa.UniqueConstraint('draft_id', name='each_return_once'),
    sa.UniqueConstraint('sponsor_token_hash', name='each_sponsor_token_once')
    )
    op.create_index(op.f('ix_self_assessment_round_id'), 'self_assessment', ['round_id'])
    op.create_table('self_evidence',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('assessment_id', sa.String(length=36), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('standard', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('link', sa.String(length=1000), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('added_at', MOMENT, nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=True),
    sa.Column('carried_from', sa.String(length=32), nullable=True),
    sa.Column('reaffirmed_at', MOMENT, nullable=True),
    sa.Column('reaffirmed_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', MOMENT, nullable=True),
    sa.Column('withdrawn_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_why', sa.String(length=300), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.CheckConstraint("(link = '') <> (file_name = '')", name=op.f('ck_self_evidence_either_file_or_link')),
    sa.CheckConstraint("kind <> 'other' OR note <> ''", name=op.f('ck_self_evidence_other_kind_says_what')),
    sa.CheckConstraint("kind IN ('policy', 'audit', 'data', 'observation', 'staff_voice', 'child_voice', 'other')", name=op.f('ck_self_evidence_kind_known')),
    sa.ForeignKeyConstraint(['added_by_id'], ['user_account.id'], name=op.f('fk_self_evidence_added_by_id_user_account')),
    sa.ForeignKeyConstraint(['assessment_id'], ['section11_assessment.id'], name=op.f('fk_self_evidence_assessment_id_section11_assessment')),
    sa.ForeignKeyConstraint(['reaffirmed_by_id'], ['user_account.id'], name=op.f('fk_self_evidence_reaffirmed_by_id_user_account')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_self_evidence_round_id_round')),
    sa.ForeignKeyConstraint(['withdrawn_by_id'], ['user_account.id'], name=op.f('fk_self_evidence_withdrawn_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_self_evidence'))
    )
    op.create_index(op.f('ix_self_evidence_assessment_id'), 'self_evidence', ['assessment_id'])
    op.create_index(op.f('ix_self_evidence_round_id'), 'self_evidence', ['round_id'])
    add_rules()


def add_rules() -> None:
    rule = sa.table('retention_rule', sa.column('partnership_id', sa.Integer), sa.column('record_type', sa.String),
                    sa.column('months', sa.Integer), sa.column('basis', sa.Text))
    connection = op.get_bind()
    for partnership_id in connection.scalars(sa.text('SELECT id FROM partnership')).all():
        for record_type, months in NEW_RULES.items():
            connection.execute(rule.insert().values(partnership_id=partnership_id, record_type=record_type,
                                                    months=months, basis=BASIS))


def downgrade() -> None:
    op.execute("DELETE FROM retention_rule WHERE record_type IN ('self_assessment', 'self_evidence')")
    for table in ('self_evidence', 'self_assessment', 'carried_answer'):
        op.drop_table(table)
