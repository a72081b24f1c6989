"""Where each log ends; the triggers that keep the log append-only, also on PostgreSQL."""

import sqlalchemy as sa
from alembic import op

from app.store.append_only import ENDS_EARLIER, protect

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, fill it from the logs that exist, and protect both."""
    op.create_table(
        "log_head",
        sa.Column("assessment_id", sa.String(), sa.ForeignKey("assessment.id"), primary_key=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
    )
    op.execute(
        sa.text(
            "INSERT INTO log_head (assessment_id, seq, digest) "
            "SELECT a.id, COALESCE(e.seq, 0), COALESCE(e.digest, :first) FROM assessment a "
            "LEFT JOIN answer_entry e ON e.assessment_id = a.id AND e.seq = "
            "(SELECT MAX(last.seq) FROM answer_entry last WHERE last.assessment_id = a.id)"
        ).bindparams(first="0" * 64)
    )
    if op.get_bind().dialect.name == "sqlite":
        for column in ("organisation_id", "visitor"):  # 0003 named these indexes after the copy that it worked on
            op.execute(f"DROP INDEX IF EXISTS ix__alembic_tmp_assessment_{column}")
            op.create_index(f"ix_assessment_{column}", "assessment", [column], if_not_exists=True)
    protect(op.get_bind(), "answer_entry", "the answer log is append-only")
    protect(op.get_bind(), "log_head", "the end of a log only moves on", when=ENDS_EARLIER)
