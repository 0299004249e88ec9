"""异地就医备案: where the insurance pays away from home, from which day, until when."""

from __future__ import annotations

from datetime import date

from sandbox.departments.decide.asked import Asked, digits
from sandbox.departments.decide.days import add_months
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

KINDS = {"live": ("长期",), "papers": ("长期，传材料",), "trip": ("临时",), "transfer": ("转诊",), "end": ("取消",)}
CALLED = {"live": "长期", "papers": "长期", "trip": "临时", "transfer": "转诊"}
AHEAD, BEHIND = 30, 180  # days a record may begin from today, and may reach back to the day somebody went to hospital


def remote(asked: Asked) -> Verdict | None:
    """A record from a day on: of the long term until it is cancelled, else for some months. None while nobody says which."""
    kind = asked.chose("kind", KINDS, asked_before=True)
    if kind is None or not asked.has("to", "record"):
        return None
    holder = next(iter(asked.ids("for")), "").partition("|")[0] or asked.person
    if holder not in asked.reach.own:
        return deny("只能替自己和未成年的孩子备案")
    return ended(asked, holder) if kind == "end" else recorded(asked, holder, kind)


def recorded(asked: Asked, holder: str, kind: str) -> Verdict:
    """The record, for whoever is insured and asks for another city."""
    store, insured = asked.store, asked.store.get("ybj.insured", holder)
    if insured is None or insured["状态"] == "未参保":
        return deny("没有参保，不用备案")
    if insured["状态"] == "暂停":
        return deny(f"{int(insured['自'][5:7])} 月起停保，先续保")
    city = asked.picked("to", "ybj.remotecities")
    if city is None:
        return ask_again("field", "to", "选到城市就行，不用选医院")
    if city["city"] == insured["参保地"]:
        return ask_again("field", "to", "本市看病不用备案")
    home = store.get("ybj.remotecities", insured["参保地"])
    rule, running = rules(store, insured["参保地"]), runs(store, holder)
    if any(one["就医地"] == city["city"] and one["类型"] == CALLED[kind] for one in running):
        return deny(f"在{city['名称']}已经备过案，不用再办")
    long = [one for one in running if one["类型"] == "长期"] if CALLED[kind] == "长期" else []
    if fault := next((locked(one, rule, asked.today) for one in long if locked(one, rule, asked.today)), ""):
        return deny(fault)
    letter = asked.picked("letter", "wj.referrals")
    if letter and (letter["id"] != holder or letter["转往"] != city["city"]):
        return ask_again("field", "letter", f"转诊单是转到{letter['转往名']}的")
    since = begins(asked)
    if since is None:
        return ask_again("field", "since", "不能早于今天；已经住院的选“已经住院了”，出院前都能补")
    until = None if CALLED[kind] == "长期" else add_months(since, int(rule["临时月"])).isoformat()
    number = digits(f"{asked.case['case_no']}:{holder}:{kind}:{city['city']}", 12)
    row: Row = {"备案号": f"YD{number}", "id": holder, "类型": CALLED[kind]}
    row |= {"就医地": city["city"], "就医地名": city["名称"], "起": since.isoformat(), "止": until}
    row |= {"方式": "材料" if kind == "papers" else "承诺", "双向": kind == "papers", "状态": "生效"}
    stops: list[Effect] = [("change", "ybj.remote", one["备案号"], {"状态": "终止"}) for one in long]
    term = f"{since.isoformat()} 起 长期" if until is None else f"{since.isoformat()} 至 {until}"
    fields = {"姓名": asked.name(holder), "参保地": home["名称"] if home else insured["参保地"]}
    fields |= {"就医地": city["名称"], "备案类型": f"{CALLED[kind]}备案", "有效期": term}
    return Verdict(
        "grant",
        machine=kind != "papers" and not asked.unknown(),
        effects=(*stops, ("add", "ybj.remote", row)),
        fields=fields,
        number=row["备案号"],
        issued_on=asked.today.isoformat(),
        valid_until=until or "长期",
        opinion=told(row, city, term),
    )


def told(row: Row, city: Row, term: str) -> str:
    """What the resident reads: where, how long, and what is paid there."""
    how = "带医保码或社保卡，能直接刷" if city["联网"] else "那里还没联网，先自己付，回来手工报销"
    long = row["类型"] == "长期"
    both = "回参保地看病也照常报" if row["双向"] else "传了居住证等材料，回参保地看病才照常报"
    return f"{city['名称']}备好案了，{term}。{how}。能报哪些看当地，报多少看参保地" + (f"；{both}" if long else "")


def ended(asked: Asked, holder: str) -> Verdict:
    """A record is cancelled; one of the long term once it has run its months."""
    record = asked.picked("record", "ybj.remote")
    if record is None or record["id"] != holder:
        return ask_again("field", "record", "选一条自己的备案")
    if record not in runs(asked.store, holder):
        return deny("这条备案已经不在用了，不用取消")
    insured = asked.store.get("ybj.insured", holder)
    if fault := locked(record, rules(asked.store, insured["参保地"] if insured else "440100"), asked.today):
        return deny(fault)
    effects: tuple[Effect, ...] = (("change", "ybj.remote", record["备案号"], {"状态": "终止"}),)
    return Verdict("grant", machine=not asked.unknown(), effects=effects, opinion=f"{record['就医地名']}的备案取消了", bare=True)


def begins(asked: Asked) -> date | None:
    """The day asked for; None for one that cannot be."""
    how = asked.chose("since", {"today": ("今天起",), "later": ("以后的一天",), "admitted": ("已经住院了",)}) or "today"
    given = asked.text({"later": "from", "admitted": "admitted"}.get(how, ""))
    if how == "today":
        return asked.today
    if not given:
        return None
    gone = (asked.today - date.fromisoformat(given)).days
    return date.fromisoformat(given) if (0 <= gone <= BEHIND if how == "admitted" else -AHEAD <= gone <= 0) else None


def runs(store: Store, person: str) -> list[Row]:
    """The records of somebody that run today."""
    today = store.today.isoformat()
    return [one for one in store.where("ybj.remote", id=person, 状态="生效") if (one["止"] or today) >= today]


def rules(store: Store, city: str) -> Row:
    """Of a city today; those of the province's capital where it has none of its own."""
    begun = [row for row in store.rows("ybj.remoterules").values() if row["from"] <= store.today.isoformat()]
    own = [row for row in begun if row["city"] == city] or [row for row in begun if row["city"] == "440100"]
    return max(own, key=lambda row: str(row["from"]))


def locked(record: Row, rule: Row, today: date) -> str:
    """Why a record of the long term cannot be changed yet; empty where it can."""
    free = add_months(date.fromisoformat(record["起"]), int(rule["长期满月"]))
    if record["类型"] != "长期" or free <= today:
        return ""
    return f"长期备案 {record['起']} 起，满 {rule['长期满月']} 个月（{free.isoformat()}）后可改"
