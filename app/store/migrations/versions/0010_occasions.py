"""What gave rise to a review, and the open bans that a decision accepts."""

import sqlalchemy as sa
from alembic import op

from app.store.append_only import protect_until_erased

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and let the triggers that protect these tables know them."""
    op.add_column("transition", sa.Column("occasion", sa.String(), nullable=False, server_default=""))
    op.add_column("decision", sa.Column("accepted", sa.JSON(), nullable=False, server_default="[]"))
    connection = op.get_bind()
    protect_until_erased(connection, "transition", "the table transition is append-only", {"note": ""})
    texts = {"reason": "", "advice": "", "departs": ""}
    protect_until_erased(connection, "decision", "the table decision is append-only", texts)
