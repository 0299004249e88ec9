"""A merchant's own look at a bill: its rows, and its differences from what the merchant booked, to the fen."""

from __future__ import annotations

from decimal import Decimal


def read(raw: bytes) -> tuple[list[dict[str, str]], dict[str, str]]:
    """(rows, summary) of a bill file, each {column: text}."""
    lines = raw.decode("utf-8-sig").splitlines()
    names, sums = lines[0].split(","), lines[-2].split(",")
    rows = [dict(zip(names, line[1:].split(",`"), strict=True)) for line in lines[1:-2]]
    return rows, dict(zip(sums, lines[-1][1:].split(",`"), strict=True))


def fen(yuan: str) -> int:
    return int(Decimal(yuan) * 100)


def differences(rows: list[dict[str, str]], paid: dict[str, int], refunded: dict[str, int]) -> list[str]:
    """What stands on one side only, or with another amount. Empty: every fen is explained."""
    theirs: dict[str, int] = {}
    for row in rows:
        refund = row["交易状态"] == "REFUND"
        number = ("refund " + row["商户退款单号"]) if refund else ("order " + row["商户订单号"])
        theirs[number] = theirs.get(number, 0) + fen(row["申请退款金额"] if refund else row["订单金额"])
    ours = {f"order {number}": amount for number, amount in paid.items()}
    ours |= {f"refund {number}": amount for number, amount in refunded.items()}
    found = []
    for number in sorted(theirs.keys() | ours.keys()):
        if theirs.get(number) != ours.get(number):
            found.append(f"{number}: bill {theirs.get(number)}, ours {ours.get(number)}")
    return found
