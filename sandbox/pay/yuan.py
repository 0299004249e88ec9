"""Fen as bills print them: yuan with two decimals, fees with five."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation


def shown(fen: int) -> str:
    """1234.00"""
    return f"{Decimal(fen) / 100:.2f}"


def fee(fen: int) -> str:
    """1234.00000, as commissions are written."""
    return f"{Decimal(fen) / 100:.5f}"


def total(texts: Iterable[str], form: str = "{:.2f}") -> str:
    """The sum of printed amounts, printed. What a person made unreadable counts nothing."""
    return form.format(sum(map(read, texts), Decimal(0)))


def read(text: str) -> Decimal:
    """A sum as text, in yuan; 0 for what is none."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)
