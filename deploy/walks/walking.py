"""One situation, from the first tap to what it ends in: what a resident does, over HTTP, whatever the item asks."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.kernel import clock
from deploy import pictures
from deploy.phone import PATIENCE_S, Phone
from deploy.visitor import Answer, Surprise, expect
from deploy.walks import invoices
from deploy.walks.declared import Situation, Walk, resolved
from deploy.walks.fitting import fitting, right
from deploy.walks.house import Small
from deploy.walks.registers import Registers, days, every

DAY_S, DAYS = 86400, 62  # the departments' clock goes on a day at a time, two months at most
HALL, ERRAND = "hall-440106", "idcard-renew"
TURNS = 12  # a choice may open fields that open others
LATER = 2  # days: whoever may say no within a day has answered by then
ENDED = ("done", "rejected", "terminated", "lapsed", "to_correct")  # what was denied is done a moment later
ELSEWHERE = {"again": "这样办不了", "book": "先约号，到窗口办", "where": "到窗口办", "call": "打电话问"}


@dataclass(frozen=True)
class Outcome:
    """`ends`: how it went for the resident; `got`: what they hold or read now; `changed`: what is otherwise in registers."""

    ends: str
    got: str
    changed: str


def walked(house: Small, situation: Situation, walk: Walk) -> Outcome:
    """What this situation ends in, in a world of its own. Raises Surprise where it goes no further than it should."""
    house.afresh()
    registers, today = Registers(house.world), clock.today()
    registers.keep_first()
    registers.lay(walk, today)
    before = registers.standing()
    walker = Walker(house, walk, registers, today)
    ways = {"view": walker.look, "booking": walker.book}
    page = invoices.WAYS.get(situation.item.serves)
    ends, got = page(walker, situation, house.relay.drain) if page else ways.get(situation.item.serves, walker.go)(situation)
    return Outcome(days(ends, today), days(every(got), today), days(every(registers.changes(before)), today))


class Walker(Phone):
    """Somebody who wants it done."""

    def __init__(self, house: Small, walk: Walk, registers: Registers, today: date) -> None:
        super().__init__(house.url, house.world, walk.who)
        self.house, self.walk, self.registers = house, walk, registers
        self.said: Mapping[str, Answer] = resolved(walk.said, registers.people, today)
        self.paid_fen, self.agreed = 0, 0
        house.relay.drain()  # the wallet is filled

    def look(self, situation: Situation) -> tuple[str, list[str]]:
        """What a page of figures says."""
        page = self.get(f"/api/views/{situation.item.id}", city=situation.city)
        expect(not page["off"] and not page["empty"], f"{page['off'] or page['empty']}")
        cards = [f"{one['title']}：{'，'.join(figure['label'] for figure in one['figures'])}" for one in page["cards"]]
        rows = page["rows"] and f"逐条：{len(page['rows']['rows'])} 条"
        chart = page["chart"] and f"图：{page['chart']['title']}"
        papers = [f"可带走：{one['name']}" for one in page["papers"]]
        return "看到了", [*cards, rows or "", chart or "", *papers]

    def book(self, situation: Situation) -> tuple[str, list[str]]:
        """The first time that is left at a hall."""
        hall = self.get(f"/api/booking/halls/{HALL}")
        at = next((one["at"] for day in hall["days"] for one in day["slots"] if one["left"]), None)
        expect(at is not None, "大厅没有空位")
        made = self.post("/api/me/bookings", {"hall": HALL, "at": at, "errands": [ERRAND]})
        return str(made["word"]), [f"{made['hall_name']}，到厅码 {made['code']}"]

    def go(self, situation: Situation) -> tuple[str, list[str]]:
        """From the item's page on; where it is done elsewhere, what the page says instead, and that nothing can be begun."""
        item, answers = situation.item.id, situation.answers
        told = ",".join(f"{key}:{value}" for key, value in answers.items())
        page = self.get(f"/api/items/{item}/checklist", city=situation.city, answers=told)
        begun = self.ask("POST", "/api/cases", {"item": item, "city": situation.city, "answers": dict(answers), "anyway": True})
        act = page["button"]["act"]
        if act != "start":
            expect(begun.status_code == 422, f"页面说 {act}，却能开始办：{begun.status_code}")
            say = str(begun.json()["say"]).removeprefix(f"{ELSEWHERE[act]}：")
            return f"{ELSEWHERE[act]}：{say}", [f"按钮：{page['button']['text']}"]
        if begun.status_code != 201:
            return f"开始不了：{begun.json()['say']}，{begun.json()['do']}", []
        return self._through(str(begun.json()["no"]), item)

    def _through(self, no: str, item: str) -> tuple[str, list[str]]:
        if wrong := self._filled(no, {**right(item), **self.said}):
            return wrong, []
        self._given(no)
        page = self.get(f"/api/cases/{no}/confirm")
        expect(page["gaps"] == [], f"还差 {page['gaps']}")
        if page["signature"]["needed"]:
            self.put_file(f"/api/cases/{no}/signature", "signature.png", pictures.signature())
        sent = self.ask("POST", f"/api/cases/{no}/submission", {})
        if not sent.ok:
            return self._refused(sent.json()), []
        case = self._ended(no)
        return self._end_of(case), self._got(case)

    def _refused(self, said: Answer) -> str:
        """Nothing was handed in: what the resident reads."""
        more = [str(one["say"]) for one in said.get("errors") or ()]
        return f"交不了：{'；'.join(more) or said['say']}"

    def _filled(self, no: str, said: Mapping[str, Answer]) -> str:
        """Fill the form until nothing is missing; what is said against it, where that ends it."""
        for _ in range(TURNS):
            form = self.get(f"/api/cases/{no}/form")
            gaps, asked = form["gaps"], {one["id"]: one for one in form["fields"]}
            if not gaps:
                return self._rest(no, said, asked)
            named = [
                key for key, row in self.walk.picks.items() if row and key in asked and not asked[key]["value"]
            ]  # also where it may be left out
            picks = named + [key for key in gaps if asked[key]["kind"] == "pick"]  # what is picked fills in others
            known = [key for key in gaps if key in said]  # and what is said may say what can be picked
            values = {key: said[key] if key in said else self._value(no, asked[key]) for key in known or picks[:1] or gaps}
            saved = self.patch(f"/api/cases/{no}/draft", {"values": {key: one for key, one in values.items() if one is not None}})
            if saved["errors"]:
                return f"填不了：{'；'.join(str(one['say']) for one in saved['errors'])}"
        raise Surprise(f"还差 {gaps}")

    def _rest(self, no: str, said: Mapping[str, Answer], asked: Mapping[str, Answer]) -> str:
        """Also what need not be said."""
        left = {
            key: value for key, value in said.items() if key in asked and asked[key]["editable"] and asked[key]["value"] in (None, "", [])
        }
        errors = self.patch(f"/api/cases/{no}/draft", {"values": left})["errors"] if left else []
        return f"填不了：{'；'.join(str(one['say']) for one in errors)}" if errors else ""

    def _value(self, no: str, field: Answer) -> Answer:
        """What fits; of a pick what the walk names, else who fills it in, else the first row there is."""
        if field["kind"] == "held":
            return self._held(no, field["id"])
        if field["kind"] == "slot":
            return self._slot(no, field["id"])
        if field["kind"] != "pick":
            return fitting(field)
        shown = self.get(f"/api/cases/{no}/lookups/{field['lookup']}")
        rows = shown["rows"]
        expect(bool(rows), f"「{field['label']}」没有可选的：{shown.get('empty') or shown.get('off')}")
        wanted = self.walk.picks.get(field["id"], self.name)
        first = next((one for one in rows if one["title"] == wanted), rows[0])["id"]
        return [first] if field["many"] else first

    def _held(self, no: str, field: str) -> None:
        """Take the first that is drawn, once what it hangs on is there; it is in the form then."""
        drawn = self.ask("POST", f"/api/cases/{no}/holds/{field}/draw", {})
        if not drawn.ok:
            expect(drawn.json()["code"] == "hold_waits", drawn.text)
            return
        self.post(f"/api/cases/{no}/holds/{field}", {"unit": drawn.json()["units"][0]})

    def _slot(self, no: str, field: str) -> None:
        """Hold the first time there is from the day after tomorrow on, where it says where; it is in the form then."""
        shown = self.get(f"/api/cases/{no}/slots/{field}")
        hall = shown["halls"][0]["id"] if shown["halls"] else ""
        if hall and not shown["hall"]:
            shown = self.get(f"/api/cases/{no}/slots/{field}?hall={hall}")
        if not shown["hall"]:
            return
        days = enumerate(shown["hall"]["days"])
        free = [(n, one["at"]) for n, day in days if day["open"] for one in day["slots"] if one["left"]]
        expect(bool(free), f"{shown['hall']['name']}一周内都约满了")
        at = next((one for n, one in free if n >= LATER), free[0][1])
        held = self.post(f"/api/cases/{no}/slots/{field}", {"at": at, **({"hall": hall} if hall else {})})
        expect(held["errors"] == [], f"{held['errors']}")

    def _given(self, no: str) -> None:
        for one in self.get(f"/api/cases/{no}/materials")["materials"]:
            if one["how"] == "upload" and one["need"] == "must":
                given = self.put_file(f"/api/cases/{no}/materials/{one['material']}", "photo.jpg", pictures.for_material(one))
                expect(given["state"] == "ok", f"{one['name']}：{given['findings']}")

    def _ended(self, no: str) -> Answer:
        """The case once nothing more comes by itself: others have said yes, it is paid, the department has done its part."""
        until, others, paid, days_left = time.monotonic() + PATIENCE_S, list(self.walk.agrees), False, DAYS
        while time.monotonic() < until:
            self.house.relay.drain()
            case = self.get(f"/api/cases/{no}")
            if case["state"] in ENDED:
                self.house.relay.drain()  # what follows from the last word: the certificate
                return self.get(f"/api/cases/{no}")
            if case["state"] == "to_agree" and others:
                self._agrees(others.pop(0))
            elif case["can"]["pay"] and not paid:
                paid = self._pays(no)
            elif case["state"] == "special" and days_left:  # a draw, a notice: it waits for its day, and that day comes
                days_left -= 1
                self.world.post("/clock", {"forward": DAY_S})
            else:
                time.sleep(0.02)  # the department is a process of its own
        raise Surprise(f"停在「{case['word']}」（{case['state']}）")

    def _agrees(self, who: str) -> None:
        """Somebody reads what they are asked, and says yes."""
        other = Phone(self.house.url, self.house.world, who)
        self.house.relay.drain()
        for card in other.get("/api/me/consents")["consents"]:
            shown = other.get(f"/api/consents/{card['id']}")["document"]
            other.post(f"/api/consents/{card['id']}/answer", {"agree": True, "hash": shown["hash"]})
            self.agreed += 1

    def _pays(self, no: str) -> bool:
        """In WeChat's sheet, once the bill is made; whether it was."""
        bill = self.ask("POST", f"/api/cases/{no}/payment", {})
        if not bill.ok:
            expect(bill.json()["code"] == "bill_not_ready", bill.text)
            return False
        order = bill.json()
        prepay = order["sheet"]["package"].removeprefix("prepay_id=")
        self.world.post("/pay/confirm", {"prepay_id": prepay, "action": "pay"})
        state = self.post(f"/api/orders/{order['order_no']}/check", {})["state"]
        expect(state == "paid", f"付了钱，订单是 {state}")
        self.paid_fen += int(order["amount_fen"])
        return True

    def _end_of(self, case: Answer) -> str:
        """How it ended, in the words on the card, with what it took."""
        parts = [str(case["word"])]
        if case["state"] != "done" or case["outcome"] not in (None, "approved", "granted"):
            parts.append(f"：{case['say'] or case['title']}")
        if self.agreed:
            parts.append(f"，{self.agreed} 人同意")
        if case["offices"]:
            parts.append(f"，{len(case['offices'])} 个部门")
        if self.paid_fen:
            parts.append(f"，交 {self.paid_fen / 100:,.2f} 元")
        return "".join(parts)

    def _got(self, case: Answer) -> list[str]:
        """What the resident holds or reads now."""
        got = []
        if case["certificate"]:
            wallet = self.get("/api/certificates")["certificates"]
            held = next((one for one in wallet if one["id"] == case["certificate"]["id"]), None)
            if held is None:
                raise Surprise("卡包里没有")
            got.append(f"{held['name']}：{'，'.join(_line(one) for one in held['fields'])}")
        if case["payment"]:
            order = self.get(f"/api/orders/{case['payment']['order_no']}")
            got += ["财政票据"] if order["receipt"] else []
        got += [f"存档：{one}" for one in _titles(case["papers"])]
        got += ["寄到家，有运单号"] if (case["delivery"] or {}).get("waybill") else []
        return got


def _line(one: Mapping[str, str]) -> str:
    return f"{one['label']} {one['text']}"


def _titles(papers: Sequence[Answer]) -> list[str]:
    return [str(one.get("title") or one.get("name")) for one in papers]
