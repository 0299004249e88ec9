"""Staff, their logins, what they did."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind, Id, Json, Sealed, Utc

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff",
        sa.Column("id", Id, primary_key=True),
        sa.Column("login", sa.String(32), nullable=False, unique=True),
        sa.Column("name", Sealed, nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("secret", Sealed, nullable=False),
        sa.Column("used_step", sa.BigInteger, nullable=False),
        sa.Column("active", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("created_at", Utc, nullable=False),
    )
    op.create_table(
        "staff_login",
        sa.Column("token_blind", Blind, primary_key=True),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("started_at", Utc, nullable=False),
        sa.Column("seen_at", Utc, nullable=False),
    )
    for column in ("staff_id", "started_at"):
        op.create_index(f"ix_staff_login_{column}", "staff_login", [column])
    op.create_table(
        "staff_action",
        sa.Column("id", Id, primary_key=True),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("detail", Json, nullable=False),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_index("ix_staff_action_about", "staff_action", ["about", "at"])
    op.create_index("ix_staff_action_staff_id", "staff_action", ["staff_id", "at"])


def downgrade() -> None:
    for name in ("staff_action", "staff_login", "staff"):
        op.drop_table(name)
