"""A merchant's things as they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.invoices import reds
from app.invoices.sums import percent, rounded
from app.kernel import clock
from app.kernel.bureau import RedWish
from app.merchants import issuing, redding, rules
from app.merchants.queries import Good, Issued, Merchant, RedNote, Sale, Shop
from app.merchants.rules import Post


def shop(one: Shop) -> dict[str, object]:
    """A shop."""
    return {"no": one.no, "name": one.name, "address": one.address, "phone": one.phone}


def company(one: Merchant, post: Post, shops: Sequence[Shop]) -> dict[str, object]:
    """A company, for somebody who works there."""
    today = clock.today()
    mine = [found for found in shops if not post.shops or found.no in post.shops]
    return {
        "uscc": one.uscc,
        "name": one.name,
        "payer": one.payer,
        "special": one.special,
        "state": one.state,
        "word": rules.STATES[one.state],
        "roles": list(post.roles),
        "role_words": [rules.ROLES[role] for role in post.roles],
        "may": [what for what in rules.MAY if post.may(what, today)] if one.state == rules.OPENED else [],
        "shops": [shop(found) for found in mine],
    }


def good(one: Good) -> dict[str, object]:
    """A line of the price list."""
    told = {name: value for name, value in vars(one).items() if name not in ("price", "rate")}
    return {**told, "price_fen": rounded(Decimal(one.price) * 100), "rate": percent(one.rate)}


def sale(one: Sale, again: bool = False) -> dict[str, object]:
    """An order."""
    return {
        "shop": one.shop_no,
        "order_no": one.order_no,
        "state": one.state,
        "word": rules.SALES[one.state],
        "tone": rules.TONES[one.state],
        "why": "刚刚开过" if again and one.state == rules.DONE else one.why,
        "code": one.code,
        "buyer": rules.shortened(one.name) if one.buyer else "",
        "total_fen": one.fen,
        "number": one.number,
        "at": clock.rfc3339(one.made_at),
        "again": again,
    }


def day_row(one: Issued, given: bool) -> dict[str, object]:
    """A line of a day."""
    return {
        "number": one.number,
        "at": clock.rfc3339(one.issued_at),
        "buyer": rules.shortened(one.name),
        "kind": one.kind,
        "red": one.blue is not None,
        "total_fen": one.total,
        "given": given,
        "order_no": one.order_no,
        "shop": one.shop_no,
    }


def wish(one: RedWish) -> dict[str, object]:
    """A red invoice that another company asks for."""
    head = {"confirmation": one.confirmation, "blue": one.blue, "reason": reds.REASONS[one.reason], "asker": one.asker}
    return {**head, "amount_fen": one.amount, "tax_fen": one.tax, "until": clock.rfc3339(issuing.moment(one.until))}


def red(one: RedNote) -> dict[str, object]:
    """A red note."""
    return {
        "id": one.id,
        "blue": one.blue,
        "reason": reds.REASONS[one.reason],
        "word": redding.shown_state(one),
        "open": one.open is not None,
        "may_withdraw": one.confirmation is not None and one.state in reds.OPEN,
        "red": one.red,
        "at": clock.rfc3339(one.made_at),
    }
