"""A resident over HTTP, who brings a case to where a page is to be looked at; what a test is about is done with taps."""

from __future__ import annotations

import time
from typing import Any

from deploy import pictures
from deploy.running import House
from deploy.tour import fitting
from deploy.visitor import Visitor
from tests.e2e.cast import CAST

CITY = "440100"
POLICE = "dept-gat-crj"
NAMED = 3  # level of an account whose real name is known


class World(Visitor):
    """The sandbox's control: everything outside that a test has a say in."""

    def __init__(self, house: House) -> None:
        super().__init__(f"{house.sandbox}/control")

    def person(self, who: str) -> Any:
        """Who plays this demo person in this test."""
        return self.get(f"/people/{CAST.who(self, who)}")

    def decide(self, no: str, node: str, **more: Any) -> None:
        """A reviewer of the police sends this node now."""
        self.post(f"/departments/{POLICE}/cases/{no}/nodes", {"node": node, **more})


class Resident(Visitor):
    """Somebody of this test alone like a demo person, signed in and known by name from the start."""

    def __init__(self, house: House, who: str) -> None:
        super().__init__(house.url)
        self.world = World(house)
        self.who = CAST.who(self.world, who)
        person = self.world.person(self.who)
        self.token = self.post("/api/sign-in", {"code": self.world.post("/wx/login", {"person": self.who})["code"]})["token"]
        me = self.get("/api/me")
        if person["phone"] and not me["phone"]:
            self.post("/api/me/phone", {"code": self.world.post("/wx/phone", {"person": self.who})["code"]})
        if me["level"] < NAMED:
            self.post("/api/me/real-name", {"name": person["name"], "id_number": person["id_number"], "paper": person["id_type"]})

    def look_into_the_camera(self) -> None:
        """The face check, passed."""
        verify_id = self.post("/api/me/face", {})["verify_id"]
        self.world.post("/wx/face", {"verify_id": verify_id, "outcome": "pass"})
        self.post(f"/api/me/face/{verify_id}/result", {})

    def holds(self, kind: str) -> None:
        """Wait until a certificate of this kind is in the wallet: it fills by itself, a moment after the name was said."""
        for _ in range(300):
            if any(one["type"] == kind for one in self.get("/api/certificates")["certificates"]):
                return
            time.sleep(0.1)
        raise AssertionError(f"no {kind} came into the wallet of {self.who}")

    def begin(self, item: str, **answers: str) -> str:
        """A draft; questions not answered here get their default or first option. Returns the case number."""
        questions = self.get(f"/api/items/{item}", city=CITY)["questions"]
        chosen = {one["id"]: answers.get(one["id"]) or one["default"] or one["options"][0]["id"] for one in questions}
        begin = {"item": item, "city": CITY, "answers": chosen, "anyway": True}
        return str(self.post("/api/cases", begin)["no"])

    def fill(self, no: str) -> None:
        """Fields, photos and the signature."""
        fields = self.get(f"/api/cases/{no}/form")["fields"]
        empty = [one for one in fields if one["value"] is None and one["required"] and one["editable"]]
        values = {
            one["id"]: self._first(no, one["lookup"]) if one["kind"] == "pick" else fitting(one) for one in empty if one["kind"] != "slot"
        }
        slots = [one["id"] for one in empty if one["kind"] == "slot"]
        if values:
            self.patch(f"/api/cases/{no}/draft", {"values": values})
        for field in slots:
            self.take(no, field)
        for one in self.get(f"/api/cases/{no}/materials")["materials"]:
            if one["how"] == "upload" and one["need"] == "must":
                self.put_file(f"/api/cases/{no}/materials/{one['material']}", "photo.jpg", pictures.for_material(one))
        if self.get(f"/api/cases/{no}/confirm")["signature"]["needed"]:
            self.put_file(f"/api/cases/{no}/signature", "signature.png", pictures.signature())

    def take(self, no: str, field: str) -> str:
        """Hold the first time there is from the day after tomorrow on, at the first place. Returns when it begins."""
        path = f"/api/cases/{no}/slots/{field}"
        halls = self.get(path)["halls"]
        where = {"hall": halls[0]["id"]} if halls else {}
        days = self.get(path, **where)["hall"]["days"]
        free = [(n, one["at"]) for n, day in enumerate(days) if day["open"] for one in day["slots"] if one["left"]]
        at = next((one for n, one in free if n >= 2), free[0][1])
        return str(self.post(path, {"at": at, **where})["at"])

    def _first(self, no: str, lookup: str) -> str:
        """The first row there is to pick."""
        return str(self.get(f"/api/cases/{no}/lookups/{lookup}")["rows"][0]["id"])

    def hand_in(self, item: str, **answers: str) -> str:
        """Begun, filled, submitted. Returns the case number."""
        no = self.begin(item, **answers)
        self.fill(no)
        self.look_into_the_camera()
        self.get(f"/api/cases/{no}/confirm")  # whole now: what was veiled is read before it is handed in
        self.post(f"/api/cases/{no}/submission", {})
        return no

    def move(self, no: str, node: str, **more: Any) -> None:
        """A reviewer sends this node, once the department holds the case, and again while the platform does not take it, as before
        the payment is booked; returns when it has arrived."""
        for number in range(300):
            if number % 10 == 0:
                self.world.ask("POST", f"/departments/{POLICE}/cases/{no}/nodes", {"node": node, **more})
            if (state := self.get(f"/api/cases/{no}")["state"]) == node:
                return
            time.sleep(0.1)
        raise AssertionError(f"{no} is {state}, not {node}")

    def until(self, no: str, *states: str) -> Any:
        """The case once it is in one of these states. Raises AssertionError after half a minute."""
        for _ in range(300):
            case = self.get(f"/api/cases/{no}")
            if case["state"] in states:
                return case
            time.sleep(0.1)
        raise AssertionError(f"{no} is {case['state']}, not {' or '.join(states)}")

    def pay(self, no: str) -> None:
        """In WeChat's sheet, as soon as the bill is written."""
        for _ in range(50):
            if self.ask("POST", f"/api/cases/{no}/payment", {}).ok:
                break
            time.sleep(0.1)
        sheet = self.world.post("/pay/sheet", self.post(f"/api/cases/{no}/payment", {})["sheet"])
        self.world.post("/pay/confirm", {"prepay_id": sheet["prepay_id"], "action": "pay"})
