"""Companies, their shops, who works there, what was sold, what was issued and to whom it was given.

An order is one row of `sale` for ever: its key decides that it is issued once. An invoice is one row of `issued`; to whom it was given is
one row of `given` for each. What names a customer is sealed.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, String, Table, UniqueConstraint

from app.kernel.columns import Blind, Blob, Id, Json, Sealed, Utc
from app.kernel.db import metadata

merchant = Table(
    "merchant",
    metadata,
    Column("uscc", String(18), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("payer", String(10), nullable=False),
    Column("special", Boolean(create_constraint=False), nullable=False),  # may issue 专票
    Column("tel", String(20), nullable=False),
    Column("state", String(10), nullable=False),  # rules.STATES
    Column("why", String(60), nullable=False),
    Column("asked_by", Id, nullable=False),
    Column("asked_until", Date),  # of who is authorised, at most a year
    Column("lapses_at", Utc),  # until when the representative may say yes
    Column("made_at", Utc, nullable=False),
    Column("opened_at", Utc),
)

shop = Table(
    "shop",
    metadata,
    Column("no", String(8), primary_key=True),  # S0001
    Column("uscc", String(18), nullable=False),
    Column("name", String(20), nullable=False),
    Column("address", String(100), nullable=False),
    Column("phone", String(20), nullable=False),
    Column("key_turn", Integer, nullable=False),  # how often its keys were revoked
    Column("made_at", Utc, nullable=False),
    Index("ix_shop_uscc", "uscc"),
)

shop_staff = Table(
    "shop_staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("uscc", String(18), nullable=False),
    Column("person_id", Id),  # empty until who was invited comes
    Column("name", Sealed, nullable=False),
    Column("roles", Json, nullable=False),  # of rules.ROLES
    Column("shops", Json, nullable=False),  # numbers; empty for all
    Column("until", Date),
    Column("invite", Blind, unique=True),
    Column("invite_ends", Utc),
    Column("made_at", Utc, nullable=False),
    Column("ended_at", Utc),
    UniqueConstraint("uscc", "person_id", name="uq_shop_staff_uscc_person_id"),
    Index("ix_shop_staff_person_id", "person_id"),
)

shop_goods = Table(
    "shop_goods",
    metadata,
    Column("id", Id, primary_key=True),
    Column("uscc", String(18), nullable=False),
    Column("name", String(40), nullable=False),
    Column("spec", String(40), nullable=False),
    Column("unit", String(10), nullable=False),
    Column("price", String(20), nullable=False),  # a decimal
    Column("priced", String(5), nullable=False),
    Column("code", String(19), nullable=False),
    Column("short", String(20), nullable=False),
    Column("rate", String(8), nullable=False),
    Column("by_id", Id, nullable=False),
    Column("made_at", Utc, nullable=False),
    UniqueConstraint("uscc", "name", "spec", name="uq_shop_goods_uscc_name_spec"),
)

sale = Table(
    "sale",
    metadata,
    Column("id", Id, primary_key=True),
    Column("shop_no", String(8), nullable=False),
    Column("order_no", String(32), nullable=False),
    Column("uscc", String(18), nullable=False),
    Column("fen", BigInteger, nullable=False),
    Column("paid_at", Utc, nullable=False),
    Column("sold", Json, nullable=False),  # what was sold, as rules.told writes it; empty: not sent yet
    Column("priced", String(5), nullable=False),
    Column("order", Blob),  # sealed JSON: what the bureau is asked, with the buyer in it
    Column("print", Blind),  # of it: the same again, or another
    Column("buyer", Sealed),  # the name, as lists shorten it
    Column("key", String(32), nullable=False, unique=True),
    Column("state", String(10), nullable=False),  # rules.SALES
    Column("why", String(160), nullable=False),
    Column("code", String(20), nullable=False),  # of the refusal
    Column("tries", Integer, nullable=False),
    Column("next_at", Utc),
    Column("number", String(20), unique=True),
    Column("cashier_id", Id, nullable=False),
    Column("holder_id", Id),  # who scanned the order's code: the invoice is theirs
    Column("made_at", Utc, nullable=False),
    UniqueConstraint("shop_no", "order_no", name="uq_sale_shop_no_order_no"),
    Index("ix_sale_state_next_at", "state", "next_at"),
)

issued = Table(
    "issued",
    metadata,
    Column("number", String(20), primary_key=True),
    Column("uscc", String(18), nullable=False),
    Column("shop_no", String(8), nullable=False),
    Column("day", Date, nullable=False),  # in China
    Column("issued_at", Utc, nullable=False),
    Column("kind", String(2), nullable=False),
    Column("blue", String(20)),  # of a red one
    Column("amount", BigInteger, nullable=False),
    Column("tax", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("taxes", Json, nullable=False),  # [[rate, amount, tax]]
    Column("buyer", Sealed, nullable=False),
    Column("order_no", String(32), nullable=False),
    Column("cashier_id", Id, nullable=False),
    Column("collect", Blind, unique=True),  # a code for whoever stands at the till
    Column("collect_ends", Utc),
    Index("ix_issued_uscc_day", "uscc", "day"),
    Index("ix_issued_blue", "blue"),
)

given = Table(
    "given",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(20), nullable=False),
    Column("person_id", Id, nullable=False),
    Column("way", String(10), nullable=False),  # rules.WAYS
    Column("at", Utc, nullable=False),
    UniqueConstraint("number", "person_id", name="uq_given_number_person_id"),
    Index("ix_given_person_id", "person_id"),
)

elsewhere = Table(  # an invoice that another system issued, as the bureau had it when it was last looked at
    "elsewhere",
    metadata,
    Column("number", String(20), primary_key=True),
    Column("seller", Sealed, nullable=False),  # a name: a person's own, where the bureau issued for them
    Column("day", Date, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("blue", String(20)),
    Column("red_fen", BigInteger, nullable=False),  # what was taken back of it, below zero
    Column("seen_at", Utc, nullable=False),
)

reimbursement = Table(  # an invoice in a company's hands: one row while it is, so that it is one company's
    "reimbursement",
    metadata,
    Column("number", String(20), primary_key=True),
    Column("uscc", String(18), nullable=False),
    Column("person_id", Id, nullable=False),
    Column("purpose", Sealed, nullable=False),
    Column("state", String(10), nullable=False),  # app.invoices.reimbursing
    Column("at", Utc, nullable=False),
    Column("closed_at", Utc),
    Column("closed_by", Id),
    Index("ix_reimbursement_uscc_state", "uscc", "state"),
    Index("ix_reimbursement_person_id", "person_id"),
)

red_note = Table(
    "red_note",
    metadata,
    Column("id", Id, primary_key=True),
    Column("blue", String(20), nullable=False),
    Column("uscc", String(18), nullable=False),
    Column("reason", String(2), nullable=False),
    Column("parts", Json, nullable=False),  # [[row, amount, tax]]; empty: all that is left
    Column("open", Integer),  # 1 while one waits: one at a time for an invoice
    Column("confirmation", String(20), unique=True),
    Column("state", String(10), nullable=False),  # "", then the bureau's two digits; "refused"
    Column("why", String(160), nullable=False),
    Column("red", String(20)),
    Column("by_id", Id, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", Utc),
    Column("made_at", Utc, nullable=False),
    UniqueConstraint("blue", "open", name="uq_red_note_blue_open"),
    Index("ix_red_note_uscc", "uscc"),
    Index("ix_red_note_next_at", "next_at"),
)

invoice_card = Table(
    "invoice_card",
    metadata,
    Column("number", String(20), primary_key=True),
    Column("person_id", Id, nullable=False),  # who asked for it: the card is in their WeChat
    Column("uscc", String(18), nullable=False),
    Column("state", String(10), nullable=False),  # rules.CARDS
    Column("template", String(60), nullable=False),
    Column("code", String(40), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", Utc),
    Column("made_at", Utc, nullable=False),
    Index("ix_invoice_card_next_at", "next_at"),
    Index("ix_invoice_card_person_id", "person_id"),
)

card_template = Table(
    "card_template",
    metadata,
    Column("uscc", String(18), primary_key=True),
    Column("template", String(60), nullable=False),
)
