"""Who acts, who has signed, where somebody belongs."""

from __future__ import annotations

from datetime import date

from app.checks.declare import check
from app.checks.facts import Fail, Pass, Unknown, Verdict

MOST_DAYS = 30  # of a mandate


@check("signed_by", short="role", signed="signed")
def signed_by(signed: frozenset[str], role: str) -> Verdict:
    """That role has signed, on a phone of its own."""
    return Pass() if role in signed else Unknown(f"wait for signed:{role}")


@check("guardian_listed", listed="rows.guardians.监护人", named="form.guardian.id_number")
def guardian_listed(listed: list[str], named: str | None) -> Verdict:
    """Who agrees for a child is a guardian in the register, where somebody was named by hand."""
    return Pass() if listed and named in (None, *listed) else Fail("写的监护人和登记的不一样", "核对监护人的姓名和身份证号")


@check("signed_by_all", short="roles", signed="signed")
def signed_by_all(signed: frozenset[str], roles: list[str]) -> Verdict:
    """Everyone listed has signed the same text."""
    missing = [role for role in roles if role not in signed]
    return Unknown(f"wait for signed:{missing[0]}") if missing else Pass()


@check("entrust_scope", items="form.items", until="form.until")
def entrust_scope(today: date, items: list[str], until: date) -> Verdict:
    """A mandate says for what and until when, thirty days at most."""
    if not items:
        return Fail("写清楚托他办哪几件事")
    if until < today:
        return Fail("授权已经到期了", "重新授权一次")
    if (until - today).days > MOST_DAYS:
        return Fail(f"授权最长 {MOST_DAYS} 天", f"到期日选在 {MOST_DAYS} 天以内")
    return Pass()


@check("route_not_self", unit="form.unit", target="form.target")
def route_not_self(unit: str, target: str) -> Verdict:
    """What somebody complains of is not sent to those complained of."""
    return Fail("不能转给被投诉的单位自己", "转给它的上级") if unit == target else Pass()
