"""The tour's part about money: a refund with a second person's approval, a payment whose notification is lost, and the day's
bill compared with our books.

The outside world lives two days ago while all this is paid, so that its bill of that day can be had at any hour.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Protocol

from app.staff.rules import one_time_code
from deploy import pictures
from deploy.running import ROOT, House
from deploy.visitor import Answer, Visitor, expect, fitting, wait


class Walk(Protocol):
    """The tour, as far as its part about money needs it (deploy/tour.py)."""

    house: House
    resident: Visitor
    world: Visitor
    order_no: str
    answers: dict[str, str]
    person: Answer

    def step(self, name: str) -> AbstractContextManager[None]:
        """One step by name, said when it begins and when it fails."""
        ...


TWO_DAYS = 2 * 86400
PASSWORD = "tour correct horse 7"


class Money:
    """Walks with the tour's resident; the desk's two people are its own."""

    def __init__(self, tour: Walk) -> None:
        self.tour, self.secrets = tour, [PASSWORD]

    def set_back(self) -> None:
        """The outside world's calendar: two days ago from here on."""
        self.tour.world.post("/clock", {"ahead": -TWO_DAYS})
        self.days = {self.today()}

    def today(self) -> str:
        """The date in the outside world."""
        return str(self.tour.world.get("/status")["now"])[:10]

    def walk(self) -> None:
        """All of it, in order."""
        self.refund(self.tour.order_no)
        self.lose_a_notification()
        self.reconcile()

    def refund(self, order_no: str) -> None:
        """One asks, the other decides, the resident sees it."""
        step = self.tour.step
        with step("运营台：两位工作人员，密码加动态码登录"):
            with ThreadPoolExecutor(2) as both:
                asker, decider = both.map(self.desk, ("wang.fang", "li.na"), ("operator", "finance"))
        with step("输订单号，一页看全：订单、分录、消息、退款、账单、工单"):
            expect(len(asker.get("/orders", q=order_no)["orders"]) == 1, "没有搜到订单")
            story = asker.get(f"/orders/{order_no}", why="refund")
            expect(len(story["ledger"]) == 2 and story["payer"]["name"] == "林*豪", f"{story}")
        with step("申请退 20.00 元；自己批不了自己的"):
            asked = asker.post(f"/orders/{order_no}/refunds", {"amount_fen": 2000, "reason": "overcharged"})
            expect(asker.ask("POST", f"/refunds/{asked['refund_no']}/approval", {}).status_code == 403, "自己批了自己的退款")
        with step("另一位复核，微信退款，居民看到"):
            self.tour.world.post("/settings", {"refund_delay": 0.5})
            decider.post(f"/refunds/{asked['refund_no']}/approval", {})
            path = f"/api/orders/{order_no}"
            seen = wait(lambda: self.tour.resident.get(path), lambda order: order["refunded_fen"] == 2000)
            expect(seen["say"] == "退给您 20.00 元，回到付款的账户了。", f"{seen}")
            receipt = self.tour.resident.get(f"{path}/receipt")
            expect((receipt["amount_fen"], receipt["refunded_fen"]) == (12000, 2000), f"{receipt}")

    def lose_a_notification(self) -> None:
        """Another case is paid and nobody tells us: asking finds it."""
        with self.tour.step("再办一件，走到交费"):
            no = self.apply()
            order = self.tour.resident.post(f"/api/cases/{no}/payment", {})
        with self.tour.step("付了款，微信的通知丢了，问一声就知道"):
            self.tour.world.post("/faults", {"match": {"path": "/notify/wechat-pay"}, "kind": "lost_notification", "times": 1})
            sheet = self.tour.world.post("/pay/sheet", order["sheet"])
            self.tour.world.post("/pay/confirm", {"prepay_id": sheet["prepay_id"], "action": "pay"})
            seen = wait(
                lambda: self.tour.resident.post(f"/api/orders/{order['order_no']}/check", {}), lambda one: one["state"] == "paid", 60
            )
            expect(seen["state"] == "paid", f"{seen}")
            lost = [one for one in self.tour.world.get("/messages") if "lost_notification" in (one.get("fault") or "")]
            expect(len(lost) == 1, "通知没有丢")

    def apply(self) -> str:
        """The same errand once more, up to the fee; its case number. The book is new: it is full already."""
        self.used_up(self.tour.person["id_number"])
        answers = {**self.tour.answers, "why": "pages"}
        phone, begin = self.tour.resident, {"item": "passport-renew", "city": "440100", "answers": answers, "anyway": True}
        no = str(phone.post("/api/cases", begin)["no"])
        form = phone.get(f"/api/cases/{no}/form")
        empty = [one for one in form["fields"] if one["value"] is None and one["required"] and one["editable"]]
        phone.patch(f"/api/cases/{no}/draft", {"values": {one["id"]: fitting(one) for one in empty}})
        for one in phone.get(f"/api/cases/{no}/materials")["materials"]:
            if one["state"] == "missing" and one["how"] == "upload" and one["need"] == "must":
                phone.put_file(f"/api/cases/{no}/materials/{one['material']}", "photo.jpg", pictures.for_material(one))
        phone.put_file(f"/api/cases/{no}/signature", "signature.png", pictures.signature())
        phone.post(f"/api/cases/{no}/submission", {})
        due = wait(lambda: phone.get(f"/api/cases/{no}"), lambda case: case["can"]["pay"])
        expect(due["can"]["pay"], f"等不到交费：{due['state']}")
        return no

    def used_up(self, owner: str) -> None:
        """One page is left in the passport, as exit and entry has it."""
        held = self.tour.world.get(f"/registers/crj.documents?owner={owner}&kind=护照&state=有效")["rows"]
        newest = max(held, key=lambda row: str(row["issued"]))
        kept = self.tour.world.ask("PUT", "/registers/crj.documents/rows", {"row_id": newest["number"], "set": {"pages_left": 1}})
        expect(kept.ok, f"登记改不动：{kept.status_code}")

    def reconcile(self) -> None:
        """The bills of the days all this happened on, against our books."""
        self.days.add(self.today())
        self.tour.world.post("/clock", {"ahead": 0})
        for day in sorted(self.days):
            with self.tour.step(f"取 {day} 的微信账单，逐笔对到分：差异 0"):
                said = self.flask("money", "reconcile", "--date", day)
                expect(len(re.findall("差异 0，新差异 0", said)) == 3, said)
        expect(self.whole(said), said)
        with self.tour.step("账本自查：借贷相等，每一分都有来处"):
            expect("账平" in self.flask("money", "verify"), "账不平")

    def whole(self, said: str) -> bool:
        """Two payments and the refund stand in the bill (a walk across midnight parts them)."""
        return len(self.days) > 1 or "3 笔，收 240.00 元，退 20.00 元" in said

    def desk(self, login: str, role: str) -> Visitor:
        """A member of staff, added by command, signed in over HTTP."""
        said = self.flask("staff", "add", login, "--name", login, "--unit", "广州市财政局", "--role", role, "--password", PASSWORD)
        secret = re.search(r"：([A-Z2-7]{32})", said)
        expect(secret is not None, said)
        visitor = Visitor(f"{self.tour.house.url}/console/v1")
        code = one_time_code(secret[1] if secret else "", time.time())
        visitor.token = visitor.post("/sign-in", {"login": login, "password": PASSWORD, "code": code})["token"]
        self.secrets += [secret[1] if secret else "", visitor.token]
        return visitor

    def flask(self, *arguments: str) -> str:
        """A command of the house; it must succeed."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        environment = self.tour.house.environment
        done = subprocess.run(command, text=True, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
        expect(done.returncode == 0, f"flask {' '.join(arguments[:2])} → {done.returncode}：{(done.stdout + done.stderr)[-800:]}")
        return done.stdout
