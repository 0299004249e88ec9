"""What a person carries, as the registers have it now: a book renewed, a licence prolonged or a card stopped shows at once."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.departments.decide import travel as travel_permits
from sandbox.departments.decide.vehicles import inspections
from sandbox.documents import Doc, Maybe
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

MARKED_BY = "广州市公安局交通警察支队"
Carried = Callable[[Store, str], Maybe]


def newest(store: Store, register: str, since: str, **wanted: object) -> Row | None:
    """The row with the latest day in column `since`, or None."""
    return max(store.where(register, **wanted), key=lambda row: str(row[since]), default=None)


def told(number: str, issued: str, until: str, good: bool, **face: str) -> Doc:
    """As the data file writes a certificate; `status` only where it is not simply valid or over."""
    return {"number": number, "issued_on": issued, "valid_until": until, **({} if good else {"status": "revoked"}), **face}


def idcard(store: Store, person: str) -> Maybe:
    """The id card; one that is still being made is carried by nobody."""
    cards = [row for row in store.where("gat.idcards", id=person) if row["状态"] != "制证中"]
    row = max(cards, key=lambda one: int(one["序"]), default=None)
    return row and told(person, row["签发日"], row["有效期至"], row["状态"] == "有效", 签发机关=row["机关"])


def travel(kind: str, **face: str) -> Carried:
    """Reads the newest document of a kind; `face`: what is printed on it besides."""

    def read(store: Store, person: str) -> Maybe:
        row = newest(store, "crj.documents", "issued", owner=person, kind=kind)
        return row and told(row["number"], row["issued"], row["until"], row["state"] == "有效", **face)

    return read


def licence(store: Store, person: str) -> Maybe:
    """The driving licence."""
    row = store.get("jj.drivers", person)
    if row is None:
        return None
    face = {"准驾车型": row["准驾"], "初次领证日期": row["初领"], "档案编号": row["档案编号"]}
    return told(person, row["自"], row["至"], "注销" not in row["状态"], **face)


def quota(store: Store, person: str) -> Maybe:
    """The quota given last; one that was used for a car is no proof any more."""
    row = newest(store, "jt.quotas", "起", 人=person)
    return row and told(row["number"], row["起"], row["止"], row["状态"] != "已用", 指标类型=f"{row['车型']}{row['类型']}指标")


def cars(store: Store, person: str) -> list[Row]:
    """Whatever is or was in this person's name, what was registered first first."""
    return sorted(store.where("jj.vehicles", 所有人=person), key=lambda one: str(one["注册日"]))


def licences(store: Store, person: str) -> list[Doc]:
    """The licence of each car."""
    found = []
    for row in cars(store, person):
        face = {"号牌号码": row["plate"], "车辆类型": row["车型"], "使用性质": row["使用性质"], "品牌型号": row["品牌型号"]}
        face |= {"车辆识别代号": row["VIN"], "注册日期": row["注册日"], "检验有效期": row["检验至"]}
        found.append(told(row["plate"], row["注册日"], "长期", "注销" not in row["状态"], **face))
    return found


def marks(store: Store, person: str) -> list[Doc]:
    """The inspection mark of each car: from the day the one before it ended, or it was registered."""
    found = []
    for row in cars(store, person):
        until = row["检验至"]
        before = [day.isoformat() for day, _ in inspections(store, row) if day.isoformat() < until]
        face = {"号牌号码": row["plate"], "检验有效期至": until, "发证机关": MARKED_BY}
        number, since = f"{row['plate']}-{until[:4]}{until[5:7]}", max([row["注册日"], *before])
        found.append(told(number, since, until, "注销" not in row["状态"], **face))
    return found


def endorsements(store: Store, person: str) -> list[Doc]:
    """What can still be used of what stands on the card for Hong Kong and Macau, the newest first."""
    rows = [row for row in store.where("crj.endorsements", owner=person, state="有效") if row["place"] in travel_permits.NAMED]
    open_ = [row for row in rows if row["times"] == "many" or row["used"] < int(row["times"])]
    found = []
    for row in sorted(open_, key=lambda one: (str(one["from"]), one["seq"]), reverse=True):
        face = {"前往地": travel_permits.NAMED[row["place"]], "签注种类": row["kind"], "次数": travel_permits.TIMES[row["times"]]}
        found.append(told(travel_permits.numbered(row), row["from"], row["until"], True, **face))
    return found


def residence(store: Store, person: str) -> Maybe:
    """The residence permit."""
    row = store.get("gat.residence", person)
    if row is None:
        return None
    face = {"居住地址": row["居住地址"], "签注有效期": row["签注至"]}
    return told(person, row["首次领证日"], row["签注至"], row["状态"] == "正常", **face)


def social_card(store: Store, person: str) -> Maybe:
    """The social security card."""
    row = newest(store, "rst.cards", "发卡", id=person)
    return row and told(row["卡号"], row["发卡"], row["至"], row["状态"] == "正常")


def household(store: Store, person: str) -> Maybe:
    """The household register, of this province only."""
    row = store.get("gat.hukou", person)
    home = store.get("gat.households", row["户号"]) if row else None
    if row is None or home is None or home["区"][:2] != "44":
        return None  # the police of this province hold no book of another
    head = (store.get("gat.hukou", home["户主"] or "") or {}).get("姓名") or home["管理单位"]
    face = {"户主": head, "与户主关系": row["与户主关系"], "出生地": row["出生地"], "籍贯": row["籍贯"], "住址": home["住址"]}
    return told(f"{row['户号']}-{row['页']}", row["落户日"], "长期", row["状态"] == "正常", **face)


KINDS: dict[str, Carried] = {
    "ec-idcard": idcard,
    "ec-passport": travel("护照", 签发地点="广东"),
    "ec-hkm-permit": travel("港澳"),
    "ec-tw-permit": travel("台湾"),
    "ec-drive": licence,
    "ec-car-quota": quota,
    "ec-residence": residence,
    "ec-social-card": social_card,
    "ec-hukou": household,
}


SEVERAL: dict[str, Callable[[Store, str], list[Doc]]] = {
    "ec-vehicle-license": licences,
    "ec-inspection-mark": marks,
    "ec-hkm-endorse": endorsements,
}


def now(store: Store, code: str, person: str) -> Maybe:
    """What the register of this kind says of this person; None where no register holds the kind, or the person."""
    return next(iter(every(store, code, person)), None)


def every(store: Store, code: str, person: str) -> list[Doc]:
    """The same, of a kind of which one carries several each of them."""
    if code in SEVERAL:
        return SEVERAL[code](store, person)
    one = KINDS[code](store, person) if code in KINDS else None
    return [one] if one else []
