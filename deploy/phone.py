"""A demo person on their phone, over HTTP, and the registers of the departments as they stand: what the tour's errands are walked with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

import pypdfium2
from requests import Response

from deploy import pictures
from deploy.running import House
from deploy.visitor import Answer, Visitor, expect, fitting, wait

CITY = "440100"
NAMED = 3  # level of an account whose real name is known
PATIENCE_S = 60.0  # a department answers within seconds; a busy machine takes its time
Cell = str | int | float | bool | list[str] | None
Row = dict[str, Cell]


class Control(Protocol):
    """The sandbox's control API."""

    def get(self, path: str, **query: str) -> Answer:
        """What stands there."""
        ...

    def post(self, path: str, body: object) -> Answer:
        """What came of it."""
        ...


class Walk(Protocol):
    """The tour, as far as errands need it (deploy/tour.py)."""

    house: House
    world: Visitor

    def step(self, name: str) -> AbstractContextManager[None]:
        """One step by name, said when it has been taken and when it fails."""
        ...


def columns(row: Row, *names: str) -> tuple[object, ...]:
    """These columns of a row."""
    return tuple(row[name] for name in names)


def code_of(file: Response, says: str) -> str:
    """The code of a sealed file that says this."""
    expect(file.status_code == 200 and file.content.startswith(b"%PDF"), f"{file.status_code} {file.text[:200]}")
    with pypdfium2.PdfDocument(file.content) as opened:
        said = "\n".join(one.get_textpage().get_text_range() for one in opened)
    code = re.search(r"防伪码 ((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})", said)
    expect(code is not None and says in said, said[:400])
    return code[1] if code else ""


class Registers:
    """The departments' registers, read past the platform."""

    def __init__(self, world: Control) -> None:
        self.world = world

    def rows(self, register: str, **columns: str) -> list[Row]:
        """The rows of a register in which these columns have these values, each with its `row_id`."""
        found: list[Row] = self.world.get(f"/registers/{register}", **columns)["rows"]
        return found

    def row(self, register: str, **columns: str) -> Row:
        """The only such row. Raises Surprise unless there is exactly one."""
        found = self.rows(register, **columns)
        expect(len(found) == 1, f"{register} {columns}：{len(found)} 行")
        return found[0]

    def handed(self, no: str) -> Answer:
        """The case as its department has it."""
        found = [one for one in self.world.get("/cases") if one["case_no"] == no]
        expect(len(found) == 1, f"部门那边有 {len(found)} 件 {no}")
        return found[0]


class Phone(Visitor):
    """Somebody signed in, known by name, their face shown. `house`: where it answers."""

    def __init__(self, house: str, world: Control, who: str) -> None:
        super().__init__(house)
        self.world, self.who = world, who
        person = next(one for one in world.get("/people") if one["id"] == who)
        self.name, self.id_number, self.number = str(person["name"]), str(person["id_number"]), str(person["phone"])
        self.token = self.post("/api/sign-in", {"code": world.post("/wx/login", {"person": who})["code"]})["token"]
        me = self.get("/api/me")
        if not me["phone"]:
            self.post("/api/me/phone", {"code": world.post("/wx/phone", {"person": who})["code"]})
        if me["level"] < NAMED:
            self.post("/api/me/real-name", {"name": self.name, "id_number": self.id_number})
        verify_id = self.post("/api/me/face", {})["verify_id"]
        world.post("/wx/face", {"verify_id": verify_id, "outcome": "pass"})
        expect(self.post(f"/api/me/face/{verify_id}/result", {})["passed"] is True, f"{who} 刷脸没有通过")

    def secrets(self) -> dict[str, str]:
        """What of this person must stand nowhere in plain, by what it is."""
        told = {"身份证号": self.id_number, "手机号": self.number, "姓名": self.name, "登录令牌": self.token}
        return {f"{self.who} {what}": value for what, value in told.items()}

    def begin(self, item: str, **answers: str) -> str:
        """A draft; its case number."""
        return str(self.post("/api/cases", {"item": item, "city": CITY, "answers": answers, "anyway": True})["no"])

    def save(self, no: str, **values: object) -> list[str]:
        """Fill these fields in; nothing may be wrong with them. Returns the fields still missing."""
        saved = self.patch(f"/api/cases/{no}/draft", {"values": values})
        expect(saved["errors"] == [], f"{saved['errors']}")
        gaps: list[str] = saved["gaps"]
        return gaps

    def fill(self, no: str, **said: object) -> None:
        """Say this, and what fits in every other field that is still missing."""
        gaps = self.save(no, **said)
        asked = {one["id"]: one for one in self.get(f"/api/cases/{no}/form")["fields"]}
        left = self.save(no, **{one: fitting(asked[one]) for one in gaps}) if gaps else []
        expect(left == [], f"还差 {left}")

    def shown(self, no: str, lookup: str) -> list[dict[str, str]]:
        """The rows a lookup of this case shows: each `id` and `title`, and its facts by their labels."""
        rows = self.get(f"/api/cases/{no}/lookups/{lookup}")["rows"]
        return [{"id": row["id"], "title": row["title"], **{fact["label"]: fact["text"] for fact in row["facts"]}} for row in rows]

    def only(self, no: str, lookup: str) -> str:
        """The id of the only row a lookup shows."""
        rows = self.shown(no, lookup)
        expect(len(rows) == 1, f"{lookup}：{len(rows)} 行")
        return rows[0]["id"]

    def hand_in(self, no: str) -> Answer:
        """Give what is to be photographed, sign, submit; the answer."""
        for one in self.get(f"/api/cases/{no}/materials")["materials"]:
            if one["how"] == "upload" and one["need"] == "must":
                given = self.put_file(f"/api/cases/{no}/materials/{one['material']}", "photo.jpg", pictures.for_material(one))
                expect(given["state"] == "ok", f"{one['name']}：{given['findings']}")
        page = self.get(f"/api/cases/{no}/confirm")
        expect(page["gaps"] == [], f"还差 {page['gaps']}")
        if page["signature"]["needed"]:
            self.put_file(f"/api/cases/{no}/signature", "signature.png", pictures.signature())
        return self.post(f"/api/cases/{no}/submission", {})

    def until(self, no: str, ready: Callable[[Answer], bool]) -> Answer:
        """The case once it is so far. Raises Surprise when it does not come there."""
        case = wait(lambda: self.get(f"/api/cases/{no}"), ready, PATIENCE_S)
        expect(ready(case), f"{no} 停在 {case['state']}（{case['title']}）")
        return case

    def pay(self, no: str, amount_fen: int) -> None:
        """This much, fen, in WeChat's sheet, until it is booked."""
        order = self.post(f"/api/cases/{no}/payment", {})
        sheet = self.world.post("/pay/sheet", order["sheet"])
        expect(order["amount_fen"] == sheet["amount_fen"] == amount_fen, f"要付 {order['amount_fen']} 分，应是 {amount_fen}")
        self.world.post("/pay/confirm", {"prepay_id": sheet["prepay_id"], "action": "pay"})
        state = wait(lambda: self.get(f"/api/orders/{order['order_no']}")["state"], lambda state: state == "paid", PATIENCE_S)
        expect(state == "paid", f"订单一直是 {state}")

    def held(self, kind: str) -> list[Answer]:
        """What lies of a kind in the wallet."""
        return [one for one in self.get("/api/certificates")["certificates"] if one["type"] == kind]

    def kinds(self) -> set[str]:
        """What kinds of certificates lie in the wallet."""
        return {one["type"] for one in self.get("/api/certificates")["certificates"]}

    def agree(self, says: str) -> Mapping[str, str]:
        """Read the one thing this person is asked, and say yes to what was read. Returns the lines read, by label."""
        cards = wait(lambda: self.get("/api/me/consents")["consents"], bool, PATIENCE_S)
        expect(len(cards) == 1 and cards[0]["title"].endswith(says), f"{[one['title'] for one in cards]}")
        document = self.get(f"/api/consents/{cards[0]['id']}")["document"]
        said = self.post(f"/api/consents/{cards[0]['id']}/answer", {"agree": True, "hash": document["hash"]})
        expect(said["state"] == "agreed", f"{said}")
        return {one["label"]: one["text"] for one in document["lines"]}
