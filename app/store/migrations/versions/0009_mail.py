"""The outbox of mail, and of each person whether they want mail and in which language."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table and add the columns."""
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False, index=True),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("assessment_id", sa.String(), nullable=False),
        sa.Column("due", sa.JSON(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("once", sa.String(), nullable=True, unique=True),
        sa.Column("created", moment, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", moment, nullable=False),
        sa.Column("sent_at", moment, nullable=True),
        sa.Column("given_up_at", moment, nullable=True),
        sa.Column("error", sa.String(), nullable=False),
    )
    op.add_column("person", sa.Column("language", sa.String(), nullable=False, server_default=""))
    op.add_column("person", sa.Column("mail", sa.Boolean(), nullable=False, server_default=sa.true()))
