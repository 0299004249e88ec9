"""Fen as bills print them: yuan with two decimals, fees with five."""

from decimal import Decimal


def shown(fen):
    return f"{Decimal(fen) / 100:.2f}"


def fee(fen):
    return f"{Decimal(fen) / 100:.5f}"


def total(texts, form="{:.2f}"):
    """The sum of printed amounts, printed."""
    return form.format(sum((Decimal(one) for one in texts), Decimal(0)))
