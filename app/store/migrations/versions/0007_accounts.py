"""Invitations, the second factor, subjects of an identity provider, and what people see of their sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and add the columns."""
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("organisation_id", sa.String(), sa.ForeignKey("organisation.id"), nullable=False, index=True),
        sa.Column("email", sa.String(), nullable=False, index=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False, unique=True),
        sa.Column("by", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("created", moment, nullable=False),
    )
    op.create_table(
        "recovery_code",
        sa.Column("digest", sa.String(), primary_key=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False, index=True),
    )
    op.create_table(
        "login_step",
        sa.Column("digest", sa.String(), primary_key=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("back", sa.String(), nullable=False),
        sa.Column("provider", sa.JSON(), nullable=False),
        sa.Column("created", moment, nullable=False),
    )
    op.add_column("person", sa.Column("totp_used", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("person", sa.Column("subject", sa.String(), nullable=True))
    op.add_column("person", sa.Column("acts_for", sa.String(), nullable=True))
    op.create_index("ix_person_subject", "person", ["subject"], unique=True)
    op.add_column("login_session", sa.Column("browser", sa.String(), nullable=False, server_default=""))
