"""Joining somebody who is already known takes a face: claims, proofs, phones thrown out; papers other than the id card.

Accounts that joined a person by name and number alone, after another account or beside a proved one, are set apart again: they
give the name once more and then show their face.
"""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind, Sealed, Utc

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def added() -> list[tuple[str, sa.Column[object]]]:
    """Table and column: a column belongs to one table for ever, so each run makes its own."""
    return [
        ("person", sa.Column("paper", sa.String(3), nullable=False, server_default="111")),
        ("person", sa.Column("facts", Sealed)),
        ("account", sa.Column("claim", Sealed)),
        ("account", sa.Column("proved_at", Utc)),
        ("login", sa.Column("thrown_at", Utc)),
        ("face_check", sa.Column("about", Blind)),
    ]


class Account(NamedTuple):
    """As SEVERAL reads it."""

    id: bytes
    person_id: bytes
    proved_at: datetime | None
    level: int


SEVERAL = """
    SELECT id, person_id, proved_at, level FROM account
    WHERE person_id IN (SELECT person_id FROM account WHERE person_id IS NOT NULL GROUP BY person_id HAVING COUNT(*) > 1)
    ORDER BY person_id, created_at, id
"""
WINDOW = 5


def upgrade() -> None:
    for table, column in added():
        op.add_column(table, column)
    bind = op.get_bind()
    bind.execute(sa.text("UPDATE account SET proved_at = face_at WHERE face_at IS NOT NULL AND person_id IS NOT NULL"))
    for account_id in _unproved(bind):
        bind.execute(
            sa.text(
                "UPDATE account SET person_id = NULL, level = CASE WHEN phone IS NULL THEN 1 ELSE 2 END, face_at = NULL WHERE id = :id"
            ),
            {"id": account_id},
        )
        bind.execute(sa.text("DELETE FROM login WHERE account_id = :id"), {"id": account_id})


def downgrade() -> None:
    for table, column in reversed(added()):
        op.drop_column(table, column.name)


def _unproved(bind: sa.Connection) -> list[bytes]:
    """Of each person with several accounts: all without proof when one has it, else all but the first."""
    by_person: dict[bytes, list[Account]] = {}
    for row in bind.execute(sa.text(SEVERAL)):
        by_person.setdefault(bytes(row.person_id), []).append(Account(*row))
    apart = []
    for rows in by_person.values():
        proved = [row for row in rows if row.proved_at is not None or row.level >= WINDOW]
        keep = {bytes(row.id) for row in proved or rows[:1]}
        apart += [row.id for row in rows if bytes(row.id) not in keep]
    return apart
