"""`price:` of an item, read strictly: which function says what an application costs, and the figures it is given. Pure.

    price: {fn: traffic_fines, picks: picks, bills: bills, due_days: 15, late_percent: 3}

`fn` is one of the functions handed in (registry.prices); a text among the figures names a field of the form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.kernel.jsons import Json
from app.language import registry
from app.language.content import FieldRow, Written
from app.language.sheet import Fail


def read(given: Written, form: Sequence[FieldRow], fail: Fail) -> Mapping[str, Json]:
    """A function there is, with figures it can use."""
    known = registry.prices().get(given["fn"])
    if known is None:
        raise fail("price.fn", f"没有这个计价函数：{given['fn']}")
    figures = {key: value for key, value in given.items() if key != "fn"}
    if wrong := known.fault(figures):
        raise fail("price", wrong)
    fields = {one["id"] for one in form}
    for key, value in figures.items():
        if isinstance(value, str) and value not in fields:
            raise fail(f"price.{key}", f"表里没有这一项：{value}")
    return dict(given)
