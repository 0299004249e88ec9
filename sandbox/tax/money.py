"""Sums as the tax bureau writes them: fen inside, two decimals on paper, capitals for the total."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

DIGITS, PLACES, GROUPS = "零壹贰叁肆伍陆柒捌玖", ("仟", "佰", "拾", ""), ("", "万", "亿", "万亿")
FREE = "免税"


def yuan(fen: int) -> str:
    """-5650 → -56.50"""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def number(text: object) -> Decimal | None:
    """The number a text is, or None."""
    if not isinstance(text, str) or not text.strip("-").replace(".", "", 1).isdigit():
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def rounded(value: Decimal) -> int:
    """Half up, to whole fen."""
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def share(rate: str) -> Decimal:
    """What a rate takes of an amount; nothing where it is free of tax."""
    return Decimal(0) if rate == FREE else Decimal(rate)


def percent(rate: str) -> str:
    """0.13 → 13%, 0.015 → 1.5%"""
    return rate if rate == FREE else f"{(Decimal(rate) * 100).normalize():f}%"


def cn_money(fen: int) -> str:
    """24750 → 贰佰肆拾柒圆伍角"""
    whole, cents = divmod(abs(fen), 100)
    said = (f"{_whole(whole)}圆" if whole else "") + _cents(cents, bool(whole))
    return f"（负数）{said}" if fen < 0 else said or "零圆整"


def _cents(cents: int, after: bool) -> str:
    jiao, fen = divmod(cents, 10)
    if not cents:
        return "整" if after else ""
    head = f"{DIGITS[jiao]}角" if jiao else "零" if after else ""
    return head + (f"{DIGITS[fen]}分" if fen else "")


def _whole(value: int) -> str:
    """A number below ten thousand billion, group by group of four digits."""
    groups: list[int] = []
    while value:
        value, group = divmod(value, 10000)
        groups.append(group)
    said, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            gap = bool(said)
            continue
        said += ("零" if said and (gap or group < 1000) else "") + _four(group) + GROUPS[place]
        gap = False
    return said


def _four(value: int) -> str:
    said, gap = "", False
    for digit, place in zip(f"{value:04d}", PLACES, strict=True):
        if digit == "0":
            gap = bool(said)
        else:
            said += ("零" if gap else "") + DIGITS[int(digit)] + place
            gap = False
    return said
