"""Merchants: companies, shops, who works there, what was sold, issued, given and taken back."""

import sqlalchemy as sa
from alembic import op

from app.kernel.columns import Blind, Blob, Id, Json, Sealed, Utc

revision = "0043"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merchant",
        sa.Column("uscc", sa.String(18), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("payer", sa.String(10), nullable=False),
        sa.Column("special", sa.Boolean, nullable=False),
        sa.Column("tel", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("why", sa.String(60), nullable=False),
        sa.Column("asked_by", Id, nullable=False),
        sa.Column("asked_until", sa.Date),
        sa.Column("lapses_at", Utc),
        sa.Column("made_at", Utc, nullable=False),
        sa.Column("opened_at", Utc),
    )
    op.create_table(
        "shop",
        sa.Column("no", sa.String(8), primary_key=True),
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("address", sa.String(100), nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("key_turn", sa.Integer, nullable=False),
        sa.Column("made_at", Utc, nullable=False),
    )
    op.create_index("ix_shop_uscc", "shop", ["uscc"])
    op.create_table(
        "shop_staff",
        sa.Column("id", Id, primary_key=True),
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("person_id", Id),
        sa.Column("name", Sealed, nullable=False),
        sa.Column("roles", Json, nullable=False),
        sa.Column("shops", Json, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("invite", Blind, unique=True),
        sa.Column("invite_ends", Utc),
        sa.Column("made_at", Utc, nullable=False),
        sa.Column("ended_at", Utc),
        sa.UniqueConstraint("uscc", "person_id", name="uq_shop_staff_uscc_person_id"),
    )
    op.create_index("ix_shop_staff_person_id", "shop_staff", ["person_id"])
    op.create_table(
        "shop_goods",
        sa.Column("id", Id, primary_key=True),
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("spec", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(10), nullable=False),
        sa.Column("price", sa.String(20), nullable=False),
        sa.Column("priced", sa.String(5), nullable=False),
        sa.Column("code", sa.String(19), nullable=False),
        sa.Column("short", sa.String(20), nullable=False),
        sa.Column("rate", sa.String(8), nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("made_at", Utc, nullable=False),
        sa.UniqueConstraint("uscc", "name", "spec", name="uq_shop_goods_uscc_name_spec"),
    )
    op.create_table(
        "sale",
        sa.Column("id", Id, primary_key=True),
        sa.Column("shop_no", sa.String(8), nullable=False),
        sa.Column("order_no", sa.String(32), nullable=False),
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("fen", sa.BigInteger, nullable=False),
        sa.Column("paid_at", Utc, nullable=False),
        sa.Column("sold", Json, nullable=False),
        sa.Column("priced", sa.String(5), nullable=False),
        sa.Column("order", Blob),
        sa.Column("print", Blind),
        sa.Column("buyer", Sealed),
        sa.Column("key", sa.String(32), nullable=False, unique=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("why", sa.String(160), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_at", Utc),
        sa.Column("number", sa.String(20), unique=True),
        sa.Column("cashier_id", Id, nullable=False),
        sa.Column("holder_id", Id),
        sa.Column("made_at", Utc, nullable=False),
        sa.UniqueConstraint("shop_no", "order_no", name="uq_sale_shop_no_order_no"),
    )
    op.create_index("ix_sale_state_next_at", "sale", ["state", "next_at"])
    op.create_table(
        "issued",
        sa.Column("number", sa.String(20), primary_key=True),
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("shop_no", sa.String(8), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("issued_at", Utc, nullable=False),
        sa.Column("kind", sa.String(2), nullable=False),
        sa.Column("blue", sa.String(20)),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("tax", sa.BigInteger, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("taxes", Json, nullable=False),
        sa.Column("buyer", Sealed, nullable=False),
        sa.Column("order_no", sa.String(32), nullable=False),
        sa.Column("cashier_id", Id, nullable=False),
        sa.Column("collect", Blind, unique=True),
        sa.Column("collect_ends", Utc),
    )
    op.create_index("ix_issued_uscc_day", "issued", ["uscc", "day"])
    op.create_index("ix_issued_blue", "issued", ["blue"])
    op.create_table(
        "given",
        sa.Column("id", Id, primary_key=True),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.UniqueConstraint("number", "person_id", name="uq_given_number_person_id"),
    )
    op.create_index("ix_given_person_id", "given", ["person_id"])
    op.create_table(
        "red_note",
        sa.Column("id", Id, primary_key=True),
        sa.Column("blue", sa.String(20), nullable=False),
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("reason", sa.String(2), nullable=False),
        sa.Column("parts", Json, nullable=False),
        sa.Column("open", sa.Integer),
        sa.Column("confirmation", sa.String(20), unique=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("why", sa.String(160), nullable=False),
        sa.Column("red", sa.String(20)),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_at", Utc),
        sa.Column("made_at", Utc, nullable=False),
        sa.UniqueConstraint("blue", "open", name="uq_red_note_blue_open"),
    )
    op.create_index("ix_red_note_uscc", "red_note", ["uscc"])
    op.create_index("ix_red_note_next_at", "red_note", ["next_at"])


def downgrade() -> None:
    op.drop_table("red_note")
    op.drop_table("given")
    op.drop_table("issued")
    op.drop_table("sale")
    op.drop_table("shop_goods")
    op.drop_table("shop_staff")
    op.drop_table("shop")
    op.drop_table("merchant")
