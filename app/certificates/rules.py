"""Identifiers, validity, what a verifier may see. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from app.kernel import text

ROOT = "1.2.156.3005.2"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CODE_LIVES = timedelta(seconds=60)
SOON = timedelta(days=183)
FOREVER = "长期"
HELD = ("valid", "expired")  # what stands in the wallet; only a valid one can be shown

# What a holder can let a verifier see, and what that is called.
SHOWN = {"name": "姓名", "adult": "满 18 岁", "valid": "证件有效", "number": "号码", "issuer": "发证"}
ALWAYS = ("valid",)


def check_character(text: str) -> str:
    """ISO 7064 MOD 37,36 over digits and capitals."""
    value = 36
    for char in text:
        value = (value + ALPHABET.index(char)) % 36 or 36
        value = value * 2 % 37
    return ALPHABET[(37 - value) % 36]


def identifier(type_code: str, issuer: str, serial: str, version: int = 1) -> str:
    """GB/T 36904: root.type(21).issuer(18).serial.version(3).check(1)."""
    parts = (type_code, issuer, serial, f"{version:03d}")
    return ".".join((ROOT, *parts, check_character("".join(parts))))


def valid_on(until: str | None, day: date) -> bool:
    """`until` is a date, 长期, or nothing for a kind that never ends. What cannot be read is not valid."""
    if not until or until == FOREVER:
        return True
    ends = text.day(until)
    return ends is not None and ends >= day


def days_left(until: str | None, day: date) -> int | None:
    """Days until it ends; None for what does not end, or nobody can say."""
    ends = text.day(until)
    return (ends - day).days if ends else None


def valid_text(until: str | None, day: date, status: str = "valid") -> tuple[str, str]:
    """The sentence under a certificate and its tone: 115 天后到期 (near), 有效至 2038年 (done), 已经过期 (bad)."""
    left = days_left(until, day)
    if status == "expired" or (left is not None and left < 0):
        return "已经过期", "bad"
    if left is None:
        return ("长期有效" if until else "有效", "done") if valid_on(until, day) else ("有效期看不清，到发证的地方核对", "bad")
    if left <= SOON.days:
        return f"{left} 天后到期", "near"
    return f"有效至 {str(until)[:4]}年", "done"


def lines_for(shown: tuple[str, ...], name: str, adult: bool, valid: bool, number: str, issuer: str) -> list[dict[str, str]]:
    """What the verifier reads: only what the holder agreed to, and of that what the certificate has."""
    values: Mapping[str, str] = {
        "name": name,
        "adult": "满 18 岁" if adult else "不满 18 岁",
        "valid": "有效" if valid else "已经过期",
        "number": number,
        "issuer": issuer,
    }
    labels = {**SHOWN, "adult": "年龄", "valid": "证件"}
    return [{"label": labels[key], "text": values[key]} for key in shown if values[key]]
