"""Invoice titles that residents keep."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind, Blob, Id, Utc

revision = "0055"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "title",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("body", Blob, nullable=False),
        sa.Column("print", Blind, nullable=False),
        sa.Column("first", sa.Integer),
        sa.Column("collect", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("checked", sa.String(10), nullable=False),
        sa.Column("registered", Blob),
        sa.Column("check_at", Utc),
        sa.Column("made_at", Utc, nullable=False),
        sa.UniqueConstraint("person_id", "place", name="uq_title_person_id_place"),
        sa.UniqueConstraint("person_id", "print", name="uq_title_person_id_print"),
        sa.UniqueConstraint("person_id", "first", name="uq_title_person_id_first"),
    )
    op.create_index("ix_title_check_at", "title", ["check_at"])


def downgrade() -> None:
    op.drop_table("title")
