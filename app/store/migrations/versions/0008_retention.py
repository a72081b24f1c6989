"""Policies of retention and erasures; under an erasure, and only then, what was entered may go."""

import sqlalchemy as sa
from alembic import op

from app.store.append_only import protect, protect_until_erased

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)
# What becomes of the texts of a row that stays as trail.
BLANK = {
    "answer_entry": {"value": "null", "note": "", "source": ""},
    "transition": {"note": ""},
    "version": {"record": "", "summary": "{}"},
    "overseer_question": {"text": ""},
    "reply": {"text": ""},
    "opinion": {"summary": "", "points": "[]"},
    "decision": {"reason": "", "advice": "", "departs": ""},
}


def upgrade() -> None:
    """Create both tables, and the triggers that look at them."""
    op.create_table(
        "retention_policy",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("organisation_id", sa.String(), sa.ForeignKey("organisation.id"), nullable=False, index=True),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("keep_title", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "erasure",
        sa.Column("assessment_id", sa.String(), primary_key=True),
        sa.Column("organisation_id", sa.String(), sa.ForeignKey("organisation.id"), nullable=True, index=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("policy", sa.Integer(), sa.ForeignKey("retention_policy.id"), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("submitted", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("trail", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
    )
    connection = op.get_bind()
    for table in ("retention_policy", "erasure"):
        protect(connection, table, f"the table {table} is append-only")
    for table, blank in BLANK.items():
        log = table == "answer_entry"
        message = "the answer log is append-only" if log else f"the table {table} is append-only"
        through = "overseer_question" if table == "reply" else ""
        protect_until_erased(connection, table, message, blank, whole=log, through=through)
    protect_until_erased(connection, "log_head", "the end of a log only moves on", whole=True)
