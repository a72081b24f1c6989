"""The review: transitions, versions, questions, opinions, decisions, conditions, notices."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.store.append_only import protect

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)
APPEND_ONLY = ("transition", "version", "overseer_question", "reply", "opinion", "decision")


def upgrade() -> None:
    """Create the tables; triggers keep what was said and done as it was."""
    with op.batch_alter_table("assessment") as table:
        table.add_column(sa.Column("submitted", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "transition",
        *_of_assessment(),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        *_by(),
    )
    op.create_table(
        "version",
        *_of_assessment(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("pack_identity", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        *_by(),
        sa.UniqueConstraint("assessment_id", "number"),
    )
    op.create_table(
        "overseer_question",
        *_of_assessment(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        *_by(),
    )
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("question_id", sa.Integer(), sa.ForeignKey("overseer_question.id"), nullable=False, index=True),
        sa.Column("text", sa.String(), nullable=False),
        *_by(),
    )
    op.create_table(
        "opinion",
        *_of_assessment(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.String(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("conclusion", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        *_by(),
    )
    op.create_table(
        "decision",
        *_of_assessment(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("advice", sa.String(), nullable=False),
        sa.Column("departs", sa.String(), nullable=False),
        *_by(),
    )
    op.create_table(
        "condition",
        *_of_assessment(),
        sa.Column("decision_id", sa.Integer(), sa.ForeignKey("decision.id"), nullable=False, index=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("met", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("met_by", sa.String(), nullable=False),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("assessment_id", sa.String(), sa.ForeignKey("assessment.id"), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        *_by(),
        sa.Column("read", sa.Boolean(), nullable=False),
    )
    for kept in APPEND_ONLY:
        protect(op.get_bind(), kept, f"the table {kept} is append-only")


def _of_assessment() -> tuple[sa.Column[Any], ...]:
    assessment = sa.Column("assessment_id", sa.String(), sa.ForeignKey("assessment.id"), nullable=False, index=True)
    return sa.Column("id", sa.Integer(), primary_key=True), assessment


def _by() -> tuple[sa.Column[Any], ...]:
    return sa.Column("by", sa.String(), nullable=False), sa.Column("at", moment, nullable=False)
