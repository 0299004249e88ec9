"""A merchant's books: a day, a month, whether the bureau's are the same, a list for the accountant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Response, g

from app.identity.rules import REAL_NAME
from app.invoices.sums import percent
from app.kernel import clock, db
from app.kernel.errors import Refused, Unavailable
from app.kernel.ports import outside
from app.kernel.web import asked, reply
from app.merchants import days, hands, queries, rules
from app.merchants.days import Totals
from app.merchants.queries import Issued
from app.merchants.rules import Post
from edge.shapes import a_file
from miniprogram_api import book_shapes as shapes
from miniprogram_api import merchant_view as views
from miniprogram_api.auth import signed_in
from miniprogram_api.catalog_shapes import asked as asks
from miniprogram_api.edge import Blueprint
from miniprogram_api.merchants import day_of

bp = Blueprint("books", __name__, url_prefix="/api/merchant", description="商家开票：日报、月报、对账、导出")

MOST_EXPORTED = 10_000
LONGEST = timedelta(days=366)
TABLES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@bp.get("/companies/<uscc:uscc>/day")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=shapes.DayShape)
@bp.doc(parameters=[asks("date", "哪一天"), asks("shop", "只看这家门店")])
def day(uscc: str) -> Response:
    """A day: what was issued, what waits, sums, what is left of the quota. Who does not see all sees their own shops or their own."""
    on = day_of(asked("date")) if asked("date") else clock.today()
    with db.reading() as tx:
        post = queries.require(tx, uscc, g.me.person, "code")
        shops = _shops(tx, post, asked("shop"))
        found = _own(post, queries.day(tx, uscc, on, on, shops))
        open_ = queries.sales(tx, shops, (rules.ISSUING, rules.WAITING, rules.REFUSED), 100)
        given = hands.holders(tx, [one.number for one in found])
    told = days.totals(found)
    return reply(
        {
            "date": on.isoformat(),
            "rows": [views.day_row(one, one.number in given) for one in found],
            "waiting": [views.sale(one) for one in open_],
            "quota": _quota(uscc),
        }
        | _sums(told)
    )


def _sums(told: Totals) -> dict[str, object]:
    return {
        "count": told.count,
        "amount_fen": told.amount,
        "tax_fen": told.tax,
        "red_count": told.red_count,
        "red_total_fen": told.red_total,
        "rates": [{"rate": percent(rate), "amount_fen": amount, "tax_fen": tax} for rate, amount, tax in told.by_rate],
        "kinds": [{"kind": kind, "count": count, "total_fen": total} for kind, count, total in told.by_kind],
    }


@bp.get("/companies/<uscc:uscc>/month")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=shapes.MonthShape)
@bp.doc(parameters=[asks("month", "哪个月，2026-11"), asks("shop", "只看这家门店")])
def month(uscc: str) -> Response:
    """A month by its days. Who does not see all sees their own shops or their own."""
    first = day_of(f"{asked('month')}-01") if asked("month") else clock.today().replace(day=1)
    with db.reading() as tx:
        post = queries.require(tx, uscc, g.me.person, "code")
        found = _own(post, queries.day(tx, uscc, first, rules.month_end(first) - timedelta(days=1), _shops(tx, post, asked("shop"))))
    return reply({"month": f"{first:%Y-%m}", "days": [_of_day(on, told) for on, told in days.by_day(found)]} | _sums(days.totals(found)))


def _of_day(on: date, told: Totals) -> dict[str, object]:
    reds = {"red_count": told.red_count, "red_total_fen": told.red_total}
    return {"date": on.isoformat(), "count": told.count, "total_fen": told.amount + told.tax, **reds}


def _shops(tx: db.Connection, post: Post, only: str) -> list[str]:
    every = [one.no for one in queries.shops(tx, post.uscc)]
    mine = [no for no in every if not post.shops or no in post.shops]
    return [no for no in mine if no == only] if only else mine


def _own(post: Post, found: Sequence[Issued]) -> list[Issued]:
    """A cashier sees what they issued themselves."""
    if post.may("issue", clock.today()):
        return list(found)
    return [one for one in found if one.cashier_id == post.person_id]


def _quota(uscc: str) -> dict[str, object] | None:
    try:
        now = outside().tax.quota(uscc)
    except (Unavailable, Refused):
        return None
    left = max(now.total - now.used - now.frozen, 0)
    return {"total_fen": now.total, "used_fen": now.used, "left_fen": left, "warn": (now.total - left) * 100 >= now.total * rules.WARN_AT}


@bp.get("/companies/<uscc:uscc>/day/check")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=shapes.Checked)
@bp.doc(parameters=[asks("date", "哪一天")])
def check(uscc: str) -> Response:
    """Whether the bureau's books of a day are ours, to the fen and the piece."""
    on = day_of(asked("date")) if asked("date") else clock.today()
    with db.reading() as tx:
        queries.require(tx, uscc, g.me.person, "all")
        ours = queries.day(tx, uscc, on, on)
    theirs = outside().tax.day(uscc, on.isoformat())
    differing = days.differences(ours, theirs)
    return reply({"same": not differing, "ours": len(ours), "theirs": len(theirs), "differing": differing})


@bp.get("/companies/<uscc:uscc>/export")
@signed_in(level=REAL_NAME)
@a_file(bp, list(TABLES.values()), "发票清单")
@bp.doc(parameters=[asks("from", "从哪天"), asks("to", "到哪天"), asks("kind", "csv 或 xlsx")])
def export(uscc: str) -> Response:
    """A list for the accountant: numbers as text, sums with two decimals."""
    kind = asked("kind") or "csv"
    if kind not in TABLES:
        raise Refused("kind_unknown", "没有这种文件", "换一种")
    first, last = day_of(asked("from")), day_of(asked("to"))
    if not first <= last <= first + LONGEST:
        raise Refused("days_wrong", "起止日期不对，最多一年", "改一下日期")
    with db.reading() as tx:
        queries.require(tx, uscc, g.me.person, "export")
        found = queries.day(tx, uscc, first, last)
    if len(found) > MOST_EXPORTED:
        raise Refused("export_many", f"一次最多 {MOST_EXPORTED} 张", "分几段导出")
    name = f"{uscc}-{first:%Y%m%d}-{last:%Y%m%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    if kind == "xlsx":
        return Response(days.workbook(found), content_type=TABLES[kind], headers=headers)
    return Response(days.table(found), content_type="text/csv; charset=utf-8", headers=headers)
