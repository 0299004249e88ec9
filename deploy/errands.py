"""The tour's part about registers: errands walked over HTTP, each with the department's rows exactly before and after.

查社保, 交罚款, 选车牌号, 给宝宝上户口, 孩子换护照 and 省内迁户口. What stands in a register is read past the platform, at the outside
world itself.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Protocol

import pypdfium2
from requests import Response

from deploy.phone import Phone, Registers, Row
from deploy.running import House
from deploy.visitor import Visitor, expect, wait
from sandbox.departments.decide.violations import owed

VIEW = "/api/views/social-query"
RUN_THE_LIGHT, AT_THE_LIGHT = "4401067900000101", "天河区体育东路口"
HELD_THE_PHONE, AT_THE_AIRPORT = "440111300000204", "白云区机场路"
FINE_FEN = 20_000
PLATE, CAR = "粤A0029K", "LSGDEMA0XTG000001"
BIRTH, BABY, HOUSEHOLD = "U440123456", "440199202610080015", "440106012345"
PICKS = {"baby": "births", "father": "father", "mother": "mother", "marriage": "marriage", "follow": "homes"}
OLD_PASSPORT = "E40065432"
OLD_BOOK, NEW_BOOK, NEW_HOME = "440105034567", "440604000001", "广东省佛山市禅城区季华五路20号1602房"
OFFICES = [("派出所（迁入地）", "禅城区祖庙派出所"), ("派出所（迁出地）", "海珠区新港派出所"), ("派出所（迁入地）落户", "禅城区祖庙派出所")]


class Walk(Protocol):
    """The tour, as far as the errands need it (deploy/tour.py)."""

    house: House
    world: Visitor

    def step(self, name: str) -> AbstractContextManager[None]:
        """One step by name, said when it has been taken and when it fails."""
        ...


def columns(row: Row, *names: str) -> tuple[object, ...]:
    """These columns of a row."""
    return tuple(row[name] for name in names)


class Errands:
    """Six errands of six people. `registers` is what the departments have."""

    def __init__(self, tour: Walk) -> None:
        self.tour, self.registers = tour, Registers(tour.world)
        self.phones: list[Phone] = []

    def walk(self) -> None:
        """All of it, in order."""
        with self.tour.step("六个人在自己手机上登录、实名、刷脸"):
            self.tour.world.post("/switches/child-passport", {"on": True})  # 周子轩 has one that ends in February
            zhao, lin, chen = (self.phone(who) for who in ("zhao-dawei", "lin-zhihao", "chen-xiaotong"))
            child, mother, li = (self.phone(who) for who in ("zhou-zixuan", "wu-haiyan", "li-wenjing"))
        self.social(zhao)
        self.late_fine(zhao)
        self.camera_fine(zhao)
        self.plate(lin)
        self.baby(lin, chen)
        self.child_passport(child, mother)
        self.move(li)

    def phone(self, who: str) -> Phone:
        """A demo person's phone, remembered for the search for leaks."""
        self.phones.append(Phone(self.tour.house.url, self.tour.world, who))
        return self.phones[-1]

    def secrets(self) -> dict[str, str]:
        """What must stand nowhere in plain, by what it is."""
        return {what: value for phone in self.phones for what, value in phone.secrets().items()}

    def today(self) -> str:
        """The date in the outside world."""
        return str(self.tour.world.get("/status")["now"])[:10]

    def social(self, zhao: Phone) -> None:
        """Figures as the register's rows add up, and a year's record that anyone can check; the register stays as it was."""
        before = self.registers.rows("rst.pays", person=zhao.who)
        with self.tour.step("查社保：累计 206 个月，断过 2 次，账户 85886.58 元"):
            page = zhao.get(VIEW)
            figures = {(card["id"], one["id"]): one for card in page["cards"] for one in card["figures"]}
            expect(figures["pension", "months"]["text"] == "206 个月", f"{figures['pension', 'months']}")
            expect(figures["pension", "gaps"]["text"] == "2 次", f"{figures['pension', 'gaps']}")
            expect(figures["pension", "balance"]["amount_fen"] == 8588658, f"{figures['pension', 'balance']}")
            expect(bool(before) and self.registers.rows("rst.pays", person=zhao.who) == before, "看一看就变了登记")
        with self.tour.step("带走 2025 年的盖章记录单，别人凭防伪码核对：真的"):
            code = self.code_of(zhao.ask("GET", f"{VIEW}/papers/2025"), "当年养老缴费 12 个月")
            verdict = Visitor(self.tour.house.url).get(f"/api/verify/{code}")
            lines = {one["label"]: one["text"] for one in verdict["lines"]}
            expect(verdict["valid"] is True and (lines["姓名"], lines["当年养老缴费"]) == ("赵*伟", "12 个月"), f"{verdict}")

    def code_of(self, file: Response, says: str) -> str:
        """The code of a sealed file that says this."""
        expect(file.status_code == 200 and file.content.startswith(b"%PDF"), f"{file.status_code} {file.text[:200]}")
        with pypdfium2.PdfDocument(file.content) as opened:
            said = "\n".join(one.get_textpage().get_text_range() for one in opened)
        code = re.search(r"防伪码 ((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})", said)
        expect(code is not None and says in said, said[:400])
        return code[1] if code else ""

    def violation(self, no: str) -> Row:
        """A violation as the traffic police has it."""
        return self.registers.row("jj.violations", no=no)

    def points(self, driver: Phone) -> object:
        """Points of the cycle that runs."""
        return max(self.registers.rows("jj.cycles", id=driver.id_number), key=lambda row: str(row["start"]))["记分"]

    def listed(self, driver: Phone, do: str, lookup: str) -> tuple[str, dict[str, str]]:
        """A new draft and the rows it lists: ids by the place where it was seen."""
        no = driver.begin("violation-handle", do=do)
        return no, {row["地点"]: row["id"] for row in driver.shown(no, lookup)}

    def late_fine(self, zhao: Phone) -> None:
        """Decided weeks ago and not paid: the fine and what lateness added, to the fen."""
        before = self.violation(HELD_THE_PHONE)
        with self.tour.step("交罚款：逾期的一张，罚款加逾期加处罚款，确认页逐项写清"):
            expect(before["状态"] == "已处理未缴", f"{before}")
            no, places = self.listed(zhao, "pay", "bills")
            expect(list(places) == [AT_THE_AIRPORT], f"{places}")
            expect(zhao.save(no, bills=[places[AT_THE_AIRPORT]]) == [], "还有没填的")
            bill = zhao.get(f"/api/cases/{no}/confirm")["bill"]
            fee = owed(before, date.fromisoformat(self.today()))  # as the police counts it
            lines = [(one["name"], one["amount_fen"]) for one in bill["lines"]]
            late = ("逾期加处罚款", fee - FINE_FEN)
            expect(fee > FINE_FEN and lines == [("罚款：驾驶时手持电话", FINE_FEN), late] and bill["amount_fen"] == fee, f"{bill}")
        with self.tour.step(f"付 {fee / 100:.2f} 元；车管登记：已处理未缴 → 已缴，清单上没有了"):
            zhao.hand_in(no)
            zhao.until(no, lambda case: case["can"]["pay"])
            zhao.pay(no, fee)
            zhao.until(no, lambda case: case["state"] == "done")
            after = self.violation(HELD_THE_PHONE)
            expect(after == before | {"状态": "已缴", "缴款日": self.today()}, f"{before} → {after}")
            expect(self.listed(zhao, "pay", "bills")[1] == {}, "还在待缴的清单上")

    def camera_fine(self, zhao: Phone) -> None:
        """What the camera saw: accepted on the phone, decided at once, points booked, paid, gone from the list."""
        with self.tour.step("交罚款：违法四条，认一条闯红灯；登记：未处理 → 已处理未缴，记分 3 → 9"):
            before = self.violation(RUN_THE_LIGHT)
            expect((before["状态"], self.points(zhao)) == ("未处理", 3), f"{before}")
            no, places = self.listed(zhao, "handle", "open")
            expect(len(places) == 4, f"{places}")
            gaps = zhao.save(no, picks=[places[AT_THE_LIGHT]], driver="me", answer="accept", notice=True, e_delivery=True)
            expect(gaps == [], f"还差 {gaps}")
            notice = zhao.get(f"/api/cases/{no}/confirm")["notice"]
            meant = {one["label"]: one["text"] for one in notice["parts"][0]["facts"]}
            expect((meant["地点"], meant["打算怎么罚"]) == (AT_THE_LIGHT, "罚款 200.00 元，记 6 分"), f"{notice}")
            zhao.hand_in(no)
            case = zhao.until(no, lambda case: case["can"]["pay"])
            decided = self.violation(RUN_THE_LIGHT)
            told = columns(decided, "状态", "送达日", "处理人")
            expect(told == ("已处理未缴", self.today(), zhao.id_number) and self.points(zhao) == 9, f"{decided}")
        with self.tour.step("决定书送到手机上：编号和登记的一样，盖章的文件别人凭防伪码核对是真的"):
            (paper,) = case["papers"]
            expect(paper["number"] == decided["决定书号"], f"{paper}")
            code = self.code_of(zhao.ask("GET", f"/api/cases/{no}/papers/{paper['id']}/file"), "不按信号灯通行")
            verdict = Visitor(self.tour.house.url).get(f"/api/verify/{code}")
            lines = {one["label"]: one["text"] for one in verdict["lines"]}
            expect(verdict["valid"] is True and lines["决定书编号"] == paper["number"], f"{verdict}")
        with self.tour.step("付 200.00 元；登记：已缴，清单上剩三条"):
            zhao.pay(no, FINE_FEN)
            zhao.until(no, lambda case: case["state"] == "done")
            after = self.violation(RUN_THE_LIGHT)
            expect(after == decided | {"状态": "已缴", "缴款日": self.today()} and self.points(zhao) == 9, f"{decided} → {after}")
            left = self.listed(zhao, "handle", "open")[1]
            expect(left.keys() == places.keys() - {AT_THE_LIGHT}, f"{left}")

    def plate(self, lin: Phone) -> None:
        """Fifty are shown, one is held for minutes, handed in, and kept for the car."""
        with self.tour.step("选车牌号：抽 50 个，选下一个；号牌登记：还是空闲"):
            no = lin.begin("vehicle-number-select")
            lin.save(no, car=lin.only(no, "cars"), sure=True)
            units = lin.post(f"/api/cases/{no}/holds/number/draw", {})["units"]
            expect(len(units) == len(set(units)) == 50 and PLATE in units, f"{units}")
            again = lin.post(f"/api/cases/{no}/holds/number/draw", {})["units"]
            expect(again == units, "同一辆车第二次抽到了别的")
            held = lin.post(f"/api/cases/{no}/holds/number", {"unit": PLATE})
            expect((held["state"], held["unit"], held["units"]) == ("held", PLATE, []), f"{held}")
            before = self.registers.row("jj.plates", plate=PLATE)
            expect(before["状态"] == "空闲", f"{before}")
        with self.tour.step(f"交上去；号牌登记 {PLATE}：空闲 → 预选，记着这辆车"):
            lin.hand_in(no)
            case = lin.until(no, lambda case: case["state"] == "done")
            (kept,) = case["vouchers"]
            after = self.registers.row("jj.plates", plate=PLATE)
            told = columns(after, "状态", "VIN", "至")
            expect(kept["unit"] == PLATE and told == ("预选", CAR, f"{kept['until']} 23:59"), f"{kept}；{after}")

    def births(self) -> tuple[object, object, list[str]]:
        """The birth certificate's state and child, and who stands in the household's book."""
        paper, pages = self.registers.row("wj.births", 编号=BIRTH), self.registers.rows("gat.hukou", 户号=HOUSEHOLD)
        return paper["状态"], paper["child_id"], sorted(str(row["id"]) for row in pages)

    def baby(self, lin: Phone, chen: Phone) -> None:
        """Both parents want it; nothing is written before the second has said so."""
        before = ("未用", None, sorted([lin.id_number, chen.id_number]))
        with self.tour.step("给宝宝上户口：爸爸填好交上去；出生证：未用，户口簿上两个人"):
            expect(self.births() == before, f"{self.births()}")
            no = lin.begin("birth-registration")
            for field, lookup in PICKS.items():
                lin.save(no, **{field: lin.only(no, lookup)})
            expect(lin.save(no, delivery="none") == [], "还有没填的")
            said = lin.hand_in(no)
            expect((said["waits"], said["say"]) == (True, "还要孩子的另一位家长（陈*彤）同意"), f"{said}")
            expect(self.births() == before, f"妈妈还没同意就入了户：{self.births()}")
        with self.tour.step("妈妈在自己手机上同意；出生证：已用，户口簿上多了宝宝这一页"):
            read = chen.agree("同意给孩子上户口")
            expect((read["宝宝姓名"], read["与户主关系"]) == ("林沐阳", "子"), f"{read}")
            lin.until(no, lambda case: case["state"] == "done")
            expect(self.births() == ("已用", BABY, sorted([*before[2], BABY])), f"{self.births()}")
            page = columns(self.registers.row("gat.hukou", id=BABY), "姓名", "户号", "页", "与户主关系", "何因何地来")
            expect(page == ("林沐阳", HOUSEHOLD, 3, "子", "出生"), f"{page}")

    def passports(self, child: Phone) -> list[Row]:
        """A child's passports as exit and entry has them, the newest last."""
        return sorted(self.registers.rows("crj.documents", owner=child.id_number, kind="护照"), key=lambda row: str(row["issued"]))

    def child_passport(self, child: Phone, mother: Phone) -> None:
        """The register says who the guardians are; the mother agrees; the department hears who has; the old book ends with the new."""
        with self.tour.step("孩子换护照：户籍登记着两位监护人，交上去先等一位同意"):
            guardians = self.registers.rows("gat.guardians", child=child.id_number)
            expect(len(guardians) == 2 and mother.id_number in {row["监护人"] for row in guardians}, f"{guardians}")
            flags = self.registers.row("crj.flags", owner=child.id_number)
            expect(columns(flags, "exit_ban", "registered_staff") == (False, False), f"{flags}")
            (old,) = self.passports(child)
            expect(columns(old, "number", "until", "state") == (OLD_PASSPORT, "2027-02-28", "有效"), f"{old}")
            no = child.begin("passport-renew", why="expiring", age="minor", hukou="other")
            child.fill(no, guardian_way="phone", delivery="pickup")
            said = child.hand_in(no)
            expect(said["say"] == "还要监护人（周*国）、监护人（吴*燕）同意，一位同意就行", f"{said}")
            expect(all(one["case_no"] != no for one in self.tour.world.get("/cases")), "还没同意就送到了部门")
            expect(self.passports(child) == [old], "还没同意登记就变了")
        with self.tour.step("妈妈在自己手机上看过、同意；部门收到：监护人同意了，是登记的监护人"):
            read = mother.agree("同意孩子换护照")
            expect(list(read)[:3] == ["姓名", "身份证号", "出生日期"], f"{read}")
            case = child.until(no, lambda case: case["can"]["pay"])
            expect({one["name"]: one["text"] for one in case["participants"]} == {"吴*燕": "同意了", "周*国": "不用了"}, f"{case}")
            facts = {one["id"].rpartition(".")[2]: (one["verdict"], one["source"]) for one in self.registers.handed(no)["facts"]}
            told = {"r9": ("pass", "省事"), "r10": ("pass", "公安出入境"), "r11": ("pass", "公安户政")}
            expect(facts | told == facts, f"{facts}")
        with self.tour.step(f"付 120.00 元，制证，办结；出入境登记：{OLD_PASSPORT} 有效 → 换发作废，多了新的一本，5 年"):
            child.pay(no, 12_000)
            child.until(no, lambda case: case["state"] == "done")
            before, new = self.passports(child)
            expect(before == old | {"state": "换发作废"}, f"{before}")
            book = columns(new, "owner", "pinyin", "issued", "until", "state")
            today = date.fromisoformat(self.today())
            until = date(today.year + 5, today.month, today.day) - timedelta(days=1)
            expect(book == (child.id_number, "ZHOU ZIXUAN", today.isoformat(), until.isoformat(), "有效"), f"{new}")
            expect(self.registers.rows("gat.guardians", child=child.id_number) == guardians, "监护登记变了")
            expect(self.registers.row("crj.flags", owner=child.id_number) == flags, "出境登记变了")
        with self.tour.step("新护照在孩子的卡包里，也在同意的妈妈的卡包里；旧的不在了"):
            for phone, name in ((child, "普通护照"), (mother, "普通护照（周子轩）")):
                self.comes(phone, [(name, str(new["number"]))])

    def comes(self, phone: Phone, wanted: list[tuple[str, str]]) -> None:
        """These are the passports in somebody's wallet, once they are."""
        found = wait(lambda: self.held(phone), lambda books: books == wanted)
        expect(found == wanted, f"{phone.who}：{found}")

    def held(self, phone: Phone) -> list[tuple[str, str]]:
        """The passports in somebody's wallet: what each is called, and its number."""
        books = [one for one in phone.get("/api/certificates")["certificates"] if one["type"] == "ec-passport"]
        return [(one["name"], {fact["label"]: fact["text"] for fact in one["fields"]}["护照号码"]) for one in books]

    def household(self, person: Phone) -> tuple[object, ...]:
        """Where somebody's hukou stands: the book, their state in it, the book's address."""
        page = self.registers.row("gat.hukou", id=person.id_number)
        return *columns(page, "户号", "状态"), self.registers.row("gat.households", 户号=str(page["户号"]))["住址"]

    def move(self, li: Phone) -> None:
        """To a flat of one's own in another city: the office there says yes, then the office here, then the one there writes it down."""
        with self.tour.step("省内迁户口：广州海珠迁到佛山禅城自己的房子，填好交上去；户口：还在海珠"):
            before = self.household(li)
            expect(before == (OLD_BOOK, "正常", "广东省广州市海珠区新港中路88号601房"), f"{before}")
            expect(self.registers.rows("gat.movedocs", id=li.id_number) == [], "已有迁移证件")
            no = li.begin("hukou-move-in-province", why="house")
            for field in ("mine", "home"):
                li.save(no, **{field: li.shown(no, field)[0]["id"]})
            li.save(no, to="440600", delivery="none")
            li.save(no, house=li.only(no, "houses"))
            movers = [row["id"] for row in li.shown(no, "members") if row["title"] == li.name]
            expect(li.save(no, movers=movers) == [], "还有没填的")
            li.hand_in(no)
        with self.tour.step("两个派出所一个接一个同意，一趟不用跑；户口：佛山禅城，旧户口簿已销"):
            case = li.until(no, lambda case: case["state"] == "done")
            offices = [(one["name"], one["unit"]) for one in case["offices"]]
            expect(offices == OFFICES and {one["word"] for one in case["offices"]} == {"已同意"}, f"{case['offices']}")
            expect(self.household(li) == (NEW_BOOK, "正常", NEW_HOME), f"{self.household(li)}")
            expect(self.registers.row("gat.households", 户号=OLD_BOOK)["状态"] == "已销", "旧户口簿没有销")
            lives = columns(self.registers.row("gat.people", id=li.id_number), "住址", "户籍区")
            expect(lives == (NEW_HOME, "440604"), f"{lives}")
            paper = columns(self.registers.row("gat.movedocs", id=li.id_number), "迁出机关", "迁入机关", "状态")
            expect(paper == ("海珠区新港派出所", "禅城区祖庙派出所", "已用"), f"{paper}")
