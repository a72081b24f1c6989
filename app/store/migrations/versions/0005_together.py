"""Comments, mentions, tasks and evidence files."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the four tables."""
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("assessment_id", sa.String(), sa.ForeignKey("assessment.id"), nullable=False, index=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("thread", sa.Integer(), sa.ForeignKey("comment.id"), nullable=True, index=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("resolved_by", sa.String(), nullable=False),
        sa.Column("resolved_at", moment, nullable=True),
    )
    op.create_table(
        "mention",
        sa.Column("comment_id", sa.Integer(), sa.ForeignKey("comment.id"), primary_key=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), primary_key=True, index=True),
        sa.Column("read", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("assessment_id", sa.String(), sa.ForeignKey("assessment.id"), nullable=False, index=True),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "evidence_file",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("assessment_id", sa.String(), sa.ForeignKey("assessment.id"), nullable=False, index=True),
        sa.Column("organisation_id", sa.String(), sa.ForeignKey("organisation.id"), nullable=False, index=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("removed_by", sa.String(), nullable=False),
        sa.Column("removed_at", moment, nullable=True),
    )
