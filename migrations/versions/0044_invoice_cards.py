"""Invoices as cards in WeChat."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Id, Utc

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invoice_card",
        sa.Column("number", sa.String(20), primary_key=True),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_at", Utc),
        sa.Column("made_at", Utc, nullable=False),
    )
    op.create_index("ix_invoice_card_next_at", "invoice_card", ["next_at"])
    op.create_index("ix_invoice_card_person_id", "invoice_card", ["person_id"])
    op.create_table(
        "card_template",
        sa.Column("uscc", sa.String(18), primary_key=True),
        sa.Column("template", sa.String(60), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("card_template")
    op.drop_table("invoice_card")
