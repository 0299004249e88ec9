"""Fen as bills print them: yuan with two decimals, fees with five."""

from decimal import Decimal, InvalidOperation


def shown(fen):
    return f"{Decimal(fen) / 100:.2f}"


def fee(fen):
    return f"{Decimal(fen) / 100:.5f}"


def total(texts, form="{:.2f}"):
    """The sum of printed amounts, printed. What a person made unreadable counts nothing."""
    return form.format(sum(map(read, texts), Decimal(0)))


def read(text):
    try:
        found = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)
