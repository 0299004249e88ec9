"""Sign up a company, its shops, its people, its price list. What registers know is not asked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.exc import IntegrityError

from app.invoices.goods import Goods, rate_fault
from app.kernel import clock, crypto, db
from app.kernel.errors import Conflict, Forbidden, NotFound, Refused
from app.kernel.ids import new_id
from app.kernel.jsons import Json
from app.kernel.ports import Who, outside
from app.merchants import queries, rules
from app.merchants.models import merchant, shop, shop_goods, shop_staff
from app.merchants.queries import Merchant, Shop, Staff

WHY = "开通商家开票"
A_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Company:
    """What registers say of a company, and whether who asks is its representative."""

    uscc: str
    name: str
    type: str
    address: str
    rep: str
    payer: str
    special: bool
    quota: int
    represented: bool
    drawers: int


def look(uscc: str, who: Who) -> Company:
    """A company as three registers know it. Outside a transaction. Raises Refused in words for one that cannot issue."""
    ask = outside().sources.lookup
    known = ask("scjg.names", {"uscc": uscc}, who, WHY).rows
    if not known or known[0].columns["状态"] in ("吊销", "注销"):
        raise Refused("company_unknown", "没有查到这家企业" if not known else "企业已经注销或吊销", "对着营业执照再看一遍代码")
    company = known[0].columns
    own = ask("scjg.companies", {"法定代表人": who.id_number}, who, WHY).rows
    represented = any(one.columns["uscc"] == uscc for one in own)
    try:
        units = ask("sw.units", {"uscc": uscc}, who, WHY).rows
    except Refused:
        raise Refused("not_at_bureau", "税务那边没有登记您是这家企业的人", "请企业先在电子税务局把您加为办税人员") from None
    if not units:
        raise Refused("tax_unconfirmed", "还没做税务报到", "先办“税务报到”，办好再来")
    unit = units[0].columns
    if unit["状态"] != "正常":
        raise Refused("tax_abnormal", "税务状态非正常，先到税务处理", "处理好再来开通")
    if company["状态"] != "存续":
        raise Refused("company_abnormal", "企业在经营异常名录里，先移出来", "到市场监管部门处理")
    people = ask("sw.roles", {"uscc": uscc}, who, WHY).rows
    drawers = sum(one.columns["身份"] == "开票员" and one.columns["状态"] == "有效" for one in people)
    kinds, quota = unit["票种"], unit["额度"]
    return Company(
        uscc,
        str(company["名称"]),
        str(company["类型"]),
        str(company["住所"]),
        str(company["代表人"] or ""),
        str(unit["纳税人类型"]),
        isinstance(kinds, list) and "专票" in kinds,
        quota if isinstance(quota, int) else 0,
        represented,
        drawers,
    )


def sign_up(
    tx: Connection, person: tuple[str, str], company: Company, tel: str, first: tuple[str, str, str], until: date | None
) -> Merchant:
    """The representative opens it at once; who is authorised asks, and the representative has 72 hours. `person`: id and name; `first`:
    the first shop's name, address and phone. Raises Conflict `merchant_known`, Refused `no_drawer`, `authorised_until`."""
    person_id, name = person
    now = clock.now()
    if not company.drawers:
        raise Refused("no_drawer", "税务那边还没有这家企业的开票员", "先在电子税务局加一位开票员")
    if not company.represented and (until is None or not clock.today() < until <= clock.today() + A_YEAR):
        raise Refused("authorised_until", "授权到哪天要写，最长一年", "改一下日期")
    found = queries.find(tx, company.uscc)
    if found is not None:
        _still_known(tx, found, company)
    state = rules.OPENED if company.represented else rules.PENDING
    row = {
        "uscc": company.uscc,
        "name": company.name,
        "payer": company.payer,
        "special": company.special,
        "tel": tel,
        "state": state,
        "why": "",
        "asked_by": person_id,
        "asked_until": None if company.represented else until,
        "lapses_at": None if company.represented else now + rules.AUTHORISED,
        "made_at": now,
        "opened_at": now if company.represented else None,
    }
    try:
        tx.execute(insert(merchant), row)
    except IntegrityError:
        raise db.Raced() from None
    _put_staff(tx, company.uscc, person_id, name, [rules.REP] if company.represented else [rules.ADMIN], [], row["asked_until"])
    add_shop(tx, company.uscc, *first)
    return queries.get(tx, company.uscc)


def _still_known(tx: Connection, found: Merchant, company: Company) -> None:
    """A wish nobody answered in time makes room; anything else is a conflict that names who opened it, shortened."""
    if found.state == rules.PENDING and found.lapses_at is not None and found.lapses_at <= clock.now():
        _erase(tx, found.uscc)
        return
    first = queries.staff(tx, found.uscc)[0].plain
    raise Conflict("merchant_known", f"已由 {first[:1]}** 开通，请他把您加进来", "让他在“人员”里邀请您")


def _erase(tx: Connection, uscc: str) -> None:
    for table in (shop, shop_staff, shop_goods, merchant):
        tx.execute(delete(table).where(table.c.uscc == uscc))


def agree(tx: Connection, person: tuple[str, str], company: Company, yes: bool) -> Merchant | None:
    """The representative says yes, or the wish is gone. Raises NotFound, Forbidden, Conflict `authorisation_over`."""
    found = queries.get(tx, company.uscc)
    if not company.represented:
        raise Forbidden("not_the_rep", "要法定代表人本人来确认", "请他用自己的微信打开")
    if found.state == rules.OPENED:
        return found
    if found.state != rules.PENDING or found.lapses_at is None or found.lapses_at <= clock.now():
        raise Conflict("authorisation_over", "超过 72 小时，已经作废", "请他重新申请")
    if not yes:
        _erase(tx, company.uscc)
        return None
    tx.execute(update(merchant).where(merchant.c.uscc == company.uscc).values(state=rules.OPENED, opened_at=clock.now(), lapses_at=None))
    _put_staff(tx, company.uscc, *person, [rules.REP], [], None)
    return queries.get(tx, company.uscc)


def _put_staff(tx: Connection, uscc: str, person_id: str, name: str, roles: Sequence[str], shops: Sequence[str], until: object) -> None:
    new = new_id()
    row = {"id": new, "uscc": uscc, "person_id": person_id, "name": crypto.seal("shop_staff.name", new, name), "roles": list(roles)}
    tx.execute(insert(shop_staff), {**row, "shops": list(shops), "until": until, "made_at": clock.now()})


def require_open(tx: Connection, uscc: str) -> Merchant:
    """A company that may issue now. Raises Forbidden `merchant_not_open`."""
    found = queries.get(tx, uscc)
    if found.state != rules.OPENED:
        raise Forbidden("merchant_not_open", f"这家企业{rules.STATES[found.state]}", "开通了才能开票")
    return found


def add_shop(tx: Connection, uscc: str, name: str, address: str, phone: str) -> Shop:
    """A shop with a number of its own. Raises Refused `shops_many`."""
    if len(queries.shops(tx, uscc)) >= rules.MOST_SHOPS:
        raise Refused("shops_many", f"一家企业最多 {rules.MOST_SHOPS} 个门店", "先合并不用的门店")
    no = rules.shop_no(queries.shop_count(tx) + 1)
    try:
        tx.execute(
            insert(shop),
            {"no": no, "uscc": uscc, "name": name, "address": address, "phone": phone, "key_turn": 0, "made_at": clock.now()},
        )
    except IntegrityError:
        raise db.Raced() from None  # somebody else's shop has this number by now
    return queries.get_shop(tx, no)


def invite(tx: Connection, uscc: str, name: str, roles: Sequence[str], shops: Sequence[str], until: date | None) -> tuple[str, str]:
    """(id, the word that stands in the link): whoever is called so comes with it within 72 hours. Raises Refused."""
    if not roles or not set(roles) <= set(rules.GIVEN):
        raise Refused("roles_wrong", "选一个身份", "勾上他做什么", errors=[{"field": "roles", "say": "选一个身份"}])
    if not set(shops) <= {one.no for one in queries.shops(tx, uscc)}:
        raise Refused(*queries.NO_SHOP)
    if until is not None and until < clock.today():
        raise Refused("until_past", "到期那天已经过了", "改到今天以后", errors=[{"field": "until", "say": "改到今天以后"}])
    if len(queries.staff(tx, uscc)) >= rules.MOST_STAFF:
        raise Refused("staff_many", f"一家企业最多 {rules.MOST_STAFF} 个人", "先移出已经离开的")
    new, word = new_id(), secrets.token_urlsafe(16)
    row = {"id": new, "uscc": uscc, "person_id": None, "name": crypto.seal("shop_staff.name", new, name), "roles": list(roles)}
    link = {"invite": crypto.blind("shop_staff.invite", word), "invite_ends": clock.now() + rules.INVITED}
    tx.execute(insert(shop_staff), {**row, **link, "shops": list(shops), "until": until, "made_at": clock.now()})
    return new, word


def accept(tx: Connection, word: str, person_id: str, name: str) -> Staff:
    """Who was invited comes. Raises NotFound for a word that is none or too old, Forbidden for somebody of another name."""
    blind = crypto.blind("shop_staff.invite", word)
    found = queries.STAFF.first(tx, queries.STAFF.query.where(shop_staff.c.invite == blind))
    if found is None or found.invite_ends is None or found.invite_ends <= clock.now():
        raise NotFound("invitation_over", "邀请过期了", "请管理员重新发一次")
    if found.plain != name:
        raise Forbidden("invitation_not_yours", "这个邀请不是给您的", "请被邀请的人自己打开")
    if found.person_id == person_id:
        return found
    tx.execute(
        delete(shop_staff).where(shop_staff.c.uscc == found.uscc, shop_staff.c.person_id == person_id, shop_staff.c.ended_at.is_not(None))
    )
    mine = queries.STAFF.first(tx, queries.STAFF.query.where(shop_staff.c.uscc == found.uscc, shop_staff.c.person_id == person_id))
    if mine is not None:  # they hold a place already: it gains these, and lasts as long as the later of both
        roles = list(dict.fromkeys([*mine.roles, *found.roles]))
        lasts = None if mine.until is None or found.until is None else max(mine.until, found.until)
        shops = list(dict.fromkeys([*mine.shops, *found.shops])) if mine.shops and found.shops else []
        tx.execute(update(shop_staff).where(shop_staff.c.id == mine.id).values(roles=roles, until=lasts, shops=shops))
        tx.execute(delete(shop_staff).where(shop_staff.c.id == found.id))
        return queries.STAFF.one(tx, queries.STAFF.query.where(shop_staff.c.id == mine.id))
    tx.execute(update(shop_staff).where(shop_staff.c.id == found.id).values(person_id=person_id, invite_ends=None))
    return queries.STAFF.one(tx, queries.STAFF.query.where(shop_staff.c.id == found.id))


def appoint(tx: Connection, uscc: str, staff_id: str, roles: Sequence[str]) -> None:
    """What somebody does there from now on. The representative's place is the register's to change. Raises NotFound, Forbidden, Refused."""
    found = queries.STAFF.first(tx, queries.STAFF.query.where(shop_staff.c.id == staff_id, shop_staff.c.uscc == uscc))
    if found is None or found.ended_at is not None:
        raise NotFound("staff_not_found", "没有这个人", "刷新看看")
    if rules.REP in found.roles:
        raise Forbidden("rep_stays", "法定代表人的身份不能改", "企业变更法定代表人后自动更新")
    if not roles or not set(roles) <= set(rules.GIVEN):
        raise Refused("roles_wrong", "选一个身份", "勾上他做什么", errors=[{"field": "roles", "say": "选一个身份"}])
    tx.execute(update(shop_staff).where(shop_staff.c.id == staff_id).values(roles=list(roles)))


def end(tx: Connection, uscc: str, staff_id: str) -> None:
    """They leave; with that nothing is theirs any more. The representative stays. Raises NotFound, Forbidden."""
    found = queries.STAFF.first(tx, queries.STAFF.query.where(shop_staff.c.id == staff_id, shop_staff.c.uscc == uscc))
    if found is None:
        raise NotFound("staff_not_found", "没有这个人", "刷新看看")
    if rules.REP in found.roles:
        raise Forbidden("rep_stays", "法定代表人不能移出", "企业变更法定代表人后自动更新")
    if found.person_id is None:
        tx.execute(delete(shop_staff).where(shop_staff.c.id == staff_id))
    elif found.ended_at is None:
        tx.execute(update(shop_staff).where(shop_staff.c.id == staff_id).values(ended_at=clock.now()))


def classified(code: str, who: Who) -> Goods:
    """A line of the tax classification. Outside a transaction. Raises Refused."""
    rows = outside().sources.lookup("sw.goods", {"code": code}, who, "查税收编码").rows
    if not rows:
        raise Refused("goods_unknown", "没有这个税收编码", "从列表里选一个", errors=[{"field": "code", "say": "从列表里选一个"}])
    return goods_of(rows[0].columns)


def goods_of(row: Mapping[str, Json]) -> Goods:
    """A row of sw.goods."""
    general, small = _rates(row["一般税率"]), _rates(row["小规模征收率"])
    return Goods(str(row["code"]), str(row["简称"]), str(row["名称"]), general, small, bool(row["免税标志"]))


def _rates(said: Json) -> list[str]:
    return [str(one) for one in said] if isinstance(said, list) else []


def put_goods(tx: Connection, company: Merchant, by: str, goods: Goods, good: dict[str, str]) -> None:
    """A line of the price list; the same name and spec again changes it. `good`: name, spec, unit, price, priced, rate. Raises Refused."""
    fault = rate_fault(goods, company.payer, good["rate"], clock.today())
    if fault:
        raise Refused("rate_wrong", fault, "换一个税率", errors=[{"field": "rate", "say": fault}])
    if "*" in good["name"]:
        raise Refused("name_wrong", "简称由系统加，只写名称", "去掉星号和简称", errors=[{"field": "name", "say": "简称由系统加，只写名称"}])
    mine = (shop_goods.c.uscc == company.uscc, shop_goods.c.name == good["name"], shop_goods.c.spec == good["spec"])
    values = {**good, "code": goods.code, "short": goods.short, "by_id": by, "made_at": clock.now()}
    if tx.execute(update(shop_goods).where(*mine).values(**values)).rowcount:
        return
    if len(queries.goods(tx, company.uscc)) >= rules.MOST_GOODS:
        raise Refused("goods_many", f"最多 {rules.MOST_GOODS} 种商品", "先删掉不卖的")
    tx.execute(insert(shop_goods), {"id": new_id(), "uscc": company.uscc, **values})


def drop_goods(tx: Connection, uscc: str, good_id: str) -> None:
    """No longer sold. Again: the same."""
    tx.execute(delete(shop_goods).where(shop_goods.c.id == good_id, shop_goods.c.uscc == uscc))
