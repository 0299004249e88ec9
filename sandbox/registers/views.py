"""Registers that are computed: a change of what they come from shows in the same second."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date

from sandbox.registers import books, survivors
from sandbox.registers.declared import Row
from sandbox.registers.kept import Store

PAID = ("已缴", "补缴")
INSURANCES = ("养老", "医疗", "失业", "工伤", "生育")
CHILD = ("子", "女", "长子", "次子", "长女", "次女", "独生子", "独生女")


def born(id_number: str) -> date:
    """The birthday in an id number."""
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


def age(birth: date, today: date) -> int:
    """In full years."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def grown(birth: date, years: int) -> date:
    """The birthday of this age; who was born on 29 February has it on 1 March."""
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)


def people(store: Store) -> Iterator[Row]:
    """gat.people: everybody in a household book, the dead too."""
    for row in store.rows("gat.hukou").values():
        house = store.get("gat.households", row["户号"]) or {}
        yield {
            "id": row["id"],
            "姓名": row["姓名"],
            "性别": row["性别"],
            "民族": row["民族"],
            "出生": row["出生日期"],
            "户籍区": house.get("区"),
            "住址": house.get("住址"),
            "出生地": row["出生地"],
            "在世": row["状态"] != "死亡",
        }


def parents(store: Store) -> dict[str, dict[str, str]]:
    """{child: {parent: 父|母}} from births, pages and heads of household books, and adoptions. A child without a number goes by its birth
    certificate."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for birth in store.rows("wj.births").values():
        if birth["状态"] != "作废":
            for role in ("母", "父"):
                if birth[role]:
                    found[birth["child_id"] or birth["编号"]][birth[role]] = role
    book = store.rows("gat.hukou")
    for row in book.values():
        found[row["id"]] |= {row[role]: role for role in ("父", "母") if row[role]}
        head = (store.get("gat.households", row["户号"]) or {}).get("户主")
        if row["与户主关系"] in CHILD and head in book:
            found[row["id"]].setdefault(head, "父" if book[head]["性别"] == "男" else "母")
    for adoption in store.rows("mz.adoptions").values():
        adopter = book.get(adoption["收养人"])
        found[adoption["child_id"]] = {adoption["收养人"]: "父" if adopter and adopter["性别"] == "男" else "母"}
    return found


def kin(store: Store) -> Iterator[Row]:
    """gat.kin: a row for everybody in a household book."""
    up = {child: set(of) for child, of in parents(store).items()}
    down: dict[str, set[str]] = defaultdict(set)
    for child, of in up.items():
        for parent in of:
            down[parent].add(child)
    for person in store.rows("gat.hukou"):
        mine, ours = up.get(person, set()), down.get(person, set())
        beside = {other for parent in mine for other in down[parent]} - {person}
        far = {above for parent in mine for above in up.get(parent, ())} | {below for child in ours for below in down.get(child, ())}
        wed = store.get("mz.marriages", person)
        spouse = [one["id"] for one in wed["对方"]] if wed and wed["状态"] == "结婚" else []
        yield {
            "id": person,
            "配偶": spouse,
            "父母": sorted(mine),
            "子女": sorted(ours),
            "兄弟姐妹": sorted(beside),
            "祖孙": sorted(far),
        }


def guardians(store: Store) -> Iterator[Row]:
    """gat.guardians: the living parents of everybody under 18."""
    book, births = store.rows("gat.hukou"), store.rows("wj.births")
    for child, of in parents(store).items():
        known = book.get(child)
        name, birth = (known["姓名"], born(child)) if known else (births[child]["姓名"], date.fromisoformat(births[child]["出生时间"][:10]))
        end = grown(birth, 18)
        if store.today < end:
            for guardian, role in sorted(of.items()):
                one = book.get(guardian)
                if one is None or one["状态"] != "死亡":
                    yield {
                        "child": child,
                        "监护人": guardian,
                        "种类": role,
                        "至": end.isoformat(),
                        "姓名": name,
                        "监护人姓名": one["姓名"] if one else None,
                    }


def month_number(month: str) -> int:
    """Months since year 0, to count with."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def months(store: Store) -> Iterator[Row]:
    """rst.months: months paid by person and city, of each insurance; 近12月月数 are those of 养老 in the twelve months before this one."""
    now = store.today.year * 12 + store.today.month - 1
    found: dict[tuple[str, str], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    last: dict[tuple[str, str], tuple[int, str | None]] = {}
    for row in store.rows("rst.pays").values():
        if row["状态"] in PAID:
            first, end = month_number(row["from"]), month_number(row["to"])
            key = (row["id"], row["city"])
            found[key][row["险种"]].update(range(first, end + 1))
            last[key] = max(last.get(key, (0, None)), (end, row["单位"]))
    for (person, city), paid in sorted(found.items()):
        stopped = any(store.where("rst.stops", id=person, 单位=last[person, city][1]))
        current = last[person, city][1] if last[person, city][0] >= now - 2 and not stopped else None
        yield {
            "id": person,
            "city": city,
            **{name: len(paid[name]) for name in INSURANCES},
            "近12月月数": len(paid["养老"] & set(range(now - 12, now))),
            "现单位": current,
        }


DISTRICTS = {"440103": "荔湾区", "440105": "海珠区", "440106": "天河区", "440111": "白云区"}


def branches(store: Store) -> Iterator[Row]:
    """rst.cardbranches: a row for each branch of a bank that hands out social cards."""
    for bank in store.rows("rst.cardbanks").values():
        for one in bank["网点"]:
            left = int(one["库存"])
            where = DISTRICTS.get(one["区"], one["区"])
            told = {name: one[name] for name in ("地址", "营业时间", "电话", "库存")}
            yield {"bank": bank["bank"], "名称": one["名"], "所在区": where, **told, "有货": left > 0}


def companies(store: Store) -> Iterator[Row]:
    """scjg.names: what anybody may look up of a company."""
    names = {row["id"]: row["姓名"] for row in store.rows("gat.hukou").values()}
    for row in store.rows("scjg.companies").values():
        told = {name: row[name] for name in ("uscc", "名称", "类型", "住所", "状态", "成立日期")}
        yield {**told, "代表人": names.get(row["法定代表人"])}


def rented(store: Store) -> Iterator[Row]:
    """zj.rented: what somebody lives in for rent, registered leases and public housing alike. A lease past its end is over, whatever was
    written on it; of a registered one the rent is taken as paid."""
    for row in store.rows("zj.leases").values():
        told = {name: row[name] for name in ("承租人", "坐落", "市", "起", "止", "月租")}
        over = row["状态"] == "有效" and row["止"] < store.today.isoformat()
        yield {"编号": row["备案号"], "种类": "备案", **told, "付至": None, "状态": "到期" if over else row["状态"]}
    for row in store.rows("zj.public").values():
        told = {name: row[name] for name in ("承租人", "坐落", "市", "起", "止", "月租")}
        over = row["止"] < store.today.isoformat()
        yield {"编号": row["合同号"], "种类": "公租房", **told, "付至": row["已付至"], "状态": "到期" if over else "有效"}


def purchases(store: Store) -> Iterator[Row]:
    """zj.purchases: of every buyer's contract the share of buyer and spouse together, what all its buyers took from the fund, and how
    often the house was sold in the twelve months before today."""
    told = ("合同号", "买方", "坐落", "市", "城市", "类", "成交价", "监管账号", "签订日", "状态")
    since = f"{store.today.year - 1}{store.today.isoformat()[4:]}"
    rows = list(store.rows("zj.contracts").values())
    for row in rows:
        wed = store.get("mz.marriages", row["买方"])
        ours = {row["买方"], *(one["id"] for one in wed["对方"] if wed["状态"] == "结婚")} if wed else {row["买方"]}
        sold = {one["合同号"] for one in rows if one["单元号"] == row["单元号"] and one["状态"] != "已注销" and one["签订日"] >= since}
        yield {
            **{name: row[name] for name in told},
            "家庭份额": sum(one["份额"] for one in rows if one["合同号"] == row["合同号"] and one["买方"] in ours),
            "已提取": sum(use["累计元"] for use in store.where("gjj.uses", 类型="购房", 对象=row["合同号"])),
            "一年内": len(sold),
        }


VIEWS: dict[str, Callable[[Store], Iterator[Row]]] = {
    "gat.people": people,
    "gat.kin": kin,
    "gat.guardians": guardians,
    "gat.together": books.together,
    "gat.changes": books.changes,
    "rst.cardbranches": branches,
    "rst.funerals": survivors.funerals,
    "rst.heirs": survivors.heirs,
    "rst.months": months,
    "scjg.names": companies,
    "zj.purchases": purchases,
    "zj.rented": rented,
}
