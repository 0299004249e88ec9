"""People whose cases stand in every state, brought there over HTTP once for all pages that are looked at."""

from __future__ import annotations

from deploy.running import House
from deploy.visitor import wait
from tests.e2e.cast import CAST
from tests.e2e.resident import Resident, World

WHY = ("passport-renew.r3", "背景不白，站在白墙前重拍")

HKM = {"姓名": "林志豪", "证件号码": "C12345678", "有效期至": "2036-11-22", "签发机关": "公安部出入境管理局"}


class Stage:
    """`lin` has one case of each kind; `liang` has one to pay; `zhou` waits for the yes of `wu`."""

    def __init__(self, house: House) -> None:
        self.world = World(house)
        self.lin = Resident(house, "lin-zhihao")
        self.done = self._finished()
        self.world.post("/settings", {"department_auto": False})
        # One result, one application at a time: what ends comes first.
        self.denied = self._refused()
        self.draft = self.lin.begin("passport-renew", why="pages")
        self.turn = self._returned()
        self.sent = self._on_its_way()
        self.liang = Resident(house, "liang-junjie")
        self.liang.look_into_the_camera()  # a time at a hall is held for who was seen
        self.bill = self._to_pay(self.liang, "passport-renew", "pages")
        self.zhou, self.wu = Resident(house, "zhou-zixuan"), Resident(house, "wu-haiyan")
        self.asked, self.consent = self._waiting()
        self.world.post("/settings", {"department_auto": True})
        self.li, self.uscc, self.shop = self._at_a_till(house)
        self.invoice = self._issued()
        word = self.li.post(f"/api/merchant/invoices/{self.invoice}/collecting", {})["text"].partition("w=")[2]
        self.lin.post("/api/orders/collecting", {"word": word})
        self.title = self._with_titles()
        held = self.lin.get("/api/certificates")["certificates"]
        self.card = next(one["id"] for one in held if one["type"] == "ec-idcard")

    def _finished(self) -> str:
        self.lin.look_into_the_camera()  # what runs on the card is shown to its holder only
        no = self.lin.hand_in("hkm-endorse", place="mo")  # one trip to Hong Kong is still left on the card
        self.lin.until(no, "to_pay")
        self.lin.pay(no)
        self.lin.until(no, "done")
        return no

    def _at_a_till(self, house: House) -> tuple[Resident, str, str]:
        """Who represents a company that issues invoices here; its code and its shop."""
        li = Resident(house, "li-wenjing")
        li.look_into_the_camera()
        shop = {"name": "天河一店", "address": "广州市天河区示例路1号", "phone": "020-00000000"}
        uscc = CAST.number("91440101MADEMA0192")
        opened = li.post("/api/merchant/companies", {"uscc": uscc, "tel": "020-00000000", "shop": shop, "agreed": True})
        return li, uscc, opened["shops"][0]["no"]

    def _issued(self) -> str:
        """An invoice of that shop's."""
        row = {"name": "设计", "price": "458.00", "code": "3040301000000000000", "rate": "1%"}
        buyer = {"name": "林志豪", "natural": True}
        no = self.li.post(f"/api/merchant/shops/{self.shop}/sales", {"rows": [row], "buyer": buyer})["order_no"]
        at = f"/api/merchant/shops/{self.shop}/sales/{no}"
        return str(wait(lambda: self.li.get(at), lambda told: told["state"] == "issued")["number"])

    def _with_titles(self) -> str:
        """A company's invoice title and a person's own: the own one."""
        self.li.post("/api/me/titles", {"kind": "company", **self.li.get("/api/me/titles")["offers"][0]})
        return str(self.li.post("/api/me/titles", {"kind": "personal"})["id"])

    def _waiting(self) -> tuple[str, str]:
        """A child's passport that waits for the mother: the case, and what she is asked."""
        self.wu.look_into_the_camera()
        self.zhou.look_into_the_camera()
        no = self.zhou.hand_in("passport-first", age="minor")
        return no, self.wu.get("/api/me/consents")["consents"][0]["id"]

    def _returned(self) -> str:
        no = self.lin.hand_in("passport-renew", why="expiring")
        self._walk(self.lin, no, "pre_check")
        self.world.decide(no, "to_correct", points=[{"point": WHY[0], "text": WHY[1]}])
        self.lin.until(no, "to_correct")
        return no

    def _on_its_way(self) -> str:
        no = self._to_pay(self.lin, "hkm-permit-renew")
        self.lin.pay(no)
        result = {"number": "C12345678", "issued_on": "2026-11-23", "valid_until": "2036-11-22", "fields": HKM}
        self._walk(self.lin, no, "approved", result=result)
        self._walk(self.lin, no, "delivering", delivery={"company": "邮政速递", "waybill": "1180552130746", "phone": "11183"})
        return no

    def _refused(self) -> str:
        no = self.lin.hand_in("passport-renew", why="info")
        self._walk(self.lin, no, "pre_check", "accepted", "reviewing", "approving")
        self._walk(self.lin, no, "denied", reason="户口簿上的名字还没改。先改户口簿，再来换护照")
        return no

    def _to_pay(self, who: Resident, item: str, why: str = "") -> str:
        no = who.hand_in(item, **({"why": why} if why else {}))
        self._walk(who, no, "pre_check", "accepted", "reviewing", "approving", "to_pay")
        return no

    def _walk(self, who: Resident, no: str, *nodes: str, **more: object) -> None:
        """Sent again while the department does not hold the case yet, or an earlier node is still on its way."""
        for node in nodes:
            who.move(no, node, **more)
