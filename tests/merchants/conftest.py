"""A shop of C's with a cashier who may issue, and a bureau that takes no time."""

import pytest

from tests.residents import Resident, drain

A, B, C, D, E = "91440101MADEMA0192", "91440106MADEMB011Q", "91440104MADEMC0302", "91440111MADEMD0171", "92440105MADEME01XK"
SHOP = {"name": "东华西路店", "address": "广州市越秀区东华西路90号", "phone": "020-00000003"}
UMBRELLA, RICE, FOOD = "1060513990000000000", "1010101000000000000", "1030209000000000000"
COMPANY = {"name": "广州云山示例科技有限公司", "tax_no": A, "natural": False}
LIN = {"name": "林志豪", "tax_no": "", "natural": True}


def row(name="雨伞", price="113.00", code=UMBRELLA, rate="13%", **more):
    return {"name": name, "price": price, "code": code, "rate": rate} | more


def sign_up(who, uscc=C, **more):
    return who.post("/api/merchant/companies", {"uscc": uscc, "tel": "020-00000003", "shop": SHOP, "agreed": True} | more)


class Till:
    """C's first shop. `boss` represents it, `ou` issues there."""

    def __init__(self, app, sandbox):
        self.app, self.sandbox = app, sandbox
        self.boss, self.ou = Resident(app, sandbox, "huang-guoqiang").proved(), Resident(app, sandbox, "ou-jiayi").proved()
        opened = sign_up(self.boss)
        assert opened.status_code == 201, opened.text
        self.shop = opened.json["shops"][0]["no"]
        self.join(self.ou, "drawer")

    def join(self, who, *roles, **more):
        told = self.boss.post(f"/api/merchant/companies/{C}/people", {"name": who.name, "roles": list(roles)} | more)
        assert told.status_code == 201, told.text
        joined = who.post("/api/merchant/invitations", {"word": told.json["word"]})
        assert joined.status_code == 200, joined.text

    def sell(self, who=None, settle=True, key="", **more):
        order = {"rows": [row()], "buyer": COMPANY} | more
        told = (who or self.ou).call("POST", f"/api/merchant/shops/{self.shop}/sales", order, key=key)
        if settle:
            drain()
        return told

    def sale(self, order_no, who=None):
        return (who or self.ou).get(f"/api/merchant/shops/{self.shop}/sales/{order_no}").json

    def issued(self, **more):
        """The number of an invoice that was just issued."""
        told = self.sell(**more)
        assert told.status_code == 202, told.text
        now = self.sale(told.json["order_no"])
        assert now["state"] == "issued", now
        return now["number"]

    def code(self, **more):
        told = self.ou.post(f"/api/merchant/shops/{self.shop}/codes", {"rows": [row()]} | more)
        assert told.status_code == 201, told.text
        return told.json

    def mood(self, mood="", **more):
        self.sandbox.control("POST", "/settings", tax_mood=mood, **more)

    def register(self, name="sw.einvoices", **columns):
        query = "&".join(f"{key}={value}" for key, value in columns.items())
        return self.sandbox.control("GET", f"/registers/{name}?{query}")["rows"]


@pytest.fixture
def till(app, sandbox):
    sandbox.control("POST", "/settings", tax_delay=0)
    return Till(app, sandbox)


@pytest.fixture
def lin(app, sandbox):
    return Resident(app, sandbox).known()


def refused(reply):
    return reply.status_code, reply.json["code"], reply.json["say"]
