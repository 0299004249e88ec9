"""The tour's part about registers: errands walked over HTTP, each with the department's rows exactly before and after.

查社保, what cars need (deploy/cars.py), 给宝宝上户口, 孩子换护照, 身份证丢了, a time at a hall and 省内迁户口. What stands in a
register is read past the platform, at the outside world itself.
"""

from __future__ import annotations

from datetime import date, timedelta

from deploy.cars import Cars
from deploy.phone import Phone, Registers, Row, Walk, code_of, columns
from deploy.visitor import Visitor, expect, wait

VIEW = "/api/views/social-query"
BIRTH, BABY, HOUSEHOLD = "U440123456", "440199202610080015", "440106012345"
PICKS = {"baby": "births", "father": "father", "mother": "mother", "marriage": "marriage", "follow": "homes"}
OLD_PASSPORT = "E40065432"
HALL, WINDOW = "hall-440106", "idcard-renew"
OLD_BOOK, NEW_BOOK, NEW_HOME = "440105034567", "440604000001", "广东省佛山市禅城区季华五路20号1602房"
OFFICES = [("派出所（迁入地）", "禅城区祖庙派出所"), ("派出所（迁出地）", "海珠区新港派出所"), ("派出所（迁入地）落户", "禅城区祖庙派出所")]


class Errands:
    """Errands of seven people. `registers` is what the departments have."""

    def __init__(self, tour: Walk) -> None:
        self.tour, self.registers = tour, Registers(tour.world)
        self.cars = Cars(tour, self.registers)
        self.phones: list[Phone] = []

    def walk(self) -> None:
        """All of it, in order."""
        with self.tour.step("七个人在自己手机上登录、实名、刷脸"):
            self.tour.world.post("/switches/child-passport", {"on": True})  # 周子轩 has one that ends in February
            zhao, lin, chen = (self.phone(who) for who in ("zhao-dawei", "lin-zhihao", "chen-xiaotong"))
            child, mother, li = (self.phone(who) for who in ("zhou-zixuan", "wu-haiyan", "li-wenjing"))
            liang = self.phone("liang-junjie")
        self.social(zhao)
        self.cars.walk(zhao, chen, li)
        self.baby(lin, chen)
        self.child_passport(child, mother)
        self.lost_card(liang)
        self.hall(liang)
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
            code = code_of(zhao.ask("GET", f"{VIEW}/papers/2025"), "当年养老缴费 12 个月")
            verdict = Visitor(self.tour.house.url).get(f"/api/verify/{code}")
            lines = {one["label"]: one["text"] for one in verdict["lines"]}
            expect(verdict["valid"] is True and (lines["姓名"], lines["当年养老缴费"]) == ("赵*伟", "12 个月"), f"{verdict}")

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

    def cards(self, person: Phone) -> list[tuple[object, ...]]:
        """Somebody's id cards as the police has them, the newest last: number in the row, state, since when, until when."""
        rows = sorted(self.registers.rows("gat.idcards", id=person.id_number), key=lambda row: str(row["序"]))
        return [columns(row, "状态", "签发日", "有效期至", "指纹采集日") for row in rows]

    def lost_card(self, liang: Phone) -> None:
        """Stopped the moment it is handed in, not when the new one is there; the new one is made with the prints that are kept."""
        with self.tour.step("身份证丢了：交上去的那一刻就挂失；身份证登记：有效 → 挂失，卡包里也不能再出示"):
            (old,) = self.cards(liang)
            expect(old == ("有效", "2019-06-01", "2029-06-01", "2019-06-01") and "ec-idcard" in liang.kinds(), f"{old}")
            no = liang.begin("idcard-lost", why="lost", way="phone", hukou="local")
            liang.fill(no, card=liang.only(no, "cards"), lost_on=self.today(), lost_at="地铁三号线", sure=True, prints=True, photo="shot")
            liang.hand_in(no)
            stopped = ("挂失", *old[1:])
            found = wait(lambda: self.cards(liang), lambda cards: stopped in cards)
            expect(found[0] == stopped and [one[0] for one in found[1:]] in ([], ["制证中"]), f"{found}")
            expect("ec-idcard" not in liang.kinds(), "卡包里还有丢了的那张")
        with self.tour.step("付 40.00 元，制证，寄出；身份证登记：旧的作废，新的用以前的指纹，10 年"):
            liang.until(no, lambda case: case["can"]["pay"])
            liang.pay(no, 4_000)
            liang.until(no, lambda case: case["state"] == "done")
            today = date.fromisoformat(self.today())
            new = ("有效", today.isoformat(), today.replace(year=today.year + 10).isoformat(), old[3])
            expect(self.cards(liang) == [("作废", *old[1:]), new], f"{self.cards(liang)}")
            expect(wait(lambda: "ec-idcard" in liang.kinds(), bool), "卡包里没有新身份证")

    def left(self, at: str) -> int:
        """Places that are left at a time."""
        days = Visitor(self.tour.house.url).get(f"/api/booking/halls/{HALL}", errands=WINDOW)["days"]
        return int(next(one["left"] for day in days for one in day["slots"] if one["at"] == at))

    def hall(self, liang: Phone) -> None:
        """A place is one fewer for everybody, given back when it is changed or cancelled, and never had twice."""
        with self.tour.step("约大厅：天河区政务服务中心，换身份证；剩的号少一个，同一天不能约两次"):
            days = liang.get(f"/api/booking/halls/{HALL}", errands=WINDOW)["days"]
            first, other = [one for day in days for one in day["slots"] if one["left"]][:2]
            wish, key = {"hall": HALL, "at": first["at"], "errands": [WINDOW]}, liang.new_key()
            made = liang.post("/api/me/bookings", wish, key=key)
            expect(liang.post("/api/me/bookings", wish, key=key) == made, "再点一次约了两个")
            expect((made["word"], made["hall_name"], len(made["code"])) == ("约好了", "天河区政务服务中心", 8), f"{made}")
            expect(self.left(first["at"]) == first["left"] - 1, "剩的号没有少")
            twice = liang.ask("POST", "/api/me/bookings", wish)
            expect(twice.status_code == 409, f"又约上了：{twice.text}")
        with self.tour.step("改个时间，再取消：号一个个放回去"):
            moved = liang.post(f"/api/me/bookings/{made['id']}/time", {"at": other["at"]})
            expect((self.left(first["at"]), self.left(other["at"])) == (first["left"], other["left"] - 1), f"{moved}")
            gone = liang.post(f"/api/me/bookings/{made['id']}/cancellation", {})
            expect((gone["word"], self.left(other["at"])) == ("取消了", other["left"]), f"{gone}")
            expect(liang.get("/api/me/bookings")["bookings"] == [], "还有没取消的")

    def comes(self, phone: Phone, wanted: list[tuple[str, str]]) -> None:
        """These are the passports in somebody's wallet, once they are."""
        found = wait(lambda: self.held(phone), lambda books: books == wanted)
        expect(found == wanted, f"{phone.who}：{found}")

    def held(self, phone: Phone) -> list[tuple[str, str]]:
        """The passports in somebody's wallet: what each is called, and its number."""
        books = phone.held("ec-passport")
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
