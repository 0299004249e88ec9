"""What an invoice must say before it may go into a wallet."""

from __future__ import annotations

from sandbox.documents import Doc
from sandbox.wechat.gate import WxError, text, whole
from sandbox.world import World

LINE = {"name": str, "num": int | float, "unit": str, "price": int}


def check_data(world: World, data: object) -> Doc:
    """The data, checked: title, amounts, number and code (neither twice), check code, lines."""
    if not isinstance(data, dict):
        raise WxError(72031)
    fee = whole(data, "fee", 1, code=72031)
    text(data, "title", code=72017)
    whole(data, "billing_time", 1, code=72031)
    without, tax = whole(data, "fee_without_tax", 0, code=72031), whole(data, "tax", 0, code=72031)
    if without + tax != fee:
        raise WxError(72031, "invalid params: fee is not fee_without_tax + tax")
    numbers(world, data)
    lines = data.get("info") or []
    if not isinstance(lines, list) or not all(isinstance(line, dict) and fits(line) for line in lines):
        raise WxError(72031, "invalid params: info")
    return data


def fits(line: Doc) -> bool:
    """Whether a line of an invoice has what it must have."""
    return bool(line.get("name")) and all(isinstance(line.get(name, kind_default(kind)), kind) for name, kind in LINE.items())


def kind_default(kind: object) -> object:
    """What stands for a value that is missing."""
    return "" if kind is str else 0


def numbers(world: World, data: Doc) -> None:
    """Digital invoices have 20 digits and no code; older ones 8 digits, a code of 10 or 12, and a check code."""
    number, code = text(data, "billing_no", code=72041), text(data, "billing_code", required=False, code=72041)
    if not number.isascii() or not number.isdigit() or (code and not code.isdigit()):
        raise WxError(72041)
    if (len(number), len(code)) not in ((20, 0), (20, 12), (8, 10), (8, 12)):
        raise WxError(72043)
    if any(
        (one["data"]["billing_no"], one["data"].get("billing_code") or "") == (number, code) for one in world.tables["invoices"].values()
    ):
        raise WxError(72042)
    if len(number) == 8 and not data.get("check_code"):
        raise WxError(72045)
