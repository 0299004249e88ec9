"""A copy of a certificate for one use: what stands on it, for what and for whom, which stands across the page too. Pure."""

from __future__ import annotations

from app.certificates.queries import Held, masked
from app.language.showing import Sheet

NOTE = "只能用于上面写的这一次，别的用途无效。收到的人用防伪码核对一次，以后再核对会说用过了。"


def sheet(one: Held, purpose: str, to: str) -> Sheet:
    """The paper: the whole face."""
    ends = (("有效期至", one.valid_until),) if one.valid_until else ()
    face = tuple((label, text) for label, text in one.fields.items() if text and label not in ("姓名", "有效期至"))
    number = () if one.number in one.fields.values() else (("号码", one.number),)
    facts = (
        *number,
        *face,
        ("签发日期", one.issued_on),
        *ends,
        ("只用于", purpose),
        ("交给", to),
        ("证照标识", one.identifier),
    )
    return Sheet(f"{one.kind.name}（复印件）", tuple(dict(facts).items()), note=NOTE, mark=f"只用于{purpose} 交给{to}")


def told(one: Held, whole: Sheet) -> Sheet:
    """What whoever checks its code reads: that it is real, for what and for whom; not all that it says."""
    kept = dict(whole.facts)
    facts = (("号码", masked(one)), *((label, kept[label]) for label in ("有效期至", "只用于", "交给") if label in kept))
    return Sheet(whole.title, facts)
