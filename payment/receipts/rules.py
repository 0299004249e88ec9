"""The numbers of a fiscal e-receipt: code 8 (region 2, class 2, kind 2, year 2), number 10, check 6. Pure."""

from __future__ import annotations

from datetime import date

# Ours until a finance bureau assigns them: docs/decisions/0008.
REGION, CLASS, KIND = "44", "01", "01"


def code_of(day: date) -> str:
    """The series of a year."""
    return f"{REGION}{CLASS}{KIND}{day:%y}"


def number_text(number: int) -> str:
    """Ten digits. Raises ValueError when a series is used up."""
    if not 0 < number < 10**10:
        raise ValueError("a receipt's number has ten digits")
    return f"{number:010d}"


def check_code(keyed: bytes) -> str:
    """Six digits of a keyed hash: who only knows code, number and amount cannot make one up."""
    return f"{int.from_bytes(keyed[:8], 'big') % 10**6:06d}"
