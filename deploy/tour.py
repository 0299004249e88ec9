"""`make tour`: the main job over HTTP on a demo of its own: 林志豪 renews his passport, from the first screen to the code at the counter;
then errands that change a department's register (deploy/errands.py).

Prints each step with its time and exits 1 on the first surprise. Afterwards every log, the database file and the error
pages are searched for what must never stand there in plain: numbers, phones, names, tokens.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy import leaks, pictures
from deploy.errands import Errands
from deploy.money import Money
from deploy.running import House, running
from deploy.servers import folder_of, free_port, mariadb, redis_server
from deploy.visitor import Answer, Surprise, Visitor, expect, fitting, wait

CITY, ITEM, WHO = "440100", "passport-renew", "lin-zhihao"
ANSWERS = {"age": "adult", "hukou": "pilot", "why": "expiring"}


def main() -> None:
    """Walk, search, say how it went."""
    options = argparse.ArgumentParser(prog="make tour")
    options.add_argument("--keep", action="store_true", help="leave the folder with logs and database")
    options.add_argument("--production", action="store_true", help="on MariaDB and Redis, two gevent workers, two relays")
    given = options.parse_args()
    started = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="shengshi-tour-"))
    try:
        with stack(given.production) as (settings, database):
            with running(folder, free_port(), free_port(), print, **settings) as house:
                print(f"· 已启动 {time.monotonic() - started:.1f} s", flush=True)
                tour = Tour(house)
                tour.walk()
                with tour.step("用坏的请求敲门，看错误页"):
                    pages = leaks.error_pages(tour.resident, tour.person)
            found = leaks.search([folder, *database], pages, tour.secrets())
        print(f"· 搜过 {found.files} 个文件、{len(pages)} 个错误页，找 {found.needles} 样东西", flush=True)
        if found.leaks:
            raise Surprise("明文泄露：\n  " + "\n  ".join(found.leaks))
    except Surprise as surprise:
        print(f"\n没有走通：{surprise}\n日志在 {folder}", file=sys.stderr)
        sys.exit(1)
    if not given.keep:
        leaks.remove(folder)
    print(f"\n走通了，一共 {tour.steps} 步，{time.monotonic() - started:.1f} 秒；没有明文泄露。", flush=True)


@contextmanager
def stack(production: bool) -> Iterator[tuple[dict[str, str], list[Path]]]:
    """Settings of the demo (none), or of production on this machine; and the database's own folders, redo and binary log included."""
    if not production:
        yield {}, []
        return
    with mariadb(options=("--log-bin", "--binlog-format=ROW")) as database, redis_server() as cache:
        yield {"DATABASE_URL": database, "REDIS_URL": cache, "WORKERS": "2", "WORKER_CLASS": "gevent", "RELAYS": "2"}, [folder_of(database)]


class Tour:
    """The walk. `resident` is the phone, `world` the sandbox's control."""

    def __init__(self, house: House) -> None:
        self.house, self.steps = house, 0
        self.resident = Visitor(house.url)
        self.world = Visitor(f"{house.sandbox}/control")
        self.person = next(one for one in self.world.get("/people") if one["id"] == WHO)
        self.no = self.code = self.order_no = self.waybill = ""
        self.money, self.errands = Money(self), Errands(self)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Print one step with its time."""
        started = time.monotonic()
        try:
            yield
        except Surprise as surprise:
            raise Surprise(f"{name}：{surprise}") from None
        self.steps += 1
        print(f"  {self.steps:2d}  {(time.monotonic() - started) * 1000:7.0f} ms  {name}", flush=True)

    def walk(self) -> None:
        """All of it, in order."""
        self.world.post("/settings", {"department_delay": 0.2})
        self.look()
        self.sign_in()
        self.fill()
        self.hand_in()
        self.money.set_back()
        self.pay()
        self.receive()
        self.money.walk()
        self.errands.walk()

    def look(self) -> None:
        """Home, search, guide: nobody is signed in."""
        with self.step("首页：广州"):
            home = self.resident.get(f"/api/home?city={CITY}")
            expect(any(card["id"] == ITEM for card in home["common"]), "护照换发不在首页")
        with self.step("搜“换护照”"):
            hits = self.resident.get("/api/search", q="换护照", city=CITY)["hits"]
            expect(bool(hits) and hits[0]["id"] == ITEM, f"第一个结果不是 {ITEM}")
        with self.step("打开事项，回答问题"):
            item = self.resident.get(f"/api/items/{ITEM}?city={CITY}")
            self.answers = {q["id"]: ANSWERS.get(q["id"]) or q["default"] or q["options"][0]["id"] for q in item["questions"]}
        with self.step("一次性告知：材料、费用、期限"):
            answers = ",".join(f"{key}:{value}" for key, value in self.answers.items())
            guide = self.resident.get(f"/api/items/{ITEM}/checklist?city={CITY}&answers={answers}")
            expect(guide["button"]["act"] == "start", f"按钮是 {guide['button']}")
            expect(guide["fee_fen"] == 12000, f"费用是 {guide['fee_fen']} 分，应是 12000")

    def sign_in(self) -> None:
        """WeChat login, phone, real name."""
        with self.step("微信登录"):
            code = self.world.post("/wx/login", {"person": WHO})["code"]
            self.login_code = code
            self.resident.token = self.resident.post("/api/sign-in", {"code": code})["token"]
        with self.step("手机号一键验证"):
            code = self.world.post("/wx/phone", {"person": WHO})["code"]
            me = self.resident.post("/api/me/phone", {"code": code})
            expect(me["level"] == 2 and self.person["phone"] not in str(me), f"手机号之后：{me}")
        with self.step("实名：与人口库核对"):
            me = self.resident.post("/api/me/real-name", {"name": self.person["name"], "id_number": self.person["id_number"]})
            expect(me["level"] == 3 and me["name"] == "林*豪", f"实名之后：{me}")

    def face(self) -> None:
        """WeChat's face check, passed."""
        with self.step("刷脸"):
            verify_id = self.resident.post("/api/me/face", {})["verify_id"]
            self.world.post("/wx/face", {"verify_id": verify_id, "outcome": "pass"})
            expect(self.resident.post(f"/api/me/face/{verify_id}/result", {})["passed"], "没有通过")

    def fill(self) -> None:
        """Begin, form, photo, signature."""
        begin = {"item": ITEM, "city": CITY, "answers": self.answers}
        with self.step("开始办，表单自动填好"):
            self.no = self.resident.post("/api/cases", begin)["no"]
            again = self.resident.post("/api/cases", begin)["no"]
            expect(again == self.no, "同一件事开了两份草稿")
            form = self.resident.get(f"/api/cases/{self.no}/form")
            expect(len(form["groups"]["filled"]) > len(form["groups"]["ask"]), f"要填的比填好的多：{form['groups']}")
        with self.step("补上要填的几项"):
            asked = {f["id"]: f for f in form["fields"]}
            values = {i: fitting(asked[i]) for i in asked if asked[i]["value"] is None and asked[i]["required"] and asked[i]["editable"]}
            if values:
                draft = self.resident.patch(f"/api/cases/{self.no}/draft", {"values": values})
                expect(draft["errors"] == [] and draft["gaps"] == [], f"草稿：{draft}")
        with self.step("传照片（33×48 毫米，白底）"):
            for material in self.resident.get(f"/api/cases/{self.no}/materials")["materials"]:
                if material["state"] == "missing" and material["how"] == "upload" and material["need"] == "must":
                    done = self.resident.put_file(
                        f"/api/cases/{self.no}/materials/{material['material']}", "photo.jpg", pictures.for_material(material)
                    )
                    expect(done["state"] == "ok", f"{material['name']}：{done['findings']}")
        with self.step("手写签名"):
            self.resident.put_file(f"/api/cases/{self.no}/signature", "signature.png", pictures.signature())

    def hand_in(self) -> None:
        """Confirm and submit, then the department's course."""
        with self.step("看一遍，没有漏的"):
            confirm = self.resident.get(f"/api/cases/{self.no}/confirm")
            expect(confirm["gaps"] == [], f"还差 {confirm['gaps']}")
        with self.step("没刷脸，不能提交"):
            refused = self.resident.ask("POST", f"/api/cases/{self.no}/submission", {})
            expect(refused.status_code == 403 and refused.json()["code"] == "face_needed", refused.text)
        self.face()
        with self.step("刷了脸，没看全，也不能提交；看全了再交"):
            refused = self.resident.ask("POST", f"/api/cases/{self.no}/submission", {})
            expect(refused.status_code == 409 and refused.json()["code"] == "form_unread", refused.text)
            confirm = self.resident.get(f"/api/cases/{self.no}/confirm?whole=true")
            expect(not confirm["veiled"] and "*" not in str(confirm["lines"]), f"还遮着：{confirm['lines']}")
        with self.step("提交"):
            key = self.resident.new_key()
            done = self.resident.post(f"/api/cases/{self.no}/submission", {}, key=key)
            expect(self.resident.post(f"/api/cases/{self.no}/submission", {}, key=key) == done, "重复提交得到了另一个回答")
            if done["templates"]:
                results = self.world.post("/wx/subscribe", {"person": WHO, "template_ids": done["templates"], "decision": "accept"})
                self.resident.post("/api/subscriptions", {"results": {k: v for k, v in results.items() if k in done["templates"]}})
        with self.step("部门预审、受理、审查、审批"):
            self.until("等不到交费", lambda case: case["can"]["pay"])

    def pay(self) -> None:
        """Order, prepay, WeChat's sheet, notification."""
        with self.step("下单，120.00 元"):
            order = self.resident.post(f"/api/cases/{self.no}/payment", {})
            expect(order["amount_fen"] == 12000, f"金额 {order['amount_fen']}")
            self.order_no = order["order_no"]
        with self.step("在微信里付款"):
            sheet = self.world.post("/pay/sheet", order["sheet"])
            expect(sheet["amount_fen"] == 12000, f"收银台金额 {sheet}")
            self.world.post("/pay/confirm", {"prepay_id": sheet["prepay_id"], "action": "pay"})
        with self.step("收到支付通知，入账"):
            path = f"/api/orders/{order['order_no']}"
            state = wait(lambda: self.resident.get(path)["state"], lambda state: state == "paid")
            expect(state == "paid", f"订单一直是 {state}")

    def receive(self) -> None:
        """Certificate in the wallet, shown as a code, verified by anyone; messages; who looked."""
        with self.step("制证、寄出、办结"):
            self.until("等不到办结", lambda case: case["state"] == "done" or case["tone"] == "done")
            self.waybill = (self.resident.get(f"/api/cases/{self.no}")["delivery"] or {}).get("waybill", "")
        with self.step("新护照在卡包里"):
            certificate = wait(self.new_passport, bool)
            expect(bool(certificate), "卡包里没有新护照")
        with self.step("出示 60 秒的码"):
            shown = self.resident.post(f"/api/certificates/{certificate['id']}/codes", {"fields": ["name", "adult", "valid"]})
            expect(shown["seconds"] == 60, f"{shown['seconds']} 秒")
            self.code = shown["code"]
        with self.step("别人扫码核验：真的，有效"):
            verdict = Visitor(self.house.url).get(f"/api/verify/{self.code}")
            expect(verdict["valid"] is True, f"{verdict}")
            expect(self.person["id_number"] not in str(verdict), "核验页给出了身份证号")
        with self.step("消息和“谁看过我的数据”"):
            messages = wait(lambda: self.resident.get("/api/messages")["messages"], bool)
            expect(bool(messages), "没有消息")
            expect(bool(self.resident.get("/api/me/uses")["uses"]), "没有用数据的记录")
        with self.step("带走一份我的资料：网页、数据、照片"):
            file = self.resident.ask("GET", "/api/me/export")
            expect(file.status_code == 200 and zipfile.is_zipfile(io.BytesIO(file.content)), f"{file.status_code}")
            told = json.loads(zipfile.ZipFile(io.BytesIO(file.content)).read("data.json"))
            expect(self.no in [one["no"] for one in told["cases"]], "资料里没有这件事")

    def new_passport(self) -> Answer:
        """The passport this case yielded, once it is there."""
        wallet = self.resident.get("/api/certificates")["certificates"]
        of_case = (self.resident.get(f"/api/cases/{self.no}")["certificate"] or {}).get("id")
        return next((one for one in wallet if one["id"] == of_case), None)

    def until(self, otherwise: str, ready: Callable[[Answer], bool]) -> None:
        """Wait for the case to come so far."""
        case = wait(lambda: self.resident.get(f"/api/cases/{self.no}"), ready)
        expect(ready(case), f"{otherwise}：{case['state']} {case['title']}")

    def secrets(self) -> dict[str, str]:
        """What must stand nowhere in plain, by what it is."""
        openids = {f"openid {app}": value for app, value in self.person["openid"].items()}
        return {
            "身份证号": self.person["id_number"],
            "手机号": self.person["phone"],
            "姓名": self.person["name"],
            "快递单号": self.waybill,
            "登录令牌": self.resident.token,
            "登录码": self.login_code,
            "亮证码": self.code,
            **{f"运营台 {number}": value for number, value in enumerate(self.money.secrets)},
            **self.errands.secrets(),
            **openids,
        }


if __name__ == "__main__":
    main()
