"""The tour's part about cars: 交罚款 (decided and paid late; seen by a camera), a new car from the quota to its plate, and the inspection
mark, each with the registers of the traffic police, the tax bureau and the transport office exactly before and after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from deploy.phone import Cell, Phone, Registers, Row, Walk, code_of, columns
from deploy.visitor import Visitor, expect, wait
from sandbox.departments.decide.days import add_months
from sandbox.departments.decide.purchase import due_on, late
from sandbox.departments.decide.violations import owed

RUN_THE_LIGHT, AT_THE_LIGHT = "4401067900000101", "天河区体育东路口"
HELD_THE_PHONE, AT_THE_AIRPORT = "440111300000204", "白云区机场路"
FINE_FEN = 20_000
CAR, MODEL = "LSGEVMB2XTG000004", "示例牌SGM7001BEV"
BOUGHT, TAX_FEN, PLATES_FEN = (
    "2026-11-18",
    1_000_000,
    12_000,
)  # 200,000 yuan before VAT, a tenth of it, half of that for what is on the list
FREE = {"origin": "domestic", "look": "free"}
OLD_CAR, OLD_PLATE, TESTED_UNTIL = "LSGDEMA00NG000012", "粤A32K71", "2028-11-30"  # of 2022: in 2028 it has to be tested


class Cars:
    """What three people do about their cars. `registers` is what the departments have."""

    def __init__(self, tour: Walk, registers: Registers) -> None:
        self.tour, self.registers, self.number = tour, registers, ""

    def walk(self, zhao: Phone, chen: Phone, li: Phone) -> None:
        """All of it, in order."""
        self.late_fine(zhao)
        self.camera_fine(zhao)
        self.quota(chen)
        self.plate(chen)
        self.tax(chen)
        self.register(chen)
        self.sticker(li)

    def today(self) -> str:
        """The date in the outside world."""
        return str(self.tour.world.get("/status")["now"])[:10]

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
            code = code_of(zhao.ask("GET", f"/api/cases/{no}/papers/{paper['id']}/file"), "不按信号灯通行")
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

    def quota(self, chen: Phone) -> None:
        """Given at once to whom the registers let have it; and it is good for a year."""
        with self.tour.step("买了电动车要上牌：先说还差什么；申请新能源指标，交通登记：没有 → 有效，一年"):
            refused = chen.ask("POST", "/api/cases", {"item": "vehicle-register", "city": "440100", "answers": FREE, "anyway": True})
            missing = [str(one["say"]).partition("，")[0] for one in refused.json().get("errors", [])]
            expect(missing == ["购置税还没交", "还没选车牌号", "在广州上牌要先有指标"], f"{refused.text}")
            expect(self.registers.rows("jt.quotas", 人=chen.id_number) == [], "已经有指标")
            no = chen.begin("car-quota", kind="nev")
            chen.fill(no)
            chen.hand_in(no)
            chen.until(no, lambda case: case["state"] == "done")
            row = self.registers.row("jt.quotas", 人=chen.id_number)
            today = date.fromisoformat(self.today())
            told = columns(row, "城市", "车型", "起", "止", "状态")
            expect(told == ("440100", "新能源", today.isoformat(), add_months(today, 12).isoformat(), "有效"), f"{row}")

    def plate(self, chen: Phone) -> None:
        """Fifty are shown, one is held for minutes, handed in, and kept for the car."""
        with self.tour.step("选车牌号：抽 50 个，选下一个；号牌登记：还是空闲"):
            no = chen.begin("vehicle-number-select")
            chen.save(no, car=chen.only(no, "cars"), sure=True)
            units = chen.post(f"/api/cases/{no}/holds/number/draw", {})["units"]
            expect(len(units) == len(set(units)) == 50, f"{units}")
            again = chen.post(f"/api/cases/{no}/holds/number/draw", {})["units"]
            expect(again == units, "同一辆车第二次抽到了别的")
            self.number = str(units[0])
            held = chen.post(f"/api/cases/{no}/holds/number", {"unit": self.number})
            expect((held["state"], held["unit"], held["units"]) == ("held", self.number, []), f"{held}")
            before = self.registers.row("jj.plates", plate=self.number)
            expect(before["状态"] == "空闲", f"{before}")
        with self.tour.step(f"交上去；号牌登记 {self.number}：空闲 → 预选，记着这辆车"):
            chen.hand_in(no)
            case = chen.until(no, lambda case: case["state"] == "done")
            (kept,) = case["vouchers"]
            after = self.registers.row("jj.plates", plate=self.number)
            told = columns(after, "状态", "VIN", "至")
            expect(kept["unit"] == self.number and told == ("预选", CAR, f"{kept['until']} 23:59"), f"{kept}；{after}")

    def tax(self, chen: Phone) -> None:
        """By the invoice and the list, to the fen; what lateness adds is counted as the bureau counts it."""
        fee = TAX_FEN + late(TAX_FEN, due_on(date.fromisoformat(BOUGHT)), date.fromisoformat(self.today()))
        with self.tour.step("交购置税：20 万的电动车，10% 减半；税务登记：没有 → 已缴"):
            expect(self.registers.rows("sw.purchasetax", VIN=CAR) == [], "已经交过")
            no = chen.begin("vehicle-purchase-tax", origin="bought")
            chen.save(no, car=chen.only(no, "invoices"))
            chen.fill(no, model=chen.only(no, "models"), right=True)
            bill = chen.get(f"/api/cases/{no}/confirm")["bill"]
            expect(bill["amount_fen"] == fee, f"{bill}")
            chen.hand_in(no)
            chen.until(no, lambda case: case["can"]["pay"])
            chen.pay(no, fee)
            chen.until(no, lambda case: case["state"] == "done")
            row = self.registers.row("sw.purchasetax", VIN=CAR)
            told = columns(row, "应纳", "减免", "实缴", "滞纳金", "缴款日", "状态")
            expect(told == (2 * TAX_FEN, TAX_FEN, TAX_FEN, fee - TAX_FEN, self.today(), "已缴"), f"{row}")

    def register(self, chen: Phone) -> None:
        """Nothing is asked that the earlier three have said; afterwards there is a car, its number is in use, the quota is spent."""
        with self.tour.step(f"新车上牌，付 120.00 元；车管登记：多了 {self.number}，号牌：预选 → 在用，指标：有效 → 已用"):
            self.insure(CAR, "不征")
            no = chen.begin("vehicle-register", **FREE)
            chen.save(no, car=chen.only(no, "invoices"))
            chen.fill(no, model=chen.only(no, "models"), plate=chen.only(no, "numbers"), loan="no", delivery="pickup", sure=True)
            chen.hand_in(no)
            chen.until(no, lambda case: case["can"]["pay"])
            chen.pay(no, PLATES_FEN)
            chen.until(no, lambda case: case["state"] == "done")
            car = columns(self.registers.row("jj.vehicles", VIN=CAR), "plate", "所有人", "品牌型号", "注册日")
            expect(car == (self.number, chen.id_number, MODEL, self.today()), f"{car}")
            expect(self.registers.row("jj.plates", plate=self.number)["状态"] == "在用", "号牌不是在用")
            expect(self.registers.row("jt.quotas", 人=chen.id_number)["状态"] == "已用", "指标没有用掉")
        with self.tour.step("行驶证、检验标志、完税证明都在卡包里，看得到号"):
            wanted = {"ec-vehicle-license", "ec-inspection-mark", "ec-purchase-tax"}
            found = wait(chen.kinds, lambda kinds: wanted <= kinds)
            expect(wanted <= found, f"{found}")
            fields = {one["label"]: one["text"] for one in chen.held("ec-vehicle-license")[0]["fields"]}
            expect((fields["号牌号码"], fields["品牌型号"]) == (self.number, MODEL), f"{fields}")

    def insure(self, vin: str, tax: str) -> None:
        """What the insurer does with every policy: it is good for a year, and this year's vehicle tax is settled with it."""
        today = date.fromisoformat(self.today())
        policy = {"保单号": f"PDZA{today.year}4401{vin[-7:]}", "公司": "示例财产保险"}
        self._put("ins.cti", {"VIN": vin}, policy | {"起": today.isoformat(), "止": add_months(today, 12).isoformat()})
        self._put("sw.vvt", {"VIN": vin, "year": str(today.year)}, {"状态": tax, "元": 48_000 if tax == "已缴" else 0})

    def _put(self, register: str, key: dict[str, str], cells: Mapping[str, Cell]) -> None:
        """What stands there under this key says so; it is added where nothing does."""
        known = self.registers.rows(register, **key)
        told = {"row_id": known[0]["row_id"], "set": cells} if known else {"row": {**key, **cells}}
        self.tour.world.put(f"/registers/{register}/rows", told)

    def sticker(self, li: Phone) -> None:
        """A car of four years that need not be tested: once it is insured, the mark at once, and the register says until when."""
        with self.tour.step(f"年检领标：{OLD_PLATE} 免上线，交强险续了，马上领到；车管登记：检验有效期往后两年"):
            before = self.registers.row("jj.vehicles", plate=OLD_PLATE)
            self.insure(OLD_CAR, "已缴")
            no = li.begin("vehicle-inspection-sticker")
            (car,) = [row["id"] for row in li.shown(no, "cars") if row["title"] == OLD_PLATE]
            expect(li.save(no, car=car, sure=True) == [], "还有没填的")
            li.hand_in(no)
            li.until(no, lambda case: case["state"] == "done")
            after = self.registers.row("jj.vehicles", plate=OLD_PLATE)
            expect(after == before | {"检验至": TESTED_UNTIL}, f"{before} → {after}")
